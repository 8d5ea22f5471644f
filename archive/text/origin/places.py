"""Places that datelines name: a table of capitals, governorates, towns and countries, and what may be one by position."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from archive.text.arabic import fold
from archive.text.dates.months import DATE_WORDS
from archive.text.origin.words import is_word

TABLE = Path(__file__).with_name("places.toml")
LENGTH_MAX = 40
WORDS_MAX = 4

_JOINT = re.compile(r"\s{0,2}(?:[/،,&+]|\s[-–—]\s|\sو(?=[^\W\d_]{3}))\s{0,2}")
_EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f\u0640"
_BEFORE = re.compile(
    r"^(?:من|في|مدينة|مدينه|محافظة|محافظه|ولاية|ولايه|مخيم|بلدة|بلده|إقليم|اقليم|قضاء|ناحية|ناحيه|ريف|مديرية|مديريه|قرية|قريه|جزيرة|جزيره)\s"
)


@lru_cache(maxsize=2_048)
def is_place(text: str) -> bool:
    """Return whether `text` is a known place, or several joined («لندن/دبي», «رام الله وغزة»)."""
    plain = _plain(text)
    known = _known()
    return bool(plain) and (_has(plain, known) or all(_has(part, known) for part in _JOINT.split(plain)))


def is_town(text: str) -> bool:
    """Return whether `text` is a known place that is no country: «مصر - …» opens sentences, «أسيوط - …» opens reports."""
    plain = _plain(text)
    return is_place(text) and not all(part in _countries() for part in _JOINT.split(plain))


def may_be_place(text: str) -> bool:
    """Return whether `text` can be a place where its position says that one stands there: few words, none of news."""
    plain = _plain(text)
    words = plain.split()
    if is_place(text):
        return True
    if not 0 < len(words) <= WORDS_MAX or len(plain) > LENGTH_MAX or any(char.isdigit() or char == "." for char in plain):
        return False
    return not any(is_word(word) or word in DATE_WORDS for word in words)


def _has(part: str, known: frozenset[str]) -> bool:
    return part in known or _BEFORE.sub("", part) in known


def _plain(text: str) -> str:
    return " ".join(fold(text).strip(_EDGES).split())


@cache
def _known() -> frozenset[str]:
    return frozenset(place for places in _read().values() for place in _parted(places))


@cache
def _countries() -> frozenset[str]:
    return frozenset(_parted(_read()["countries"]))


def _parted(places: str) -> list[str]:
    return [" ".join(place.split()) for place in fold(places).split("،") if place.strip()]


@cache
def _read() -> dict[str, str]:
    return tomllib.loads(TABLE.read_text("utf-8"))
