"""How many stories each hour usually brings: for drawings, which show the shape of a week; `usual` judges. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.watching.usual import DAY_H, DAYS_MAX, DAYS_MIN, WEEK_H, WEEKS, WEEKS_MIN, Watched

NEAR_H = 1
"""Hours on either side that count as well: an hour of one week says little by itself."""


def usual_hours(watched: Watched, start: int, end: int) -> tuple[float | None, ...]:
    """Return what each hour from `start` to before `end` usually brings: the mean of the same hours of the weeks before.

    Of a source too new for that, of the same hours of the days before; None where these are too few as well.
    """
    return tuple(_usual(watched, place) for place in range(start, end))


def _usual(watched: Watched, place: int) -> float | None:
    for step, least, most in ((WEEK_H, WEEKS_MIN, WEEKS - 1), (DAY_H, DAYS_MIN, DAYS_MAX)):
        means = tuple(_means(watched, (place - number * step for number in range(1, most + 1))))
        if len(means) >= least:
            return sum(means) / len(means)
    return None


def _means(watched: Watched, places: Iterable[int]) -> Iterator[float]:
    """Yield what was listed an hour around each place that was watched."""
    for place in places:
        start, end = place - NEAR_H, place + NEAR_H + 1
        if start >= 0 and watched.hours(start, end) == end - start:
            yield (watched.listed(start, end) or 0) / (end - start)
