"""How many requests a source may still be asked for of its daily cap, and when there is room again.

A day is the last 24 hours, not a date: what was asked for is counted in the catalogue, by every crawl alike, and falls out of
the count a day later. So a cap that was reached opens bit by bit, and not at midnight for all sources at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.catalog.catalog import Catalog
from spiders.source import Source

DAY = timedelta(days=1)

LATER_SHARE = 4 / 5
"""How much of a cap looks at known stories and walks back in time may use: the rest is kept for lists and what is new."""

LEAST = 3
"""Requests that a crawl is worth beginning for: robots.txt, a list, a story."""

ROOM_SHARE = 1 / 20
"""How much of a cap that was reached must have come free before the source is crawled again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`most`: requests in 24 hours. `used`: those made. `room_at`: when a crawl is worth beginning; None where it is now."""

    most: int
    used: int
    room_at: datetime | None = None

    @property
    def left(self) -> int:
        """How many requests are left."""
        return max(0, self.most - self.used)

    @property
    def left_later(self) -> int:
        """How many are left for what may wait: looks at known stories, walks back in time."""
        return max(0, int(self.most * LATER_SHARE) - self.used)


def allowances(catalog: Catalog, sources: Iterable[Source], now: datetime, daily_max: int) -> dict[str, Allowance]:
    """Return what those sources may still be asked for that have a cap. `daily_max`: of those that declare none; 0 for none."""
    caps = {source.name: cap_of(source, daily_max) for source in sources}
    return {name: _allowance(catalog, name, most, now) for name, most in caps.items() if most}


def cap_of(source: Source, daily_max: int) -> int:
    """Return the requests that a source may be asked for in 24 hours; 0 for any number."""
    return daily_max if source.manners.daily_max is None else source.manners.daily_max


def _allowance(catalog: Catalog, name: str, most: int, now: datetime) -> Allowance:
    since = now - DAY
    used = catalog.count_requests(name, since)
    if used + min(LEAST, most) <= most:
        return Allowance(most=most, used=used)
    room = min(most, max(LEAST, int(most * ROOM_SHARE)))
    last = catalog.nth_request(name, since, used + room - most)
    return Allowance(most=most, used=used, room_at=last + DAY if last else None)
