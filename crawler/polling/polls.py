"""What reading a list comes to: when it is due again, whether it had turned over, whether it died or came back.

The pace is decided by `crawler.polling.decision`, from what the catalogue remembers of the list. A sitemap that names others is
judged by what they show together: each one that is read decides anew, from what was remembered when the crawl began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from heapq import nlargest

from scrapy.http import Response
from scrapy.settings import BaseSettings

from archive.catalog.polls import Decide, Polled
from archive.links import Link
from archive.watching import Event, EventKind, Poll
from crawler.fetching.patience import retry_after_s
from crawler.polling.decision import DEAD_AFTER, Bounds, Decision, Seen, decide
from crawler.polling.memory import Memory, from_json, to_json
from spiders.items import Listed

DATES_MAX = 50
"""Claimed dates that the pace is decided from: the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a host says of how often it wants to be asked: seconds, or None where it says nothing."""

    retry_after_s: float | None = None
    max_age_s: float | None = None
    crawl_delay_s: float | None = None


SILENT = Told()


class Polls:
    """The lists of one crawl. `before`: how they stood when it began."""

    def __init__(self, before: Iterable[Poll], bounds: Bounds) -> None:
        self._before = {(poll.source, poll.url): poll for poll in before}
        self._bounds = bounds
        self._shown: dict[tuple[str, str], Seen] = {}
        self._dead: dict[tuple[str, str], Poll] = {}

    def decider(self, listed: Listed, links: Sequence[Link], told: Told, now: datetime) -> Decide | None:
        """Return what decides the poll of the list (of its root, where it was named by one) once it is known what is new.

        None where nothing was polled: neither a list, nor another in its place.
        """
        if listed.instead is not None and listed.instead.took is None:
            return None

        def decided(fresh: tuple[Link, ...]) -> Polled:
            return self._decide(listed, links, len(fresh), told, now)

        return decided

    def _decide(self, listed: Listed, links: Sequence[Link], new: int, told: Told, now: datetime) -> Polled:
        key = (listed.source, listed.root)
        before, earlier = self._before.get(key), self._shown.get(key)
        memory = from_json(before.memory) if before else None
        seen = _seen(listed, links, new, told, known_before=memory is not None and memory.read_at is not None)
        if listed.instead is not None:
            return Polled(poll=self._stand_in(key, memory, replace(seen, known_before=False), now), stood_in=True)
        if earlier is not None or listed.lists:
            seen = _together(earlier, seen)
        self._shown[key] = seen
        decision = decide(memory, seen, now, self._bounds)
        poll = _poll(listed, seen, decision, before, now)
        if seen.error is not None:
            self._dead[key] = poll
        return Polled(poll=poll, events=tuple(_events(poll, before, memory, decision)))

    def _stand_in(self, key: tuple[str, str], memory: Memory | None, seen: Seen, now: datetime) -> Poll:
        """Return the poll of a dead list in whose place another was read: dead still, but asked for at the other's pace."""
        decision = decide(memory, seen, now, self._bounds)
        learned = replace(decision.memory, errors=self._dead[key].errors, failing_since=_failing_since(self._dead[key]))
        return replace(self._dead[key], due_at=decision.due_at, links=seen.links, new=seen.new, memory=to_json(learned))


def bounds_of(settings: BaseSettings) -> Bounds:
    """Return between what a list's pace stays."""
    min_s = max(1.0, settings.getfloat("WARRAQ_POLL_MIN"))
    max_s = max(min_s, settings.getfloat("WARRAQ_POLL_MAX"))
    price_s = max(1.0, settings.getfloat("WARRAQ_POLL_PRICE"))
    return Bounds(min_s=min_s, max_s=max_s, price_s=price_s, retry_max_s=min(Bounds().retry_max_s, max_s))


def told_by(response: Response, now: datetime) -> Told:
    """Return what the answer to a list says: Retry-After, Cache-Control and Expires (RFC 9111), Crawl-delay of its robots.txt.

    What feeds themselves say (ttl, sy:updatePeriod) is left: publishing systems write an hour whatever the outlet does.
    """
    return Told(
        retry_after_s=retry_after_s(response.headers.get("Retry-After"), now),
        max_age_s=_max_age_s(response, now),
        crawl_delay_s=response.meta.get("crawl_delay_s"),
    )


