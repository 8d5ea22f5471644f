"""A column of values, one a text, that is asked which texts have which value, and how many of a set have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from archive.catalog.search.masks import Mask, picked

Value = TypeVar("Value", bound=Hashable)


@dataclass(slots=True)
class Values(Generic[Value]):
    """`blank`: the value of an id that no text has. `known`: each value once, for equal ones are one object, and how often."""

    blank: Value
    column: list[Value] = field(default_factory=list)
    known: dict[Value, Value] = field(default_factory=dict)
    totals: Counter[Value] = field(default_factory=Counter)

    def put(self, first: int, values: Sequence[Value]) -> None:
        """Write the values of texts whose ids follow one another."""
        self.extend(first)
        here = slice(first, first + len(values))
        one = self.known.setdefault
        self.totals.subtract(Counter(self.column[here]))
        self.column[here] = [one(value, value) for value in values]
        self.totals.update(Counter(self.column[here]))

    def extend(self, length: int) -> None:
        """Give each id below `length` a value."""
        missing = length - len(self.column)
        if missing > 0:
            self.column.extend([self.known.setdefault(self.blank, self.blank)] * missing)
            self.totals[self.blank] += missing

    def having(self, fits: Callable[[Value], bool]) -> Mask:
        """Return the texts whose value fits."""
        chosen = {value: b"01"[fits(value)] for value in self.known}
        return int(bytes(map(chosen.__getitem__, reversed(self.column))) or b"0", 2)

    def count(self, mask: Mask) -> dict[Value, int]:
        """Return how many of a set have which value. Of more than the half of all, those are counted that are not in it."""
        if mask.bit_count() * 2 <= len(self.column):
            return Counter(picked(self.column, mask))
        others = Counter(picked(self.column, (1 << len(self.column)) - 1 & ~mask))
        counts = ((value, total - others[value]) for value, total in self.totals.items())
        return {value: count for value, count in counts if count}
