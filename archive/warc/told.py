"""What a journal tells: an exchange, links, an outcome, a new reading, what a poll led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.links import Link
from archive.models import Kind, Outcome, Reason, Record
from archive.watching import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies, in the catalogue's words."""

    record_id: str
    filename: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchTold:
    """An exchange. `counts`: whether its validators do: those of a list that was not all read do not."""

    place: Place
    kind: Kind
    source: str | None
    via: str | None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTold:
    """What became of one URL, before it was settled against what is known of its page.

    `conversion`: what was read; of a page that is as it was before, the reading of then.
    """

    url: str
    at: datetime
    source: str | None
    outcome: Outcome
    reason: Reason | None
    detail: str | None
    fetch: Place | None
    conversion: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksTold:
    """Links that were new. `walked`: no poll showed them, but a walk back in time."""

    links: tuple[Link, ...]
    walked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTold:
    """A source that answers again: its links wait no longer."""

    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksTold:
    """When stories were looked at again, where it is not as usual: archive.catalog.looks."""

    steps_s: tuple[int, ...]
    apart_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTold:
    """A capture read again. `reading`: its conversion, which takes the place of the one whose id is `before`, of a version.

    Of a page that was no article: the `asked` address and the id of the exchange's record, `fetch_id`.
    """

    at: datetime
    reading: Place
    number: int | None
    before: str | None
    asked: str | None
    fetch_id: str | None


Told = FetchTold | OutcomeTold | LinksTold | ReleaseTold | LooksTold | ReadingTold | Event


def place_of(record: Record) -> Place:
    """Return where `record` lies."""
    return Place(record_id=record.record_id, filename=record.filename, offset=record.offset)
