"""When the printings of a story appeared, as a drawing: a lane for each, time along it. Geometry alone; colours are CSS's.

Along a lane places are per cent of the width, so that letters keep their size on a phone; heights are pixels. Time runs as the
language does. The first hours are drawn wider than the days after them: most printings are of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import copysign, log1p

from archive.room.pages.trace_lags import Lag

LANE = 30
"""Pixels from lane to lane: what is hit with a finger is 24 high at least (WCAG 2.5.8)."""

TOP = 26
"""Pixels above the first lane, for the names of the times."""

LANES_MAX = 30
"""Printings that have a lane of their own, after that of the origin; the others share the last one."""

EDGE = 2.5
"""Per cent kept free at both ends, for the marks."""

LATEST_MIN_S = 15 * 60
"""Seconds that the drawing shows at least: a printing of the same minute is no long way off."""

BEND_S = 60 * 60
"""Seconds up to which time is drawn about evenly."""

TICKS_S = tuple(60 * minutes for minutes in (5, 15, 30, 60, 180, 360, 720, 1_440, 2_880, 5_760))
TICK_ROOM = 17.0
"""Per cent of the width that the name of a time takes: of a phone's, 55 pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One printing. `x`: of its mark. `since_x`, `until_x`: the ends of the time in which it may have appeared, or None.

    `y`: of the lane's middle. `label_x`, `label_width`: the box in which its name stands, from the mark to the edge of the
    drawing where there is more room. `is_after`: whether that is after the mark, in reading order; `is_right`: on its right.
    """

    x: float
    y: float
    since_x: float | None
    until_x: float | None
    label_x: float
    label_width: float
    is_after: bool
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A time that is named. `x`: where. `after_s`: seconds after the origin, negative before it."""

    x: float
    after_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`origin`: its own lane, the first. `lanes`: the printings', in their order. `rest`: marks of those that share the last.

    `rest_y`: of the last lane, None where each has its own.
    """

    height: int
    origin: Lane
    lanes: tuple[Lane, ...]
    rest: tuple[float, ...]
    rest_y: float | None
    ticks: tuple[Tick, ...]


def draw(lags: Sequence[Lag], *, leftwards: bool) -> Timeline:
    """Return the drawing of printings so long after their origin. `leftwards`: time runs to the left."""
    plot = _Plot(
        first=_bent(min((0.0, *(lag.earliest_s for lag in lags)))),
        last=_bent(max((LATEST_MIN_S, *(lag.latest_s for lag in lags)))),
        leftwards=leftwards,
    )
    own, others = lags[:LANES_MAX], lags[LANES_MAX:]
    return Timeline(
        height=TOP + LANE * (1 + len(own) + bool(others)),
        origin=plot.lane(0, Lag(earliest_s=0.0, latest_s=0.0)),
        lanes=tuple(plot.lane(place, lag) for place, lag in enumerate(own, start=1)),
        rest=tuple(plot.x(plot.middle(lag)) for lag in others),
        rest_y=_y(1 + len(own)) if others else None,
        ticks=tuple(Tick(x=plot.x(along), after_s=seconds) for along, seconds in _ticks(plot)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """`first`, `last`: the ends of the time shown, bent. Places along it are per cent, counted as time runs."""

    first: float
    last: float
    leftwards: bool

    def along(self, after_s: float) -> float:
        return EDGE + (100 - 2 * EDGE) * (_bent(after_s) - self.first) / (self.last - self.first)

    def middle(self, lag: Lag) -> float:
        return (self.along(lag.earliest_s) + self.along(lag.latest_s)) / 2

    def x(self, along: float) -> float:
        """Return where a place is, from the left."""
        return round(100 - along if self.leftwards else along, 2)

    def lane(self, place: int, lag: Lag) -> Lane:
        since, middle, until = self.along(lag.earliest_s), self.middle(lag), self.along(lag.latest_s)
        x, is_after = self.x(middle), middle <= 50
        is_right = is_after is not self.leftwards
        return Lane(
            x=x,
            y=_y(place),
            since_x=self.x(since) if since < until else None,
            until_x=self.x(until) if since < until else None,
            label_x=x if is_right else 0.0,
            label_width=round(100 - x, 2) if is_right else x,
            is_after=is_after,
            is_right=is_right,
        )


def _y(place: int) -> float:
    return TOP + LANE * (place + 0.5)


def _bent(after_s: float) -> float:
    """Return where a time is on a scale that is even at first, and then a logarithm's, in both directions."""
    return copysign(log1p(abs(after_s) / BEND_S), after_s)


def _ticks(plot: _Plot) -> Iterator[tuple[float, int]]:
    """Yield the times that have room for their names, the longest first, with their places."""
    taken = [-TICK_ROOM / 2, 100 + TICK_ROOM / 2]
    for seconds in sorted((*TICKS_S, *(-each for each in TICKS_S)), key=abs, reverse=True):
        along = plot.along(seconds)
        if all(abs(along - other) >= TICK_ROOM for other in taken) and 0 < along < 100:
            taken.append(along)
            yield along, seconds
