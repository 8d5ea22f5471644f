"""What FTS5 found lately, so that a word asked for again costs nothing but the texts that came since."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from archive.catalog.search.masks import Mask

BYTES_MAX = 16 * 1024 * 1024
"""Of all masks together: a thousand over 100,000 texts."""


class State(NamedTuple):
    """The state of the index that a search sees: all ids are below `length`; `changes` entries were rewritten before."""

    length: int
    changes: int


@dataclass(slots=True)
class Remembered:
    """Masks by the expression they answer, those asked for last at the end; each of the state it was found in."""

    masks: OrderedDict[str, tuple[Mask, State]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def find(self, match: str, state: State) -> tuple[Mask, int] | None:
        """Return what was found among the ids below a length, and that length; None where nothing is known of these texts."""
        with self.lock:
            known = self.masks.get(match)
            if known is None or known[1].changes != state.changes:
                return None
            self.masks.move_to_end(match)
            return known[0], known[1].length

    def keep(self, match: str, mask: Mask, state: State) -> None:
        """Keep what was found, and forget what was asked for the longest ago."""
        with self.lock:
            self.masks[match] = (mask, state)
            self.masks.move_to_end(match)
            while len(self.masks) * state.length > BYTES_MAX * 8:
                self.masks.popitem(last=False)
