"""A text as overlapping runs of folded words, and the few of them by which it is found again among a million.

Which runs are few is told by the runs alone (FracMinHash, https://doi.org/10.1101/2022.01.11.475838): a short cut of a long
text has a share of the long one's that is true to size, which it has not where each text keeps as many as the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from archive.text.arabic import fold

SIZE = 4
"""Words of a run: three are in any two reports of one event, five do not outlive an editor's pencil."""

SCALE = 8
"""One of so many runs is kept in a fingerprint."""

WORDS_MAX = 5_000
"""Words of a text that are looked at."""

_WORD = re.compile(r"[^\W_]+")
_VARIANTS = str.maketrans("ةؤئ", "هوي")
_QUOTED = re.compile(r"«[^«»]{0,2000}»|\"[^\"]{0,2000}\"|“[^“”]{0,2000}”")
_KEPT_BELOW = 2**63 // SCALE


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of `text` as they are compared: folded, no taa marbuta or seated hamza, without «و» before them."""
    found = _WORD.findall(fold(text).translate(_VARIANTS))[:WORDS_MAX]
    return tuple(word[1:] if len(word) > 3 and word[0] == "و" else word for word in found)


def narration(text: str) -> str:
    """Return `text` without what stands in quotation marks: who was there writes down the same words as who was there too."""
    return _QUOTED.sub(" … ", text)


def shingles(words: Sequence[str]) -> frozenset[int]:
    """Return the runs of SIZE words as 63-bit numbers; of a shorter text the whole."""
    if len(words) < SIZE:
        return frozenset({_number(words)} if words else ())
    return frozenset(_number(words[start : start + SIZE]) for start in range(len(words) - SIZE + 1))


def fingerprint(runs: frozenset[int]) -> tuple[int, ...]:
    """Return the runs that are kept, in order: about one of SCALE, the same ones in every text that has them."""
    return tuple(sorted(run for run in runs if run < _KEPT_BELOW))


def _number(words: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()) >> 1
