"""How soon stories are caught, and for how many requests: adaptive polling against fixed intervals, on simulated newsrooms.

    python benchmarks/polling.py [--feeds 500] [--seed 1] [--svg docs/polling.svg] [--json]

Two weeks after a day to warm up, of `benchmarks/newsrooms.py`, polled by `crawler.polling.decision.decide` as it stands. A
delay is counted from when a story appeared on its site; a story never caught counts as infinitely late. Requests count whether
the feed answers, answers 304 or is down. A fixed interval ignores cache headers, which the adaptive one follows: that costs it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from math import inf, log
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.newsrooms import DAY_S, DAYS, END, Feed, newsrooms
from benchmarks.polling_figure import draw
from crawler.polling.decision import DEFAULT, Bounds, Seen, decide
from crawler.polling.memory import Memory

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
FROM = DAY_S
FIXED_MIN = (5, 10, 15, 30, 60)
TRIED_MIN = (3, *FIXED_MIN)
"""The first only serves to tell which fixed interval equals the adaptive one."""
PRICES_S = (600, 2400)
"""Other settings of the knob, for the figure."""
DATES = 20
"""Claimed dates a poll passes on: fewer than a crawl does, to be done in time."""
LATE_S = 8 * 3600.0
"""How long after the two weeks their last stories may be caught."""
JITTER_S = 10.0
CLASSES = {"100 a day and more": (100, inf), "30 to 100": (30, 100), "10 to 30": (10, 30), "1 to 10": (1, 10), "fewer": (0, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One feed polled for two weeks. `delays`: seconds, of each story of these weeks, in order; inf for one never caught."""

    delays: tuple[float, ...]
    requests: int
    unchanged: int = 0
    gaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Many feeds polled in one way: requests a feed and day, delays in minutes, stories lost by how long they were shown."""

    name: str
    requests: float
    median: float
    mean: float
    p95: float
    lost: int
    lost_15_min: int
    lost_30_min: int
    lost_60_min: int
    unchanged: float
    gaps: int


def main() -> None:
    asked = _arguments()
    began = time.monotonic()
    feeds = newsrooms(asked.feeds, asked.seed)
    with ProcessPoolExecutor() as pool:
        adaptive = tuple(pool.map(poll_adaptively, feeds, chunksize=5))
        knob = [tuple(pool.map(_adaptive(price), feeds, chunksize=5)) for price in (PRICES_S if asked.svg else ())]
        line = dict(zip(TRIED_MIN, pool.map(partial(fixed_score, feeds), TRIED_MIN), strict=True))
    ours = score("adaptive", feeds, adaptive)
    equal = fixed_score(feeds, 1440 / ours.requests)
    others = [score(f"price {price} s", feeds, polled) for price, polled in zip(PRICES_S, knob, strict=False)]
    if asked.svg:
        asked.svg.write_text(
            draw(tuple(line.values()), tuple(sorted((ours, *others), key=lambda one: one.requests)), ours), "utf-8"
        )
    if asked.json:
        print(
            json.dumps(
                {"adaptive": _shown(ours), "equal requests": _shown(equal), "ratios": ratios(ours, equal, line.values())}
            )
        )
        return
    _print_scores((*(line[minutes] for minutes in FIXED_MIN), equal, ours, *others))
    _print_ratios(ratios(ours, equal, line.values()))
    _print_classes(feeds, adaptive, 1440 / ours.requests)
    stories = sum(len(polled.delays) for polled in adaptive)
    print(f"\n{len(feeds)} feeds, {stories:,} stories in two weeks, seed {asked.seed}; took {time.monotonic() - began:.0f} s")


def poll_adaptively(feed: Feed, bounds: Bounds = DEFAULT) -> Polled:
    """Poll a feed as `crawler.polling.decision` decides, with a scheduler's jitter."""
    dice = Random(feed.seed)
    caught = [inf] * len(feed.stories)
    memory: Memory | None = None
    at, listed = dice.uniform(0, 3600), None
    requests = unchanged = gaps = 0
    while at < END + LATE_S:
        seen = look(feed, at, listed)
        if seen.error is None:
            first, end = feed.shows(at)
            for index in range(max(first, listed or 0), end):
                caught[index] = at - feed.stories[index]
            listed = end
        decision = decide(memory, seen, MONDAY + timedelta(seconds=at), bounds)
        memory = decision.memory
        if FROM <= at < END:
            requests, unchanged, gaps = requests + 1, unchanged + seen.not_modified, gaps + decision.turned_over
        at = (decision.due_at - MONDAY).total_seconds() + dice.uniform(0, JITTER_S)
    return Polled(delays=tuple(caught[_weeks(feed)]), requests=requests, unchanged=unchanged, gaps=gaps)


def look(feed: Feed, at: float, listed: int | None) -> Seen:
    """Return what a poll shows; `listed`: how many of the feed's stories were so far, None before the first poll."""
    if feed.is_down(at):
        return Seen(status=None, error="TIMEOUT")
    first, end = feed.shows(at)
    if listed == end and feed.validates:
        return Seen(status=304, not_modified=True, max_age_s=feed.fresh_s(at))
    dates = tuple(MONDAY + timedelta(seconds=claim) for claim in feed.claims(max(first, end - DATES), end))
    new = end - max(first, listed or 0)
    return Seen(links=end - first, new=new, known_before=listed is not None, dates=dates, max_age_s=feed.fresh_s(at))


