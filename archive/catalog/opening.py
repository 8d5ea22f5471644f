"""Opening a catalogue: made where there is none, brought up to date where it is older, refused where it is newer."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, inspect, select

from archive.catalog.database import Database
from archive.catalog.schema import REVISION
from archive.catalog.tracing.schema import every_table
from archive.errors import CatalogError

_layout = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic notes the revision."""


def open_database(path: Path, *, read_only: bool, durable: bool = True) -> Database:
    """Return the catalogue at `path`, in the layout of this version of Warraq. `durable`: as Database says.

    Raises CatalogError where it is missing or older (read-only alone), newer, damaged, or something else altogether.
    """
    if read_only:
        return _open_to_read(path)
    if not path.exists():
        _bring_up_to_date(path)
    database = Database(path, durable=durable)
    try:
        if revision_of(database) != REVISION:
            _bring_up_to_date(path)
    except BaseException:
        database.close()
        raise
    return database


def revision_of(database: Database) -> str | None:
    """Return the layout's revision; None for an empty file. Raises CatalogError for what is no catalogue of ours."""
    with database.read() as connection:
        return _read_revision(connection, database.path)


def _open_to_read(path: Path) -> Database:
    if not path.exists():
        raise CatalogError(str(path), "there is no catalogue yet: `warraq archive URL` begins one")
    database = Database(path, read_only=True)
    found = revision_of(database)
    _refuse_newer(path, found)
    if found != REVISION:
        database.close()
        raise CatalogError(str(path), f"is of an older layout ({found}, not {REVISION}): `warraq crawl` brings it up to date")
    return database


def _bring_up_to_date(path: Path) -> None:
    """Make the tables, or run the missing migrations, in one transaction. Whoever comes second waits, and finds it done."""
    with _alone(path):
        database = Database(path, foreign_keys=False)  # a table that is made anew may not take others' rows with it
        try:
            found = revision_of(database)
            _refuse_newer(path, found)
            if found == REVISION:
                return
            database.keep_wal()
            with database.write() as connection:
                (_make if found is None else migrate)(connection)
        finally:
            database.close()


def _make(connection: Connection) -> None:
    """Make the tables as they are now: a test holds that the migrations lead to the same.

    As in https://alembic.sqlalchemy.org/en/latest/cookbook.html#building-an-up-to-date-database-from-scratch
    """
    every_table.create_all(connection)
    _layout.create(connection, checkfirst=True)
    connection.execute(_layout.insert().values(version_num=REVISION))


def migrate(connection: Connection) -> None:
    """Run the migrations that the catalogue lacks, in the transaction given."""
    from alembic import command  # noqa: PLC0415 - a fifth of a second that other catalogues need not pay
    from alembic.config import Config  # noqa: PLC0415

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "archive.catalog:migrations")
    command.upgrade(config, "head")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends."""
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        why = f"no catalogue can be made in {path.parent} ({error.strerror}): choose another --home, or see to its permissions"
        raise CatalogError(str(path), why) from error


def _read_revision(connection: Connection, path: Path) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.scalar(select(_layout.c.version_num))
    if tables:
        raise CatalogError(str(path), f"is a database, but no catalogue of Warraq's (tables: {', '.join(tables[:5])})")
    return None


def _refuse_newer(path: Path, found: str | None) -> None:
    if found is not None and found > REVISION:
        why = f"was written by a newer Warraq (layout {found}, this one knows {REVISION}): upgrade it, or use another --home"
        raise CatalogError(str(path), why)
