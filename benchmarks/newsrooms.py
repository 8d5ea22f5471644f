"""Five hundred simulated feeds, and when each shows what: the newsrooms that `benchmarks/polling.py` polls.

Measured, not invented: the shares of kinds and zones (264 Arabic outlets and their 307 feeds), the hours and days of the week
(228 dated stories of the feed of an Egyptian daily, 2011). Assumed: stories a day by kind, bursts, editions, feed lengths,
outages, and how dates are told. Times are seconds since a Monday, 00:00 UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from random import Random
from typing import TypeVar

T = TypeVar("T")
HOUR_S, DAY_S = 3600.0, 86400.0
DAYS = 15
"""One to warm up, and two weeks."""
END = DAYS * DAY_S
KINDS = {"newspaper": 101, "portal": 91, "broadcaster": 64, "agency": 51}
ZONES = {0: 18, 1: 45, 2: 86, 3: 98, 4: 16}
"""Hours ahead of UTC: Nouakchott, London; the Maghreb; Cairo, Tripoli, Khartoum, Europe; Levant, Iraq, Gulf; Dubai, Muscat."""
BY_HOUR = (1, 1, 0, 0, 0, 5, 3, 3, 4, 7, 14, 23, 26, 29, 20, 17, 17, 17, 11, 9, 9, 7, 4, 1)
BY_DAY = {"friday": (1.1, 0.9, 1.05, 0.95, 0.45, 0.75, 1.3), "sunday": (1.05, 1.05, 1.05, 1.05, 1.0, 0.8, 0.5)}
"""Monday to Sunday: as measured in Cairo, and turned for the Maghreb, Beirut and Europe."""
PER_DAY = {"agency": (220, 0.7), "portal": (60, 1.0), "broadcaster": (50, 0.9), "newspaper": (30, 0.9)}
"""Stories a day on a main feed: median, and the spread of its logarithm."""
SECTION_SHARE, SECTION_OF = 0.45, (0.002, 0.12)
"""Feeds of one section (sport, culture, a weekly supplement), and the share they show of the main feed's stories."""
AT_ONCE = 0.15
"""Share of stories that bring another within four minutes."""
LENGTHS = {10: 18, 15: 8, 20: 24, 25: 10, 30: 16, 50: 16, 100: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed: `stories`, when each appeared, in order; of these it shows the last `length`. `downs`: (from, until).

    `told`: how it dates stories, by name. `max_age_s`: its Cache-Control; `cached`: a cache in between keeps to it, on the
    clock. `validates`: it answers 304.
    """

    kind: str
    per_day: float
    length: int
    stories: tuple[float, ...]
    downs: tuple[tuple[float, float], ...]
    told: str
    max_age_s: float | None
    cached: bool
    seed: int
    validates: bool

    def is_down(self, at: float) -> bool:
        """Tell whether nothing can be fetched at that moment."""
        return any(start <= at < end for start, end in self.downs)

    def shows(self, at: float) -> tuple[int, int]:
        """Return first and end of the stories shown; a cache in between shows what was there when it last asked."""
        end = bisect_right(self.stories, at - at % self.max_age_s if self.cached else at)
        return max(0, end - self.length), end

    def fresh_s(self, at: float) -> float | None:
        """Return for how long its headers say that nothing newer can be had: max-age less Age."""
        return self.max_age_s - at % self.max_age_s if self.max_age_s and self.cached else self.max_age_s

    def gone_at(self, index: int) -> float:
        """Return when a story was pushed off the feed."""
        return self.stories[index + self.length] if index + self.length < len(self.stories) else inf

    def showings(self, start: float, end: float) -> Iterator[tuple[float, float, float]]:
        """Yield (appeared, to be seen from, until) of the stories of that time, in order."""
        for index in range(bisect_left(self.stories, start), bisect_left(self.stories, end)):
            appeared = self.stories[index]
            yield appeared, self.seen_from(appeared), self.seen_from(self.gone_at(index))

    def shown_s(self, index: int) -> float:
        """Return how long a story could be seen: outages do not count, nor what a cache in between held back."""
        appeared, gone = self.seen_from(self.stories[index]), min(self.seen_from(self.gone_at(index)), END)
        return gone - appeared - sum(max(0.0, min(gone, end) - max(appeared, start)) for start, end in self.downs)

    def seen_from(self, at: float) -> float:
        """Return when a change made at that moment can be seen."""
        return at + -at % self.max_age_s if self.cached and self.max_age_s and at < inf else at

    def claims(self, start: int, end: int) -> list[float]:
        """Return the dates claimed for stories start to end, as this feed tells them: some a little early, some rounded."""
        if self.told == "none":
            return []
        step = {"second": 1, "minute": 60, "hour": HOUR_S, "day": DAY_S, "late": 60}[self.told]
        early = 1500.0 if self.told == "late" else 0.0
        return [(at - early * (index % 3)) // step * step for index, at in enumerate(self.stories[start:end], start)]


def newsrooms(number: int, seed: int) -> tuple[Feed, ...]:
    """Return the feeds; the same for the same arguments."""
    dice = Random(seed)
    breaking = [(dice.uniform(0, END), dice.uniform(2, 5)) for _ in range(5)]
    return tuple(_feed(Random(f"{seed} {index}"), breaking) for index in range(number))


def _feed(dice: Random, breaking: list[tuple[float, float]]) -> Feed:
    kind, zone, length = (_choice(dice, weights) for weights in (KINDS, ZONES, LENGTHS))
    median, spread = PER_DAY[kind]
    per_day = min(600.0, median * dice.lognormvariate(0, spread))
    if dice.random() < SECTION_SHARE:
        low, high = SECTION_OF
        per_day *= low * (high / low) ** dice.random()
    elif per_day > 300:
        length = max(length, 20)
    stories = _stories(dice, kind, zone, per_day, breaking)
    told = _choice(dice, {"second": 35, "minute": 35, "late": 10, "hour": 3, "day": 5, "none": 12})
    max_age_s = _choice(dice, {None: 60, 60: 10, 300: 15, 600: 8, 1800: 4, 3600: 3})
    return Feed(
        kind=kind,
        per_day=per_day,
        length=length,
        stories=stories,
        downs=tuple(_downs(dice)),
        told=told,
        max_age_s=max_age_s,
        seed=dice.randrange(2**32),
        cached=bool(max_age_s) and dice.random() < 0.5,
        validates=dice.random() < 0.6,
    )


def _stories(dice: Random, kind: str, zone: int, per_day: float, breaking: list[tuple[float, float]]) -> tuple[float, ...]:
    """Draw when stories appear: a Poisson process whose rate goes with hour, day and bursts; some bring others at once."""
    history_days = min(90, 3 + int(60 / per_day))
    hours = range(-history_days * 24, DAYS * 24)
    rates = _rates(dice, kind, zone, per_day, hours)
    bursts = [(at, more) for at, more in breaking if dice.random() < 0.6]
    _add_bursts(rates, hours, [*bursts, *_own_bursts(dice, -history_days * DAY_S)], 1 + per_day / 100)
    totals = list(accumulate(rates))
    found: list[float] = []
    level = 0.0
    while (level := level + dice.expovariate(1)) < totals[-1]:
        hour = bisect_right(totals, level)
        within = 1 - (totals[hour] - level) / rates[hour]
        at = (hours[hour] + within) * HOUR_S
        found.append(at)
        while dice.random() < AT_ONCE:
            found.append(at := at + dice.uniform(0, 240))
    if kind == "newspaper" and per_day > 10 and dice.random() < 0.3:
        found.extend(_editions(dice, zone, per_day, history_days))
    return tuple(sorted(found))


def _rates(dice: Random, kind: str, zone: int, per_day: float, hours: range) -> list[float]:
    """Return stories expected in each hour, less those that others bring at once."""
    flat = dice.uniform(0.3, 0.6) if kind == "agency" else dice.uniform(0.02, 0.3)
    shift = zone - 2 + dice.choice((-1, 0, 0, 1))
    weekend = BY_DAY["sunday" if zone <= 1 else "friday"]
    mean = sum(BY_HOUR) / 24
    shape = [flat + (1 - flat) * BY_HOUR[(hour + shift) % 24] / mean for hour in range(24)]
    return [per_day / 24 * (1 - AT_ONCE) * shape[hour % 24] * weekend[(hour + zone) // 24 % 7] for hour in hours]


def _own_bursts(dice: Random, at: float) -> Iterator[tuple[float, float]]:
    """Yield bursts of one newsroom, one in three days: (when, how many times the usual)."""
    while (at := at + dice.expovariate(1 / (3 * DAY_S))) < END:
        yield at, dice.uniform(2, 6)


def _add_bursts(rates: list[float], hours: range, bursts: Iterable[tuple[float, float]], damped: float) -> None:
    """Multiply the rates of four hours after each burst; a busy newsroom has less room for more."""
    for at, more in bursts:
        first = int(at // HOUR_S) - hours[0]
        for after in range(min(4, len(rates) - first)):
            rates[first + after] *= 1 + (more - 1) * 0.6**after / damped


def _editions(dice: Random, zone: int, per_day: float, history_days: int) -> Iterator[float]:
    """Yield the stories of a printed edition, put online within an hour of the night."""
    hour = dice.choice((21, 22, 23, 0, 1)) - zone
    for day in range(-history_days, DAYS):
        for _ in range(int(per_day * dice.uniform(0.1, 0.4))):
            yield day * DAY_S + (hour % 24) * HOUR_S + dice.uniform(0, HOUR_S)


def _downs(dice: Random) -> Iterator[tuple[float, float]]:
    """Yield outages: one in ten days, most under an hour, some of a day; one feed in a hundred has died."""
    if dice.random() < 0.01:
        yield 3 * DAY_S, 2 * END
        return
    at = 0.0
    while (at := at + dice.expovariate(1 / (10 * DAY_S))) < END:
        length_s = min(DAY_S, 2400 * dice.lognormvariate(0, 1.3))
        yield at, at + length_s
        at += length_s


def _choice(dice: Random, weights: Mapping[T, int]) -> T:
    return dice.choices(list(weights), list(weights.values()))[0]
