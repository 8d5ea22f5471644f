"""Alerts told among events. They stand in no catalogue, which could be built again without them, and meet events when read."""

from __future__ import annotations

from archive.requests.answers import Alert
from archive.watching import Event, EventKind


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
