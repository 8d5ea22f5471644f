"""Which records were seen and which they refer to, in a temporary database: memory does not grow with the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

BATCH = 1_000
"""Rows that are written at once."""

_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
_TABLES = """
CREATE TABLE file (number INTEGER PRIMARY KEY, name TEXT, strict INTEGER);
CREATE TABLE record (id TEXT, type TEXT, file INTEGER, offset INTEGER, length INTEGER, digest TEXT, moment TEXT);
CREATE TABLE refers (type TEXT, field TEXT, target TEXT, file INTEGER, offset INTEGER, id TEXT, moment TEXT);
CREATE TABLE known (id TEXT, type TEXT, name TEXT, offset INTEGER, length INTEGER, digest TEXT);
"""
_INDICES = """
CREATE INDEX IF NOT EXISTS record_id ON record (id);
CREATE INDEX IF NOT EXISTS record_file ON record (file, offset);
CREATE INDEX IF NOT EXISTS refers_target ON refers (target);
CREATE INDEX IF NOT EXISTS known_id ON known (id);
"""

_READ_FROM = "'response', 'revisit', 'resource'"
"""What an article is read from."""

Row = tuple[str, str, int, int, int, str, str]
"""Of a record: id, type, number of its file, offset, length, digest, WARC-Date to the microsecond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A record that something should be there for, and is not.

    `file`: the number of its file. `is_strict`: whether the file's writer promises it. `target`: what it refers to, and
    `found`: of which type that is, None where it was not seen; `moment`: when that was captured.
    """

    file: int
    offset: int
    record_id: str
    warc_type: str
    is_strict: bool
    target: str = ""
    found: str | None = None
    moment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """A record whose id another has, which lies before it: in `first_file` (a number) at `first_offset`."""

    file: int
    offset: int
    record_id: str
    is_strict: bool
    first_file: int
    first_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A row of the catalogue that says otherwise than the files; `seen`: (type, name, offset, length, digest), or None."""

    record_id: str
    name: str
    offset: int
    said: tuple[str, str, int, int, str]
    seen: tuple[str, str, int, int, str] | None


