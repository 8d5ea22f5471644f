"""The language of a text: by its letters and its shortest words, since pages often declare another."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("languages.toml")
SAMPLE = 4_000
SURE = 25
"""Letters from which a text is believed over what the page declares."""
LETTER_MIN = 0.004
"""Share of a language's own letters in a text of it; a name or a quotation holds fewer."""
PERSIAN_MIN = 0.02

_WORDS = re.compile(r"[^\W\d_]+")
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u200c-\u200f]")


def language_of(text: str, declared: str | None) -> str | None:
    """Return the ISO 639 code of `text`; what the page declares counts only where the text is too short or does not tell."""
    words = _WORDS.findall(_MARKS.sub("", text[:SAMPLE]).lower())
    letters = "".join(words)
    if len(letters) < SURE:
        return _declared(declared) or _by_script(letters)
    script = _by_script(letters)
    if script == "ar":
        return _arabic_script(letters, words)
    if script is not None:
        return script
    return _by_words(words, _LATIN) or _declared(declared)


_ARABIC = ("ar", "fa", "ur", "ckb", "ps")
_LATIN = ("en", "fr", "tr", "kmr", "es", "de")
_HEBREW, _CYRILLIC, _GREEK, _ARMENIAN, _SYRIAC = (
    "\u0590-\u05ff",
    "\u0400-\u04ff",
    "\u0370-\u03ff",
    "\u0530-\u058f",
    "\u0700-\u074f",
)
_SCRIPTS = {
    "ar": re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "he": re.compile(f"[{_HEBREW}]"),
    "ru": re.compile(f"[{_CYRILLIC}]"),
    "el": re.compile(f"[{_GREEK}]"),
    "hy": re.compile(f"[{_ARMENIAN}]"),
    "syr": re.compile(f"[{_SYRIAC}]"),
}

LANGUAGES = frozenset({*_ARABIC, *_LATIN, *_SCRIPTS})
"""Codes that `language_of` gives, whatever a page declares."""


def _by_script(letters: str) -> str | None:
    """Return the language of the script in which half the letters are, or None for Latin and for those without a table."""
    return next((code for code, script in _SCRIPTS.items() if len(script.findall(letters)) > 0.5 * len(letters)), None)


def _arabic_script(letters: str, words: list[str]) -> str:
    """Tell languages in Arabic letters: Sorani and Urdu by letters of their own, Persian by its words and letters."""
    counts = Counter(letters)
    own = {code: sum(counts[letter] for letter in _letters(code)) / len(letters) for code in ("ckb", "ur", "ps", "fa")}
    said = _by_words(words, _ARABIC)
    if said in {"ckb", "ur", "ps"} and own[said] > LETTER_MIN:
        return said
    if said == "fa" and (own["fa"] > LETTER_MIN or _share(words, "fa") > 2 * _share(words, "ar")):
        return "fa"
    if said == "ar":
        return "ar"
    rare = max(("ckb", "ur", "ps"), key=lambda code: own[code])
    if own[rare] > 4 * LETTER_MIN:
        return rare
    return "fa" if own["fa"] > PERSIAN_MIN else "ar"


def _by_words(words: list[str], codes: tuple[str, ...]) -> str | None:
    shares = {code: _share(words, code) for code in codes}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] > 0 else None


def _share(words: list[str], code: str) -> float:
    known = _known(code)
    return sum(word in known for word in words) / max(1, len(words))


def _declared(declared: str | None) -> str | None:
    code = (declared or "").strip().replace("_", "-").split("-")[0].lower()
    return {"ku": "ckb", "kur": "ckb", "iw": "he", "ara": "ar", "arabic": "ar", "fas": "fa", "per": "fa"}.get(
        code, code
    ) or None


@cache
def _known(code: str) -> frozenset[str]:
    return frozenset(tomllib.loads(TABLE.read_text("utf-8"))["words"][code])


@cache
def _letters(code: str) -> str:
    return str(tomllib.loads(TABLE.read_text("utf-8"))["letters"][code])
