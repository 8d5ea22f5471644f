"""Stories as programs read them: the article with its evidence and record, its texts, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any

from pydantic import Field

from archive.catalog.answers import Found
from archive.catalog.spans import Span
from archive.exchange.answers import StoryAnswer, VersionAnswer, story_answer, version_answer
from archive.exchange.edited import Announced, Counted, FactChange, read_edit
from archive.exchange.history import Entry, entries
from archive.models import Article, Version
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import missing
from archive.room.api.story_links import Links, links_of
from archive.room.pages.story_facts import StoryFacts, story_facts
from archive.room.room import Room
from archive.text.changes.changes import Comparison

Id = Annotated[
    str,
    Field(
        pattern="^[0-9a-fA-F]{6,32}$",
        description="A story's id, or its first six digits or more.",
        examples=["49b6a3a4e2d1"],
    ),
]
Address = Annotated[str, Field(description="A story's address, in any spelling.")]
Number = Annotated[int, Field(ge=1, le=1_000_000, description="Which of its texts, counted from 1.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdAsked:
    """Which story, by its id."""

    id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlAsked:
    """Which story, by its address."""

    url: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAsked:
    """Which text of which story."""

    id: Id
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonAsked:
    """Which two texts of which story."""

    id: Id
    before: Number
    after: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedStory(StoryAnswer):
    """A story (as `warraq show --json` has it), and where more of it is. `facts`: null for one without a text."""

    facts: StoryFacts | None
    links: Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """The texts of a story, oldest first, a thousand at most.

    `spans`: what its page showed from when to when, by the looks at it: the number of a text, or null where it was gone.
    """

    id: str
    url: str
    versions: tuple[VersionAnswer, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(VersionAnswer):
    """One text of a story, whole."""

    id: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two texts of a story beside each other, word by word, and each change with its kind.

    `classes`: how many there are of each; `announced`: how the outlet told of it; `facts`: what differs beside the words.
    """

    id: str
    url: str
    before: VersionAnswer
    after: VersionAnswer
    classes: tuple[Counted, ...]
    announced: Announced | None
    facts: tuple[FactChange, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHistory:
    """What happened to a story, oldest first (as `warraq history --json` has it)."""

    url: str
    entries: tuple[Entry, ...]


def story(room: Room, asked: IdAsked) -> LinkedStory:
    """Tell of one story."""
    return _linked(room, found(room, asked.id))


def story_at(room: Room, asked: UrlAsked) -> LinkedStory:
    """Tell of the story of an address."""
    return _linked(room, found(room, asked.url))


def versions(room: Room, asked: IdAsked) -> Versions:
    """List the texts of a story."""
    one = found(room, asked.id)
    spans = room.catalog.spans(one.url)
    return Versions(id=one.id, url=one.url, versions=tuple(map(version_answer, one.versions)), spans=spans)


def version(room: Room, asked: VersionAsked) -> Text:
    """Tell one text of a story."""
    one = found(room, asked.id)
    text = _numbered(one, asked.number)
    return Text(id=one.id, **_fields(version_answer(text)), article=text.article)


def comparison(room: Room, asked: ComparisonAsked) -> Compared:
    """Compare two texts of a story."""
    one = found(room, asked.id)
    before, after = _numbered(one, asked.before), _numbered(one, asked.after)
    edit = read_edit(before.article, after.article)
    return Compared(
        id=one.id,
        url=one.url,
        before=version_answer(before),
        after=version_answer(after),
        classes=edit.classes,
        announced=edit.announced,
        facts=edit.facts,
        comparison=edit.comparison,
    )


def history(room: Room, asked: IdAsked) -> StoryHistory:
    """Tell what happened to a story."""
    told = room.catalog.history(found(room, asked.id).url)
    if told is None:
        raise missing(f"nothing happened to {asked.id}", _HOW)
    return StoryHistory(url=told.url, entries=entries(told))


def found(room: Room, url_or_id: str) -> Found:
    """Return the page of an address or an id. Raises Refused where there is none, or where several ids begin so."""
    one = room.catalog.find(url_or_id)
    if one is not None:
        return one
    near = room.catalog.candidates(url_or_id)
    if near:
        raise missing(f"{url_or_id!r} begins the ids of {len(near)} stories", "write more of it")
    raise missing(f"nothing of {url_or_id!r} is in this archive", _HOW)


_HOW = "search for it: /api/search?q=…; or archive it: warraq archive URL"


def _linked(room: Room, one: Found) -> LinkedStory:
    past = room.catalog.past(one.url) if one.versions else None
    facts = story_facts(room, past) if past else None
    return LinkedStory(**_fields(story_answer(one)), facts=facts, links=links_of(one))


def _numbered(one: Found, number: int) -> Version:
    """Return the text of a number, which is not its place: one that was imported later may be of an earlier day."""
    text = next((text for text in one.versions if text.number == number), None)
    if text is None:
        raise missing(f"{one.id} has {len(one.versions)} texts, none of number {number}", f"see /api/story/{one.id}/versions")
    return text


def _fields(data: Any) -> dict[str, Any]:
    return {field.name: getattr(data, field.name) for field in fields(data)}


STORIES = (
    Endpoint(name="story", path="/api/story/{id}", asked=IdAsked, answer=LinkedStory, gather=story),
    Endpoint(name="story_at", path="/api/story", asked=UrlAsked, answer=LinkedStory, gather=story_at, example="url={url}"),
    Endpoint(name="versions", path="/api/story/{id}/versions", asked=IdAsked, answer=Versions, gather=versions),
    Endpoint(name="version", path="/api/story/{id}/versions/{number}", asked=VersionAsked, answer=Text, gather=version),
    Endpoint(
        name="comparison",
        path="/api/story/{id}/comparison",
        asked=ComparisonAsked,
        answer=Compared,
        gather=comparison,
        example="before=1&after={texts}",
    ),
    Endpoint(name="history", path="/api/story/{id}/history", asked=IdAsked, answer=StoryHistory, gather=history),
)
