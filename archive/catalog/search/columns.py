"""What texts are chosen, counted and ordered by: columns in memory, read once and then followed as texts are added.

To choose and to count by them takes some ten nanoseconds a text; to ask SQLite row by row takes many times that.
"""

from __future__ import annotations

import json
from bisect import insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from heapq import nlargest
from itertools import islice
from threading import Lock

from sqlalchemy import Connection, select

from archive.catalog.search.masks import FEW, Mask, ids_of, mask_of, octets_of
from archive.catalog.search.query import value_of
from archive.catalog.search.remembered import Remembered, State
from archive.catalog.search.schema import SHELF, shelf, text_change, text_entry
from archive.catalog.search.values import Values

KIND = ("agency", "section", "language")
APART = "\x00"
"""Between the values of a kind: a column never holds it."""

NAMES = (*SHELF, "outlet", "kind")
"""Values that texts are chosen and counted by, as a query can hold them.

`outlet`: the source, or what a text archived by hand says it was printed by. `kind`: the values of KIND in one, to be counted
at once: they come in few combinations.
"""

ADDED_FEW = 100
"""Texts added since the last search up to which they are put in order one by one."""

Row = tuple[int, int, int, int, int]


def _values() -> dict[str, Values[str]]:
    return {name: Values(blank=APART * 2 if name == "kind" else "") for name in NAMES}


@dataclass(slots=True)
class Columns:
    """The columns of `text_entry`, by id. What is not there is never chosen. Follow before each search.

    `values`: by their `NAMES`. `there`: the texts there are; `latest`: those that their pages show. `order`: the ids, the
    newest first, as far as it reaches; not where `is_ordered` says no. `found`: what FTS5 found among them lately.
    """

    values: dict[str, Values[str]] = field(default_factory=_values)
    shelves: dict[int, tuple[str, ...]] = field(default_factory=dict)
    days: Values[int] = field(default_factory=lambda: Values(blank=0))
    moment: list[int] = field(default_factory=lambda: [0])
    there: Mask = 0
    latest: Mask = 0
    order: list[int] = field(default_factory=list)
    is_ordered: bool = False
    changes: int = 0
    found: Remembered = field(default_factory=Remembered)
    lock: Lock = field(default_factory=Lock)

    def follow(self, connection: Connection) -> State:
        """Read what was written since, in the transaction whose state is to be searched; return how far that reaches."""
        with self.lock:
            if not self._goes_on(connection):
                self._forget()
            self._read(connection, "WHERE id >= ? ORDER BY id", len(self.moment))
            changes = connection.execute(select(text_change).where(text_change.c.id > self.changes)).all()
            if changes:
                changed = json.dumps(sorted({row.text_entry_id for row in changes}))
                self._read(connection, "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", changed)
                self.changes = max(row.id for row in changes)
            return State(len(self.moment), self.changes)

    def read_some(self, connection: Connection, ids: Collection[int]) -> State:
        """Read these texts alone, for a question to them that is not followed by others."""
        self._read(connection, "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", json.dumps(sorted(ids)))
        return State(len(self.moment), self.changes)

    def every(self, state: State, *, older: bool) -> Mask:
        """Return the texts of a state that pages show; `older`: those too that they showed before."""
        return (self.there if older else self.latest) & ((1 << state.length) - 1)

    def having(self, name: str, fits: Callable[[str], bool]) -> Mask:
        """Return the texts whose value of that name fits; "" is the value of those that have none."""
        with self.lock:
            return self.values[name].having(fits)

    def on_days(self, first: int, last: int) -> Mask:
        """Return the texts of the days from the first to the last."""
        with self.lock:
            return self.days.having(lambda day: first <= day <= last)

    def ids(self, mask: Mask) -> Iterator[int]:
        """Yield the ids of a set, in order."""
        return ids_of(mask, len(self.moment))

    def newest(self, mask: Mask, limit: int) -> list[int]:
        """Return the ids of the newest of a set, the newest first: of a large one, those that all texts in order lead to."""
        if mask.bit_count() <= FEW:
            return nlargest(limit, self.ids(mask), key=self.moment.__getitem__)
        order = self._newest_first()
        octets = octets_of(mask, len(order))
        return list(islice((one for one in order if octets[one]), limit))

    def count_values(self, name: str, mask: Mask) -> dict[str, int]:
        """Return how many of a set have which value of that name."""
        with self.lock:
            return self.values[name].count(mask)

    def count_kinds(self, mask: Mask) -> dict[str, Counter[str]]:
        """Return the same of each value of KIND."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in KIND}
        for kind, count in self.count_values("kind", mask).items():
            for name, value in zip(KIND, kind.split(APART), strict=True):
                counts[name][value] += count
        return counts

    def count_days(self, mask: Mask) -> dict[int, int]:
        """Return how many of a set are of each day."""
        with self.lock:
            return self.days.count(mask)

    def _newest_first(self) -> list[int]:
        """Return all ids, the newest first: a few that were read since are put in their places, else all are sorted again."""
        with self.lock:
            added = range(len(self.order), len(self.moment))
            if len(added) > ADDED_FEW or not self.is_ordered:
                self.order = sorted(range(len(self.moment)), key=self.moment.__getitem__, reverse=True)
            elif added:
                self.order = self.order.copy()  # another search may be going through it
                for one in added:
                    insort(self.order, one, key=lambda each: -self.moment[each])
            self.is_ordered = True
            return self.order

    def _goes_on(self, connection: Connection) -> bool:
        """Return whether what was read last is still there: a catalogue may be rebuilt, and an index filled anew."""
        last = len(self.moment) - 1
        return last == 0 or connection.scalar(select(text_entry.c.moment).where(text_entry.c.id == last)) == self.moment[last]

    def _forget(self) -> None:
        empty = Columns()
        for one in fields(Columns):
            if one.name != "lock":
                setattr(self, one.name, getattr(empty, one.name))

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
        self.is_ordered &= rows[0][0] >= len(self.moment)
        is_run = rows[-1][0] - rows[0][0] + 1 == len(rows)
        for run in (rows,) if is_run else ([row] for row in rows):
            self._put(run)
        self._show(rows)

    def _put(self, rows: Sequence[Row]) -> None:
        """Write entries whose ids follow one another."""
        first = rows[0][0]
        self.moment.extend([0] * (first - len(self.moment)))
        for name, column in zip(NAMES, zip(*(self.shelves[row[1]] for row in rows), strict=True), strict=True):
            self.values[name].put(first, column)
        self.days.put(first, [row[2] for row in rows])
        self.moment[first : rows[-1][0] + 1] = [row[3] for row in rows]

    def _show(self, rows: Iterable[Row]) -> None:
        """Note of entries that they are there, and which are shown."""
        length = len(self.moment)
        read = mask_of((row[0] for row in rows), length)
        self.there |= read
        self.latest = self.latest & ~read | mask_of((row[0] for row in rows if row[4]), length)

    def _read_shelves(self, connection: Connection) -> None:
        query = select(shelf).where(shelf.c.id > max(self.shelves, default=0))
        for row in connection.execute(query).mappings():
            values = {name: value_of(row[shelf.c[name]]) for name in SHELF}
            values["outlet"] = values["source"] or values["publisher"]
            values["kind"] = APART.join(values[name] for name in KIND)
            self.shelves[row[shelf.c.id]] = tuple(values[name] for name in NAMES)
