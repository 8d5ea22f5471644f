"""How often a list shows new stories, learned by hour of the day; and how long to wait, given what a request is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf, sqrt

HOUR_S = 3600.0
HOURS = 24
REMEMBERED_S = 10 * HOUR_S
"""What an hour of the day remembers: about its last ten days. Counted in time watched, so that an outage forgets nothing."""
LEARNED_MAX_S = 14 * 86400.0
"""How far back one look may teach."""
GUESS_PER_S = 12 / 86400
"""The rate taken for a list of which nothing is known: a story in two hours."""
GUESS_WEIGHT, HOUR_WEIGHT, LATELY_WEIGHT = 0.5, 1.0, 2.0
"""How many stories it takes to move the guess, an hour from the day's mean, and the last hours from what is usual."""
LATELY_S = 2 * HOUR_S
"""How fast the last hours are forgotten: a burst brings more of itself, and passes, as a holiday does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What has been learned of a list: 50 numbers, however long it is watched.

    `stories`, `seconds`: new stories and time watched, by hour of the day in UTC (which learns any zone), older days
    weighing less. `found`, `expected`: stories of the last hours, and what such hours bring usually.
    """

    stories: tuple[float, ...] = (0.0,) * HOURS
    seconds: tuple[float, ...] = (0.0,) * HOURS
    found: float = 0.0
    expected: float = 0.0


UNKNOWN = Pace()


def learn(pace: Pace, start: float, end: float, stories: int, dated: Sequence[float] = ()) -> Pace:
    """Return what is known after watching a list from `start` to `end` (Unix times), when it brought `stories` new ones.

    `dated`: moments that they claim. Those within the time watched say which hours they belong to; the rest is spread
    evenly. Of a longer time than LEARNED_MAX_S the end counts.
    """
    start = max(start, end - LEARNED_MAX_S)
    if end <= start:
        return pace
    placed = [at for at in dated if start < at <= end][:stories]
    spread_per_s = (stories - len(placed)) / (end - start)
    counts, watched = list(pace.stories), list(pace.seconds)
    for at, length_s in _hours(start, end):
        hour = _hour(at)
        kept = max(0.0, 1 - length_s / REMEMBERED_S)
        here = sum(at < moment <= at + length_s for moment in placed)
        counts[hour] = round(counts[hour] * kept + here + spread_per_s * length_s, 4)
        watched[hour] = round(watched[hour] * kept + length_s, 1)
    known = Pace(stories=tuple(counts), seconds=tuple(watched), found=pace.found, expected=pace.expected)
    return _lately(known, start, end, stories)


def wait_s(pace: Pace, now: float, *, price_s: float, stories_max: float, longest_s: float) -> float:
    """Return the seconds until another look is worth its price, or `stories_max` are expected; at most `longest_s`.

    Looking f times a second at a list that brings r stories a second costs r/2f of waiting and f·price: least where
    f = sqrt(r / (2 price)), so looks are as the root of the rate (Cho and Garcia-Molina 2003, "Effective page refresh
    policies for web crawlers", minimise another loss by the same multiplier). The rate changes with the hour: the next
    look is due when the integral of f comes to one. `price_s`: seconds of stories' waiting that a request is worth.
    """
    looks = stories = waited = 0.0
    for length_s, rate in _ahead(pace, now, longest_s):
        often = sqrt(rate / (2 * price_s)) if price_s > 0 else inf
        needed_s = min((1 - looks) / often if often else inf, (stories_max - stories) / rate)
        if needed_s <= length_s:
            return waited + max(0.0, needed_s)
        looks += often * length_s
        stories += rate * length_s
        waited += length_s
    return longest_s


def per_day(pace: Pace) -> float:
    """Return the stories a day that are known of, whatever the hour; the guess, where nothing is."""
    return _mean(pace) * 86400


def _lately(pace: Pace, start: float, end: float, stories: int) -> Pace:
    """Weigh what came against the usual, both fading; of a long time its last hours count."""
    mean = _mean(pace)
    usual = sum(_rate(pace, _hour(at), mean) * length_s for at, length_s in _hours(start, end))
    fading = exp((start - end) / LATELY_S)
    weight = (1 - fading) * LATELY_S / (end - start)
    found, expected = pace.found * fading + stories * weight, pace.expected * fading + usual * weight
    return Pace(stories=pace.stories, seconds=pace.seconds, found=round(found, 4), expected=round(expected, 4))


def _ahead(pace: Pace, now: float, longest_s: float) -> Iterator[tuple[float, float]]:
    """Yield (seconds, stories a second expected) piece by piece: the usual, and what of the last hours' difference is left."""
    mean = _mean(pace)
    more = (LATELY_WEIGHT + pace.found) / (LATELY_WEIGHT + pace.expected) - 1
    for at, length_s in _hours(now, now + longest_s):
        left = exp((now - at - length_s / 2) / LATELY_S)
        yield length_s, _rate(pace, _hour(at), mean) * (1 + more * left)


def _mean(pace: Pace) -> float:
    return (sum(pace.stories) + GUESS_WEIGHT) / (sum(pace.seconds) + GUESS_WEIGHT / GUESS_PER_S)


def _rate(pace: Pace, hour: int, mean: float) -> float:
    return (pace.stories[hour] + HOUR_WEIGHT) / (pace.seconds[hour] + HOUR_WEIGHT / mean)


def _hours(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Yield the (start, length) of each piece of the time that lies within one hour of the clock."""
    at = start
    while at < end:
        until = min(end, (at // HOUR_S + 1) * HOUR_S)
        yield at, until - at
        at = until


def _hour(at: float) -> int:
    return int(at // HOUR_S) % HOURS
