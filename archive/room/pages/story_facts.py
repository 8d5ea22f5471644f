"""What there is to say of a story beside its text, in no language: for its page, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from archive.catalog.edits import edit
from archive.catalog.past import Past
from archive.catalog.removals import is_missing
from archive.catalog.tracing.answers import Reprinted
from archive.dating import DateEvidence, DateOf
from archive.errors import WarcError
from archive.exchange.citations.citation import Citation, citation_of
from archive.exchange.citations.prose import arabic, english
from archive.links import Link
from archive.models import Article, Version
from archive.proof.proving import SEALS
from archive.room.language import ARABIC, ENGLISH, Language
from archive.room.room import Room
from archive.text.changes.kinds import is_correction
from archive.text.changes.tokens import tokens_of
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.provenance import Provenance, read_provenance
from archive.watching import EventKind

EDGE_LINES, NOTICE_MAX = 100, 1_000
"""Paragraphs from either end of a text that are looked at for a notice of a correction, and the letters of such a one."""

COMPARED_MAX = 50
"""Texts, the last ones, that are held against each other where no event tells of edits."""

EDITS = frozenset({EventKind.EDITED, EventKind.SILENT_EDIT})


class Sealing(StrEnum):
    """Whether there is a proof of a record. OPEN: its file is still written to. UNSEALED: nobody sealed its day yet."""

    SEALED = "sealed"
    UNSEALED = "unsealed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date as the page of the story has it. `evidence`: what it was read from, and what else was found, most trusted first.

    `value`: a plain date where the page shows no time whose zone is known (`is_day`); None where nothing could be believed.
    `clock`, `offset`: the time by the outlet's clock, and how far that is from UTC ("18:32", "+03:00"), where it is.
    """

    value: datetime | date | None
    is_day: bool
    clock: str | None
    offset: str | None
    evidence: tuple[DateEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The page of a story was not there any more. `since`: when that was seen. `status`: HTTP's, or None.

    `is_certain`: whether it was seen twice, a day apart, while its site answered: a removal.
    """

    since: datetime
    status: int | None
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The story cited, in a sentence of each language."""

    ar: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What there is to say of a story that has a text. `shown`: the number of the text that its page showed last.

    `texts`: how many it has had; `is_earlier`: whether another one was captured after this: the page went back to it.
    `listed`: as a source listed it. `captured_at`: of the text; `first_captured_at`: of the first. `looked_at`: when the page
    was last asked for. `source`, `country`: who listed it, None where that is not known. `gone`: None where it is there.
    `silent_edits`: when a text was first seen that had changed without the page saying so. `corrections`: the paragraphs of
    the text that own up to a mistake. `provenance`: how the capture came; where its record cannot be read, `trouble` says why.
    `stories`: those it began or is a printing of.
    """

    shown: int
    texts: int
    is_earlier: bool
    listed: Link | None
    captured_at: datetime
    first_captured_at: datetime
    looked_at: datetime | None
    source: str | None
    country: str | None
    published: Dated
    modified: Dated
    gone: Gone | None
    silent_edits: tuple[datetime, ...]
    corrections: tuple[str, ...]
    provenance: Provenance | None
    trouble: str | None
    sealing: Sealing
    stories: tuple[Reprinted, ...]
    citation: Cited


def story_facts(room: Room, past: Past) -> StoryFacts:
    """Gather what there is to say of a story. Raises CatalogError."""
    shown, outlet = past.shown, room.outlets.get(past.source or "")
    provenance, trouble = _provenance(room.home / "warc", shown)
    return StoryFacts(
        shown=shown.number,
        texts=len(past.found.versions),
        is_earlier=shown != past.found.versions[-1],
        listed=past.found.link,
        captured_at=shown.captured_at,
        first_captured_at=min(one.captured_at for one in past.found.versions),
        looked_at=past.looked_at,
        source=past.source,
        country=outlet.country if outlet else None,
        published=_dated(shown.article, DateOf.PUBLISHED),
        modified=_dated(shown.article, DateOf.MODIFIED),
        gone=_gone(past),
        silent_edits=tuple(_silent_edits(past)),
        corrections=tuple(_corrections(shown.article.article_body)),
        provenance=provenance,
        trouble=trouble,
        sealing=sealing(room.home, past),
        stories=room.catalog.stories_briefly(past.found.url, room.agencies),
        citation=Cited(ar=arabic(cited(room, past, ARABIC)), en=english(cited(room, past, ENGLISH))),
    )


def cited(room: Room, past: Past, language: Language = ARABIC) -> Citation:
    """Return the citation of the text that is shown, its outlet by the name it has in a language."""
    return citation_of(past.shown, outlet_of(room.spoken(language), past))


def outlet_of(room: Room, past: Past) -> str | None:
    """Return what readers call who printed the story: its source where it is declared, else as the page calls itself."""
    is_known = past.source is not None and past.source in room.outlets
    return room.titled(past.source or "") if is_known else past.shown.article.publisher or past.source


def recorded_on(past: Past) -> date:
    """Return the day (UTC) of the record that the text was read from: where it revisits another, that one's."""
    came = past.came.get(past.shown.record.record_id)
    return (came.date if came else past.shown.captured_at).astimezone(UTC).date()


def sealing(home: Path, past: Past) -> Sealing:
    """Tell whether there may be a proof of the record that the text was read from."""
    if (home / "warc" / (past.shown.record.filename + OPEN_SUFFIX)).exists():
        return Sealing.OPEN
    return Sealing.SEALED if (home / SEALS / f"{recorded_on(past)}.json").exists() else Sealing.UNSEALED


def why(problem: WarcError | OSError) -> str:
    """Return what keeps a record from being read, without the file's place on this machine."""
    return problem.why if isinstance(problem, WarcError) else problem.strerror or str(problem)


def _dated(article: Article, of: DateOf) -> Dated:
    value = article.date_published if of is DateOf.PUBLISHED else article.date_modified
    is_moment = isinstance(value, datetime)
    is_apart = isinstance(value, datetime) and bool(value.utcoffset())
    return Dated(
        value=value,
        is_day=value is not None and not is_moment,
        clock=f"{value:%H:%M}" if is_apart else None,
        offset=f"{value:%z}"[:3] + ":" + f"{value:%z}"[3:5] if is_apart else None,
        evidence=tuple(one for one in article.date_evidence if one.of is of),
    )


def _corrections(body: str) -> Iterator[str]:
    """Yield the paragraphs that own up to a mistake; they stand at the top or at the end, and are short."""
    lines = body.split("\n")
    for line in (*lines[:EDGE_LINES], *lines[EDGE_LINES:][-EDGE_LINES:]):
        if len(line) <= NOTICE_MAX and is_correction(tokens_of(line)):
            yield line


def _gone(past: Past) -> Gone | None:
    kept = past.found.kept
    is_last_missing = kept is not None and is_missing(kept)
    since = past.removed_at or (kept.at if kept is not None and is_last_missing else None)
    if since is None:
        return None
    status = kept.fetch.status if kept is not None and kept.fetch is not None and is_last_missing else None
    return Gone(since=since, status=status, is_certain=past.removed_at is not None)


def _silent_edits(past: Past) -> Iterator[datetime]:
    """Yield them as they were seen; of texts that were imported, which makes no event, as the texts themselves tell."""
    events = [event for event in past.events if event.kind in EDITS]
    if events:
        yield from (event.at for event in events if event.kind is EventKind.SILENT_EDIT)
        return
    for before, now in pairwise(past.found.versions[-COMPARED_MAX:]):
        told = edit(before.article, now.article)
        if told is not None and told[0] is EventKind.SILENT_EDIT:
            yield now.captured_at


def _provenance(folder: Path, version: Version) -> tuple[Provenance | None, str | None]:
    try:
        return read_provenance(folder, version.record), None
    except (WarcError, OSError) as problem:
        return None, why(problem)
