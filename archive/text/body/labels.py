"""Words that pages use as labels, from a table: where a trail starts, what closes a teaser, what stock pictures are called."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from archive.text.arabic import fold

TABLE = Path(__file__).with_name("labels.toml")
LENGTH_MAX = 100

_NOT_WORD = re.compile(r"[\W_]+")


def is_one(kind: str, text: str) -> bool:
    """Return whether all of `text` is a label of this kind."""
    return len(text) <= LENGTH_MAX and _key(text) in words(kind)


def opens(kind: str, text: str) -> bool:
    """Return whether `text` begins with a label of this kind, as a word of its own."""
    plain = f"{_key(text[:LENGTH_MAX])} "
    return any(plain.startswith(f"{label} ") for label in words(kind))


@cache
def words(kind: str) -> frozenset[str]:
    """Return the labels of this kind, folded, words parted by one space."""
    return frozenset(map(_key, tomllib.loads(TABLE.read_text("utf-8"))[kind]))


def _key(text: str) -> str:
    return _NOT_WORD.sub(" ", fold(text)).strip()
