"""JSON as templates break it → JSON: comments, stray commas, bare quotes and backslashes in strings, an end cut off.

One pass from left to right, each character looked at a bounded number of times; only asked when a parser has refused.
"""

from __future__ import annotations

import re

SPACES_MAX = 400
"""White space looked through to see what follows a quote or a comma."""

_MARKS = re.compile(r'["\\]')
_OUTSIDE = re.compile(r'"|/\*|//|[{}\[\],;]')
_NEXT = re.compile(rf"(?<!\s)\s{{0,{SPACES_MAX}}}(\S)")
_OPENS_VALUE = re.compile(rf'(?<!\s)\s{{0,{SPACES_MAX}}}(?:["{{\[\]}}/-]|\d|true|false|null|$)')
_ESCAPES = frozenset('"\\/bfnrtu')
_CLOSERS = {"{": "}", "[": "]"}


def mend(source: str) -> str:
    """Return `source` as JSON a lenient parser reads, as far as can be told; control characters stay in strings."""
    parts: list[str] = []
    still_open: list[str] = []
    place = 0
    while found := _OUTSIDE.search(source, place):
        parts.append(source[place : found.start()])
        mark, place = found[0], found.end()
        if mark == '"':
            end = _string_end(source, place)
            parts += ['"', _escaped(source[place:end]), '"']
            place = end + 1
        elif mark in {"/*", "//"}:
            place = _after_comment(source, mark, place)
        elif mark == ",":
            parts.append("" if _following(source, place) in {"", "}", "]", ","} else ",")
        elif mark != ";":
            _track(mark, still_open)
            parts.append(mark)
    return "".join([*parts, source[place:], *reversed([_CLOSERS[mark] for mark in still_open])])


def _string_end(source: str, start: int) -> int:
    """Return where the string that opens before `start` closes: at the quote after which JSON could go on."""
    place = start
    while found := _MARKS.search(source, place):
        if found[0] == "\\":
            place = found.end() + 1
        elif _closes(source, found.end()):
            return found.start()
        else:
            place = found.end()
    return len(source)


def _closes(source: str, after: int) -> bool:
    mark = _following(source, after)
    if mark == ",":
        return _OPENS_VALUE.match(source, source.index(",", after) + 1) is not None
    return mark in {"", ":", "}", "]"}


def _following(source: str, place: int) -> str:
    found = _NEXT.match(source, place)
    return found[1] if found else ""


def _escaped(text: str) -> str:
    """Escape the quotes that stand bare in a string, and the backslashes that escape nothing."""
    parts, place = [], 0
    while found := _MARKS.search(text, place):
        parts.append(text[place : found.start()])
        pair = text[found.start() : found.start() + 2]
        is_escape = found[0] == "\\" and len(pair) > 1 and pair[1] in _ESCAPES
        parts.append(pair if is_escape else "\\" + found[0])
        place = found.start() + (2 if is_escape else 1)
    return "".join([*parts, text[place:]])


def _after_comment(source: str, mark: str, place: int) -> int:
    end = source.find("*/" if mark == "/*" else "\n", place)
    return len(source) if end < 0 else end + len(mark) - (mark == "//")


def _track(mark: str, still_open: list[str]) -> None:
    if mark in _CLOSERS:
        still_open.append(mark)
    elif still_open and _CLOSERS[still_open[-1]] == mark:
        still_open.pop()
