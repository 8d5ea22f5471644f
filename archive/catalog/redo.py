"""After a crash between a sync and its commit: what a dead writer's last journals tell is committed when its file is closed.

So a catalogue and one that is built again from the WARC files agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, func, select

from archive.catalog.database import Database
from archive.catalog.groups import add_journal, is_told
from archive.catalog.replay import replay
from archive.catalog.rows import find_record
from archive.catalog.schema import record
from archive.errors import WarcError
from archive.models import Article, Fetch, Record
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.fetches import read_fetch
from archive.warc.journal import Journal, read_journal
from archive.warc.pairing import record_of
from archive.warc.reader import article_of, read_archived
from archive.warc.records import record_at, records
from archive.warc.store import path_of
from archive.warc.told import Place


def redo(database: Database, path: Path) -> int:
    """Commit what the journals at the end of the file at `path` tell that no commit followed; return how many there were.

    Each in a transaction of its own; told twice, it is written once.
    """
    with database.read() as connection:
        start = _last_known(connection, path.name.removesuffix(OPEN_SUFFIX))
    return sum(_commit(database, path.parent, one, journal) for one, journal in _journals(path, start))


class _Placed:
    """The facts as they lie in the files of `folder`; originals as the catalogue knows them."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection, self._folder = connection, folder

    def fetch(self, place: Place) -> Fetch | None:
        try:
            archived = read_archived(path_of(self._folder, place.filename), place.offset)
        except WarcError:
            return None
        if archived.record.record_id != place.record_id:
            return None
        original = archived.refers_to and find_record(self._connection, archived.refers_to)
        return replace(read_fetch(archived), original=original or None)

    def reading(self, place: Place) -> tuple[Article, Record] | None:
        try:
            path = path_of(self._folder, place.filename)
            stored = record_at(path, place.offset)
            return article_of(stored, path), record_of(stored)
        except WarcError:
            return None


def _last_known(connection: Connection, filename: str) -> int:
    """Return where the last record of the file lies that was committed: journals that no commit followed come after it."""
    return connection.scalar(select(func.max(record.c.offset)).where(record.c.filename == filename)) or 0


def _journals(path: Path, start: int) -> Iterator[tuple[Record, Journal]]:
    for stored in records(path, start):
        journal = None if isinstance(stored, WarcError) else read_journal(stored)
        if journal is not None and not isinstance(stored, WarcError):
            yield record_of(stored), journal


def _commit(database: Database, folder: Path, told: Record, journal: Journal) -> bool:
    with database.write() as connection:
        if is_told(connection, told.record_id):
            return False
        replay(connection, journal.told, _Placed(connection, folder))
        add_journal(connection, (told,))
        return True
