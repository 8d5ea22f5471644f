"""Two texts laid out for reading: paragraphs as lines of words of one fate each, what stayed the same folded away.

Only whole words are marked: an Arabic word that is taken apart loses the joins of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from archive.text.changes.changes import Piece
from archive.text.changes.runs import Fate

AROUND = 1
"""Paragraphs that are shown on either side of a change."""

FOLDED_MIN = 2
"""Paragraphs that are worth being folded."""

BEFORE = frozenset({Fate.KEPT, Fate.REMOVED, Fate.MOVED_AWAY})
AFTER = frozenset({Fate.KEPT, Fate.ADDED, Fate.MOVED_HERE})

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the line round for all that follows, up to a sign that may never come; marks of direction (RLM) turn nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of one fate in a line. `move`: as `Piece.move`.

    `anchor`: what a link to them names, where they begin a change, or an end of a move; `other`: the other end of that.
    `is_later`: whether that one comes further down.
    """

    fate: Fate
    text: str
    change: int | None = None
    move: int | None = None
    anchor: str | None = None
    other: str | None = None
    is_later: bool = False


Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, with what was there before. `both`: all in one; `before`, `after`: the same as it was, and as it is."""

    both: tuple[Line, ...]
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that follow each other; those that are all the same are folded."""

    rows: tuple[Row, ...]
    is_folded: bool


def lay_out(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """Return a text as blocks of rows."""
    rows = [_row(words) for words in _paragraphs(_marked(pieces)) if any(one.text.strip() for one in words)]
    return tuple(_blocks(rows))


def one_line(pieces: Sequence[Piece]) -> Line:
    """Return a headline as a line, whatever breaks it."""
    return tuple(replace(one, text=" ".join(one.text.split("\n"))) for one in _marked(pieces))


def _marked(pieces: Sequence[Piece]) -> Iterator[Words]:
    """Yield the words with their anchors: the first of each change, and both ends of each move."""
    anchors: set[str] = set()
    last = max((place for place, piece in enumerate(pieces) if piece.fate in AFTER), default=-1)
    for place, piece in enumerate(pieces):
        anchor, other = _anchors(piece)
        text = _TURNING.sub("", piece.text)
        if place == last < len(pieces) - 1 and not text[-1:].isspace():
            text += "\n"  # what the text before goes on with is a paragraph of its own
        words = Words(fate=piece.fate, text=text, change=piece.change, move=piece.move)
        if anchor is None or anchor in anchors:
            yield words
        else:
            yield replace(words, anchor=anchor, other=other, is_later=other is not None and other not in anchors)
            anchors.add(anchor)


def anchor_of(change: int, *, is_move: bool) -> str:
    """Return what names the place of a change: of a move, where it came to."""
    return f"move-{change}-came" if is_move else f"change-{change}"


def _anchors(piece: Piece) -> tuple[str | None, str | None]:
    if piece.change is None:
        return None, None
    ends = f"move-{piece.change}-left", anchor_of(piece.change, is_move=True)
    if piece.fate is Fate.MOVED_AWAY:
        return ends
    return ends[::-1] if piece.fate is Fate.MOVED_HERE else (anchor_of(piece.change, is_move=False), None)


def _paragraphs(words: Iterable[Words]) -> Iterator[list[Words]]:
    """Yield the words of each paragraph: it ends where one ends that stayed, and where whole ones went, came or moved."""
    row: list[Words] = []
    for one in words:
        if one.fate is not Fate.KEPT:
            row.append(one)
            continue
        if row and row[-1].text.endswith("\n") and all(each.fate is not Fate.KEPT for each in row):
            yield row
            row = []
        first, *others = one.text.split("\n")
        row.append(replace(one, text=first))
        for text in others:
            yield row
            row = [replace(one, text=text)] if text else []
    yield row


def _row(words: Sequence[Words]) -> Row:
    before = [one for one in words if one.fate in BEFORE and not (one.fate is Fate.REMOVED and one.move is not None)]
    after = [one for one in words if one.fate in AFTER]
    is_kept = all(one.fate is Fate.KEPT for one in words if one.text.strip())
    return Row(both=_lines(words), before=_lines(before), after=_lines(after), is_kept=is_kept)


def _lines(words: Sequence[Words]) -> tuple[Line, ...]:
    lines: list[list[Words]] = [[]]
    for one, following in zip_longest(words, words[1:]):
        text = one.text
        if text.endswith("\n") and _goes_on(lines[-1], one, following):
            text = text[:-1] + " "
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(replace(one, text=part) if not number else replace(one, text=part, anchor=None, other=None))
    return tuple(tuple(line) for line in lines if any(one.text.strip() for one in line))


def _goes_on(line: Sequence[Words], one: Words, following: Words | None) -> bool:
    """Whether words at the end of a line were removed for others: those stand beside them, not below."""
    return bool(line) and following is not None and (one.fate, following.fate) == (Fate.REMOVED, Fate.ADDED)


def _blocks(rows: Sequence[Row]) -> Iterator[Block]:
    stretches = [list(stretch) for _, stretch in groupby(rows, key=lambda row: row.is_kept)]
    for place, stretch in enumerate(stretches):
        if not stretch[0].is_kept:
            yield Block(rows=tuple(stretch), is_folded=False)
            continue
        head = AROUND if place else 0
        tail = len(stretch) - (AROUND if place < len(stretches) - 1 else 0)
        if tail - head < FOLDED_MIN:
            yield Block(rows=tuple(stretch), is_folded=False)
            continue
        parts = ((stretch[:head], False), (stretch[head:tail], True), (stretch[tail:], False))
        yield from (Block(rows=tuple(part), is_folded=is_folded) for part, is_folded in parts if part)
