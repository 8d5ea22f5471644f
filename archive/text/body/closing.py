"""The credit that closes a text: the last words of its last paragraph («… (أ ف ب)», «--(بترا)», «… . الأناضول»)."""

from __future__ import annotations

import re
from functools import cache

from archive.text.origin.agencies import agency_named, is_ordinary, spelling_pattern
from archive.text.origin.credit import LINE_MAX, Credit, first_named

_THE_END = re.compile(
    r"(?:(?:(?<=[.؟!»\"”])\s{0,3}|\s{0,3}(?:[(/*\[]{1,3}|-{2,3})\s{0,2})"
    r"(?:النهاية|انتهى|انتهي|نهاية الخبر)|\s{0,3}[(/]ends?[)/])"
    r"(?:[\s\d/).\]*-]{0,8}[^\W\d_]{1,2}(?![^\W\d_])){0,3}[\s\d/).\]*-]{0,12}$",
    re.IGNORECASE,
)
"""«/نهاية الخبر/», «. انتهى 25ح», with an editor's initials and number."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{5,60})[)\]][\s.]{0,3}$")
_AND = re.compile(r"\s{0,2}[،,/+&–-]\s{0,2}|\sو(?=\S)")
_BARE_THOUGH_ORDINARY = "الأناضول"


def take_closing(paragraph: str) -> tuple[Credit | None, str]:
    """Return the credit that ends `paragraph`, and the paragraph without it and without «(انتهى)»."""
    paragraph = paragraph[:-LINE_MAX] + _THE_END.sub("", paragraph[-LINE_MAX:])
    tail = paragraph[-LINE_MAX:]
    suffix = _suffix().search(tail)
    if not suffix:
        return _several(paragraph, tail)
    inside = suffix["bracketed"] or suffix["bare"]
    name = agency_named(inside)
    is_marked = suffix["mark"] in {"//", "--"} or name == _BARE_THOUGH_ORDINARY
    if name is None or (suffix["bare"] and is_ordinary(inside) and not is_marked):
        return None, paragraph
    return Credit(agency=name), paragraph[: len(paragraph) - len(tail) + suffix.start()].rstrip(" -–—/")


def _several(paragraph: str, tail: str) -> tuple[Credit | None, str]:
    """Take «(أ ف ب، رويترز)» off the end: brackets that hold nothing but agencies."""
    brackets = _BRACKETS.search(tail)
    named = [agency_named(part) for part in _AND.split(brackets[1])] if brackets else []
    agencies = [name for name in named if name]
    if brackets is None or len(named) < 2 or len(agencies) < len(named):
        return None, paragraph
    return Credit(agency=first_named(agencies)), paragraph[: len(paragraph) - len(tail) + brackets.start()].rstrip(" -–—/")


@cache
def _suffix() -> re.Pattern[str]:
    agency = spelling_pattern()
    return re.compile(
        rf"[\s-]{{0,3}}(?:--|[-–—/]){{0,3}}\s{{0,2}}[(\[](?=[^()\[\]]*+[)\]][\s.]{{0,3}}$)"
        rf"\s{{0,2}}(?:[^\W\d]{{2,12}}[\s/-]{{1,3}})?(?P<bracketed>{agency})\s{{0,2}}[)\]][\s.]{{0,3}}$"
        rf"|(?<=[.؟!»\"])\s{{0,3}}(?:(?P<mark>[-–—/]{{1,2}})\s{{0,2}})?(?P<bare>{agency})[\s.]{{0,2}}$"
    )
