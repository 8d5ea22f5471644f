"""Two functions never to be confused: `clean` for what readers see, `fold` for search, fingerprints and comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KNOWN_MAX = 200
"""Characters of a text whose folded form is remembered."""

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]|[\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_EDGES = " \u200e\u200f\u061c"
_MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u061c]"
)
_LETTERS = str.maketrans("أإآٱىیېکةۀھہ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايييكهههه" + "0123456789" * 2)


def clean(text: str) -> str:
    """Return `text` without what no reader sees: one space for many, no empty lines, no controls or bidi overrides.

    Called once, at the end of `extract`. Letters, marks, tatweel, ZWNJ, digits and quotes stay as they were printed.
    """
    lines = (_SPACES.sub(" ", line).strip(_EDGES) for line in _INVISIBLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def fold(text: str) -> str:
    """Return `text` as it is compared and searched: NFKC, no marks or tatweel, one form a letter, ASCII digits, small letters.

    Never stored as an article's text. Letters folded as Lucene's ArabicNormalizer does, and Persian and Urdu ones with them.
    """
    return _folded(text) if len(text) <= KNOWN_MAX else _fold(text)


def _fold(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS).lower()


_folded = lru_cache(maxsize=4_096)(_fold)
"""Lines of a page are folded by many who look at them."""
