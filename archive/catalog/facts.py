"""What WARC files say, in a temporary database: one for each file, written by a process of its own, then all of it in one.

Exchanges and readings by the ids of their records, journals in the order of the commits. Memory does not grow with them.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive.models import Article, Fetch, Kind, Record, Truncated
from archive.warc.jsonld import article_from_jsonld
from archive.warc.told import Place

_PRAGMAS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;"
_RECORD = "id TEXT PRIMARY KEY, type TEXT, name TEXT, offset INTEGER, length INTEGER, digest TEXT, moment INTEGER"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, stamp TEXT, untold TEXT, records INTEGER);
CREATE TABLE IF NOT EXISTS damage (name TEXT, offset INTEGER, why TEXT);
CREATE TABLE IF NOT EXISTS fetch ({_RECORD}, refers TEXT, said TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reading ({_RECORD}, refers TEXT, said BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal ({_RECORD}, refers TEXT, said BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_NAMES = ("file", "damage", "fetch", "reading", "journal", "told")
_UNTOLD = """
    SELECT u.moment, u.name, u.offset, '{table}', u.id FROM {table} u JOIN file f ON f.name = u.name
    WHERE f.untold = '{untold}' AND NOT EXISTS (SELECT 1 FROM told t WHERE t.id = u.id)
"""
_STEPS = " UNION ALL ".join(
    (
        "SELECT moment, name, offset, 'journal', id FROM journal",
        _UNTOLD.format(table="fetch", untold="taken in"),
        _UNTOLD.format(table="reading", untold="taken in") + " ORDER BY 1, 2, 3",
    )
)


class Missing(StrEnum):
    """What is done with what a file holds and no journal tells of."""

    TAKEN_IN = "taken in"
    """The file is damaged, or of a version or a hand that wrote no journals."""
    ORPHANED = "orphaned"
    """A crash left it behind: it was never acknowledged."""
    OF_OTHERS = "of others"
    """The archive refers to records of this file, and to no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A WARC file as it was looked through. `stamp`: what changes when the file does, None where that cannot be told."""

    name: str
    stamp: str | None
    missing: Missing
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be written next: a journal's record and lines; or, untold, an exchange and perhaps what was read of it."""

    at: int
    journal: tuple[Record, bytes] | None = None
    fetch: Fetch | None = None
    reading: tuple[Article, Record] | None = None


