"""All that happened to one story, in the order of time, as programs are told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from archive.catalog.answers import History
from archive.catalog.ids import event_id
from archive.exchange.answers import Place, record_answer
from archive.links import Link
from archive.models import Kept, Outcome, Reason, Version
from archive.watching import Event, EventKind

ORDER = ("listed", "look", "version", "event")
"""At one moment a look comes before what it showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list showed the story. `listed_in`: which. `claimed_date`, `title`: as it says."""

    at: datetime
    what: Literal["listed"] = "listed"
    url: str
    source: str
    listed_in: str
    claimed_date: datetime | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The story was asked for. `led_to`: the address that answered, where it is another. `status`: HTTP's."""

    at: datetime
    what: Literal["look"] = "look"
    url: str
    outcome: Outcome
    reason: Reason | None
    detail: str | None
    led_to: str | None
    status: int | None
    record: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The story had a text that it had not had before."""

    at: datetime
    what: Literal["version"] = "version"
    url: str
    number: int
    headline: str
    words: int
    date_modified: datetime | date | None
    text_digest: str
    record: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """The outlet did something: an event."""

    at: datetime
    what: Literal["event"] = "event"
    url: str
    id: str
    kind: EventKind
    source: str | None
    version: int | None
    previous: int | None
    detail: str | None


Entry = Listed | Look | Shown | Happened
"""One thing that happened."""


def entries(found: History) -> tuple[Entry, ...]:
    """Return what happened, oldest first."""
    return tuple(sorted(_entries(found), key=lambda entry: (entry.at, ORDER.index(entry.what))))


def _entries(found: History) -> Iterator[Entry]:
    if found.link:
        yield _listed(found.url, found.link)
    for kept in found.kept:
        yield _look(found.url, kept)
    for version in found.versions:
        yield _shown(found.url, version)
    for event in found.events:
        yield _happened(found.url, event)


def _listed(url: str, link: Link) -> Listed:
    return Listed(
        at=link.listed_at,
        url=url,
        source=link.source,
        listed_in=link.listed_in,
        claimed_date=link.claim.date,
        title=link.claim.title,
    )


def _look(url: str, kept: Kept) -> Look:
    fetch = kept.fetch
    return Look(
        at=kept.at,
        url=url,
        outcome=kept.outcome,
        reason=kept.reason,
        detail=kept.detail,
        led_to=fetch.url if fetch and fetch.url != kept.url else None,
        status=fetch.status if fetch else None,
        record=record_answer(fetch.record if fetch else None),
    )


def _shown(url: str, version: Version) -> Shown:
    return Shown(
        at=version.captured_at,
        url=url,
        number=version.number,
        headline=version.article.headline,
        words=len(version.article.article_body.split()),
        date_modified=version.article.date_modified,
        text_digest=version.text_digest,
        record=record_answer(version.record),
    )


def _happened(url: str, event: Event) -> Happened:
    return Happened(
        at=event.at,
        url=url,
        id=event_id(event),
        kind=event.kind,
        source=event.source,
        version=event.version,
        previous=event.previous,
        detail=event.detail,
    )
