"""Which list a walk back in time reads next: the newest that may still show something. Pure, of what was found and walked."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from spiders.archives import further_pages
from spiders.listing import ListKind
from spiders.window import FurtherList, Window, choose_lists

FRESH = timedelta(days=1)
"""A list that says nothing of its age, and may still grow, is not read again within a day."""
LISTS_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A list to be read. `depth`: how many indexes stand above it."""

    kind: ListKind
    further: FurtherList
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """How far earlier runs came, after the same days. `walked`: when they were done with which lists.

    `led`: the pages that a page led to. `oldest`: the day of the oldest story that sitemaps named, within the days or not.
    """

    walked: Mapping[str, datetime] = field(default_factory=dict)
    led: Mapping[str, Sequence[str]] = field(default_factory=dict)
    oldest: date | None = None


class Frontier:
    """The lists of one source that are still to be read, after `window`. `trail`: what earlier runs were done with."""

    def __init__(self, window: Window, trail: Trail, now: datetime) -> None:
        self._window, self._trail, self._now = window, trail, now
        self._heap: list[tuple[int, int, Stop]] = []
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self._heap)

    def add_roots(self, urls: Sequence[str]) -> int:
        """Add sitemaps that are read whatever they are called; return how many are still to be read."""
        return sum(self._add(Stop(kind=ListKind.SITEMAP, further=FurtherList(url=url))) for url in urls)

    def add(self, lists: Sequence[str], modified: Sequence[datetime | None], depth: int) -> int:
        """Add those of an index's sitemaps that may hold stories of the window; return how many are still to be read."""
        chosen = choose_lists(lists, modified, self._window)
        return sum(self._add(Stop(kind=ListKind.SITEMAP, further=one, depth=depth)) for one in chosen)

    def add_pages(self, pages: Iterable[FurtherList], depth: int = 0) -> tuple[str, ...]:
        """Add pages that may show stories of the window; in place of those that were walked, what they led to.

        A page of `depth` 0 is the first of its kind, and shows what is new: it is read again after a day. Returned are the
        addresses that are still to be read, and were not known.
        """
        added: list[str] = []
        queue = deque((one, depth) for one in self._on_the_way(tuple(pages)))
        while queue:
            one, depth = queue.popleft()
            if one.url in self._seen:
                continue
            walked_at = self._trail.walked.get(one.url)
            if walked_at is not None and (depth or is_settled(one, walked_at, self._window, self._now)):
                self._seen.add(one.url)
                queue.extend((further, 1) for further in further_pages(self._trail.led.get(one.url, ()), one.span))
            elif self._push(Stop(kind=ListKind.SECTION, further=one, depth=depth)):
                added.append(one.url)
        return tuple(added)

    def _on_the_way(self, pages: Sequence[FurtherList]) -> Iterator[FurtherList]:
        """Yield the pages that may show stories of the window; where none is dated so, the nearest of those after it too."""
        may_hold = [one for one in pages if self._may_hold(one)]
        yield from may_hold
        until = self._window.until
        after = [one for one in pages if until and one.span and one.span.first > until]
        if after and not any(one.span for one in may_hold):
            yield min(after, key=_first)

    def _may_hold(self, one: FurtherList) -> bool:
        today = self._now.astimezone(self._window.zone).date()
        return one.span is None or (self._window.meets(one.span) and one.span.first <= today)

    def take(self) -> Stop | None:
        """Return the list to be read next, the newest first; those of no known age last, in the order they were found."""
        return heapq.heappop(self._heap)[2] if self._heap else None

    def _add(self, stop: Stop) -> bool:
        walked_at = self._trail.walked.get(stop.further.url)
        if walked_at is not None and is_settled(stop.further, walked_at, self._window, self._now):
            return False
        return self._push(stop)

    def _push(self, stop: Stop) -> bool:
        url = stop.further.url
        if url in self._seen or len(self._seen) >= LISTS_MAX:
            return False
        self._seen.add(url)
        heapq.heappush(self._heap, (-_newest(stop.further).toordinal(), len(self._seen), stop))
        return True


def is_settled(one: FurtherList, walked_at: datetime, window: Window, now: datetime) -> bool:
    """Return whether a list that was walked at `walked_at` can show nothing new of the window.

    It did not change since, by what its index says; or its days were over then; or the window's were.
    """
    day = walked_at.astimezone(window.zone).date()
    if one.modified is not None:
        return one.modified < walked_at
    if one.span is not None and one.span.last < day:
        return True
    if window.until is not None and window.until < day:
        return True
    return now - walked_at < FRESH


def _first(one: FurtherList) -> date:
    return one.span.first if one.span else date.max


def _newest(one: FurtherList) -> date:
    if one.span is not None:
        return one.span.last
    return one.modified.date() if one.modified else date.min
