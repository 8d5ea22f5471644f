"""How often a source is called ill that is well, and how soon one that falls silent is seen: on simulated newsrooms.

python benchmarks/health.py 250 2      # feeds, seed: the table of docs/operations.md; half an hour
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import inf

import newsrooms

from archive.catalog.answers import Pace
from crawler.watching.usual import WEEK_H, WEEKS, Watched, shortfall

DAYS, FIRST, SILENT = 50, 36, 40
"""Days simulated; the first that is judged; the one on which a feed falls silent."""

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
RATES = ((100, inf), (30, 100), (10, 30), (3, 10), (0, 3))


def main(number: int, seed: int) -> None:
    newsrooms.DAYS, newsrooms.END = DAYS, DAYS * newsrooms.DAY_S
    feeds = newsrooms.newsrooms(number, seed)
    alarms = sum(hour_is_low for feed in feeds for hour_is_low in judged(feed))
    print(f"{alarms} false alarms in {number * (DAYS - FIRST) * 24:,} feed-hours")
    silent = [(feed.per_day, seen_after(feed)) for feed in feeds]
    for least, most in RATES:
        waits = sorted(wait for per_day, wait in silent if least <= per_day < most)
        if waits:
            median, late = waits[len(waits) // 2], waits[int(len(waits) * 0.9)]
            print(f"{least:>4} and more a day, {len(waits):>3} feeds: silent, seen after {median:g} h, 90 % after {late:g} h")


def judged(feed: newsrooms.Feed) -> Iterator[bool]:
    """Yield whether a well feed is called low; a slow one every few hours."""
    counts = hourly(feed)
    every = 1 if feed.per_day > 100 else 2 if feed.per_day > 20 else 6
    for hour in range(FIRST * 24, DAYS * 24, every):
        yield shortfall(watched(feed, counts, hour)) is not None


def seen_after(feed: newsrooms.Feed) -> float:
    """Return how many hours a feed is silent before it is seen."""
    begins = SILENT * 24 + feed.seed % 24
    counts = [count if hour < begins else 0 for hour, count in enumerate(hourly(feed))]
    seen = (hour - begins for hour in range(begins + 1, DAYS * 24) if shortfall(watched(feed, counts, hour)))
    return next(seen, inf)


def hourly(feed: newsrooms.Feed) -> Sequence[int]:
    counts = [0] * (DAYS * 24)
    for at in feed.stories:
        if 0 <= at < newsrooms.END:
            counts[int(at // newsrooms.HOUR_S)] += 1
    return counts


def watched(feed: newsrooms.Feed, counts: Sequence[int], hour: int) -> Watched:
    """Return what would be known at this hour; polled as the schedule does, a slow feed less often."""
    first = hour - WEEKS * WEEK_H
    every = 1 if feed.per_day > 20 else 2 if feed.per_day > 3 else 6
    polls = tuple(int(at % every == 0) for at in range(first, hour))
    return Watched(Pace(source="feed", since=MONDAY, listed=tuple(counts[first:hour]), polls=polls))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
