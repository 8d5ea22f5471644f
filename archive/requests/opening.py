"""Opening `<home>/requests.sqlite`: made whole and in one step where there is none, and refused where it is newer."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection

from archive.catalog.database import Database
from archive.errors import CatalogError
from archive.requests.schema import VERSION, found, metadata

FILE = "requests.sqlite"

REMEDY = "Move it aside: what readers asked for is lost with it, and nothing of the archive."

OWNER_ONLY = 0o600
"""Who asked for what is the business of nobody else on the machine; SQLite gives its log the same rights."""


def open_requests(home: Path, *, read_only: bool) -> Database | None:
    """Return the database of a home; None where there is none and it is only to be read.

    Raises CatalogError where it is newer than this Warraq, damaged, or can be neither made nor written to.
    """
    path = home / FILE
    if not path.exists():
        if read_only:
            return None
        _make(path)
    database = Database(path, read_only=read_only, remedy=REMEDY)
    with database.read() as connection:
        version = _version(connection)
    if version != VERSION:
        database.close()
        why = f"was written by a newer Warraq (layout {version}, this one knows {VERSION}): upgrade it, or move the file aside"
        raise CatalogError(str(path), why)
    return database


def _make(path: Path) -> None:
    """Make it beside, and put it in its place where nobody was faster."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
        _fill(draft)
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError as problem:
        raise CatalogError(str(path), f"cannot be made ({problem.strerror}): see to the folder's permissions") from problem
    finally:
        draft.unlink(missing_ok=True)


def _fill(path: Path) -> None:
    database = Database(path, remedy=REMEDY)
    database.keep_wal()
    with database.write() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        # an alert's number never comes again, not even when the file was lost: who has read to one reads on (an alert a second)
        statement = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, unixepoch())"
        connection.exec_driver_sql(statement, (found.name,))
    database.close()


def _version(connection: Connection) -> int:
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return version
