"""When a list is read again: a pure decision from what is remembered of it and what the last poll showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from math import inf

from crawler.polling.memory import Memory
from crawler.polling.pace import LEARNED_MAX_S, learn, per_day, wait_s

COUNT_MAX = 100_000
"""No list shows more; a larger count is taken as this."""
SQUEEZE_MIN = 1 / 16
RELIEF = 2**0.25
"""Four polls that find the list in step undo one that found it turned over."""
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
DEAD_AFTER = 3
"""Polls in a row that bring nothing, after which people are told that a list is dead."""
PINNED_SHARE = 0.1
"""How much of a list may stay on it for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between what a decision stays, and what it trades: seconds, but for `share_max`.

    `price_s`: how much waiting of stories, summed over them, one request may cost: four times the price is half the
    requests and twice the delay. `share_max`: how much of a list may be new at the next poll, as expected.
    `cached_max_s`: how long a cache header is followed. `told_max_s`: how long Retry-After and Crawl-delay are, past `max_s`.
    `retry_max_s`: the wait between tries of a list that has just begun to fail; later 1/`patience` of how long it has failed.
    """

    min_s: float = 120
    max_s: float = 21_600
    price_s: float = 150
    share_max: float = 1 / 3
    cached_max_s: float = 3600
    told_max_s: float = 86_400
    retry_max_s: float = 600
    patience: float = 24


DEFAULT = Bounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one poll showed.

    `links`, `new`: stories on the list, and those of them never listed before; both 0 where nothing came.
    `known_before`: the list was read before. `dates`: the newest of the dates the list claims, 50 at most.
    `error`: why nothing could be read; None when it could. `retry_after_s`, `max_age_s`, `crawl_delay_s`: as told.
    """

    links: int = 0
    new: int = 0
    known_before: bool = True
    dates: tuple[datetime, ...] = ()
    not_modified: bool = False
    status: int | None = 200
    error: str | None = None
    retry_after_s: float | None = None
    max_age_s: float | None = None
    crawl_delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """When the list is due again, what to remember until then, whether stories may have been lost, and why, in words."""

    due_at: datetime
    memory: Memory
    turned_over: bool
    why: str


def decide(memory: Memory | None, seen: Seen, now: datetime, bounds: Bounds = DEFAULT) -> Decision:
    """Return when to read a list again after a poll at `now`. `memory`: of the poll before, None for none.

    The wait is the one that is worth a request (`pace`), shorter after the list had turned over, longer while it
    fails, and never shorter than its host asks for.
    """
    before = memory or Memory()
    if seen.error is not None:
        return _after_error(before, seen, now, bounds)
    turned_over = _turned_over(before, seen)
    after = _after_reading(before, seen, now, turned_over=turned_over)
    wait, held = _held(_worth_s(after, seen, now, bounds), seen, bounds)
    why = f"{_shown(seen, turned_over=turned_over)}; {per_day(after.pace):.3g} a day expected{held}"
    return Decision(due_at=now + timedelta(seconds=wait), memory=after, turned_over=turned_over, why=why)


def _after_error(before: Memory, seen: Seen, now: datetime, bounds: Bounds) -> Decision:
    """Wait twice as long after each error, up to a ceiling that rises with how long the list has failed.

    So a list that comes back is read soon after, in proportion; but "too many requests" doubles the wait to the last.
    """
    since = min(before.failing_since or now, now)
    after = replace(before, errors=min(before.errors + 1, COUNT_MAX), failing_since=since)
    own_s = _worth_s(after, Seen(), now, bounds)
    failing_s = (now - since).total_seconds()
    ceiling_s = bounds.max_s if seen.status == TOO_MANY else max(bounds.retry_max_s, failing_s / bounds.patience)
    wait = max(own_s, min(own_s * 2 ** min(after.errors, 20), ceiling_s))
    wait, held = _held(_clamp(wait, bounds.min_s, bounds.max_s), seen, bounds)
    why = f"{seen.error} ({after.errors} in a row){held}"
    return Decision(due_at=now + timedelta(seconds=wait), memory=after, turned_over=False, why=why)


