"""What became of an agency's name in a text printed from its own."""

from __future__ import annotations

from enum import StrEnum

from archive.models import Article
from archive.text.arabic import fold
from archive.text.origin.agencies import UNNAMED, agency_named

ENDS = 2
"""Paragraphs at both ends of a text where a credit may stand that was not taken off."""

OPENING_WORDS = 12
"""Words of a paragraph in which an agency's name is its credit: «الرباط (رقيم) - »."""

NAME_MIN = 3
"""Letters of a name that is looked for among words."""


class CreditFate(StrEnum):
    """KEPT: the agency is named. CHANGED: another is, or «وكالات». DROPPED: none is. UNKNOWN: nobody knows whose text it is."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


def credit_fate(agency: str | None, printed: Article) -> CreditFate:
    """Return what became of the name of `agency`, whose text it was, in `printed`."""
    if agency is None or agency == UNNAMED:
        return CreditFate.UNKNOWN
    if is_credited(agency, printed):
        return CreditFate.KEPT
    return CreditFate.CHANGED if printed.source_organization else CreditFate.DROPPED


def is_credited(agency: str, printed: Article) -> bool:
    """Whether the article names the agency: as its source, its writer, or where its text begins or ends."""
    named = (printed.source_organization or "", *printed.author)
    if any(_same(agency, name) for name in named):
        return True
    words = _words(agency)
    return len(words) >= NAME_MIN and any(f" {words} " in f" {line} " for line in _edges(printed.article_body))


def _same(agency: str, name: str) -> bool:
    if not name:
        return False
    return agency in (name, agency_named(name)) or f" {_words(agency)} " in f" {_words(name)} "


def _edges(body: str) -> list[str]:
    """Return the folded words in which a text names its source: those its paragraphs open with, and its last ones."""
    lines = body.splitlines()
    opened = [_words(" ".join(line.split()[:OPENING_WORDS])) for line in (*lines[:ENDS], *lines[-ENDS:])]
    return [*opened, *(_words(" ".join(line.split()[-OPENING_WORDS:])) for line in lines[-ENDS:])]


def _words(text: str) -> str:
    """Return folded words with one space between them; «وكالة» and «للأنباء» are parts of many names, and of none."""
    words = "".join(char if char.isalnum() else " " for char in fold(text)).split()
    return " ".join(word for word in words if word not in _COMMON) or " ".join(words)


_COMMON = frozenset(fold("وكالة للأنباء الأنباء أنباء الإخبارية").split())
