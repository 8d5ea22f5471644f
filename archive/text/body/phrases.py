"""Lines that pages put around stories: whole lines from a table (phrases.toml), shapes that vary, and words (wording.py).

A phrase inside a sentence is no evidence: every question here is about a whole line, or how one begins. The table holds
only what the words of a line do not tell by themselves.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive.text.arabic import fold
from archive.text.body.wording import kind_of, kind_of_head, weigh

TABLE = Path(__file__).with_name("phrases.toml")
LENGTH_MAX = 220
POLICY_MAX = 600
SENTENCE_MIN = 50
"""Characters from which a line that ends as a sentence is no caption's label, though it begins «صورة:»."""
TOLD_MAX = 1
"""Words of telling («أكد», «وفق») in a line that may still be a label; with more, it is a sentence that holds one."""


class Phrase(StrEnum):
    """What a line that is no part of the story is."""

    COMMENTS = "comments"
    RELATED = "related"
    RELATED_LINE = "related line"
    FURNITURE = "furniture"
    GENERIC = "generic"


_FURNITURE = (
    "rights", "tags", "hashtags", "photo", "embed", "counts", "address", "feedback", "sponsor", "disclaimer", "machine",
    "player", "trail", "staff", "end", "prompts",
)  # fmt: skip
_STOPS = (".", "؟", "!")
_NOT_WORD = re.compile(r"[\W_]+")
_TRIM = " -–—_*.:|#•►▪◄>«»\"'()[]،؛"


@lru_cache(maxsize=4096)
def phrase_of(text: str) -> Phrase | None:
    """Return what a line is when all of it, or the way it begins, is a known label; None for what may be the story's."""
    if len(text) > LENGTH_MAX:
        return _of_long(text)
    plain = fold(text)
    whole = _table().get(_key_of_folded(plain))
    if whole or weigh(text).told > TOLD_MAX:
        return whole
    stripped = " ".join(plain.split()).strip(_TRIM)
    if shape("comments").fullmatch(stripped):
        return Phrase.COMMENTS
    if shape("related").match(stripped):
        return Phrase.RELATED_LINE
    if _are_all_known(text.split(" | ")) or any(shape(name).match(stripped) for name in _FURNITURE):
        return Phrase.FURNITURE
    return Phrase.FURNITURE if _is_pictured(text, stripped) else _worded(text)


def _is_pictured(text: str, stripped: str) -> bool:
    is_sentence = len(text) >= SENTENCE_MIN and text.endswith(_STOPS)
    return not is_sentence and shape("pictured").match(stripped) is not None


def _are_all_known(parts: Sequence[str]) -> bool:
    return len(parts) > 1 and all(_table().get(_key(part)) for part in parts)


def _worded(text: str) -> Phrase | None:
    """Return what the words of a line alone say that it is."""
    kind = kind_of(text)
    if kind:
        return Phrase(kind)
    kind = kind_of_head(text)
    if kind is None or (kind != "related" and text.endswith(".")):
        return None
    return Phrase.RELATED_LINE if kind == "related" else Phrase.FURNITURE


def opens_related(text: str) -> bool:
    """Return whether a line begins «اقرأ أيضا», with or without a colon: evidence only beside a link."""
    return shape("related_bare").match(fold(text[:60]).strip(_TRIM)) is not None


@cache
def shape(name: str) -> re.Pattern[str]:
    """Return the pattern of the shapes called `name` in the table, for folded text."""
    shapes: dict[str, list[str]] = _read()["shapes"]
    return re.compile("|".join(f"(?:{one})" for one in shapes[name]))


def _of_long(text: str) -> Phrase | None:
    """Comment policies and disclaimers run to several lines; nothing else that long is told by its beginning."""
    plain = fold(text[:LENGTH_MAX]) if len(text) < POLICY_MAX else ""
    if shape("comments").match(plain):
        return Phrase.COMMENTS
    return Phrase.FURNITURE if shape("disclaimer").match(plain) else None


@cache
def _table() -> dict[str, Phrase]:
    groups = {name: phrases for name, phrases in _read().items() if name != "shapes"}
    return {_key(phrase): Phrase(group) for group, phrases in groups.items() for phrase in phrases}


def _key(text: str) -> str:
    return _key_of_folded(fold(text))


def _key_of_folded(plain: str) -> str:
    return _NOT_WORD.sub(" ", plain).strip()


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))
