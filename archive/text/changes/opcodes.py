"""Two rows of anything hashable laid beside each other: the least that makes the one from the other, within limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import takewhile

from rapidfuzz.distance import Indel

CELLS_MAX = 400_000_000
"""Pairs that are laid beside each other at once, a bit of memory each: 20,000 words that have nothing in common with 20,000
others. No story comes near it; of what does, the middle is told as gone and come.
"""

Opcode = tuple[str, int, int, int, int]
"""What became of a stretch ("equal", "delete", "insert"), and its bounds in both."""


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[Opcode]:
    """Yield what is equal, deleted or inserted, with its bounds in both: the least that makes the one from the other."""
    head = _shared(before, after)
    tail = min(_shared(reversed(before), reversed(after)), min(len(before), len(after)) - head)
    ends = len(before) - tail, len(after) - tail
    if head:
        yield "equal", 0, head, 0, head
    if (ends[0] - head) * (ends[1] - head) > CELLS_MAX:
        yield "delete", head, ends[0], head, head
        yield "insert", ends[0], ends[0], head, ends[1]
    else:
        for one in Indel.opcodes(before[head : ends[0]], after[head : ends[1]]):
            yield one.tag, head + one.src_start, head + one.src_end, head + one.dest_start, head + one.dest_end
    if tail:
        yield "equal", ends[0], len(before), ends[1], len(after)


def _shared(before: Iterable[Hashable], after: Iterable[Hashable]) -> int:
    """Return how many both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
