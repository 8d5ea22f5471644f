"""How many of the texts found are of which day, month or year: bars to be drawn, each the address of what it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from archive.catalog.search.parsing import days_of
from archive.catalog.search.query import Days
from archive.room.language import Language
from archive.room.pages.search_asked import Asked

BARS_MIN, BARS_MAX = 14, 62
"""Bars of a drawing: days of two months, months of five years. What is older than the years that have a bar is in the first."""

SLOT, BAR, HEIGHT = 12, 9, 100
"""Units of the drawing: from one bar to the next, how wide one is, how high the highest."""

LOWEST = 3
"""How high a bar is that stands for few among many: it must be seen, and hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One span of time. `label`: in words, with the number of stories. `address`: the search narrowed to it; None for none.

    `x`, `height`: where the bar stands in the drawing, and how high it is.
    """

    label: str
    count: int
    address: str | None
    x: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars in the order of time, drawn from the side where the language begins to read. `first`, `last`: the ends in words."""

    unit: str
    bars: tuple[Bar, ...]
    first: str
    last: str
    width: int
    height: int = HEIGHT
    bar_width: int = BAR
    slot_width: int = SLOT


@dataclass(frozen=True, slots=True)
class _Unit:
    """A way to divide time. `number`: of a day's span, counted on; `day`: the first of a span.

    `written`: how many letters of that day ("2026-11-03") name the span; `pattern`: how a reader is told of it.
    """

    name: str
    number: Callable[[date], int]
    day: Callable[[int], date]
    written: int
    pattern: str


_UNITS = (
    _Unit("day", date.toordinal, lambda number: date.fromordinal(max(number, 1)), 10, "d MMMM y"),
    _Unit(
        "month",
        lambda day: day.year * 12 + day.month - 1,
        lambda number: date(max(number // 12, 1), number % 12 + 1, 1),
        7,
        "MMMM y",
    ),
    _Unit("year", lambda day: day.year, lambda number: date(max(number, 1), 1, 1), 4, "y"),
)


def histogram(days: Sequence[tuple[str, int]], asked: Asked, language: Language) -> Histogram | None:
    """Return the drawing of how many texts bear which day ("2026-11-03"), the oldest first; None where all are of one day."""
    if len(days) < 2:
        return None
    counted = [(date.fromisoformat(day), count) for day, count in days]
    first, last = counted[0][0], counted[-1][0]
    unit = next((one for one in _UNITS if one.number(last) - one.number(first) < BARS_MAX), _UNITS[-1])
    end = unit.number(last)
    start = max(min(unit.number(first), end - BARS_MIN + 1), end - BARS_MAX + 1)
    counts: Counter[int] = Counter()
    for day, count in counted:
        counts[max(unit.number(day), start)] += count
    is_cut = unit.number(first) < start
    spans = [_Span(unit, number, counts[number], is_cut and number == start) for number in range(start, end + 1)]
    return Histogram(
        unit=unit.name,
        bars=_bars(spans, asked, language),
        first=spans[0].name(language),
        last=spans[-1].name(language),
        width=len(spans) * SLOT,
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """`is_open`: whether it has all before it as well."""

    unit: _Unit
    number: int
    count: int
    is_open: bool

    def name(self, language: Language) -> str:
        written = format_date(self.unit.day(self.number), self.unit.pattern, locale=language.code)
        return language.words["until_then"].format(written) if self.is_open else written

    def node(self) -> Days | None:
        text = self.unit.day(self.number).isoformat()[: self.unit.written]
        return days_of("until" if self.is_open else "on", text)


def _bars(spans: Sequence[_Span], asked: Asked, language: Language) -> tuple[Bar, ...]:
    most = max(span.count for span in spans)
    is_mirrored = language.direction == "rtl"
    bars = []
    for place, span in enumerate(spans):
        node = span.node() if span.count else None
        slot = len(spans) - 1 - place if is_mirrored else place
        bars.append(
            Bar(
                label=f"{span.name(language)}: {language.count('n_stories', span.count)}",
                count=span.count,
                address=asked.narrowed_by(node).address(f"{language.prefix}/search") if node else None,
                x=slot * SLOT,
                height=max(round(HEIGHT * span.count / most), LOWEST) if span.count else 0,
            )
        )
    return tuple(bars)
