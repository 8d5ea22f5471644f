"""How far imports came: which files were looked through, where their exchanges lie, and which of these are done.

A database of its own in the home's import/ folder. Whatever kills an import, the next one goes on from here; what was kept and
not noted as done is known to the catalogue, and found there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import WarcError
from archive.exchange.imports.layout import Layout, Part
from archive.exchange.imports.scan import Spot

SPOTS_MAX = 2_000
"""Spots written in one transaction, so that others who scan wait little; and read at a time."""

BUSY_S = 60.0

TABLES = """
CREATE TABLE IF NOT EXISTS source (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, way TEXT NOT NULL,
  is_scanned INTEGER NOT NULL DEFAULT 0, is_done INTEGER NOT NULL DEFAULT 0,
  problem TEXT, records INTEGER NOT NULL DEFAULT 0, exchanges INTEGER NOT NULL DEFAULT 0, unwanted INTEGER NOT NULL DEFAULT 0,
  UNIQUE (path, size, mtime_ns, way));
CREATE TABLE IF NOT EXISTS part (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, layout TEXT NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, is_own INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS spot (
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL, part INTEGER NOT NULL, at TEXT NOT NULL, place INTEGER NOT NULL,
  count INTEGER NOT NULL, url TEXT NOT NULL, is_done INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS spot_in_time ON spot (is_done, at, id);
CREATE INDEX IF NOT EXISTS spot_of_source ON spot (source);
CREATE TABLE IF NOT EXISTS damage (
  source INTEGER NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL, why TEXT NOT NULL, UNIQUE (source, name, place, why));
"""


_UNPACKED = "SELECT path FROM part WHERE source = ? AND is_own = 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a look through a file found: records, exchanges with an answer, and those of them that are not wanted."""

    records: int = 0
    exchanges: int = 0
    unwanted: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            records=self.records + other.records,
            exchanges=self.exchanges + other.exchanges,
            unwanted=self.unwanted + other.unwanted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A spot, the part it lies in, and its number in the ledger."""

    number: int
    source: int
    part: Part
    spot: Spot


class Ledger:
    """An open ledger. Scans of several processes may write to it at once."""

    def __init__(self, path: Path) -> None:
        """Open it, making it where need be. Raises OSError, sqlite3.Error."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        for statement in TABLES.split(";"):
            self._database.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._database.close()

    def source(self, path: Path, way: str) -> int:
        """Return the number of a file as it is now; changed since, it is another. `way`: what is wanted of it, and how kept.

        What of it was unpacked, and is there no more, is to be looked for again.
        """
        told = path.stat()
        number = self._number(str(path), told.st_size, told.st_mtime_ns, way)
        if not all(Path(where).exists() for (where,) in self._database.execute(_UNPACKED, (number,))):
            self.begin_scan(number)
        return number

    def remote(self, url: str, way: str) -> int:
        """Return the number of a file that is fetched from an address; one that is looked for again is looked through again."""
        number = self._number(url, 0, 0, way)
        if not self.is_done(number):
            self.begin_scan(number)
        return number

    def _number(self, *row: str | int) -> int:
        self._database.execute("INSERT OR IGNORE INTO source (path, size, mtime_ns, way) VALUES (?, ?, ?, ?)", row)
        found = self._database.execute("SELECT id FROM source WHERE (path, size, mtime_ns, way) = (?, ?, ?, ?)", row)
        return int(found.fetchone()[0])

    def is_scanned(self, source: int) -> bool:
        """Whether the file was looked through to its end."""
        return bool(self._database.execute("SELECT is_scanned FROM source WHERE id = ?", (source,)).fetchone()[0])

    def is_done(self, source: int) -> bool:
        """Whether all of the file that is wanted is kept."""
        return bool(self._database.execute("SELECT is_done FROM source WHERE id = ?", (source,)).fetchone()[0])

    def problem(self, source: int) -> str | None:
        """Return why the file could not be looked through, if it could not."""
        told = self._database.execute("SELECT problem FROM source WHERE id = ?", (source,)).fetchone()[0]
        return None if told is None else str(told)

    def note_problem(self, source: int, why: str) -> None:
        """Note why a file cannot be looked through; the next import tries again."""
        self._database.execute("UPDATE source SET problem = ? WHERE id = ?", (why, source))

    def counted(self, source: int) -> Counted:
        """Return what the look through a file found."""
        query = "SELECT records, exchanges, unwanted FROM source WHERE id = ?"
        records, exchanges, unwanted = self._database.execute(query, (source,)).fetchone()
        return Counted(records=records, exchanges=exchanges, unwanted=unwanted)

    def begin_scan(self, source: int) -> None:
        """Forget what an earlier look, cut short, found."""
        with _transaction(self._database):
            for table in ("spot", "part", "damage"):
                self._database.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - names of ours
            self._database.execute("UPDATE source SET is_scanned = 0, is_done = 0, problem = NULL WHERE id = ?", (source,))

    def add_part(self, source: int, part: Part) -> int:
        """Note a part; return its number."""
        row = (source, str(part.path), part.name, part.layout.value, part.start, part.end, part.is_own)
        columns = "source, path, name, layout, start, stop, is_own"
        cursor = self._database.execute(f"INSERT INTO part ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        return int(cursor.lastrowid or 0)

    def add_spots(self, source: int, part: int, spots: Iterable[Spot]) -> None:
        """Note spots of a part, all or none."""
        rows = [(source, part, _text(spot.date), spot.offset, spot.count, spot.url) for spot in spots]
        with _transaction(self._database):
            self._database.executemany("INSERT INTO spot (source, part, at, place, count, url) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def add_damage(self, source: int, damage: WarcError) -> None:
        """Note a damaged spot; told twice, it is one."""
        row = (source, str(damage.path), damage.offset, damage.why)
        self._database.execute("INSERT OR IGNORE INTO damage (source, name, place, why) VALUES (?, ?, ?, ?)", row)

    def end_scan(self, source: int, counted: Counted) -> None:
        """Note that a file was looked through."""
        row = (counted.records, counted.exchanges, counted.unwanted, source)
        query = "UPDATE source SET is_scanned = 1, records = ?, exchanges = ?, unwanted = ? WHERE id = ?"
        self._database.execute(query, row)

    def damage(self, source: int) -> tuple[WarcError, ...]:
        """Return the damage in a file that is known, by its place."""
        rows = self._database.execute("SELECT name, place, why FROM damage WHERE source = ? ORDER BY name, place", (source,))
        return tuple(WarcError(Path(name), place, why) for name, place, why in rows)

    def count_open(self, sources: Iterable[int]) -> int:
        """Return how many spots of the files are not done."""
        query = "SELECT count(*) FROM spot WHERE source = ? AND is_done = 0"
        return sum(int(self._database.execute(query, (source,)).fetchone()[0]) for source in sources)

    def open_spots(self, sources: Iterable[int]) -> Iterator[Placed]:
        """Yield the spots of the files that are not done, in the order of their captures' dates."""
        self._database.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (source INTEGER PRIMARY KEY)")
        self._database.execute("DELETE FROM chosen")
        self._database.executemany("INSERT INTO chosen VALUES (?)", [(source,) for source in sources])
        parts = dict(self._parts())
        at, number = "", 0
        while rows := self._page(at, number):
            for number, source, part, at, place, count, url in rows:
                spot = Spot(offset=place, count=count, date=datetime.fromisoformat(at), url=url)
                yield Placed(number=number, source=source, part=parts[part], spot=spot)

    def note_done(self, numbers: Iterable[int]) -> None:
        """Note spots as done, all or none."""
        with _transaction(self._database):
            self._database.executemany("UPDATE spot SET is_done = 1 WHERE id = ?", [(number,) for number in numbers])

    def end_source(self, source: int) -> None:
        """Note that all of a file is kept; where it lies in it is needed no more, but of one spot, as a witness."""
        last = "SELECT max(id) FROM spot WHERE source = ?"
        with _transaction(self._database):
            self._database.execute("UPDATE source SET is_done = 1 WHERE id = ?", (source,))
            self._database.execute(f"DELETE FROM spot WHERE source = ? AND id <> ({last})", (source, source))  # noqa: S608
            self._database.execute("DELETE FROM part WHERE source = ?", (source,))

    def witness(self, source: int) -> Spot | None:
        """Return the last exchange of a file that is kept, if it had any."""
        row = self._database.execute("SELECT place, count, at, url FROM spot WHERE source = ? LIMIT 1", (source,)).fetchone()
        return Spot(offset=row[0], count=row[1], date=datetime.fromisoformat(row[2]), url=row[3]) if row else None

    def _page(self, at: str, number: int) -> list[tuple[int, int, int, str, int, int, str]]:
        query = (
            "SELECT spot.id, spot.source, part, at, place, count, url FROM spot JOIN chosen ON chosen.source = spot.source"
            " WHERE is_done = 0 AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?"
        )
        return self._database.execute(query, (at, number, SPOTS_MAX)).fetchall()

    def _parts(self) -> Iterator[tuple[int, Part]]:
        query = "SELECT id, path, name, layout, start, stop, is_own FROM part JOIN chosen ON chosen.source = part.source"
        for number, path, name, layout, start, end, is_own in self._database.execute(query):
            part = Part(path=Path(path), name=name, layout=Layout(layout), start=start, end=end, is_own=bool(is_own))
            yield number, part


class _transaction:  # noqa: N801 - reads as a statement
    """All or nothing."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.execute("ROLLBACK" if kind else "COMMIT")


def _text(date: datetime) -> str:
    return date.astimezone(UTC).isoformat(timespec="microseconds")
