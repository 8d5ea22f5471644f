"""A query is read as people type it. Never an error: what makes no sense is left out, with a note, or taken for words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.catalog.search.query import (
    TEXT_FIELDS,
    All,
    Any,
    Days,
    Node,
    Not,
    Note,
    NoteKind,
    Phrase,
    Query,
    Value,
    Word,
    seen,
    value_of,
)
from archive.text.arabic import fold
from archive.text.terms import terms, words

QUERY_MAX = 4_000
"""Characters of a query that are read."""

LEAVES_MAX = 24
"""Words, phrases and fields of a query that are looked for."""

WORDS_MAX = 32
"""Words of a phrase that are looked for."""

PARTS_MAX = 16
"""Words that signs may divide one into that is no phrase."""

DEPTH_MAX = 16
"""Parentheses within parentheses that are told apart."""

FIELDS = {
    **dict.fromkeys(("agency", "وكالة", "الوكالة"), "agency"),
    **dict.fromkeys(("source", "مصدر", "المصدر", "صحيفة"), "source"),
    **dict.fromkeys(("place", "مكان", "المكان"), "place"),
    **dict.fromkeys(("author", "كاتب", "الكاتب"), "author"),
    **dict.fromkeys(("headline", "title", "عنوان", "العنوان"), "headline"),
    **dict.fromkeys(("section", "قسم", "القسم"), "section"),
    **dict.fromkeys(("lang", "language", "لغة", "اللغة"), "lang"),
    **dict.fromkeys(("country", "بلد", "البلد"), "country"),
    **dict.fromkeys(("since", "منذ"), "since"),
    **dict.fromkeys(("until", "حتى"), "until"),
    **dict.fromkeys(("before", "قبل"), "before"),
    **dict.fromkeys(("after", "بعد"), "after"),
    **dict.fromkeys(("on", "يوم"), "on"),
    **dict.fromkeys(("came", "ورد"), "came"),
}
"""Names of fields, in English and Arabic."""

_DAYS = ("since", "until", "before", "after", "on", "came")
_CLOSING = {'"': '"', "«": "»", "“": "”", "„": "“", "”": "”", "″": "″", "＂": "＂"}
_EITHER = ("OR", "|", "||")
_BOTH = ("AND", "&", "&&")
_CHUNK = re.compile(r'[^\s()"«»“”„″＂|]+')
_FIELD = re.compile(r"(\w{1,12}):(?!/)")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: "word", "phrase", "field", or the sign itself: "(", ")", "-", "|", "&". `text`: without its quotes.

    `is_exact`: of a field, that its value follows a sign of equality.
    """

    kind: str
    text: str = ""
    field: str | None = None
    is_quoted: bool = False
    is_exact: bool = False


@dataclass(slots=True)
class _Reading:
    """Tokens that are read one after the other."""

    tokens: list[_Token]
    place: int = 0
    leaves: int = 0
    notes: dict[Note, None] = field(default_factory=dict)

    def next_kind(self) -> str | None:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else None


def parse(text: str) -> Query:
    """Return the query that `text` is. Words: all must occur. "…" or «…»: exactly so. OR, -, ( ), and `FIELDS` with a colon.

    At most QUERY_MAX characters and LEAVES_MAX words are read. Time grows with the length, and no further than that.
    """
    reading = _Reading(_tokens(seen(text[: QUERY_MAX * 2])[:QUERY_MAX]))
    if len(text) > QUERY_MAX:
        reading.notes[Note(kind=NoteKind.LONG, about=QUERY_MAX)] = None
    nodes = []
    while reading.next_kind() is not None:
        if node := _read_any(reading, 0):
            nodes.append(node)
        if reading.next_kind() == ")":
            reading.place += 1
    return Query(root=_joined(All, nodes), notes=tuple(reading.notes))


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while place < len(text):
        token, place = _token(text, place)
        if token is not None:
            tokens.append(token)
    return tokens


def _token(text: str, start: int) -> tuple[_Token | None, int]:
    """Return the token that begins at `start`, or None for what is none, and where the next begins."""
    sign = text[start]
    if sign in "()":
        return _Token(sign), start + 1
    if sign == "|":
        return _Token("|"), start + 1
    if sign in "-−–" and text[start + 1 : start + 2].strip() and (start == 0 or text[start - 1] in " ("):
        return _Token("-"), start + 1
    if sign in _CLOSING:
        return _quoted(text, start, None)
    chunk = _CHUNK.match(text, start)
    return _chunk(text, chunk) if chunk else (None, start + 1)


def _quoted(text: str, start: int, name: str | None, *, is_exact: bool = False) -> tuple[_Token | None, int]:
    end = text.find(_CLOSING[text[start]], start + 1)
    if end < 0:  # a quote that nothing closes is no quote
        return None, start + 1
    return _Token("field" if name else "phrase", text[start + 1 : end], name, is_quoted=True, is_exact=is_exact), end + 1


