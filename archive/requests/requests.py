"""What readers ask for, kept in a home: the room writes it, the schedule sees to it, pages and commands read it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from archive.catalog.database import Database
from archive.catalog.search.news import NewText, Reach
from archive.models import Kept
from archive.requests import queue, searches
from archive.requests.answers import Alert, Asked, Queue, Saved
from archive.requests.opening import FILE, open_requests


class Requests:
    """The requests of a home. All methods may be called from any thread; each is one transaction.

    Nothing is written before somebody asks for something, and where nothing was ever asked for all answers are empty: a home
    on a closed disk is read like any other. Any method may raise Busy, DiskFull or CatalogError.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._reader: Database | None = None
        self._writer: Database | None = None

    def can_be_written(self) -> bool:
        """Whether the home takes anything: its disk may be open to readers alone, its file be another user's."""
        try:
            is_closed = bool(os.statvfs(self._home).f_flag & os.ST_RDONLY)
        except OSError:
            return False
        file = self._home / FILE
        return not is_closed and os.access(self._home, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))

    def ask(self, urls: Sequence[str], now: datetime) -> tuple[Asked, ...]:
        """Queue normalised addresses; one that waits or runs already is returned as it is. Raises TooMany, and adds none."""
        with self._write() as connection:
            return queue.add(connection, urls, now)

    def asked(self, request_id: str) -> Asked | None:
        """Return the request of this id."""
        with self._read() as connection:
            return queue.read_one(connection, request_id) if connection else None

    def newest(self, limit: int) -> tuple[Asked, ...]:
        """Return the requests, those made last first."""
        with self._read() as connection:
            return queue.read_newest(connection, limit) if connection else ()

    def count_before(self, one: Asked) -> int:
        """Return how many requests wait before this one."""
        with self._read() as connection:
            return queue.count_before(connection, one) if connection else 0

    def stand(self) -> Queue:
        """Return how the queue stands."""
        with self._read() as connection:
            return queue.stand(connection) if connection else Queue()

    def running(self) -> tuple[Asked, ...]:
        """Return the requests that were taken and have not ended."""
        with self._read() as connection:
            return queue.read_running(connection) if connection else ()

    def take(self, now: datetime, busy: Collection[str] = ()) -> tuple[Asked, ...]:
        """Take the next requests, a crawl's worth, whose hosts are not `busy`: they are nobody else's from now on."""
        if not self.stand().queued:  # a look costs no write
            return ()
        with self._write() as connection:
            return queue.take(connection, now, busy)

    def end(self, request_id: str, kept: Kept, article_id: str | None, now: datetime) -> None:
        """Note what became of a request."""
        with self._write() as connection:
            queue.end(connection, request_id, kept, article_id, now)

    def put_back(self, request_ids: Collection[str], now: datetime, *, is_to_blame: bool) -> None:
        """Let requests wait again that were taken; those whose crawl died by them (`is_to_blame`) not for ever."""
        with self._write() as connection:
            queue.put_back(connection, request_ids, now, is_to_blame=is_to_blame)

    def save(self, name: str, query: str, reach: Reach | None, now: datetime) -> Saved:
        """Save a search that is told what comes after `reach`. Raises TooMany, and ValueError where the name is taken."""
        with self._write() as connection:
            return searches.save(connection, name, query, reach, now)

    def saved(self) -> tuple[Saved, ...]:
        """Return the saved searches, the first saved first."""
        with self._read() as connection:
            return searches.read_all(connection) if connection else ()

    def forget(self, saved_id: str) -> bool:
        """Delete a search with all it found; return whether there was one."""
        with self._write() as connection:
            return searches.forget(connection, saved_id)

    def note_seen(self, saved_id: str, last: int) -> None:
        """Note that a reader has seen what a search found, to the alert of this number."""
        with self._write() as connection:
            searches.note_seen(connection, saved_id, last)

    def note_found(self, found: Sequence[tuple[Saved, Sequence[NewText]]], reach: Reach | None, now: datetime) -> int:
        """Write what searches found, and how far they have looked; return how many stories are new to them."""
        with self._write() as connection:
            searches.note_reach(connection, [one.id for one, _ in found], reach)
            return sum(searches.note_found(connection, one, texts, now) for one, texts in found)

    def alerts(  # noqa: PLR0913 - as read_alerts
        self,
        *,
        since: datetime | None = None,
        after_id: int = 0,
        saved_id: str | None = None,
        source: str | None = None,
        limit: int = 100,
        newest_first: bool = False,
    ) -> tuple[Alert, ...]:
        """Return the alerts written `since` and after the one of `after_id`, of a search, of a source; as `Catalog.events`."""
        with self._read() as connection:
            if connection is None:
                return ()
            which = {"since": since, "after_id": after_id, "saved_id": saved_id, "source": source}
            return searches.read_alerts(connection, **which, limit=limit, newest_first=newest_first)  # type: ignore[arg-type]

    def close(self) -> None:
        """Close the connections."""
        if self._writer:
            self._writer.close()

    @contextmanager
    def _read(self) -> Iterator[Connection | None]:
        """Give a transaction; None where nothing was ever asked for."""
        self._reader = self._reader or open_requests(self._home, read_only=True)
        if self._reader is None:
            yield None
            return
        with self._reader.read() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        self._writer = self._writer or open_requests(self._home, read_only=False)
        assert self._writer is not None  # noqa: S101 - it was made
        with self._writer.write() as connection:
            yield connection
