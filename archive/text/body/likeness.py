"""How alike two titles are: the words they share, letters folded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.text.arabic import fold

LENGTH_MAX = 500
STEP = 450
"""Less than LENGTH_MAX, so that no word is cut at both sides of a step."""
CONTENT_MIN = 3
"""Letters of a word that tells what a text is about."""
STEM = 5

_WORDS = re.compile(r"\w+")
_PREFIX = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل|[وفبلك](?=\w{4}))")


def words_of(text: str) -> list[str]:
    """Return the folded words of `text`, as far as a title can go."""
    return _WORDS.findall(fold(text[:LENGTH_MAX]))


def stems_of(text: str) -> frozenset[str]:
    """Return what is left of the content words of `text` without article, prepositions and endings."""
    bare = (_PREFIX.sub("", word) for word in words_of(text))
    return frozenset(word[:STEM] for word in bare if len(word) >= CONTENT_MIN)


def stems_in(text: str, end: int) -> frozenset[str]:
    """Return the stems of the first `end` characters of a text of any length."""
    return frozenset(
        stem for start in range(0, min(len(text), end), STEP) for stem in stems_of(text[start : start + LENGTH_MAX])
    )


def agreement(text: str, titles: Iterable[str]) -> float:
    """How much of `text` stands in a title, times how much of the title it covers, the best of all titles; 0 to 1."""
    mine = set(words_of(text))
    if not mine:
        return 0.0
    shares = [
        (len(mine & theirs) / len(mine), len(mine & theirs) / len(theirs))
        for title in titles
        if (theirs := set(words_of(title)))
    ]
    return max((inside * min(1.0, covered + 0.4) for inside, covered in shares), default=0.0)
