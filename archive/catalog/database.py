"""All that is SQLite's alone: opening, transactions, locks, and what its errors mean. Another database is another of these.

Thread-safe: each transaction takes a connection of its own from the pool. Readers see the last commit and wait for nobody;
writers, of all threads and processes, take turns. Not to be carried over a fork (https://sqlite.org/howtocorrupt.html#_carrying_an_open_database_across_a_fork_).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, func, literal_column, select, tuple_
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from archive.errors import Busy, CatalogDamaged, CatalogError, DiskFull, WarraqError

BUSY_S = 30
"""How long anyone waits for a turn before giving up."""

ASKS_EVERY_MS = 25
"""How often a waiting writer asks anew, so that all wait alike: left alone, SQLite lets who has just come ask far oftener."""

WAL_KEPT_BYTES = 16 * 1024 * 1024
"""What the write-ahead log is cut back to once it has been copied into the database."""

FLAWS_MAX = 20
"""Of a kind that are told."""

_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # in WAL mode: each commit syncs the log, so what is acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
    f"PRAGMA journal_size_limit = {WAL_KEPT_BYTES}",
    "PRAGMA wal_autocheckpoint = 1000",  # pages of 4 KiB
    "PRAGMA cache_size = -8000",  # KiB
    "PRAGMA trusted_schema = OFF",
)
_IMMEDIATE = "warraq_begin_immediate"
_REMEDY = "Move it aside and run `warraq rebuild`: the WARC files hold all it held."


class Database:
    """One SQLite file in WAL mode. `read_only` never writes, not even where the file is missing or the file system closed.

    Not `durable`: a power cut may lose or damage what was written; for a database that is worth nothing before it is whole.
    `remedy`: what to do where the file is damaged.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        foreign_keys: bool = True,
        durable: bool = True,
        remedy: str = _REMEDY,
    ) -> None:
        self.path, self._remedy = path, remedy
        self._engine = _engine(path, read_only=read_only)
        if not durable:
            event.listen(self._engine, "connect", _never_sync)
        if not foreign_keys:
            event.listen(self._engine, "connect", _ignore_foreign_keys)
        self._writer = self._engine.execution_options(**{_IMMEDIATE: True})

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the catalogue. Raises CatalogError, Busy."""
        with explained(self.path, self._remedy), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction that holds the write lock from its first statement, durable when left without an error.

        Raises DiskFull, Busy, CatalogError; nothing of the transaction is then kept.
        """
        with explained(self.path, self._remedy), self._writer.begin() as connection:
            yield connection

    def keep_wal(self) -> None:
        """Turn WAL mode on for good: it is a property of the file. Only under the lock that guards a new catalogue."""
        with explained(self.path, self._remedy):
            raw = sqlite3.connect(self.path, timeout=BUSY_S)
            raw.execute("PRAGMA journal_mode = WAL")
            raw.close()

    def close(self) -> None:
        """Close the connections; the last one to close folds the write-ahead log into the database."""
        self._engine.dispose()


def flaws_of(connection: Connection) -> Iterator[str]:
    """Yield what SQLite finds wrong with the file itself, and the rows that name others which are not there."""
    found = connection.exec_driver_sql(f"PRAGMA quick_check({FLAWS_MAX})").scalars().all()
    yield from (str(flaw) for flaw in found if flaw != "ok")
    for table, row, parent, _ in islice(connection.exec_driver_sql("PRAGMA foreign_key_check"), FLAWS_MAX):
        yield f"row {row} of {table} names a row of {parent} that is not there"


@cache
def insert_new(table: Table) -> Insert:
    """Return an INSERT that leaves rows alone that are there already."""
    return insert(table).on_conflict_do_nothing()


@cache
def insert_or_replace(table: Table) -> Insert:
    """Return an INSERT that rewrites the row of the same primary key."""
    rows = insert(table)
    others = {column.name: rows.excluded[column.name] for column in table.columns if not column.primary_key}
    return rows.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


@cache
def insert_or_add(table: Table) -> Insert:
    """Return an INSERT that adds to the numbers of the row of the same primary key."""
    rows = insert(table)
    sums = {column.name: column + rows.excluded[column.name] for column in table.columns if not column.primary_key}
    return rows.on_conflict_do_update(index_elements=list(table.primary_key), set_=sums)


