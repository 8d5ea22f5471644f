"""Does a line sound like a reader's comment? Told by words that people write and newsrooms do not, from a table."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from archive.text.arabic import fold
from archive.text.body.wording import without_quoted

TABLE = Path(__file__).with_name("voice.toml")
LIKELY_MIN = 2
TEXT_MAX = 1_000

_WORD = re.compile(r"[^\W\d_]+")
_LOUD = re.compile(r"([^\W\d_])\1{2}|[!؟?]{2}|[\u2600-\u27bf\U0001f300-\U0001faff]")
"""Letters drawn out («مبرووووك»), marks in a row, pictures of moods."""


def is_spoken(text: str) -> bool:
    """Return whether `text` is worded as readers write: a clear word, two likely ones, or letters drawn out."""
    words = set(_WORD.findall(without_quoted(fold(text[:TEXT_MAX]))))
    if not words.isdisjoint(_words("clear")) or len(words & _words("likely")) >= LIKELY_MIN:
        return True
    return _LOUD.search(text[:TEXT_MAX]) is not None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(tomllib.loads(TABLE.read_text("utf-8"))[kind]).split())
