"""The index beside a file against its records: each record has its line, each line its record, and all are in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.errors import WarcError
from archive.warc.cdxj import index_line, line_of_stored
from archive.warc.http import HEAD_END
from archive.warc.index import LINE_MAX_BYTES, index_of
from archive.warc.records import Stored, record_at
from archive.warc.sorting import SortedLines
from archive.warc.verify_walk import Check, Flaw, Walked

TOLD_MAX = 20
"""Wrong lines of one index that are told one by one."""

REMEDY = "`warraq repair` writes it anew"
DIGESTED = ("response", "resource")
"""Whose lines have a digest, declared or not."""

MARK = b"\0"
"""Stands between a line and where it is from; it sorts before whatever else may follow a line."""


class IndexFlaw(NamedTuple):
    """Something wrong with an index. `offset`: of the record; where `record_id` is None, of the line in the index."""

    offset: int
    record_id: str | None
    flaw: Flaw


class IndexCheck:
    """Takes a file's records as they are walked. Where the file has no index nothing is compared; `is_there` tells."""

    def __init__(self, path: Path) -> None:
        self._path, self._index = path, index_of(path)
        self._lines = SortedLines()
        self.is_there = self._index.is_file()

    def note(self, walked: Walked) -> None:
        """Take a record."""
        if self.is_there:
            self._add(self._line(walked), walked.offset, walked.record_id)

    def note_stored(self, stored: Stored) -> None:
        """Take a record of a file that is not walked: of an ARC file."""
        if self.is_there:
            self._add(line_of_stored(stored), stored.offset, "")

    def flaws(self, *, is_damaged: bool) -> Iterator[IndexFlaw]:
        """Yield what is wrong. Where a file `is_damaged`, lines without a record are told with that. Raises OSError."""
        if not self.is_there:
            return
        found = iter(self._compared(is_damaged=is_damaged))
        yield from islice(found, TOLD_MAX)
        if more := sum(1 for _ in found):
            yield self._flaw(0, None, f"{more} more lines are not as they should be: {REMEDY}")

    def _add(self, line: bytes | None, offset: int, record_id: str) -> None:
        if line is not None:
            self._lines.add((b"%b%b%d %b\n" % (line[:-1], MARK, offset, record_id.encode()),))

    def _line(self, walked: Walked) -> bytes | None:
        """Return the line of a record; where its opening is not enough to tell, it is read again."""
        fields = walked.fields
        if fields.get("warc-type") in DIGESTED and ("warc-payload-digest" not in fields or not HEAD_END.search(walked.opening)):
            try:
                return line_of_stored(record_at(self._path, walked.offset))
            except WarcError:
                return None
        name = self._path.name
        return index_line(fields, walked.opening, filename=name, offset=walked.offset, length=walked.length)

    def _compared(self, *, is_damaged: bool) -> Iterator[IndexFlaw]:
        there = SortedLines()
        yield from self._read(there)
        for is_mine, line in _unlike(self._lines, there):
            what, _, place = line.rpartition(MARK)
            if is_mine:
                offset, _, record_id = place.decode().partition(" ")
                yield self._flaw(int(offset), record_id.strip(), f"{self._index.name} has no line that says this: {REMEDY}")
            elif not is_damaged:
                yield self._flaw(int(place), None, f"a line that no record answers to ({_short(what)}): {REMEDY}")

    def _read(self, there: SortedLines) -> Iterator[IndexFlaw]:
        """Read the index; yield where its order is first broken: what looks a line up would not find it."""
        last, place, is_sorted = b"", 0, True
        with self._index.open("rb") as file:
            while line := file.readline(LINE_MAX_BYTES):
                there.add((b"%b%b%d\n" % (line.rstrip(b"\n"), MARK, place),))
                if not line.endswith(b"\n"):
                    yield self._flaw(place, None, f"a line without its end: {REMEDY}")
                if is_sorted and line < last:
                    is_sorted = False
                    yield self._flaw(place, None, f"not in order from here on: {REMEDY}")
                last, place = line, place + len(line)

    def _flaw(self, offset: int, record_id: str | None, why: str) -> IndexFlaw:
        return IndexFlaw(offset, record_id, Flaw(check=Check.INDEX, why=why))


def _unlike(mine: SortedLines, theirs: SortedLines) -> Iterator[tuple[bool, bytes]]:
    """Yield the lines that only one of two has, and whether it is the first; what follows a mark is not compared."""
    left, right = iter(mine), iter(theirs)
    one, other = next(left, b""), next(right, b"")
    while one or other:
        this, that = one.rpartition(MARK)[0], other.rpartition(MARK)[0]
        if this == that:
            one, other = next(left, b""), next(right, b"")
        elif one and (not other or this < that):
            yield True, one
            one = next(left, b"")
        else:
            yield False, other
            other = next(right, b"")


def _short(line: bytes) -> str:
    return repr(line[:80].decode("utf-8", "replace"))
