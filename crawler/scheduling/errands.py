"""What readers asked for is fetched: taken from the queue, crawled as by `warraq archive`, and ended with what became of it.

What became of it is read from the catalogue, where it is acknowledged: a schedule that was killed finds it there, and so
nothing is fetched again that was kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import monotonic

from archive.catalog.catalog import Catalog
from archive.catalog.ids import article_id
from archive.errors import Busy, CatalogError, DiskFull
from archive.models import Kept, Reason
from archive.requests.answers import Asked
from archive.requests.queue import host_of
from archive.requests.requests import Requests
from crawler.home.log import logger
from crawler.scheduling.running import STOPPED, Crawls, Gone

CRAWLS_MAX = 2
"""Crawls of requests side by side: each is a process, and has its own that read pages."""

REST_S = 15.0
"""How long nothing is taken after a crawl that went wrong, or while the queue cannot be written."""

Now = Callable[[], datetime]


class Errands:
    """The requests that are being fetched. `crawls`: by the command that addresses are added to. `now`: the clock.

    No host is asked by two of these crawls at once. Those of the schedule they do not wait for: a person asked.
    """

    def __init__(  # noqa: PLR0913 - what there is to see to
        self,
        catalog: Catalog,
        requests: Requests,
        crawls: Crawls,
        home: Path,
        *,
        free_min_bytes: int,
        now: Now = lambda: datetime.now(UTC),
    ) -> None:
        self._catalog, self._requests, self._crawls, self._home = catalog, requests, crawls, home
        self._free_min_bytes, self._now = free_min_bytes, now
        self._keys = count(1)
        self._open: dict[int, dict[str, Asked]] = {}
        self._rest_until = 0.0

    def __len__(self) -> int:
        """Return how many crawls run."""
        return len(self._crawls)

    def begin(self) -> None:
        """See to what a schedule left behind that died: what is kept is noted, the rest waits again."""
        self._guarded(self._recover)

    def look(self, *, may_begin: bool) -> bool:
        """See to what has ended, and take what waits; return whether a crawl has ended."""
        gone = self._crawls.gone()
        self._guarded(self._note_ended)
        for one in gone:
            self._guarded(lambda one=one: self._close(one))  # type: ignore[misc]
        if may_begin and monotonic() >= self._rest_until and self._has_room():
            self._guarded(self._take)
        return bool(gone)

    def _take(self) -> None:
        """Begin crawls of what waits, as long as there is something that may be fetched now."""
        while len(self._crawls) < CRAWLS_MAX:
            busy = {host_of(one.url) for together in self._open.values() for one in together.values()}
            taken = self._requests.take(self._now(), busy)
            if not taken:
                return
            self._crawl(taken)

    def _crawl(self, taken: tuple[Asked, ...]) -> None:
        key = next(self._keys)
        try:
            self._crawls.begin(key, tuple(one.url for one in taken))
        except OSError as problem:
            logger.error("no process could be started for what readers asked for: %s", problem)
            self._put_back(taken, is_to_blame=False)
        else:
            self._open[key] = {one.id: one for one in taken}
            logger.info("requests taken=%d", len(taken))

    def _note_ended(self) -> None:
        for together in self._open.values():
            for one in [one for one in together.values() if self._end(one)]:
                del together[one.id]

    def _close(self, gone: Gone) -> None:
        """Note what became of a crawl; what it left waits again."""
        left = tuple(one for one in self._open.get(gone.key, {}).values() if not self._end(one))
        logger.info("requests crawl exit=%d took_s=%.1f left=%d note=%s", gone.code, gone.took_s, len(left), gone.note)
        if left:
            self._put_back(left, is_to_blame=gone.failed or gone.note is None)
        if gone.note not in {None, STOPPED}:
            self._rest_until = monotonic() + REST_S
        self._open.pop(gone.key, None)

    def _recover(self) -> None:
        left = tuple(one for one in self._requests.running() if not self._end(one))
        if left:
            self._put_back(left, is_to_blame=False)

    def _end(self, one: Asked) -> bool:
        """Note what became of a request; return whether there is anything yet: that it was stopped half way is nothing."""
        kept = self._catalog.last_kept(one.url)
        if kept is None or one.taken_at is None or kept.at < one.taken_at or kept.reason is Reason.INTERRUPTED:
            return False
        self._requests.end(one.id, kept, _article_of(kept), self._now())
        return True

    def _put_back(self, left: tuple[Asked, ...], *, is_to_blame: bool) -> None:
        self._rest_until = monotonic() + REST_S
        self._requests.put_back([one.id for one in left], self._now(), is_to_blame=is_to_blame)

    def _has_room(self) -> bool:
        return shutil.disk_usage(self._home).free >= self._free_min_bytes

    def _guarded(self, doing: Callable[[], None]) -> None:
        """Do it; what keeps the queue from being read or written passes, or is for people to mend: crawls go on meanwhile."""
        try:
            doing()
        except (Busy, DiskFull, CatalogError) as problem:
            self._rest_until = monotonic() + REST_S
            logger.error("what readers asked for cannot be seen to: %s", problem)


def _article_of(kept: Kept) -> str | None:
    return article_id(kept.article.url) if kept.article else None