class Ledger:
    """Closed, it is gone from the disk. Not to be used from several threads."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # "": a file without a name, removed with its last user
        self._database.executescript(_PRAGMAS + _TABLES)
        self._records: list[Row] = []
        self._refers: list[tuple[str, str, str, int, int, str, str]] = []
        self._database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def add_file(self, number: int, name: str, *, is_strict: bool) -> None:
        """Note a file by a number of its own, before its records are asked for."""
        self._database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (number, name, is_strict))

    def add_record(self, row: Row, refers: Iterable[tuple[str, str, str]]) -> None:
        """Note a record and, as (field, target, its moment or ""), the records that it refers to."""
        self._records.append(row)
        self._refers.extend((row[1], field, target, row[2], row[3], row[0], moment) for field, target, moment in refers)
        if len(self._records) >= BATCH:
            self._flush()

    def add_known(self, rows: Iterable[tuple[str, str, str, int, int, str]]) -> None:
        """Note what the catalogue says of its records: id, type, file's name, offset, length, digest."""
        self._database.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?, ?)", rows)

    def unresolved(self) -> Iterator[Loose]:
        """Yield the records that refer to one that was not seen; what is concurrent must be in the same file."""
        self._settle()
        yield from self._loose(
            "SELECT r.file, r.offset, r.id, r.type, f.strict, r.target, NULL, '' "
            "FROM refers r JOIN file f ON f.number = r.file WHERE NOT EXISTS (SELECT 1 FROM record t WHERE t.id = r.target "
            "AND (r.field != 'warc-concurrent-to' OR t.file = r.file))"
        )

    def misled(self) -> Iterator[Loose]:
        """Yield the revisits that refer to what is no response, and the conversions that refer to what is no answer."""
        self._settle()
        yield from self._referring(
            "(r.type = 'revisit' AND t.type != 'response') "
            f"OR (r.type = 'conversion' AND f.strict AND t.type NOT IN ({_READ_FROM}))"
        )

    def mistimed(self) -> Iterator[Loose]:
        """Yield the records that say of what they refer to that it was captured at another moment than it was.

        An article may be of a revisit and read from its original, or from a document that a browser made later.
        """
        self._settle()
        yield from self._referring(
            "f.strict AND r.moment != '' AND t.moment NOT IN ('', r.moment) "
            "AND (r.type != 'conversion' OR NOT (t.type = 'resource' OR EXISTS ("
            "SELECT 1 FROM refers v JOIN record w ON w.id = v.id "
            "WHERE v.target = t.id AND v.type = 'revisit' AND w.moment = r.moment)))"
        )

    def doubled(self) -> Iterator[Double]:
        """Yield the records whose id one before them has. A warcinfo may be copied with the records that name it."""
        self._settle()
        rows = self._database.execute(
            "SELECT r.file, r.offset, r.id, f.strict, o.file, o.offset FROM record r JOIN file f ON f.number = r.file "
            "JOIN record o ON o.rowid = (SELECT min(rowid) FROM record WHERE id = r.id) "
            "WHERE o.rowid < r.rowid AND (f.strict OR r.type != 'warcinfo') ORDER BY 1, 2"
        )
        for file, offset, record_id, strict, first_file, first_offset in rows:
            yield Double(
                file=file,
                offset=offset,
                record_id=record_id,
                is_strict=bool(strict),
                first_file=first_file,
                first_offset=first_offset,
            )

    def place_of(self, record_id: str) -> tuple[int, int] | None:
        """Return the number of the file that a record lies in, and its offset; None for one that was not seen."""
        self._settle()
        found: tuple[int, int] | None = self._database.execute(
            "SELECT file, offset FROM record WHERE id = ?", (record_id,)
        ).fetchone()
        return found

    def unasked(self) -> Iterator[Loose]:
        """Yield the answers that no request is concurrent to; the last record of a file is left out: a crash ends there."""
        self._settle()
        yield from self._loose(
            "SELECT a.file, a.offset, a.id, a.type, f.strict, '', NULL, '' FROM record a JOIN file f ON f.number = a.file "
            "WHERE a.type IN ('response', 'revisit') AND f.strict "
            "AND NOT EXISTS (SELECT 1 FROM refers r WHERE r.target = a.id AND r.type = 'request' "
            "AND r.field = 'warc-concurrent-to') "
            "AND EXISTS (SELECT 1 FROM record l WHERE l.file = a.file AND l.offset > a.offset)"
        )

    def differing(self) -> Iterator[Differing]:
        """Yield the catalogue's rows that no record answers to as they say."""
        self._settle()
        rows = self._database.execute(
            "SELECT k.id, k.type, k.name, k.offset, k.length, k.digest, r.type, f.name, r.offset, r.length, r.digest "
            "FROM known k LEFT JOIN record r ON r.id = k.id LEFT JOIN file f ON f.number = r.file "
            "WHERE NOT EXISTS (SELECT 1 FROM record x JOIN file y ON y.number = x.file WHERE x.id = k.id AND y.name = k.name "
            "AND x.type = k.type AND x.offset = k.offset AND x.digest = k.digest AND x.length IN (k.length, 0)) "
            "GROUP BY k.rowid ORDER BY k.name, k.offset"
        )
        for record_id, warc_type, name, offset, length, digest, *seen in rows:
            said = (warc_type, name, offset, length, digest)
            found = None if seen[0] is None else (seen[0], seen[1], seen[2], seen[3], seen[4])
            yield Differing(record_id=record_id, name=name, offset=offset, said=said, seen=found)

    def unknown(self) -> Iterator[tuple[int, int, int]]:
        """Yield, by file, its number, how many answers the catalogue has no row of, and the offset of the first."""
        self._settle()
        yield from self._database.execute(
            "SELECT file, count(*), min(offset) FROM record WHERE type IN ('response', 'revisit') "
            "AND NOT EXISTS (SELECT 1 FROM known k WHERE k.id = record.id) GROUP BY file ORDER BY file"
        )

    def _referring(self, condition: str) -> Iterator[Loose]:
        return self._loose(
            "SELECT r.file, r.offset, r.id, r.type, f.strict, r.target, t.type, t.moment FROM refers r "  # noqa: S608 - ours
            f"JOIN file f ON f.number = r.file JOIN record t ON t.id = r.target WHERE {condition}"
        )

    def _loose(self, query: str) -> Iterator[Loose]:
        for file, offset, record_id, warc_type, strict, target, found, moment in self._database.execute(
            query + " ORDER BY 1, 2"
        ):
            yield Loose(
                file=file,
                offset=offset,
                record_id=record_id,
                warc_type=warc_type,
                is_strict=bool(strict),
                target=target,
                found=found,
                moment=moment,
            )

    def _settle(self) -> None:
        self._flush()
        for statement in _INDICES.strip().split("\n"):
            self._database.execute(statement)

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", self._records)
        self._database.executemany("INSERT INTO refers VALUES (?, ?, ?, ?, ?, ?, ?)", self._refers)
        self._records.clear()
        self._refers.clear()
