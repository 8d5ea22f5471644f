"""How long after the origin a printing appeared, as far as the two pages tell: some state no more than a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from archive.catalog.tracing.answers import Clock, Shown

DAY_S = timedelta(days=1).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """`days`: from the one date to the other (UTC), where one of the pages states no more than that; else None.

    `earliest_s`, `latest_s`: seconds after the origin, negative before it; the same where both times are known.
    """

    earliest_s: float
    latest_s: float
    days: int | None = None


def lag_of(origin: Shown, printed: Shown) -> Lag:
    """Return how long after the origin a text appeared. Of a day in which it may have been after it, it was after it."""
    apart_s = (printed.appeared_at - origin.appeared_at).total_seconds()
    if Clock.DAY not in (origin.clock, printed.clock):
        return Lag(earliest_s=apart_s, latest_s=apart_s)
    earliest_s, latest_s = apart_s - _width_s(origin), apart_s + _width_s(printed)
    days = (printed.appeared_at.date() - origin.appeared_at.date()).days
    return Lag(earliest_s=max(0.0, earliest_s) if latest_s > 0 else earliest_s, latest_s=latest_s, days=days)


def _width_s(text: Shown) -> float:
    """Return how long it may have appeared after the moment that is told."""
    return DAY_S if text.clock is Clock.DAY else 0.0