def _failing_since(poll: Poll) -> datetime | None:
    memory = from_json(poll.memory)
    return memory.failing_since if memory else None


def _seen(listed: Listed, links: Sequence[Link], new: int, told: Told, *, known_before: bool) -> Seen:
    dates = (link.claim.date for link in links if link.claim.date is not None)
    return Seen(
        links=len(links),
        new=new,
        known_before=known_before,
        dates=tuple(nlargest(DATES_MAX, dates)),
        not_modified=listed.status == 304,
        status=listed.status,
        error=listed.problem if not links else None,  # a list read in part is read
        retry_after_s=told.retry_after_s,
        max_age_s=told.max_age_s,
        crawl_delay_s=told.crawl_delay_s,
    )


def _together(earlier: Seen | None, seen: Seen) -> Seen:
    """Return what a list of lists has shown so far. Its newest part may be new as a whole: that is no turning over."""
    first = earlier or seen
    return Seen(
        links=seen.links + (earlier.links if earlier else 0),
        new=seen.new + (earlier.new if earlier else 0),
        known_before=False,
        dates=tuple(nlargest(DATES_MAX, {*first.dates, *seen.dates})),
        not_modified=first.not_modified and seen.not_modified,
        status=first.status,
        error=first.error,
        retry_after_s=first.retry_after_s,
        max_age_s=first.max_age_s,
        crawl_delay_s=first.crawl_delay_s,
    )


def _poll(listed: Listed, seen: Seen, decision: Decision, before: Poll | None, now: datetime) -> Poll:
    shows = seen.error is None and not seen.not_modified
    return Poll(
        source=listed.source,
        url=listed.root,
        polled_at=now,
        due_at=decision.due_at,
        status=seen.status,
        problem=seen.error or (listed.problem if listed.url == listed.root else None),
        links=seen.links if shows or before is None else before.links,
        new=seen.new if shows or before is None else (0 if seen.not_modified else before.new),
        errors=decision.memory.errors,
        gaps=(before.gaps if before else 0) + decision.turned_over,
        memory=to_json(replace(decision.memory, reason=listed.reason if seen.error else None)),
    )


def _events(poll: Poll, before: Poll | None, memory: Memory | None, decision: Decision) -> Iterable[Event]:
    def event(kind: EventKind, detail: str) -> Event:
        return Event(at=poll.polled_at, kind=kind, url=poll.url, source=poll.source, detail=detail)

    if decision.turned_over:
        since = memory.read_at if memory else None
        yield event(EventKind.GAP, f"all {poll.links} stories are new{_since(since)}: some may have come and gone unseen")
    if poll.errors == DEAD_AFTER:
        yield event(EventKind.LIST_DEAD, f"{poll.problem}, {poll.errors} times in a row")
    if before is not None and before.errors >= DEAD_AFTER and poll.errors == 0:
        yield event(EventKind.LIST_BACK, f"answers again after {before.errors} polls without")


def _since(moment: datetime | None) -> str:
    return f" since {moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _max_age_s(response: Response, now: datetime) -> float | None:
    control = (response.headers.get("Cache-Control") or b"").decode("latin-1").lower()
    directives = [part.strip().partition("=") for part in control.split(",")]
    if any(name in {"no-cache", "no-store"} for name, _, _ in directives):
        return None
    ages = [value.strip('"') for name, _, value in directives if name == "max-age"]
    if ages:
        age = (response.headers.get("Age") or b"0").decode("latin-1")
        return _number(ages[0]) - _number(age)
    return _expires_s(response, now)


def _expires_s(response: Response, now: datetime) -> float | None:
    try:
        expires = parsedate_to_datetime((response.headers.get("Expires") or b"").decode("latin-1"))
        return (expires - now) / timedelta(seconds=1)
    except (ValueError, OverflowError, TypeError):  # TypeError: it names no zone
        return None


def _number(text: str) -> float:
    return float(text[:9]) if text.isascii() and text.isdigit() else 0.0
