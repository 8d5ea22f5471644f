"""Who printed whose story, for programs."""

from __future__ import annotations

from dataclasses import dataclass

from archive.catalog.tracing.answers import Printing, Shown, Story
from archive.exchange.answers import VersionAnswer, version_answer
from archive.exchange.edited import read_edit
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import missing
from archive.room.api.stories import Id, IdAsked, found
from archive.room.pages.trace_beside import pair_of
from archive.room.room import Room
from archive.text.changes.changes import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingAsked:
    """Which article, and which printing of a story of it; the origin's id asks for the article's own."""

    id: Id
    printing: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The stories of an article: one that it began first, then those it is a printing of.

    `is_whole`: False where a part of the archive is not compared yet (`warraq story` does it), and printings may be missing.
    """

    id: str
    url: str
    stories: tuple[Story, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The origin of a story, and what a printing made of it, word by word. `id`: the story's."""

    id: str
    origin: Shown
    printing: Printing
    before: VersionAnswer
    after: VersionAnswer
    comparison: Comparison


def trace(room: Room, asked: IdAsked) -> Traces:
    """Tell who printed a story, and what they made of it."""
    one = found(room, asked.id)
    stories = room.catalog.stories(one.url, room.agencies)
    return Traces(id=one.id, url=one.url, stories=stories, is_whole=room.catalog.is_trace_whole())


def printing(room: Room, asked: PrintingAsked) -> Beside:
    """Compare the origin of a story and a printing of it."""
    one = found(room, asked.id)
    pair = pair_of(room.catalog, room.catalog.stories(one.url, room.agencies), one.id, asked.printing)
    if pair is None:
        raise missing(f"{asked.printing} is no printing of a story of {one.id}", f"they are at /api/story/{one.id}/trace")
    return Beside(
        id=pair.story.id,
        origin=pair.story.origin,
        printing=pair.printing,
        before=version_answer(pair.origin),
        after=version_answer(pair.printed),
        comparison=read_edit(pair.origin.article, pair.printed.article).comparison,
    )


TRACES = (
    Endpoint(name="trace", path="/api/story/{id}/trace", asked=IdAsked, answer=Traces, gather=trace),
    Endpoint(name="printing", path="/api/story/{id}/trace/{printing}", asked=PrintingAsked, answer=Beside, gather=printing),
)
