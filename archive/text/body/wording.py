"""How a line is worded: as pages speak of themselves and to their readers, or as stories speak of the world.

No phrase is looked for: a line is weighed by its words (wording.toml), so that prompts never seen before are known too.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive.text.arabic import fold

TABLE = Path(__file__).with_name("wording.toml")
WORDS_MAX = 45
ENOUGH = 1.0
"""Weight of words that makes a line of nothing else a label: a firm word, or two that stories use too."""
SHARE_MIN = 0.3
"""Weight a word, from which a line with words of its own («المثال», a name) is a prompt."""
KNOWN_MIN = 0.58
SURE_MIN = 0.75
"""The share of a line's words that are pages' own from which one firm word among them is enough."""
PROMPT_MIN = 2
WORDS_MIN = 3
COUNTED = 0.5
COUNTED_MAX = 6
"""A number in a line this short counts as half a word: «1,234 مشاهدة», «3 دقائق للقراءة»."""

HEAD_MAX = 40
LABELLED_MAX = 160

_MARKS = (":", "؛", "|", "..", "»", ">")
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"«[^«»]{1,200}»|\"[^\"]{1,200}\"|“[^“”]{1,200}”")
_PARTICLES = ("", "و", "ف", "ب", "ل", "ك", "ال", "لل", "وال", "بال", "فال", "ول", "وب")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How many words a line has, how many are known as pages' words, what they weigh, and the kind that weighs most.

    `told`: how many words tell what somebody said or did.
    """

    words: int
    known: int
    firm: int
    weight: float
    kind: str
    told: int


@lru_cache(maxsize=4096)
def weigh(text: str) -> Wording:
    """Return the wording of `text`, a line; one of more than WORDS_MAX words weighs nothing."""
    words = _WORD.findall(without_quoted(fold(text)))
    kinds: Counter[str] = Counter()
    firm = known = told = 0
    for word in words if len(words) <= WORDS_MAX else ():
        group, kind = _known(word)
        known += group != ""
        firm += group == "firm"
        told += group == "told"
        if kind:
            kinds[kind] += 2 if group == "firm" else 1
    kind = max(kinds, key=kinds.__getitem__) if kinds else ""
    counted = COUNTED if kinds and len(words) <= COUNTED_MAX and any(map(str.isdigit, words)) else 0
    weight = kinds.total() / 2 + counted
    return Wording(words=len(words), known=known, firm=firm, weight=weight, kind=kind, told=told)


def without_quoted(text: str) -> str:
    """Put one word of no page for what a line quotes; a line that is all quotation is read as it is."""
    rest = _QUOTED.sub(" ~q~ ", text)
    return rest.replace("~q~", "quoted") if _WORD.search(rest.replace("~q~", "")) else text


def kind_of(text: str) -> str | None:
    """Return the kind of label or prompt («comments», «related», «furniture») a line is by its words alone, or None."""
    wording = weigh(text)
    if wording.told or not wording.words:
        return None
    return wording.kind if _is_label(wording, text) or _is_prompt(wording) else None


def kind_of_head(text: str) -> str | None:
    """Return the kind of label that stands before a colon or a bar, with what it labels after it; None without one."""
    head, mark, rest = text[:HEAD_MAX].partition(next((mark for mark in _MARKS if mark in text[:HEAD_MAX]), "\n"))
    wording = weigh(head)
    if not mark or not rest.strip() or len(text) > LABELLED_MAX or wording.told or not wording.words:
        return None
    return wording.kind if wording.known == wording.words and wording.weight >= ENOUGH else None


def _is_label(wording: Wording, text: str) -> bool:
    """Tell a line of the page's words alone; a short sentence of them («لا تعليق.») may be an answer."""
    if wording.known < wording.words or wording.weight < ENOUGH:
        return False
    return wording.words >= WORDS_MIN or not text.endswith((".", "؟", "!"))


def _is_prompt(wording: Wording) -> bool:
    """Tell a line that has words of its own too, by how many of the page's stand around them."""
    if wording.firm and wording.weight >= PROMPT_MIN and wording.known >= SURE_MIN * wording.words:
        return True
    return (
        wording.firm >= PROMPT_MIN
        and wording.known >= KNOWN_MIN * wording.words
        and wording.weight >= SHARE_MIN * wording.words
    )


@lru_cache(maxsize=16_384)
def _known(word: str) -> tuple[str, str]:
    """Return the group and the kind of a word: as it is, or without a particle and the article; numbers say nothing."""
    if word.isdigit() or (len(word) == 1 and word not in _words()):
        return "beside", ""
    for particle in _PARTICLES:
        if word.startswith(particle) and (found := _words().get(word.removeprefix(particle))):
            return found
    return "", ""


@cache
def _words() -> dict[str, tuple[str, str]]:
    groups: dict[str, dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))
    found: dict[str, tuple[str, str]] = {}
    for group, kinds in groups.items():
        for kind, words in kinds.items():
            for word in fold(words).split():
                found.setdefault(word, (group, "" if kind == "words" else kind))
    return found
