"""The words that stand in bylines and around them: the table persons.toml and what is asked of it.

Names that are known, words of news, desks, callings, labels. Folded when read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive.text.arabic import fold

TABLE = Path(__file__).with_name("persons.toml")
EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f"
_VERB_LIKE = re.compile(
    r"^(?:[يت][^\W\d_]{2,}[^\W\d_ينوها]|لل[^\W\d_]+|بال[^\W\d_]+|كال[^\W\d_]+|في|من|علي|الي|عن|مع|بعد|قبل|ضد|يوم|ان|لا|هو|هي|او|ثم|كل|اي)$"
)
_FUNCTION = re.compile(r"^(?:في|من|الي|عن|مع|بعد|قبل|ضد|ان|لا|هو|هي|او|ثم|كل|اي|و|the|of|and|in|on|to|for|with|at|from)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The table's words, each kind as it is compared."""

    given: frozenset[str]
    family: frozenset[str]
    ordinary: frozenset[str]
    prose: frozenset[str]
    desks: frozenset[str]
    lands: frozenset[str]
    openings: frozenset[str]
    notes: frozenset[str]


@cache
def known_words() -> Words:
    """Return the table's words."""
    table = _read()
    return Words(
        given=_folded(table["given"].values()),
        family=_folded((table["other"]["family"],)),
        ordinary=_folded((table["other"]["ordinary"],)),
        prose=_folded((table["other"]["prose"],)),
        desks=frozenset(labels("desks")),
        lands=_folded((table["other"]["lands"],)),
        openings=frozenset((*labels("wrote"), *labels("edited"), *labels("translated"), "من")),
        notes=frozenset(labels("notes")),
    )


def is_desk(name: str) -> bool:
    """Return whether a name is a desk's, a machine's or an outlet's: it has a word that no person is called."""
    plain = fold(name).lower()
    return (
        not known_words().desks.isdisjoint(re.split(r"[^\w]+|_", plain)) or re.search(r"\.(?:com|net|org)\b", plain) is not None
    )


@lru_cache(maxsize=2_048)
def is_calling(text: str) -> bool:
    """Return whether `text` says what someone is by profession: «مراسل الجزيرة نت», «كاتب وباحث سوري»."""
    plain = fold(text).strip(EDGES)
    return any(plain == calling or plain.startswith((f"{calling} ", f"{calling} و")) for calling in labels("callings"))


def is_word(word: str) -> bool:
    """Return whether a folded word is one of news, or like a verb: neither persons nor places are called so."""
    known = known_words()
    return word in known.prose or (word not in known.given and word not in known.family and _VERB_LIKE.match(word) is not None)


def is_prose(word: str) -> bool:
    """Return whether a folded word is one of news and its pages, or joins others: «مقابلة», «في»."""
    return word in known_words().prose or _FUNCTION.match(word) is not None


def is_label(plain: str) -> bool:
    """Return whether folded words open a byline: «بقلم», «ترجمة», «من»."""
    return plain in known_words().openings


def is_note(plain: str) -> bool:
    """Return whether folded words beside a name or a place say how a text came to be: «خاص», «متابعات»."""
    return plain in known_words().notes


@cache
def labels(name: str) -> tuple[str, ...]:
    """Return the words of the table's `[labels]`, folded and longest first: wrote, edited, genres, notes and the like."""
    return tuple(sorted({fold(label) for label in _read()["labels"][name]}, key=len, reverse=True))


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(" ".join(texts)).split())


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text("utf-8"))
