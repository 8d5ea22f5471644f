"""What texts are chosen, counted and ordered by: columns in memory, read once and then followed as texts are added.

A set of texts is a mask: an integer of one octet a text, 1 where it is in the set. Python combines and counts such masks, and
picks a column's values by them, in some ten nanoseconds a text; to ask SQLite row by row takes many times that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import compress
from threading import Lock

from sqlalchemy import Connection, select

from archive.catalog.search_schema import SHELF, shelf, text_change, text_entry

Mask = int


@dataclass(slots=True)
class Columns:
    """The columns of `text_entry`, by id. What is not there is on no shelf and never chosen. Follow before each search."""

    values: dict[str, list[str]] = field(default_factory=lambda: {name: [""] for name in SHELF})
    shelf: list[int] = field(default_factory=lambda: [0])
    day: list[int] = field(default_factory=lambda: [0])
    moment: list[int] = field(default_factory=lambda: [0])
    there: bytearray = field(default_factory=lambda: bytearray(1))
    latest: bytearray = field(default_factory=lambda: bytearray(1))
    days: dict[int, int] = field(default_factory=lambda: {0: 0})
    changes: int = 0
    lock: Lock = field(default_factory=Lock)

    def follow(self, connection: Connection) -> None:
        """Read what was written since, in the transaction whose state is to be searched."""
        with self.lock:
            if not self._goes_on(connection):
                self._forget()
            self._read(connection, "WHERE id >= ? ORDER BY id", len(self.shelf))
            changes = connection.execute(select(text_change).where(text_change.c.id > self.changes)).all()
            if changes:
                changed = json.dumps(sorted({row.text_entry_id for row in changes}))
                self._read(connection, "WHERE id IN (SELECT value FROM json_each(?))", changed)
                self.changes = max(row.id for row in changes)

    def every(self, *, older: bool) -> Mask:
        """Return the texts that pages show; `older`: those too that they showed before."""
        return int.from_bytes(self.there if older else self.latest, "little")

    def of_ids(self, ids: Iterable[int]) -> Mask:
        """Return the texts of these ids."""
        chosen = bytearray(len(self.shelf))
        for one in ids:
            chosen[one] = 1
        return int.from_bytes(chosen, "little")

    def having(self, name: str, fits: Callable[[str], bool]) -> Mask:
        """Return the texts whose value of that name (`SHELF`) fits; "" is the value of those that have none."""
        known = {value: int(fits(value)) for value in set(self.values[name])}
        on_shelf = bytes(map(known.__getitem__, self.values[name]))
        return int.from_bytes(bytes(map(on_shelf.__getitem__, self.shelf)), "little")

    def on_days(self, first: int, last: int) -> Mask:
        """Return the texts of the days from the first to the last."""
        chosen = {day: int(first <= day <= last) for day in self.days}
        return int.from_bytes(bytes(map(chosen.__getitem__, self.day)), "little")

    def ids(self, mask: Mask) -> Iterator[int]:
        """Yield the ids of a set, in order."""
        return compress(range(len(self.shelf)), self._octets(mask))

    def newest(self, mask: Mask, limit: int) -> list[int]:
        """Return the ids of the newest of a set, the newest first."""
        return nlargest(limit, self.ids(mask), key=self.moment.__getitem__)

    def count_shelves(self, mask: Mask) -> Counter[int]:
        """Return how many of a set are on each shelf."""
        return Counter(compress(self.shelf, self._octets(mask)))

    def count_days(self, mask: Mask) -> Counter[int]:
        """Return how many of a set are of each day."""
        return Counter(compress(self.day, self._octets(mask)))

    def _octets(self, mask: Mask) -> bytes:
        return mask.to_bytes(len(self.shelf), "little")

    def _goes_on(self, connection: Connection) -> bool:
        """Return whether what was read last is still there: a catalogue may be rebuilt, and an index filled anew."""
        last = len(self.shelf) - 1
        return last == 0 or connection.scalar(select(text_entry.c.moment).where(text_entry.c.id == last)) == self.moment[last]

    def _forget(self) -> None:
        empty = Columns()
        for name in ("values", "shelf", "day", "moment", "there", "latest", "days", "changes"):
            setattr(self, name, getattr(empty, name))

    def _read(self, connection: Connection, which: str, parameter: int | str) -> None:
        """Read entries; by the driver alone, for SQLAlchemy's rows would take three times as long."""
        query = f"SELECT id, shelf_id, day, moment, is_latest FROM text_entry {which}"  # noqa: S608 - ours alone
        cursor = connection.connection.cursor()
        cursor.execute(query, (parameter,))
        rows = cursor.fetchall()
        cursor.close()
        if rows:
            self._extend(max(row[0] for row in rows) + 1)
        for entry_id, shelf_id, day, moment, is_latest in rows:
            self.shelf[entry_id] = shelf_id
            self.day[entry_id] = self.days.setdefault(day, day)
            self.moment[entry_id] = moment
            self.there[entry_id], self.latest[entry_id] = 1, is_latest
        if max((row[1] for row in rows), default=0) >= len(self.values["source"]):
            self._read_shelves(connection)

    def _extend(self, length: int) -> None:
        missing = length - len(self.shelf)
        if missing > 0:
            for column in (self.shelf, self.day, self.moment):
                column.extend([0] * missing)
            self.there.extend(bytes(missing))
            self.latest.extend(bytes(missing))

    def _read_shelves(self, connection: Connection) -> None:
        first = len(self.values["source"])
        for row in connection.execute(select(shelf).where(shelf.c.id >= first).order_by(shelf.c.id)).mappings():
            for name, values in self.values.items():
                values.extend([""] * (row[shelf.c.id] - len(values)))  # where an id is left out
                values.append(row[shelf.c[name]])
