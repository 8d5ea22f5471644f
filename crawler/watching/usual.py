"""How much a source usually lists in these hours of the week, and whether it now lists far less: pure.

The last hours are compared with the same hours of the weeks before, so that nights, week-ends and weekly papers are as they
always are. News come in bursts, so that their counts vary more than a Poisson distribution has it. Hours in which nobody
looked, because the schedule or the site was down, are no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import exp
from statistics import median

from archive.catalog.answers import Pace
from archive.catalog.hours import HOUR

WEEKS = 5
"""How far back a pace is wanted."""

WINDOWS_H = (6, 12, 24, 72, 168, 336)
DAY_H, WEEK_H = 24, 168
REACH_H = 8
"""Hours between two polls within which all that was listed meanwhile is taken as seen: the longest wait is six."""

SLACK_H = 2
"""An edition may be an hour late, or the clocks were changed: what is usual is the least of all spans so much earlier or later,
and what came so much before the span counts as well."""

WEEKS_MIN = 2
"""Weeks before this one without which nothing is known of the hours of the week; days are compared then."""

DAYS_MIN, DAYS_MAX = 3, 6
REST = frozenset({4, 5, 6})
"""Friday to Sunday."""

SHARE_MAX = 0.25
"""Far less than usual is at most this share of it."""

CHANCE_MAX = 1e-4
BURSTS = 2.0
"""The variance of counts, as a multiple of their mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """How much less a source lists than usual: `listed` stories in the last `hours`, where `usual` are expected."""

    hours: int
    listed: int
    usual: float


@dataclass(frozen=True)
class Watched:
    """A pace, and which of its hours were watched: those between two polls that were not long apart."""

    pace: Pace

    @cached_property
    def end(self) -> int:
        """The first hour of which not all may have been seen: that of the last poll; 0 where there is none."""
        return max((place for place, polls in enumerate(self.pace.polls) if polls), default=0)

    def hours(self, start: int, end: int) -> int:
        """Return how many of the hours from `start` to before `end` were watched."""
        return self._watched[end] - self._watched[start]

    def listed(self, start: int, end: int) -> int | None:
        """Return how many stories were listed in these hours; None where too few of them were watched, or are known of."""
        if start < 0 or self.hours(start, end) < 0.8 * (end - start):
            return None
        return self._listed[end] - self._listed[start]

    def is_watched(self, place: int) -> bool:
        """Tell whether an hour was watched."""
        return self._is_watched[place]

    @cached_property
    def _watched(self) -> Sequence[int]:
        return tuple(accumulate(self._is_watched, initial=0))

    @cached_property
    def _listed(self) -> Sequence[int]:
        """What was listed in watched hours: what the first poll shows, or the first after long, is of no one hour."""
        pairs = zip(self.pace.listed, self._is_watched, strict=True)
        return tuple(accumulate((listed if watched else 0 for listed, watched in pairs), initial=0))

    @cached_property
    def _is_watched(self) -> Sequence[bool]:
        polled = [place for place, polls in enumerate(self.pace.polls) if polls]
        watched = [False] * len(self.pace.polls)
        for earlier, later in pairwise(polled):
            if later - earlier <= REACH_H:
                watched[earlier + 1 : later + 1] = [True] * (later - earlier)
        return watched


def shortfall(watched: Watched) -> Shortfall | None:
    """Return by how much a source lists less than usual, where it is surely and far less: of several windows the surest."""
    found = [(chance, short) for hours in WINDOWS_H for chance, short in _shortfalls(watched, hours)]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def has_usual(watched: Watched) -> bool:
    """Tell whether a source was watched for long enough to say what is usual."""
    return len(tuple(_before(watched, WINDOWS_H[0]))) >= WEEKS_MIN


def _shortfalls(watched: Watched, hours: int) -> Iterator[tuple[float, Shortfall]]:
    listed, at_most = (watched.listed(watched.end - hours - slack, watched.end) for slack in (0, SLACK_H))
    before = tuple(_before(watched, hours))
    if len(before) < WEEKS_MIN:
        before = tuple(_days_before(watched)) if hours == DAY_H else ()
    if listed is None or at_most is None or not before or at_most >= min(before):
        return
    usual = median(before)
    chance = _chance(at_most / BURSTS, usual / BURSTS)
    if at_most <= SHARE_MAX * usual and chance <= CHANCE_MAX:
        yield chance, Shortfall(hours=hours, listed=listed, usual=usual)


def _days_before(watched: Watched) -> Iterable[int]:
    """Yield what was listed on the days before, of a source that is too new to be compared with its weeks.

    None for the days of rest, which differ from country to country, and where fewer than DAYS_MIN are known.
    """
    middle = watched.pace.since + (watched.end - DAY_H // 2) * HOUR
    starts = (watched.end - DAY_H * (1 + days) for days in range(1, DAYS_MAX + 1))
    known = [count for start in starts if (count := watched.listed(start, start + DAY_H)) is not None]
    return known if len(known) >= DAYS_MIN and middle.weekday() not in REST else ()


def _before(watched: Watched, hours: int) -> Iterable[int]:
    """Yield how much was listed in the same hours of each week before, that do not overlap these."""
    for weeks in range(-(-hours // WEEK_H), WEEKS):
        start = watched.end - hours - weeks * WEEK_H
        near = [watched.listed(start + late, start + late + hours) for late in range(-SLACK_H, SLACK_H + 1)]
        known = [count for count in near if count is not None]
        if known:
            yield min(known)


def _chance(count: float, mean: float) -> float:
    """Return how likely a Poisson count of this mean is at most `count`."""
    if mean > 700:  # exp(-mean) is no number any more, and such a mean is never missed by chance
        return 0.0 if count < mean / 2 else 1.0
    term = total = exp(-mean)
    for number in range(1, int(count) + 1):
        term *= mean / number
        total += term
    return total