def poll_fixed(feed: Feed, every_s: float) -> Polled:
    """Poll a feed at a fixed interval."""
    phase = Random(feed.seed).uniform(0, every_s)
    delays = []
    for appeared, shown, gone in feed.showings(FROM, END):
        at = phase - (phase - shown) // every_s * every_s
        while feed.is_down(at) and at < END + LATE_S:
            at += every_s
        delays.append(at - appeared if at < min(gone, END + LATE_S) else inf)
    return Polled(delays=tuple(delays), requests=round((END - FROM) / every_s))


def score(name: str, feeds: Sequence[Feed], polled: Sequence[Polled]) -> Score:
    """Return what a way of polling comes to."""
    delays = sorted(delay for one in polled for delay in one.delays)
    caught = delays[: bisect_left(delays, inf)]
    lost = [shown for feed, one in zip(feeds, polled, strict=True) for shown in _lost_shown_s(feed, one)]
    requests = sum(one.requests for one in polled)
    return Score(
        name=name,
        requests=requests / len(feeds) / (DAYS - 1),
        median=_at(delays, 0.5),
        mean=sum(caught) / max(1, len(caught)) / 60,
        p95=_at(delays, 0.95),
        lost=len(lost),
        lost_15_min=sum(shown >= 900 for shown in lost),
        lost_30_min=sum(shown >= 1800 for shown in lost),
        lost_60_min=sum(shown >= 3600 for shown in lost),
        unchanged=sum(one.unchanged for one in polled) / max(1, requests),
        gaps=sum(one.gaps for one in polled),
    )


def fixed_score(feeds: Sequence[Feed], minutes: float) -> Score:
    """Return what polling every so many minutes comes to."""
    return score(f"every {minutes:.3g} min", feeds, [poll_fixed(feed, minutes * 60) for feed in feeds])


def ratios(ours: Score, equal: Score, line: Iterable[Score]) -> dict[str, tuple[float, float]]:
    """Return two ratios by measure: of delays, adaptive over fixed with as many requests; of requests, with the same delay."""
    found = {}
    for name, of in _MEASURES.items():
        needed = _requests_for(of(ours), [(of(one), one.requests) for one in line if of(one) < inf])
        found[name] = (of(ours) / of(equal), ours.requests / needed)
    return found


_MEASURES: dict[str, Callable[[Score], float]] = {
    "median": lambda one: one.median,
    "mean": lambda one: one.mean,
    "p95": lambda one: one.p95,
}


def _requests_for(delay: float, line: Sequence[tuple[float, float]]) -> float:
    """Return the requests of the fixed interval with that delay, between the two tried next to it; inf if none is so quick."""
    for (low, more), (high, fewer) in pairwise(sorted(line)):
        if low <= delay <= high:
            return more * (fewer / more) ** (log(delay / low) / log(high / low))
    return inf if delay < min(line)[0] else 0.0


def _lost_shown_s(feed: Feed, polled: Polled) -> Iterable[float]:
    start = _weeks(feed).start
    return (feed.shown_s(index) for index, delay in enumerate(polled.delays, start) if delay == inf)


def _weeks(feed: Feed) -> slice:
    return slice(bisect_left(feed.stories, FROM), bisect_left(feed.stories, END))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)] / 60 if ordered else 0.0


def _adaptive(price_s: float) -> Callable[[Feed], Polled]:
    return partial(poll_adaptively, bounds=Bounds(price_s=price_s))


def _print_scores(scores: Iterable[Score]) -> None:
    print(f"{'':16} {'requests':>9} {'304':>5} {'delay, minutes':>22} {'stories lost: all, those shown for':>36}")
    heads = f"{'median':>7} {'mean':>6} {'p95':>7} {'all':>8} {'15 min':>7} {'30 min':>7} {'60 min':>7} {'gaps':>5}"
    print(f"{'':16} {'feed·day':>9} {'':5} {heads}")
    for one in scores:
        times = f"{one.median:7.2f} {one.mean:6.2f} {one.p95:7.2f}"
        lost = f"{one.lost:8,} {one.lost_15_min:7,} {one.lost_30_min:7,} {one.lost_60_min:7,}"
        print(f"{one.name:16} {one.requests:9.1f} {one.unchanged:5.0%} {times} {lost} {one.gaps:5}")


def _print_ratios(found: dict[str, tuple[float, float]]) -> None:
    print("\nadaptive over fixed   delay, at equal requests   requests, at equal delay")
    for name, (delay, requests) in found.items():
        print(f"{name:21} {delay:24.2f} {requests:26.2f}")


def _print_classes(feeds: Sequence[Feed], adaptive: Sequence[Polled], minutes: float) -> None:
    """Print by class of feed how the adaptive one compares with the fixed interval of equal requests over all."""
    print(f"\n{'stories a day':22} feeds   requests: adaptive (fixed)   median, min      p95, min")
    for name, (low, high) in CLASSES.items():
        within = [index for index, polled in enumerate(adaptive) if low <= len(polled.delays) / (DAYS - 1) < high]
        chosen = [feeds[index] for index in within]
        if not chosen:
            continue
        ours, fixed = score(name, chosen, [adaptive[index] for index in within]), fixed_score(chosen, minutes)
        pairs = (f"{ours.median:6.1f} ({fixed.median:5.1f})", f"{ours.p95:6.1f} ({fixed.p95:5.1f})")
        print(f"{name:22} {len(chosen):5} {ours.requests:16.1f} ({fixed.requests:5.1f}) {' '.join(pairs)}")


def _shown(one: Score) -> dict[str, float | str]:
    return {name: getattr(one, name) for name in Score.__slots__}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, help="try other prices of a request too, and write the figure here")
    parser.add_argument("--json", action="store_true", help="print one object instead of tables")
    return parser.parse_args()


if __name__ == "__main__":
    main()
