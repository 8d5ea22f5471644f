"""What a source brought hour by hour, as a drawing: bars before the shade of what is usual. Geometry alone; colours are CSS's.

Time runs as the language does: in Arabic the last hour is at the left. Bars, shade and dashes are one path each, so that
seventy drawings on a page are seventy times a few elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import floor, log10

from archive.room.standings import Series

HOUR = timedelta(hours=1)
TOP_MIN = 5
"""Stories that the height stands for at least: one story is no mountain."""

MARGIN_TOP, MARGIN_BOTTOM = 12.0, 14.0
BAR_SHARE = 0.78
"""How much of its hour a bar is wide."""

NAME_SHARE = 1 / 8
"""How much of the width a day's name takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line at midnight, UTC. `x`: where. `at`: whose. `has_room`: whether its name can stand beside it."""

    x: float
    at: datetime
    has_room: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Lengths in the drawing's own units. `top`: stories that the height stands for. `base`, `height`: of the bars' foot.

    `bars`, `usual`, `unseen`: data of paths. `gaps`: where the triangles' tips are. `listed`, `expected`: sums, the latter None
    where it is not known; `gaps_count`, `unseen_hours`: for who cannot see it.
    """

    width: int
    height: int
    base: float
    top: int
    bars: str
    usual: str
    unseen: str
    gaps: tuple[float, ...]
    ticks: tuple[Tick, ...]
    listed: int
    expected: int | None
    gaps_count: int
    unseen_hours: int


def last_hours(series: Series, hours: int) -> Series:
    """Return the end of a series."""
    start = max(0, len(series.listed) - hours)
    return replace(
        series,
        since=series.since + start * HOUR,
        listed=series.listed[start:],
        usual=series.usual[start:],
        watched=series.watched[start:],
        gaps=series.gaps[start:],
    )


def draw(series: Series, *, width: int, height: int, leftwards: bool) -> Drawing:
    """Return the drawing of a series. `leftwards`: the last hour is at the left."""
    length = max(1, len(series.listed))
    plot = _Plot(width=width, base=height - MARGIN_BOTTOM, step=width / length, top=_top(series), leftwards=leftwards)
    known = [usual for usual in series.usual if usual is not None]
    return Drawing(
        width=width,
        height=height,
        base=plot.base,
        top=plot.top,
        bars="".join(plot.bar(place, listed) for place, listed in enumerate(series.listed) if listed),
        usual="".join(plot.shade(run, series.usual) for run in _runs(usual is not None for usual in series.usual)),
        unseen="".join(plot.line(run) for run in _runs(not watched for watched in series.watched)),
        gaps=tuple(plot.middle(place) for place, gaps in enumerate(series.gaps) if gaps),
        ticks=tuple(_midnights(series, plot)),
        listed=sum(series.listed),
        expected=round(sum(known)) if len(known) == len(series.usual) else None,
        gaps_count=sum(series.gaps),
        unseen_hours=sum(not watched for watched in series.watched),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    width: int
    base: float
    step: float
    top: int
    leftwards: bool

    def x(self, hours: float) -> float:
        """Return where a moment is, so many hours after the first."""
        along = hours * self.step
        return round(self.width - along if self.leftwards else along, 2)

    def y(self, stories: float) -> float:
        return round(self.base - (self.base - MARGIN_TOP) * min(1.0, stories / self.top), 2)

    def middle(self, place: int) -> float:
        return self.x(place + 0.5)

    def bar(self, place: int, listed: int) -> str:
        left = min(self.x(place + (1 - BAR_SHARE) / 2), self.x(place + (1 + BAR_SHARE) / 2))
        return f"M{left} {self.base}V{self.y(listed)}h{round(BAR_SHARE * self.step, 2)}V{self.base}z"

    def shade(self, run: range, usual: Sequence[float | None]) -> str:
        """Return the area under what is usual, from hour to hour in steps."""
        steps = "".join(f"L{self.x(place)} {y}H{self.x(place + 1)}" for place in run for y in (self.y(usual[place] or 0.0),))
        return f"M{self.x(run.start)} {self.base}{steps}V{self.base}z"

    def line(self, run: range) -> str:
        return f"M{self.x(run.start)} {self.base}H{self.x(run.stop)}"


def _top(series: Series) -> int:
    """Return the round number that the height stands for: 5, 10, 20, 50, 100 …, the next above all that is drawn."""
    most = max((*series.listed, *(usual or 0.0 for usual in series.usual), TOP_MIN))
    power = 10 ** floor(log10(most))
    return int(next(power * part for part in (1, 2, 5, 10) if power * part >= most))


def _runs(flags: Iterable[bool]) -> Iterator[range]:
    """Yield the places of the flags that are set, those side by side together."""
    start, place = None, -1
    for place, flag in enumerate(flags):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            yield range(start, place)
            start = None
    if start is not None:
        yield range(start, place + 1)


def _midnights(series: Series, plot: _Plot) -> Iterator[Tick]:
    for place in range(1, len(series.listed)):
        at = series.since + place * HOUR
        if at.hour == 0:
            yield Tick(x=plot.x(place), at=at, has_room=len(series.listed) - place >= len(series.listed) * NAME_SHARE)
