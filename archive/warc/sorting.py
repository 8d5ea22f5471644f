"""Lines put in order, however many: what does not fit is sorted in parts on the disk, and the parts are merged."""

from __future__ import annotations

import heapq
import mmap
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice

RUN_LINES = 20_000
"""Lines held in memory: some seven megabytes of an index."""

TOGETHER_MAX = 256
"""Sorted parts that are merged at once: each may be an open file, of which a process has a thousand."""


class SortedLines:
    """Takes lines in any order and gives them in that of their octets, as `LC_ALL=C sort` does."""

    def __init__(self, run_lines: int = RUN_LINES) -> None:
        self._lines: list[bytes] = []
        self._run_lines = self._room = run_lines
        self._runs: list[mmap.mmap] = []

    def add(self, lines: Iterable[bytes]) -> None:
        """Take some, each with its line end."""
        self._lines.extend(lines)
        if len(self._lines) >= self._room:
            self._put_away()

    def __iter__(self) -> Iterator[bytes]:
        self._lines.sort()
        return merge(chain((self._lines,), map(_read, self._runs)))

    def _put_away(self) -> None:
        """Write what is held to the disk; where that has no room for it, it is held for longer."""
        self._lines.sort()
        with suppress(OSError):
            self._runs.append(_written(self._lines))
            self._lines = []
        self._room = len(self._lines) + self._run_lines


def merge(parts: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """Yield the lines of sorted parts in one order. More than TOGETHER_MAX are first merged in groups, on the disk."""
    rest = iter(parts)
    first = list(islice(rest, TOGETHER_MAX))
    if len(first) < TOGETHER_MAX:
        return heapq.merge(*first)
    groups = iter(lambda: list(islice(rest, TOGETHER_MAX)), [])
    return merge([_read(_written(heapq.merge(*group))) for group in chain((first,), groups)])


def _written(lines: Iterable[bytes]) -> mmap.mmap:
    """Return an unnamed file of the lines and a blank one: nothing at all could not be mapped."""
    with tempfile.TemporaryFile() as run:
        run.writelines(chain(lines, (b"\n",)))
        run.flush()
        return mmap.mmap(run.fileno(), 0, access=mmap.ACCESS_READ)


def _read(run: mmap.mmap) -> Iterator[bytes]:
    run.seek(0)
    return iter(run.readline, b"\n")
