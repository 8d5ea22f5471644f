"""The index beside each closed file (NAME.cdxj), made anew where there is none, looked up and merged on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from archive.errors import WarcError
from archive.models import CdxRecord
from archive.warc.arc import arc_records, is_arc
from archive.warc.cdxj import lines_of, read_line, urlkey
from archive.warc.closing import INDEX_SUFFIX
from archive.warc.records import records
from archive.warc.sorting import merge

LINE_MAX_BYTES = 1_048_576


def lookup(paths: Iterable[Path], url: str) -> tuple[CdxRecord, ...]:
    """Return what is kept of an address (as of all that have its urlkey) in some WARC files, in the order of time.

    Closed files are asked by a search in their index; one that has none, as one that is open, is read from end to end. Raises
    WarcError where an index holds what is no line of one.
    """
    sought = f"{urlkey(url)} ".encode()
    found = (one for path in paths for one in _found(path, sought))
    return tuple(sorted(found, key=attrgetter("timestamp", "filename", "offset")))


def merged_lines(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield the lines of the index of some WARC files together, in order; memory does not grow with their number."""
    return merge(_lines(path) for path in paths)


def index_of(path: Path) -> Path:
    """Return where the index of a closed file lies."""
    return path.with_name(path.name + INDEX_SUFFIX)


def read_lines(path: Path) -> Iterator[bytes]:
    """Read a file, WARC or ARC, from end to end and return the lines that its index should have."""
    return lines_of(arc_records(path) if is_arc(path) else records(path))


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of one file; it is opened when the first is asked for."""
    try:
        with index_of(path).open("rb") as file:
            yield from file
    except FileNotFoundError:
        yield from read_lines(path)


def _found(path: Path, sought: bytes) -> Iterator[CdxRecord]:
    try:
        with index_of(path).open("rb") as file:
            yield from map(read_line, _search(file, sought))
    except FileNotFoundError:
        yield from (read_line(line) for line in read_lines(path) if line.startswith(sought))
    except ValueError as problem:
        raise WarcError(index_of(path), 0, f"{problem}; `warraq repair` writes it anew") from problem


def _search(file: BinaryIO, sought: bytes) -> Iterator[bytes]:
    """Yield the lines of a sorted file that begin with `sought`: halves of the file are left out until it is found."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        line = _line_after(file, middle)
        if line and line < sought:
            low = middle + 1
        else:
            high = middle
    line = _line_after(file, low)
    while line.startswith(sought):
        yield line
        line = file.readline(LINE_MAX_BYTES)


def _line_after(file: BinaryIO, place: int) -> bytes:
    """Return the first whole line from `place` on, b"" where there is none."""
    file.seek(place)
    if place:
        file.readline(LINE_MAX_BYTES)
    return file.readline(LINE_MAX_BYTES)
