"""A catalogue that takes the place of another: by one rename, with nothing of the old one's log left for it to trip over."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.catalog.database import BUSY_S, Database
from archive.errors import Busy
from archive.warc.closing import sync_folder

BEFORE = ".before-rebuild"
"""Ends the name under which the old one is kept."""


def put_in_place(new: Path, path: Path) -> None:
    """Give a catalogue that was built the place of the one at `path`, by one rename; that is kept beside it. Durable.

    Raises Busy where somebody goes on reading the old one.
    """
    _sync(new)
    if path.exists():
        _set_aside(path)
    new.replace(path)
    new.with_name(new.name + ".lock").unlink(missing_ok=True)
    sync_folder(path.parent)


def files_of(path: Path) -> tuple[Path, Path, Path]:
    """Return the database, its write-ahead log and that log's index."""
    return path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def _set_aside(path: Path) -> None:
    """Keep the old catalogue under another name too, with nothing of its log left under the old."""
    aside = path.with_name(path.name + BEFORE)
    is_whole = _fold_log(path)
    for stale in files_of(aside):
        stale.unlink(missing_ok=True)
    os.link(path, aside)
    for of_old, of_aside in zip(files_of(path)[1:], files_of(aside)[1:], strict=True):
        if of_old.exists():
            of_old.rename(of_aside)
    if is_whole:
        Database(aside).keep_wal()


def _fold_log(path: Path) -> bool:
    """Fold the write-ahead log into the database and put it away; False where it is damaged. Raises Busy."""
    with closing(sqlite3.connect(path, timeout=BUSY_S)) as raw:
        try:
            raw.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Busy(f"another process goes on reading {path}: end it, and run this again") from problem
            return False
        except sqlite3.DatabaseError:
            return False
    return True


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
