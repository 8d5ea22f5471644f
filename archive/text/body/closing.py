"""The credit that closes a text: the last words of its last paragraph («… (أ ف ب)», «--(بترا)», «… . الأناضول»)."""

from __future__ import annotations

import re
from functools import cache

from archive.text.origin.agencies import agency_named, is_ordinary, spelling_pattern
from archive.text.origin.credit import LINE_MAX, Credit

_THE_END = re.compile(
    r"(?:(?:(?<=[.؟!»\"”])\s{0,3}|\s{0,3}(?:[(/*\[]{1,3}|-{2,3})\s{0,2})"
    r"(?:النهاية|انتهى|انتهي|نهاية الخبر)|\s{0,3}[(/]ends?[)/])"
    r"(?:[\s\d/).\]*-]{0,8}[^\W\d_]{1,2}(?![^\W\d_])){0,3}[\s\d/).\]*-]{0,12}$",
    re.IGNORECASE,
)
"""«/نهاية الخبر/», «. انتهى 25ح», with an editor's initials and number."""
_BARE_THOUGH_ORDINARY = "الأناضول"


def take_closing(paragraph: str) -> tuple[Credit | None, str]:
    """Return the credit that ends `paragraph`, and the paragraph without it and without «(انتهى)»."""
    paragraph = paragraph[:-LINE_MAX] + _THE_END.sub("", paragraph[-LINE_MAX:])
    tail = paragraph[-LINE_MAX:]
    suffix = _suffix().search(tail)
    if not suffix:
        return None, paragraph
    inside = suffix["bracketed"] or suffix["bare"]
    name = agency_named(inside)
    if name is None or (suffix["bare"] and is_ordinary(inside) and name != _BARE_THOUGH_ORDINARY):
        return None, paragraph
    return Credit(agency=name), paragraph[: len(paragraph) - len(tail) + suffix.start()].rstrip(" -–—/")


@cache
def _suffix() -> re.Pattern[str]:
    agency = spelling_pattern()
    return re.compile(
        rf"[\s-]{{0,3}}(?:--|[-–—/]){{0,3}}\s{{0,2}}[(\[]\s{{0,2}}(?:[^\W\d]{{2,12}}[\s/-]{{1,3}})?(?P<bracketed>{agency})\s{{0,2}}[)\]][\s.]{{0,3}}$"
        rf"|(?<=[.؟!»\"])\s{{0,3}}(?:[-–—/]{{1,2}}\s{{0,2}})?(?P<bare>{agency})[\s.]{{0,2}}$"
    )