def _turned_over(before: Memory, seen: Seen) -> bool:
    """Tell whether nothing the list showed last time is left on it, pinned stories apart.

    A list that was empty until now had nothing to lose. Pinned stories are known by their staying while the newest is gone.
    """
    empty_until_now = before.read_at is not None and not before.shown
    if not seen.known_before or seen.links <= 0 or empty_until_now:
        return False
    left = seen.links - seen.new
    if left <= 0 or before.newest is None or len(seen.dates) < seen.links:
        return left <= 0
    return left <= seen.links * PINNED_SHARE and before.newest not in seen.dates


def _after_reading(before: Memory, seen: Seen, now: datetime, *, turned_over: bool) -> Memory:
    start, stories, dated = _watched(before, seen, now, turned_over=turned_over)
    return Memory(
        pace=learn(before.pace, start, now.timestamp(), stories, dated),
        read_at=now,
        shown=min(max(seen.links, 0), COUNT_MAX) or before.shown,
        newest=max(seen.dates, default=before.newest),
        squeeze=max(SQUEEZE_MIN, before.squeeze / 2) if turned_over else min(1.0, before.squeeze * RELIEF),
    )


def _watched(before: Memory, seen: Seen, now: datetime, *, turned_over: bool) -> tuple[float, int, Sequence[float]]:
    """Return since when the poll shows what came, how much that is, and when: (Unix time, stories, Unix times).

    That is since the poll before, unless the list does not reach back so far: then since the oldest story it shows. Where
    that has no date nothing is to be learned: what was lost cannot be counted, and the list is no slower for it.
    """
    at = now.timestamp()
    dates = _trusted(seen.dates, at) if seen.new > 0 else []
    before_at = before.read_at.timestamp() if before.read_at else at - LEARNED_MAX_S
    if before.read_at is not None and not turned_over:
        return before_at, min(max(seen.new, 0), COUNT_MAX), dates
    since = max(dates[-1], before_at) if dates else at
    return since, sum(date > since for date in dates), dates


def _trusted(dates: Sequence[datetime], now: float) -> list[float]:
    """Return claimed dates as Unix times, newest first, without the future and the oldest few, which may be pinned.

    Dates of which most are alike were rounded to a day, or are when the list was made: they tell nothing.
    """
    past = sorted((at for date in dates if (at := date.timestamp()) <= now), reverse=True)
    return past[: len(past) - int(len(past) * PINNED_SHARE)] if 2 * len(set(past)) > len(past) else []


def _worth_s(memory: Memory, seen: Seen, now: datetime, bounds: Bounds) -> float:
    """Return the wait that is worth a request, or is as long as caches keep the list, where no story is lost by that.

    Squeezed after the list was found turned over.
    """
    full = max(1.0, memory.shown * bounds.share_max) if memory.shown else inf
    wait = partial(wait_s, memory.pace, now.timestamp(), longest_s=bounds.max_s)
    worth_s = wait(price_s=bounds.price_s, stories_max=full)
    cached_s = _told(seen.max_age_s, bounds.cached_max_s)
    if cached_s > worth_s:
        worth_s = max(worth_s, min(cached_s, wait(price_s=inf, stories_max=full) / 2))
    return _clamp(worth_s * memory.squeeze, bounds.min_s, bounds.max_s)


def _held(wait: float, seen: Seen, bounds: Bounds) -> tuple[float, str]:
    """Return the wait that the host asks for, if it is longer, and the words that say so."""
    asked = {"Retry-After": seen.retry_after_s, "Crawl-delay": seen.crawl_delay_s}
    name, told = max(((name, _told(asked[name], bounds.told_max_s)) for name in asked), key=lambda pair: pair[1])
    return (told, f"; {name} holds it to {told:g} s") if told > wait else (wait, "")


def _told(seconds: float | None, most: float) -> float:
    """Return seconds that a host told, 0 for none and for nonsense, at most `most`."""
    return 0.0 if seconds is None or not seconds > 0 else min(seconds, most)


def _shown(seen: Seen, *, turned_over: bool) -> str:
    if turned_over:
        return f"turned over: {seen.new} of {seen.links} new"
    if seen.not_modified:
        return "not modified"
    return f"{seen.new} new of {seen.links}" if seen.new else "nothing new"


def _clamp(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
