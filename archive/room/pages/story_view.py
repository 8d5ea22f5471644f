"""What the page of a story shows, gathered: facts, and the addresses that lead on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from archive.catalog.past import Past
from archive.catalog.search.query import Phrase, Query, Value, value_of
from archive.catalog.tracing.answers import Reprinted
from archive.models import Article, Version
from archive.room.language import Language
from archive.room.pages.search_asked import Asked
from archive.room.pages.search_view import Way
from archive.room.pages.story_facts import StoryFacts, outlet_of, story_facts
from archive.room.room import Room, captured_path
from archive.urls import readable

FILES = (
    ("story_text", "txt"),
    ("story_jsonld", "jsonld"),
    ("story_wacz", "wacz"),
    ("story_bibtex", "bib"),
    ("story_ris", "ris"),
    ("story_csl", "csl.json"),
)
"""What can be taken of any story: the name of its words, and how its address ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Another outlet's text that this one is a printing of. `outlet`: who shows it. `agency`: whose text it is, or None."""

    headline: str
    outlet: str
    agency: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story as its page shows it. `text`: the version that is shown. `paragraphs`: of it.

    `agency`, `section`, `country`, `place`, `authors`: with the search for each; `outlet`: with the page of its source.
    `looked`: the page as it looked. `printed_by`: how many others printed it, where it began a story; `origins`: what it is a
    printing of. `versions`, `trace`: pages of the room. `package`: in the viewer. `files`: name of their words, address.
    """

    id: str
    past: Past
    facts: StoryFacts
    text: Version
    paragraphs: tuple[str, ...]
    outlet: Way | None
    agency: Way | None
    section: Way | None
    country: Way | None
    place: Way | None
    authors: tuple[Way, ...]
    looked: str
    versions: str
    trace: str
    package: str
    printed_by: int
    origins: tuple[Origin, ...]
    files: tuple[tuple[str, str], ...]
    proof: str
    original: str

    @property
    def article(self) -> Article:
        """What is shown."""
        return self.text.article


def story_view(room: Room, past: Past) -> StoryView:
    """Gather what the page of a story shows. Raises CatalogError."""
    facts, text, language = story_facts(room, past), past.shown, room.language
    article, page = text.article, f"{language.prefix}/story/{past.found.id}"
    own = [story for story in facts.stories if story.id == past.found.id]
    return StoryView(
        id=past.found.id,
        past=past,
        facts=facts,
        text=text,
        paragraphs=tuple(line for line in article.article_body.split("\n") if line.strip()),
        outlet=_outlet(room, past),
        agency=_valued(language, "agency", article.source_organization),
        section=_valued(language, "section", article.article_section),
        country=_valued(language, "country", facts.country, language.country(facts.country) if facts.country else None),
        place=_worded(language, "place", article.dateline),
        authors=tuple(filter(None, (_worded(language, "author", name) for name in article.author))),
        looked=language.prefix + captured_path(text.url, text.captured_at),
        versions=f"{page}/versions",
        trace=f"{page}/trace",
        package=f"{room.origins.replay}/package/{past.found.id}",
        printed_by=sum(story.outlets for story in own),
        origins=tuple(_origin(room, story) for story in facts.stories if story not in own),
        files=tuple((name, f"/story/{past.found.id}.{ending}") for name, ending in FILES),
        proof=f"{page}.proof",
        original=readable(text.url),
    )


def _origin(room: Room, story: Reprinted) -> Origin:
    shown = story.origin
    is_known = shown.source is not None and shown.source in room.outlets
    return Origin(
        headline=shown.headline,
        outlet=room.titled(shown.source or "") if is_known else shown.outlet,
        agency=story.agency,
        address=f"{room.language.prefix}/story/{shown.id}",
    )


def _outlet(room: Room, past: Past) -> Way | None:
    label = outlet_of(room, past)
    address = f"{room.language.prefix}/sources/{quote(past.source, safe='')}" if past.source else ""
    return Way(label=label, address=address) if label else None


def _valued(language: Language, field: str, value: str | None, label: str | None = None) -> Way | None:
    """Return the search for a value; None where there is none, or nothing of it can be seen."""
    text = value_of(value or "")
    asked = Asked(narrowed=(Value(field=field, text=text, is_exact=True),))
    return Way(label=label or value or "", address=asked.address(f"{language.prefix}/search")) if text else None


def _worded(language: Language, field: str, words: str | None) -> Way | None:
    """Return the search for words in a field."""
    text = value_of(words or "")
    asked = Asked(words=str(Query(root=Phrase(text=text, field=field))))
    return Way(label=words or "", address=asked.address(f"{language.prefix}/search")) if text else None
