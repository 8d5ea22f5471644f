"""Merkle trees of RFC 9162 (as of RFC 6962): one hash for any number of leaves, and a short path from each leaf to it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

DIGEST_BYTES = 32


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf (section 2.1.1): never that of a node, whatever the leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over the leaves' hashes, in one pass (section 2.1.2); of none, the hash of nothing."""
    stack: list[bytes] = []
    for count, one in enumerate(hashes, 1):
        stack.append(one)
        for _ in range((count & -count).bit_length() - 1):  # a subtree is whole at each power of two
            right = stack.pop()
            stack.append(_node(stack.pop(), right))
    while len(stack) > 1:
        right = stack.pop()
        stack.append(_node(stack.pop(), right))
    return stack[0] if stack else hashlib.sha256(b"").digest()


def path_to(index: int, hashes: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the hashes that lead from a leaf to the root, from below (section 2.1.3.1). Raises IndexError."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"leaf {index} of {len(hashes)}")
    if len(hashes) == 1:
        return ()
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return (*path_to(index, hashes[:half]), root_of(hashes[half:]))
    return (*path_to(index - half, hashes[half:]), root_of(hashes[:half]))


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a path leads to from a leaf's hash (section 2.1.3.2). Raises ValueError where it can be none."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    first, last, found = index, size - 1, leaf
    for step in path:
        if not last:
            raise ValueError("the path is longer than the tree is high")
        if first & 1 or first == last:
            found = _node(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = _node(found, step)
        first, last = first >> 1, last >> 1
    if last:
        raise ValueError("the path ends below the root")
    return found


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
