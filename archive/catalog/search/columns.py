"""What texts are chosen, counted and ordered by: columns in memory, read once and then followed as texts are added.

A set of texts is a mask: an integer of one octet a text, 1 where it is in the set. Python combines and counts such masks, and
picks a column's values by them, in some ten nanoseconds a text; to ask SQLite row by row takes many times that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import compress, islice
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, select

from archive.catalog.search.query import value_of
from archive.catalog.search.schema import SHELF, shelf, text_change, text_entry

Mask = int
Item = TypeVar("Item")

FEW = 2_000
"""Texts of a set up to which each is looked up by itself."""


KIND = ("agency", "section", "language")
APART = "\x00"
"""Between the values of a kind: a column never holds it."""

NAMES = (*SHELF, "outlet", "kind")
"""Values that texts are chosen and counted by, as a query can hold them.

`outlet`: the source, or what a text archived by hand says it was printed by. `kind`: the values of KIND in one, to be counted
at once: they come in few combinations.
"""


@dataclass(slots=True)
class Columns:
    """The columns of `text_entry`, by id. What is not there is never chosen. Follow before each search.

    `values`: by their `NAMES`, of each text; `known`: each value once, for equal ones are to be one object. `order`: the ids,
    the newest first, as far as `is_ordered` says.
    """

    values: dict[str, list[str]] = field(default_factory=lambda: {name: [""] for name in NAMES})
    known: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {"": ""} for name in NAMES})
    shelves: dict[int, tuple[str, ...]] = field(default_factory=dict)
    day: list[int] = field(default_factory=lambda: [0])
    moment: list[int] = field(default_factory=lambda: [0])
    there: bytearray = field(default_factory=lambda: bytearray(1))
    latest: bytearray = field(default_factory=lambda: bytearray(1))
    days: dict[int, int] = field(default_factory=lambda: {0: 0})
    order: list[int] = field(default_factory=list)
    is_ordered: bool = False
    changes: int = 0
    lock: Lock = field(default_factory=Lock)

    def follow(self, connection: Connection) -> None:
        """Read what was written since, in the transaction whose state is to be searched."""
        with self.lock:
            if not self._goes_on(connection):
                self._forget()
            self._read(connection, "WHERE id >= ? ORDER BY id", len(self.day))
            changes = connection.execute(select(text_change).where(text_change.c.id > self.changes)).all()
            if changes:
                changed = json.dumps(sorted({row.text_entry_id for row in changes}))
                self._read(connection, "WHERE id IN (SELECT value FROM json_each(?))", changed)
                self.changes = max(row.id for row in changes)

    def read_some(self, connection: Connection, ids: Collection[int]) -> None:
        """Read these texts alone, for a question to them that is not followed by others."""
        self._extend(max(ids, default=0) + 1)
        self._read(connection, "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", json.dumps(sorted(ids)))

    def every(self, *, older: bool) -> Mask:
        """Return the texts that pages show; `older`: those too that they showed before."""
        return int.from_bytes(self.there if older else self.latest, "little")

    def of_ids(self, ids: Iterable[int]) -> Mask:
        """Return the texts of these ids."""
        chosen = bytearray(len(self.day))
        for one in ids:
            chosen[one] = 1
        return int.from_bytes(chosen, "little")

    def having(self, name: str, fits: Callable[[str], bool]) -> Mask:
        """Return the texts whose value of that name fits; "" is the value of those that have none."""
        chosen = {value: int(fits(value)) for value in self.known[name]}
        return int.from_bytes(bytes(map(chosen.__getitem__, self.values[name])), "little")

    def on_days(self, first: int, last: int) -> Mask:
        """Return the texts of the days from the first to the last."""
        chosen = {day: int(first <= day <= last) for day in self.days}
        return int.from_bytes(bytes(map(chosen.__getitem__, self.day)), "little")

    def ids(self, mask: Mask) -> Iterator[int]:
        """Yield the ids of a set, in order."""
        if mask.bit_count() > FEW:
            yield from compress(range(len(self.day)), self._octets(mask))
            return
        octets, found = self._octets(mask), -1
        while (found := octets.find(1, found + 1)) >= 0:
            yield found

    def newest(self, mask: Mask, limit: int) -> list[int]:
        """Return the ids of the newest of a set, the newest first: of a large one, those that all texts in order lead to."""
        if mask.bit_count() <= FEW:
            return nlargest(limit, self.ids(mask), key=self.moment.__getitem__)
        order = self._newest_first()
        octets = self._octets(mask)
        return list(islice((one for one in order if octets[one]), limit))

    def count_values(self, name: str, mask: Mask) -> Counter[str]:
        """Return how many of a set have which value of that name."""
        return Counter(self._picked(self.values[name], mask))

    def count_kinds(self, mask: Mask) -> dict[str, Counter[str]]:
        """Return the same of each value of KIND."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in KIND}
        for kind, count in self.count_values("kind", mask).items():
            for name, value in zip(KIND, kind.split(APART), strict=True):
                counts[name][value] += count
        return counts

    def count_days(self, mask: Mask) -> Counter[int]:
        """Return how many of a set are of each day."""
        return Counter(self._picked(self.day, mask))

    def _picked(self, column: Sequence[Item], mask: Mask) -> Iterable[Item]:
        """Return what a column holds of a set: one by one where it is a small one."""
        if mask.bit_count() > FEW:
            return compress(column, self._octets(mask))
        return map(column.__getitem__, self.ids(mask))

    def _newest_first(self) -> list[int]:
        """Return all ids, the newest first; sorted again where some were read since, which is quick: most are in order."""
        with self.lock:
            if not self.is_ordered:
                ids = [*self.order, *range(len(self.order), len(self.moment))]
                self.order = sorted(ids, key=self.moment.__getitem__, reverse=True)
                self.is_ordered = True
            return self.order

    def _octets(self, mask: Mask) -> bytes:
        return mask.to_bytes(len(self.day), "little")

    def _goes_on(self, connection: Connection) -> bool:
        """Return whether what was read last is still there: a catalogue may be rebuilt, and an index filled anew."""
        last = len(self.day) - 1
        return last == 0 or connection.scalar(select(text_entry.c.moment).where(text_entry.c.id == last)) == self.moment[last]

    def _forget(self) -> None:
        empty = Columns()
        for name in ("values", "known", "shelves", "day", "moment", "there", "latest", "days", "order", "changes"):
            setattr(self, name, getattr(empty, name))

    def _read(self, connection: Connection, which: str, parameter: int | str) -> None:
        """Read entries; by the driver alone, for SQLAlchemy's rows would take three times as long."""
        query = f"SELECT id, shelf_id, day, moment, is_latest FROM text_entry {which}"  # noqa: S608 - ours alone
        cursor = connection.connection.cursor()
        cursor.execute(query, (parameter,))
        rows = cursor.fetchall()
        cursor.close()
        if not rows:
            return
        if not self.shelves.keys() >= {row[1] for row in rows}:
            self._read_shelves(connection)
        self.is_ordered = False
        self._extend(rows[-1][0] + 1)
        is_run = rows[-1][0] - rows[0][0] + 1 == len(rows)
        for run in (rows,) if is_run else ([row] for row in rows):
            self._put(run)

    def _put(self, rows: Sequence[tuple[int, int, int, int, int]]) -> None:
        """Write entries whose ids follow one another."""
        here = slice(rows[0][0], rows[-1][0] + 1)
        for name, column in zip(NAMES, zip(*(self.shelves[row[1]] for row in rows), strict=True), strict=True):
            self.values[name][here] = column
        self.day[here] = [self.days.setdefault(row[2], row[2]) for row in rows]
        self.moment[here] = [row[3] for row in rows]
        self.there[here] = bytes([1]) * len(rows)
        self.latest[here] = bytes(row[4] for row in rows)

    def _extend(self, length: int) -> None:
        missing = length - len(self.day)
        if missing > 0:
            for values in self.values.values():
                values.extend([""] * missing)
            self.day.extend([0] * missing)
            self.moment.extend([0] * missing)
            self.there.extend(bytes(missing))
            self.latest.extend(bytes(missing))

    def _read_shelves(self, connection: Connection) -> None:
        query = select(shelf).where(shelf.c.id > max(self.shelves, default=0))
        for row in connection.execute(query).mappings():
            values = {name: value_of(row[shelf.c[name]]) for name in SHELF}
            values["outlet"] = values["source"] or values["publisher"]
            values["kind"] = APART.join(values[name] for name in KIND)
            self.shelves[row[shelf.c.id]] = tuple(self.known[name].setdefault(values[name], values[name]) for name in NAMES)