class Facts:
    """An open database of facts. Of one thread."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_PRAGMAS + _TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def begin(self) -> None:
        """Begin to add a file's facts."""
        self._database.execute("BEGIN")

    def end(self, looked: Looked) -> None:
        """Note that the file was looked through to its end; its facts stand now."""
        row = (looked.name, looked.stamp, looked.missing.value, looked.records)
        self._database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", row)
        self._database.execute("COMMIT")

    def stamp(self, name: str) -> str | None:
        """Return the stamp of a file that was looked through."""
        row = self._database.execute("SELECT stamp FROM file WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def add_damage(self, name: str, offset: int, why: str) -> None:
        """Note a damaged spot."""
        self._database.execute("INSERT INTO damage VALUES (?, ?, ?)", (name, offset, why))

    def add_fetch(self, fetch: Fetch, refers_to: str | None, moment: int) -> None:
        """Note an exchange, and the id of its original. `moment`: its place in the order of all (archive.warc.journal)."""
        self._add("fetch", fetch.record, moment, refers_to, json.dumps(_fields(fetch)))

    def add_reading(self, record: Record, refers_to: str, article: bytes, moment: int) -> None:
        """Note a reading, in JSON-LD, and the id of the record that was read."""
        self._add("reading", record, moment, refers_to, zlib.compress(article, 1))

    def add_journal(self, record: Record, lines: bytes, named: Iterable[str], moment: int) -> None:
        """Note a journal, and the ids of the exchanges and readings that it names."""
        self._add("journal", record, moment, None, zlib.compress(lines, 1))
        self._database.executemany("INSERT OR IGNORE INTO told VALUES (?)", ((one,) for one in named))

    def merge(self, other: Path) -> None:
        """Add all that another database holds; of two records of one id, the first stays."""
        self._database.execute("ATTACH ? AS other", (str(other),))
        self._database.execute("BEGIN")
        for name in _NAMES:
            self._database.execute(f"INSERT OR IGNORE INTO main.{name} SELECT * FROM other.{name}")  # noqa: S608 - names of ours
        self._database.execute("COMMIT")
        self._database.execute("DETACH other")

    def steps(self) -> Iterator[Step]:
        """Yield all that is to be written to a catalogue, in the order in which it happened."""
        for moment, _, _, table, key in self._database.execute(_STEPS):
            if table == "journal":
                found = self._find("journal", key)
                yield Step(at=moment, journal=(_record(found), zlib.decompress(found[-1])) if found else None)
            elif table == "fetch":
                yield Step(at=moment, fetch=self._exchange(key))
            else:
                found = self._find("reading", key)
                yield Step(at=moment, fetch=self._exchange(found[7]) if found else None, reading=self._reading(key))

    def fetch(self, place: Place) -> Fetch | None:
        """Return the exchange whose record has this id, wherever it lies now, with its original."""
        return self._exchange(place.record_id)

    def reading(self, place: Place) -> tuple[Article, Record] | None:
        """Return the reading whose record has this id, wherever it lies now; None where it is none of ours."""
        return self._reading(place.record_id)

    def damage(self) -> Iterator[tuple[str, int, str]]:
        """Yield the damaged spots: file, offset, why."""
        yield from self._database.execute("SELECT name, offset, why FROM damage ORDER BY name, offset")

    def counts(self) -> dict[str, int]:
        """Return how much there is of what: files, records, journals, exchanges, readings; untold ones by what is done."""
        tables = {"files": "file", "journals": "journal", "exchanges": "fetch", "readings": "reading", "damage": "damage"}
        counted = {name: self._count(f"SELECT count(*) FROM {table}") for name, table in tables.items()}  # noqa: S608 - as above
        untold = {f"{one.name.lower()}": self._count_untold(one) for one in (Missing.TAKEN_IN, Missing.ORPHANED)}
        return counted | {"records": self._count("SELECT coalesce(sum(records), 0) FROM file")} | untold

    def _add(self, table: str, record: Record, moment: int, refers_to: str | None, said: str | bytes) -> None:
        where = (record.record_id, record.warc_type, record.filename, record.offset, record.length, record.digest)
        row = (*where, moment, refers_to, said)
        self._database.execute(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - as above

    def _find(self, table: str, record_id: str) -> tuple[Any, ...] | None:
        query = f"SELECT * FROM {table} WHERE id = ?"  # noqa: S608 - as above
        found: tuple[Any, ...] | None = self._database.execute(query, (record_id,)).fetchone()
        return found

    def _exchange(self, record_id: str) -> Fetch | None:
        row = self._find("fetch", record_id)
        if row is None:
            return None
        original = self._find("fetch", row[7]) if row[7] else None
        return _read_fetch(_record(row), json.loads(row[8]), _record(original) if original else None)

    def _reading(self, record_id: str) -> tuple[Article, Record] | None:
        row = self._find("reading", record_id)
        if row is None:
            return None
        try:
            return article_from_jsonld(json.loads(zlib.decompress(row[8]))), _record(row)
        except (ValueError, RecursionError):
            return None

    def _count(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])

    def _count_untold(self, missing: Missing) -> int:
        queries = (_UNTOLD.format(table=table, untold=missing.value) for table in ("fetch", "reading"))
        return sum(self._count(f"SELECT count(*) FROM ({query})") for query in queries)  # noqa: S608 - as above


def _record(row: tuple[Any, ...]) -> Record:
    return Record(record_id=row[0], warc_type=row[1], filename=row[2], offset=row[3], length=row[4], digest=row[5])


def _fields(fetch: Fetch) -> list[Any]:
    """Return what is kept of an exchange beside its record: as JSON can hold it, lone surrogates and all."""
    return [
        *(fetch.url, fetch.date.isoformat(), fetch.kind.value, fetch.source, fetch.via, fetch.status, fetch.mime),
        *(fetch.digest, fetch.truncated and fetch.truncated.value, fetch.etag, fetch.last_modified),
    ]


def _read_fetch(record: Record, said: list[Any], original: Record | None) -> Fetch:
    url, date, kind, source, via, status, mime, digest, truncated, etag, last_modified = said
    return Fetch(
        url=url,
        date=datetime.fromisoformat(date),
        kind=Kind(kind),
        source=source,
        via=via,
        status=status,
        mime=mime,
        digest=digest,
        record=record,
        original=original,
        truncated=Truncated(truncated) if truncated else None,
        etag=etag,
        last_modified=last_modified,
    )