def _chunk(text: str, chunk: re.Match[str]) -> tuple[_Token | None, int]:
    named = _FIELD.match(chunk[0])
    name = FIELDS.get(named[1].lower()) if named else None
    if named is None or name is None:
        kind = "|" if chunk[0] in _EITHER else "&" if chunk[0] in _BOTH else "-" if chunk[0] == "NOT" else "word"
        return _Token(kind, chunk[0]), chunk.end()
    end = chunk.start() + named.end()
    is_exact = text.startswith("=", end)
    end += is_exact
    if end < chunk.end():
        return _Token("field", text[end : chunk.end()], name, is_exact=is_exact), chunk.end()
    if text[end : end + 1] in _CLOSING:
        return _quoted(text, end, name, is_exact=is_exact)
    return _Token("field", "", name), end


def _read_any(reading: _Reading, depth: int) -> Node | None:
    nodes = [_read_all(reading, depth)]
    while reading.next_kind() == "|":
        reading.place += 1
        nodes.append(_read_all(reading, depth))
    return _joined(Any, nodes)


def _read_all(reading: _Reading, depth: int) -> Node | None:
    nodes = []
    while reading.next_kind() not in (None, "|", ")"):
        nodes.append(_read_one(reading, depth))
    return _joined(All, nodes)


def _read_one(reading: _Reading, depth: int) -> Node | None:
    is_not = False
    while reading.next_kind() in ("-", "&"):
        is_not ^= reading.next_kind() == "-"
        reading.place += 1
    kind = reading.next_kind()
    if kind in (None, "|", ")"):
        return None
    reading.place += 1
    node = _read_inside(reading, depth) if kind == "(" else _leaf(reading, reading.tokens[reading.place - 1])
    if node is None or not is_not:
        return node
    return node.node if isinstance(node, Not) else Not(node=node)


def _read_inside(reading: _Reading, depth: int) -> Node | None:
    if depth >= DEPTH_MAX:  # the parenthesis is passed over, what it holds is not
        return None
    node = _read_any(reading, depth + 1)
    if reading.next_kind() == ")":
        reading.place += 1
    return node


def _leaf(reading: _Reading, token: _Token) -> Node | None:
    node = _field(reading, token) if token.field else _text(token, None)
    if node is None:
        return None
    reading.leaves += 1
    if reading.leaves > LEAVES_MAX:
        reading.notes[Note(kind=NoteKind.MANY, about=LEAVES_MAX)] = None
        return None
    return node


def _text(token: _Token, name: str | None) -> Node | None:
    """Return the words of a token, without signs around them; None where it has none: an emoji alone, a full stop."""
    text = " ".join(token.text.replace('"', " ").split())
    if not terms(text).strip():
        return None
    spans = list(words(text))[: WORDS_MAX if token.is_quoted else PARTS_MAX]
    text = text[spans[0][0] : spans[-1][1]]
    return Phrase(text=text, field=name) if token.is_quoted else Word(text=_bare(text), field=name)


def _bare(word: str) -> str:
    """Return a word in a spelling that is read as this word again, without the signs that stood before it."""
    named = _FIELD.match(word)
    if named and named[1].lower() in FIELDS:
        return word.replace(":", "-")
    return word.lower() if word in ("OR", "AND", "NOT") else word


def _field(reading: _Reading, token: _Token) -> Node | None:
    name, text = token.field or "", " ".join(token.text.split())
    node: Node | None
    if name in TEXT_FIELDS:
        node = _text(token, name)
    elif name in _DAYS:
        node = days_of(name, text)
    else:
        node = _value(name, text, is_exact=token.is_exact)
    if node is None:
        reading.notes[Note(kind=NoteKind.EMPTY, about=f"{name}:{text}")] = None
    return node


def _value(name: str, text: str, *, is_exact: bool) -> Value | None:
    """Return the value that is asked for; None where there is none: no letter, or, of an exact one, nothing at all."""
    value = value_of(text)
    return Value(field=name, text=value, is_exact=is_exact) if (value if is_exact else terms(value).strip()) else None


def days_of(name: str, text: str) -> Days | None:
    """Return the days that a year, a month (2026-11) or a day (2026-11-03, 3/11/2026) names, in any digits."""
    found = _dated(fold(text))
    if found is None:
        return None
    first, last, written = found
    spans = {
        "since": (first, 9999_12_31),
        "after": (last + 1, 9999_12_31),
        "until": (0, last),
        "before": (0, first - 1),
        "on": (first, last),
        "came": (first, last),
    }
    return Days(field=name, text=written, first=spans[name][0], last=spans[name][1])


def _dated(text: str) -> tuple[int, int, str] | None:
    """Return the first day, the last day and the spelling of a span."""
    if turned := _DAY_FIRST.fullmatch(text):
        text = f"{turned[3]}-{turned[2]}-{turned[1]}"
    found = _YEAR_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if month > 12 or day > 31 or (found[2] and not month) or (found[3] and not day):
        return None
    written = "-".join(part for part in (f"{year:04}", f"{month:02}" if month else "", f"{day:02}" if day else "") if part)
    start = year * 10_000 + (month or 1) * 100 + (day or 1)
    return start, year * 10_000 + (month or 12) * 100 + (day or 31), written


def _joined(kind: type[All | Any], nodes: Iterable[Node | None]) -> Node | None:
    """Return the nodes as one; those alike within each other as one list, what is said twice once."""
    flat: list[Node] = []
    for node in nodes:
        if node is not None:
            flat += node.nodes if isinstance(node, kind) else (node,)
    if not flat:
        return None
    once = tuple(dict.fromkeys(flat))
    return once[0] if len(once) == 1 else kind(nodes=once)
