"""WARC files looked through in processes of their own, which die with this one, however it dies."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from archive.catalog.harvest import harvest, is_harvested
from archive.warc.closing import OPEN_SUFFIX

ENDING = ".facts"


def facts_of(path: Path, folder: Path) -> Path:
    """Return where in `folder` the facts of a WARC file are written."""
    return folder / (path.name.removesuffix(OPEN_SUFFIX) + ENDING)


def harvest_all(
    own: Sequence[Path], referred: Sequence[Path], folder: Path, *, processes: int, heard: Callable[[int], None]
) -> None:
    """Write the facts of all files into `folder`; those that are there already, of a file that is as it was, stay.

    `heard` is told of each file how large it is, once it is done. Raises OSError, BrokenProcessPool.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(os.getpid(),)) as pool:
        try:
            with _undisturbed():
                jobs = {
                    pool.submit(_harvest, path, facts_of(path, folder), is_referred=is_referred): path
                    for paths, is_referred in ((own, False), (referred, True))
                    for path in paths
                }
            for job in as_completed(jobs):
                job.result()
                heard(_size(jobs[job]))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.kill()
            raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait while processes are begun, which inherit that: half begun, they would complain."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _begin(parent: int) -> None:
    """Leave Ctrl-C to the parent, and die with it."""
    from archive.text.child import die_with  # noqa: PLC0415 - which imports all that reads pages

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)


def _harvest(path: Path, into: Path, *, is_referred: bool) -> None:
    """Look through one file. A full disk is an OSError: SQLite's errors lose their number between processes."""
    if is_harvested(path, into):
        return
    try:
        harvest(path, into, is_referred=is_referred)
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from problem
        raise


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
