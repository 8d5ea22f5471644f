"""What programs are told, by commands (`--json`) and by the room's API: the same words wherever the same thing is told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from typing import Any

from archive.catalog.answers import Found
from archive.catalog.ids import event_id
from archive.links import Link
from archive.models import Article, Kept, Outcome, Reason, Record, Version
from archive.watching import Event, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a WARC record lies. `offset`, `length`: bytes of its gzip member in the file. `digest`: WARC-Payload-Digest."""

    filename: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What became of one URL that was asked for. `record`: the response's, or the revisit's."""

    url: str
    outcome: Outcome
    reason: Reason | None
    detail: str | None
    article: Article | None
    record: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAnswer:
    """One text of a story. `record`: of the page that it was read from. `conversion`: of the article itself."""

    number: int
    captured_at: datetime
    headline: str
    text_digest: str
    record: Place | None
    conversion: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAnswer:
    """All that is known of a story. `outcome`, `reason`, `detail`, `record`: of the last look at it.

    `article`: its newest text. `listed`: as a source listed it. `versions`: its texts, oldest first.
    """

    id: str
    url: str
    outcome: Outcome | None
    reason: Reason | None
    detail: str | None
    article: Article | None
    record: Place | None
    listed: Link | None
    versions: tuple[VersionAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAnswer:
    """What an outlet did. `id`: the same wherever and however often it is told, and in a rebuilt catalogue.

    `version`: the text shown since; `previous`: the one before it. `detail`: the evidence. `search`: the saved search that
    found it, where one did (kind `found`).
    """

    id: str
    at: datetime
    kind: EventKind
    url: str
    source: str | None
    version: int | None
    previous: int | None
    detail: str | None
    search: str | None


def line(answer: Any) -> str:
    """Return an answer, or a mapping of such, as one line of JSON (RFC 8259): Arabic letters as they are, dates in ISO 8601."""
    return json.dumps(answer, ensure_ascii=False, default=_plain)


def kept_answer(kept: Kept) -> dict[str, Any]:
    """Return the answer for one URL, to which commands add what is theirs."""
    told = KeptAnswer(
        url=kept.url,
        outcome=kept.outcome,
        reason=kept.reason,
        detail=kept.detail,
        article=kept.article,
        record=record_answer(kept.fetch.record if kept.fetch else None),
    )
    return asdict(told)


def story_answer(found: Found) -> StoryAnswer:
    """Return the answer for one story."""
    kept = found.kept
    return StoryAnswer(
        id=found.id,
        url=found.url,
        outcome=kept.outcome if kept else None,
        reason=kept.reason if kept else None,
        detail=kept.detail if kept else None,
        article=found.versions[-1].article if found.versions else None,
        record=record_answer(kept.fetch.record if kept and kept.fetch else None),
        listed=found.link,
        versions=tuple(map(version_answer, found.versions)),
    )


def version_answer(version: Version) -> VersionAnswer:
    """Return the answer for one text."""
    return VersionAnswer(
        number=version.number,
        captured_at=version.captured_at,
        headline=version.article.headline,
        text_digest=version.text_digest,
        record=record_answer(version.record),
        conversion=record_answer(version.conversion),
    )


def article_answer(article: Article | None) -> dict[str, Any] | None:
    """Return the article's fields by their names."""
    return asdict(article) if article is not None else None


def record_answer(record: Record | None) -> Place | None:
    """Return where a record lies."""
    if record is None:
        return None
    return Place(filename=record.filename, offset=record.offset, length=record.length, digest=record.digest)


def event_answer(event: Event) -> EventAnswer:
    """Return the answer for an event."""
    return EventAnswer(
        id=event_id(event),
        at=event.at,
        kind=event.kind,
        url=event.url,
        source=event.source,
        version=event.version,
        previous=event.previous,
        detail=event.detail,
        search=event.search,
    )


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
