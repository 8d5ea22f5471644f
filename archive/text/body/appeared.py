"""The words that blogs' feeds put below a text, of where it appeared first: they travel with it to whoever prints it again."""

from __future__ import annotations

import re

TAIL_MAX = 500

_KINDS = "(?:ال)?(?:مقالة?|تدوينة|خبر|موضوع|منشور|مشاركة|مادة|تقرير|قصة|نص)"
_FIRST = "(?:أولًا|أولاً|أوّلا|أولا|اولا|اولاً)"
_APPEARED = re.compile(
    r"(?:^|(?<=[.؟!…»\"”\])])\s{0,3})(?:"
    r"The (?:post|article) .{1,300} (?:first appeared|appeared first) (?:on|in) .{1,80}"
    rf"|ظهرت? {_KINDS} .{{5,300}} {_FIRST} (?:على|في) [^،؛]{{1,40}}"
    rf"|{_KINDS} .{{5,300}} ظهرت? {_FIRST} (?:على|في) [^،؛]{{1,40}}"
    r"|L[’'](?:article|actualité) .{1,300} (?:est apparue?|a été publiée?) en premier (?:sur|dans) .{1,80}"
    r"|نوشته .{1,300} اولین بار (?:در|بر) .{1,80} پدیدار شد"
    r")\s{0,3}$",
    re.IGNORECASE,
)


def without_appeared(text: str) -> str:
    """Return `text`, a story's last line, without «ظهر المقال … أولا على …» or "The post … appeared first on …" at its end.

    Empty when it says nothing else. The forms are those of WordPress in Arabic, English, French and Persian: https://translate.wordpress.org.
    """
    tail = text[-TAIL_MAX:]
    found = _APPEARED.search(tail)
    return text[: len(text) - len(tail) + found.start()].rstrip() if found else text
