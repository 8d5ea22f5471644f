"""The pictures that a srcset offers to browsers (HTML Living Standard, section 4.8.4.2.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

LENGTH_MAX = 20_000
"""Characters that are read: a dozen pictures under long addresses take a tenth of it."""


def candidates(value: str) -> Iterator[tuple[str, str]]:
    """Yield each address with its first descriptor ("2x", "640w"), or "" where it has none."""
    left = deque(value[:LENGTH_MAX].split())
    while left:
        address = left.popleft().lstrip(",")
        bare = address.rstrip(",")
        if bare:
            yield bare, _descriptor(left) if bare == address else ""


def _descriptor(left: deque[str]) -> str:
    """Take the descriptors, up to a comma, from what is left; return the first."""
    first = ""
    while left:
        said, comma, rest = left.popleft().partition(",")
        first = first or said
        if comma:
            if rest:
                left.appendleft(rest)
            break
    return first
