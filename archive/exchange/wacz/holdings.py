"""What lies in a package, in a temporary database: its records, against its index and its pages."""

from __future__ import annotations

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from archive.exchange.wacz.package import ARCHIVE, CDX, IDX
from archive.warc.cdxj import INDEXED, read_line, urlkey
from archive.warc.coding import GZIP
from archive.warc.pairing import read_date
from archive.warc.records import Stored, bare, records

LINE_MAX_BYTES = 16_777_216
"""A line of an index or of pages; a page's line has its text."""

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE record (name TEXT, offset INTEGER, length INTEGER, type TEXT, id TEXT, key TEXT, uri TEXT, date TEXT,
    refers TEXT, refers_uri TEXT, refers_date TEXT, PRIMARY KEY (name, offset)) WITHOUT ROWID;
CREATE TABLE line (name TEXT, offset INTEGER, PRIMARY KEY (name, offset)) WITHOUT ROWID;
"""
_INDICES = "CREATE INDEX IF NOT EXISTS record_id ON record (id); CREATE INDEX IF NOT EXISTS record_key ON record (key)"
_ORPHANS = """
SELECT name, offset, refers FROM record AS revisit WHERE type = 'revisit' AND NOT EXISTS (
    SELECT 1 FROM record WHERE type = 'response' AND (id = revisit.refers
        OR (uri = revisit.refers_uri AND date = revisit.refers_date)))
"""
_UNLISTED = """
SELECT name, offset FROM record WHERE type IN ('response', 'revisit') AND length
    AND NOT EXISTS (SELECT 1 FROM line WHERE line.name = record.name AND line.offset = record.offset)
"""


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that does not hold. `where`: the file in the package, "" for all of it; `offset`: in it, or where it lies.

    `is_damage`: something is not as it was or cannot be shown; else it is merely less than WACZ 1.1.1 asks for.
    """

    where: str
    offset: int
    why: str
    is_damage: bool = True


class Holdings:
    """The records of a package's WARC files. Closed, it is gone from the disk."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def add(self, path: Path) -> None:
        """Note the records of a WARC file, by its name in archive/."""
        rows = (_row(found) for found in records(path) if isinstance(found, Stored))
        self._database.executemany("INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def look_at_revisits(self) -> Iterator[Broken]:
        """Yield the revisits whose original is not in the package: nothing can be shown of them."""
        self._database.executescript(_INDICES)
        for name, offset, refers in self._database.execute(_ORPHANS):
            yield Broken(ARCHIVE + name, offset, f"a revisit whose original is not in the package ({refers})")

    def look_at_index(self, package: zipfile.ZipFile) -> Iterator[Broken]:
        """Yield the lines that lead to no such record, those out of order, and the captures without one."""
        names = set(package.namelist())
        if not {CDX, IDX} <= names:
            is_other = any(name.startswith("indexes/") for name in names - {CDX, IDX})
            yield Broken(CDX, 0, f"is not there, or {IDX} is not", is_damage=not is_other)
            return
        with package.open(CDX) as cdx, package.open(IDX) as idx:
            yield from self._blocks(cdx, idx)
        for name, offset in self._database.execute(_UNLISTED):
            yield Broken(ARCHIVE + name, offset, "a capture that is not in the index")

    def look_at_pages(self, package: zipfile.ZipFile, name: str) -> Iterator[Broken]:
        """Yield the pages that were not captured when they say, or have no text."""
        if name not in package.namelist():
            return
        with package.open(name) as file:
            header = _object(file.readline(LINE_MAX_BYTES))
            if header.get("format") != "json-pages-1.0":
                yield Broken(name, 0, "does not begin with the header of a list of pages")
            count, position = 0, file.tell()
            while line := file.readline(LINE_MAX_BYTES):
                count += 1
                for why, is_damage in self._page(_object(line)):
                    yield Broken(name, position, why, is_damage)
                position = file.tell()
            if not count:
                yield Broken(name, position, "lists no page")

    def _blocks(self, cdx: IO[bytes], idx: IO[bytes]) -> Iterator[Broken]:
        last, end = b"", 0
        for entry in iter(lambda: idx.readline(LINE_MAX_BYTES), b""):
            prefix, _, told = entry.partition(b"{")
            place = _object(b"{" + told)
            if entry.startswith(b"!"):
                continue
            offset, length = place.get("offset"), place.get("length")
            if offset != end or not isinstance(length, int) or not 0 < length <= LINE_MAX_BYTES:
                yield Broken(IDX, 0, f"does not say where the block of {prefix.decode('utf-8', 'replace')!r} lies")
                return
            lines = _unfold(cdx.read(length)).splitlines(keepends=True)
            if not lines or not lines[0].startswith(prefix):
                yield Broken(CDX, offset, f"is not the block that {IDX} says")
            for line in lines:
                yield from self._line(line, last, offset)
                last = line
            end += length

    def _line(self, line: bytes, last: bytes, offset: int) -> Iterator[Broken]:
        if line < last:
            yield Broken(CDX, offset, f"is out of order at {line[:200]!r}")
        try:
            said = read_line(line)
            query = "SELECT length, type, key FROM record WHERE name = ? AND offset = ?"
            found = self._database.execute(query, (said.filename, said.offset)).fetchone()
            self._database.execute("INSERT OR IGNORE INTO line VALUES (?, ?)", (said.filename, said.offset))
        except (ValueError, OverflowError) as problem:
            yield Broken(CDX, offset, f"holds no line of an index: {problem}")
            return
        key = f"{said.urlkey} {said.timestamp}"
        if found is None or (found[1] in INDEXED and (found[0], found[2]) != (said.length, key)):
            yield Broken(CDX, offset, f"{key} is not the record at {said.offset} of {said.filename}")

    def _page(self, page: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        """Yield what is wrong with a page, and whether it is damage."""
        url, ts = str(page.get("url", "")), str(page.get("ts", ""))
        query = "SELECT 1 FROM record WHERE key = ? AND type IN ('response', 'revisit', 'resource')"
        try:
            key = f"{urlkey(url)} {read_date(ts):%Y%m%d%H%M%S}"
            is_there = self._database.execute(query, (key,)).fetchone() is not None
        except ValueError:
            yield f"a page without a time ({url[:200]}, {ts[:40]})", True
            return
        if not is_there:
            yield f"a page that was not captured then ({url[:200]}, {ts[:40]})", True
        if not (page.get("title") and page.get("text")):
            yield f"a page without its title or its text ({url[:200]})", False


def _row(stored: Stored) -> tuple[Any, ...]:
    uri = bare(stored.get("WARC-Target-URI") or "")
    date = stored.get("WARC-Date") or ""
    try:
        key = f"{urlkey(uri)} {read_date(date):%Y%m%d%H%M%S}" if uri else None
    except ValueError:
        key = None
    refers = tuple(bare(stored.get(f"WARC-Refers-To{part}") or "") for part in ("", "-Target-URI", "-Date"))
    named = bare(stored.get("WARC-Record-ID") or "")
    return stored.filename, stored.offset, stored.length, stored.get("WARC-Type"), named, key, uri, date, *refers


def _object(line: bytes) -> dict[str, Any]:
    """Read a JSON object; {} for anything else."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _unfold(octets: bytes) -> bytes:
    """Undo a gzip member; b"" where it is damaged, or unfolds to more than lines of an index do."""
    decoder = zlib.decompressobj(GZIP)
    try:
        out = decoder.decompress(octets, LINE_MAX_BYTES)
    except zlib.error:
        return b""
    return out if decoder.eof else b""
