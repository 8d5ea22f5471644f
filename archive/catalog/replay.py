"""What a journal tells, written to a catalogue by the functions that wrote it first: after a crash, or to build it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection

from archive.catalog.acknowledge import acknowledge
from archive.catalog.events import add_events
from archive.catalog.links import add_links, release_links
from archive.catalog.looks import USUAL, Looks
from archive.catalog.rereadings import Rereading, write_rereadings
from archive.models import Article, Fetch, Kept, Outcome, Record
from archive.warc.told import FetchTold, LinksTold, LooksTold, OutcomeTold, Place, ReadingTold, ReleaseTold, Told
from archive.watching import Event


class Facts(Protocol):
    """What the records that a journal names say themselves."""

    def fetch(self, place: Place) -> Fetch | None:
        """Return the exchange, with its original; None where its records are lost."""

    def reading(self, place: Place) -> tuple[Article, Record] | None:
        """Return an article and where it lies; None where it is lost."""


def replay(connection: Connection, told: Sequence[Told], facts: Facts) -> int:
    """Write what is told, all in the transaction given; return how many things are lost with the records they were read from.

    Told twice, it is written once.
    """
    for one in told:
        _write_listed(connection, one)
    fetches = {one.place.record_id: _fetch(one, facts) for one in told if isinstance(one, FetchTold)}
    outcomes = [one for one in told if isinstance(one, OutcomeTold)]
    kept = [_kept(one, fetches, facts) for one in outcomes]
    there = [one for one in fetches.values() if one is not None]
    acknowledge(connection, there, [one for one in kept if one is not None], _looks(told))
    reread = [_reread(one, facts) for one in told if isinstance(one, ReadingTold)]
    write_rereadings(connection, (one for one in reread if one is not None))
    return len(fetches) - len(there) + kept.count(None) + reread.count(None)


def _write_listed(connection: Connection, told: Told) -> None:
    if isinstance(told, LinksTold):
        add_links(connection, told.links, walked=told.walked)
    elif isinstance(told, Event):
        add_events(connection, (told,))
    elif isinstance(told, ReleaseTold):
        release_links(connection, told.source)


def _looks(told: Iterable[Told]) -> Looks:
    named = (Looks(steps_s=one.steps_s, apart=timedelta(seconds=one.apart_s)) for one in told if isinstance(one, LooksTold))
    return next(named, USUAL)


def _fetch(told: FetchTold, facts: Facts) -> Fetch | None:
    read = facts.fetch(told.place)
    if read is None:
        return None
    read = replace(read, kind=told.kind, source=told.source, via=told.via)
    return read if told.counts else replace(read, etag=None, last_modified=None)


def _kept(told: OutcomeTold, fetches: dict[str, Fetch | None], facts: Facts) -> Kept | None:
    """Return the outcome; None where it had an article, and that or its exchange is lost: its link stays open then."""
    fetch = _named(told.fetch, fetches, facts)
    reading = facts.reading(told.conversion) if told.conversion else None
    if told.outcome in (Outcome.ARCHIVED, Outcome.UNCHANGED) and (fetch is None or reading is None):
        return None
    article, conversion = reading or (None, None)
    return Kept(
        url=told.url,
        at=told.at,
        source=told.source,
        outcome=told.outcome,
        reason=told.reason,
        detail=told.detail,
        fetch=fetch,
        article=article,
        conversion=conversion,
    )


def _reread(told: ReadingTold, facts: Facts) -> Rereading | None:
    """Return what was read again; None where it is lost: what it took the place of stands then."""
    reading = facts.reading(told.reading)
    if reading is None:
        return None
    article, conversion = reading
    return Rereading(
        at=told.at,
        article=article,
        conversion=conversion,
        number=told.number,
        before=told.before,
        asked=told.asked,
        fetch_id=told.fetch_id,
    )


def _named(place: Place | None, fetches: dict[str, Fetch | None], facts: Facts) -> Fetch | None:
    if place is None:
        return None
    return fetches[place.record_id] if place.record_id in fetches else facts.fetch(place)
