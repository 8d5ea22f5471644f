"""A text as overlapping runs of folded words, and the few of them by which it is found again among a million.

Which runs are few is told by the runs alone (FracMinHash, https://doi.org/10.1101/2022.01.11.475838): a short cut of a long
text has a share of the long one's that is true to size, which it has not where each text keeps as many as the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from archive.text.arabic import fold

VERSION = 1
"""Of the numbers below: fingerprints of another are made anew."""

SIZE = 4
"""Words of a run: three are in any two reports of one event, five do not outlive an editor's pencil."""

SCALE = 8
"""One of so many runs is kept in a fingerprint."""

KEPT_MAX = 128
"""Runs of a fingerprint: of a longer text, the least of them."""

WORDS_MAX = 5_000
"""Words of a text that are looked at."""

BITS = 31
"""Of a run in a fingerprint; what two texts share is counted again in full, so that a false friend costs a comparison."""

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"«[^«»]{0,2000}»|\"[^\"]{0,2000}\"|“[^“”]{0,2000}”")
_PRIME = 2**61 - 1
_FACTOR = 0x1B873593CC9E2D51 % _PRIME
_KEPT_BELOW = _PRIME // SCALE


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of `text` as they are compared: folded, no taa marbuta or seated hamza, without «و» before them."""
    return words_in(spelt(text))


def spelt(text: str) -> str:
    """Return `text` in the spelling in which it is compared."""
    return fold(text).replace("ة", "ه").replace("ؤ", "و").replace("ئ", "ي")


def words_in(spelt: str) -> tuple[str, ...]:
    """Return the words of a text in that spelling."""
    found = _WORD.findall(spelt)[:WORDS_MAX]
    return tuple([word[1:] if word[0] == "و" and len(word) > 3 else word for word in found])


def narration(text: str) -> str:
    """Return `text` without what stands in quotation marks: who was there writes down the same words as who was there too."""
    return _QUOTED.sub(" … ", text)


def runs_of(words: Sequence[str], size: int) -> list[int]:
    """Return the runs of `size` words in their order, as numbers below 2**61, the same on any machine."""
    numbers = [_number(word) for word in words]
    runs = numbers
    for shift in range(1, size):
        runs = [(run * _FACTOR + number) % _PRIME for run, number in zip(runs, numbers[shift:], strict=False)]
    return runs


def shingles(words: Sequence[str]) -> frozenset[int]:
    """Return the runs of SIZE words; of a shorter text the whole."""
    return frozenset(runs_of(words, min(SIZE, len(words)) or 1))


def fingerprint(runs: frozenset[int]) -> tuple[int, ...]:
    """Return the runs that are kept, in order: about one of SCALE, the same ones in every text that has them.

    Of each only BITS bits: numbers below 2**31.
    """
    kept = sorted(run for run in runs if run < _KEPT_BELOW)[:KEPT_MAX]
    return tuple(sorted({run & (2**BITS - 1) for run in kept}))


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()) % _PRIME