def is_among(key: ColumnElement[Any], other: ColumnElement[Any], pairs: Iterable[tuple[Any, Any]]) -> ColumnElement[bool]:
    """Return that a row's two columns are one of the pairs. `key`: the one that leads an index.

    It is asked for by itself as well: SQLite looks pairs up in no index where there are several, but goes through the table.
    """
    wanted = sorted(pairs)
    return key.in_(sorted({first for first, _ in wanted})) & tuple_(key, other).in_(wanted)


def count_rows(connection: Connection, table: Table) -> int:
    """Return how many rows a table has of which none was ever deleted: the last rowid. Counting millions takes seconds."""
    return connection.scalar(select(func.max(literal_column("rowid"))).select_from(table)) or 0


def last_added(connection: Connection, table: Table) -> str | None:
    """Return the key of the row that was added last to a table of which none was ever deleted."""
    rowid: ColumnElement[int] = literal_column("rowid")
    return connection.scalar(select(next(iter(table.primary_key))).order_by(rowid.desc()).limit(1))


def _engine(path: Path, *, read_only: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        uri = _uri(path, read_only=read_only)
        return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)

    # a read-only connection is made anew each time (0.2 ms): whether the log is there may have changed since
    pool: type[NullPool | QueuePool] = NullPool if read_only else QueuePool
    engine = create_engine("sqlite://", creator=connect, poolclass=pool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _uri(path: Path, *, read_only: bool) -> str:
    """Return SQLite's URI. A database in WAL mode on a closed file system opens only when said to be immutable."""
    if not read_only:
        mode = "mode=rwc"
    elif _is_closed(path) and not path.with_name(path.name + "-wal").exists():
        mode = "mode=ro&immutable=1"
    else:
        mode = "mode=ro"
    return f"file:{quote(os.fsencode(path.absolute()))}?{mode}"


def _is_closed(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _prepare(raw: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001
    for pragma in _PRAGMAS:
        raw.execute(pragma)


def _ignore_foreign_keys(raw: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001
    raw.execute("PRAGMA foreign_keys = OFF")


def _never_sync(raw: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001
    raw.execute("PRAGMA synchronous = OFF")


def _begin(connection: Connection) -> None:
    """Begin by our own word: Python's sqlite3 would begin late and leave DDL outside.

    A writer asks for the lock at once: one that reads first and asks later is refused without waiting (SQLITE_BUSY_SNAPSHOT).
    """
    if connection.get_execution_options().get(_IMMEDIATE):
        _take_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Connection) -> None:
    """Take the write lock, within BUSY_S. Raises sqlite3.OperationalError when others keep it for so long."""
    raw = connection.connection.cursor()
    patient_until = monotonic() + BUSY_S
    raw.execute(f"PRAGMA busy_timeout = {ASKS_EVERY_MS}")
    try:
        while not _begin_immediate(raw, patient=monotonic() < patient_until):
            pass
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        raw.close()


def _begin_immediate(raw: DBAPICursor, *, patient: bool) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if patient and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


@contextmanager
def explained(path: Path, remedy: str = _REMEDY) -> Iterator[None]:
    """Say of SQLite's errors what they mean to the one who runs Warraq. Raises DiskFull, Busy, CatalogError for them."""
    try:
        yield
    except DBAPIError as error:
        explained = _explain(path, error.orig, remedy)
        if explained is None:
            raise
        raise explained from error
    except sqlite3.Error as error:
        explained = _explain(path, error, remedy)
        if explained is None:
            raise
        raise explained from error


def _explain(path: Path, error: Any, remedy: str) -> WarraqError | None:
    """Return what an error of SQLite means to the one who runs Warraq, or None for a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _free_bytes(path) < WAL_KEPT_BYTES):
        return DiskFull(path, _free_bytes(path))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(f"another process has been writing to {path} for {BUSY_S} s")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return CatalogDamaged(str(path), f"the database is damaged ({error}). {remedy}")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL):
        return CatalogError(str(path), f"the disk fails ({error}). Look at the system log before anything is written again.")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return CatalogError(str(path), f"cannot be opened for this ({error}). See to its permissions and its folder's.")
    return None


def _free_bytes(path: Path) -> int:
    return shutil.disk_usage(path.parent).free
