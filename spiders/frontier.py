"""Which list a walk back in time reads next: the newest that may still show something. Pure, of what was found and walked."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


class Frontier:
    """The lists of one source that are still to be read. `walked`: when earlier runs were done with each, after `window`."""

    def __init__(self, window: Window, walked: Mapping[str, datetime], now: datetime) -> None:
        self._window, self._walked, self._now = window, walked, now
        self._heap: list[tuple[int, int, Stop]] = []
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self._heap)

    def add_roots(self, urls: Sequence[str], kind: ListKind = ListKind.SITEMAP) -> int:
        """Add lists that are read whatever they are called; return how many are still to be read."""
        return sum(self._add(Stop(kind=kind, further=FurtherList(url=url))) for url in urls)

    def add(self, lists: Sequence[str], modified: Sequence[datetime | None], depth: int) -> int:
        """Add those of an index's sitemaps that may hold stories of the window; return how many are still to be read."""
        chosen = choose_lists(lists, modified, self._window)
        return sum(self._add(Stop(kind=ListKind.SITEMAP, further=one, depth=depth)) for one in chosen)

    def take(self) -> Stop | None:
        """Return the list to be read next, the newest first; those of no known age last, in the order they were found."""
        return heapq.heappop(self._heap)[2] if self._heap else None

    def _add(self, stop: Stop) -> bool:
        url = stop.further.url
        walked_at = self._walked.get(url)
        if url in self._seen or len(self._seen) >= LISTS_MAX:
            return False
        if walked_at is not None and is_settled(stop.further, walked_at, self._window, self._now):
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


def _newest(one: FurtherList) -> date:
    if one.span is not None:
        return one.span.last
    return one.modified.date() if one.modified else date.min
