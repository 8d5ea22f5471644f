"""Regular expressions that may take a time that doubles with each letter: a repetition of what itself repeats, «(a+)+»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

OFTEN = 10
"""Repeats from which on a bound is as bad as none."""
_REPEATS = frozenset((_parser.MAX_REPEAT, _parser.MIN_REPEAT))
_GIVES_NOTHING_BACK = frozenset((_parser.POSSESSIVE_REPEAT, _parser.ATOMIC_GROUP))


def repeats_within_repeat(pattern: str) -> bool:
    """Return whether something that repeats without a narrow bound holds another such. Raises re.error.

    Possessive repeats and atomic groups give nothing back, and so are safe.
    """
    with_flags = re.compile(pattern)
    return _nests(_parser.parse(pattern, with_flags.flags & ~re.UNICODE), within=False)


def _nests(node: Any, *, within: bool) -> bool:
    for operation, argument in node:
        repeats = operation in _REPEATS and argument[1] > OFTEN
        if repeats and within:
            return True
        held = (within or repeats) and operation not in _GIVES_NOTHING_BACK
        if any(_nests(inner, within=held) for inner in _inside(argument)):
            return True
    return False


def _inside(argument: Any) -> Iterator[Any]:
    """Yield the patterns that an operation's argument holds, however deep in its tuples and lists."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument:
            yield from _inside(one)
