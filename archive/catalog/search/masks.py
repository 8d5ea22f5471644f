"""Sets of texts. A mask is a number with the bit of each text's id set: Python joins and counts such in microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

Mask = int
Item = TypeVar("Item")

FEW = 2_000
"""Texts of a set up to which each is looked up by itself."""

_IN = ord("1")
_OCTETS = bytes.maketrans(b"01", b"\0\1")


def mask_of(ids: Iterable[int], length: int) -> Mask:
    """Return the set of these ids, all below `length`: written in binary, the last text first, and read as a number."""
    written = bytearray(b"0") * length
    for one in ids:
        written[~one] = _IN
    return int(written, 2) if length else 0


def octets_of(mask: Mask, length: int) -> bytes:
    """Return an octet a text, `length` of them: 1 where it is in the set."""
    return f"{mask:0{length}b}"[::-1].encode().translate(_OCTETS)


def ids_of(mask: Mask, length: int) -> Iterator[int]:
    """Yield the ids of a set, in order."""
    octets = octets_of(mask, length)
    if mask.bit_count() > FEW:
        yield from compress(range(length), octets)
        return
    found = -1
    while (found := octets.find(1, found + 1)) >= 0:
        yield found


def picked(column: Sequence[Item], mask: Mask) -> Iterable[Item]:
    """Return what a column holds of a set: one by one where it is a small one."""
    if mask.bit_count() > FEW:
        return compress(column, octets_of(mask, len(column)))
    return map(column.__getitem__, ids_of(mask, len(column)))
