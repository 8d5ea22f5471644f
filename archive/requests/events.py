"""Alerts told among events. They stand in no catalogue, which could be built again without them, and meet events when read."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from archive.catalog.asking import Questions
from archive.requests.answers import Alert
from archive.requests.requests import Requests
from archive.watching import Event, EventKind

PAGE = 500
"""Events read at a time: there may be any number."""

Numbered = TypeVar("Numbered", Event, Alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events are asked for. `kinds`: none for all. `source`: None for all."""

    since: datetime | None = None
    kinds: tuple[EventKind, ...] = ()
    source: str | None = None

    @property
    def of_outlets(self) -> bool:
        """Whether any event of the catalogue may be among them."""
        return not self.kinds or any(kind is not EventKind.FOUND for kind in self.kinds)

    @property
    def of_searches(self) -> bool:
        """Whether alerts are among them."""
        return not self.kinds or EventKind.FOUND in self.kinds


def newest_events(catalog: Questions, requests: Requests, limit: int, wanted: Wanted = Wanted()) -> tuple[Event, ...]:
    """Return the events that were seen last, the newest first."""
    known: Sequence[Event] = ()
    if wanted.of_outlets:
        named = {"since": wanted.since, "kinds": wanted.kinds, "source": wanted.source}
        known = catalog.events(**named, limit=limit, newest_first=True)  # type: ignore[arg-type]
    alerts: Sequence[Alert] = ()
    if wanted.of_searches:
        alerts = requests.alerts(since=wanted.since, source=wanted.source, limit=limit, newest_first=True)
    merged = heapq.merge(known, map(event_of, alerts), key=lambda event: event.at, reverse=True)
    return tuple(merged)[:limit]


def every_event(catalog: Questions, requests: Requests, wanted: Wanted) -> Iterator[Event]:
    """Yield the events, those seen first first, however many."""

    def events(after_id: int) -> tuple[Event, ...]:
        named = {"since": wanted.since, "kinds": wanted.kinds, "source": wanted.source}
        return catalog.events(**named, after_id=after_id, limit=PAGE)  # type: ignore[arg-type]

    def alerts(after_id: int) -> tuple[Alert, ...]:
        return requests.alerts(since=wanted.since, source=wanted.source, after_id=after_id, limit=PAGE)

    known = _pages(events) if wanted.of_outlets else iter(())
    found = map(event_of, _pages(alerts)) if wanted.of_searches else iter(())
    yield from heapq.merge(known, found, key=lambda event: event.at)


def event_of(alert: Alert) -> Event:
    """Return an alert as the event that it is told as."""
    return Event(
        at=alert.at,
        kind=EventKind.FOUND,
        url=alert.url,
        source=alert.source,
        version=alert.number,
        detail=alert.headline,
        search=alert.name,
        id=alert.id,
    )


def _pages(read: Callable[[int], tuple[Numbered, ...]]) -> Iterator[Numbered]:
    last = 0
    while some := read(last):
        yield from some
        last = some[-1].id or 0
