"""What an editor did to a text on the way: paragraphs cut and added, and what was altered in those that stayed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import chain

from archive.models import Article
from archive.text.changes.changes import BODY, Change, compare
from archive.text.changes.kinds import ChangeKind
from archive.text.printings.likeness import REACH, Run, covered, runs_in
from archive.text.printings.shingles import words_of

LEFT_MIN = 0.25
"""Share of a paragraph's words, in runs of three, from which on it was not cut but altered."""

PARAGRAPHS_MAX = 400
"""Paragraphs of a text that are looked at."""

ORDER = (
    ChangeKind.NUMBER,
    ChangeKind.NAME,
    ChangeKind.ATTRIBUTION,
    ChangeKind.CORRECTION,
    ChangeKind.REMOVAL,
    ChangeKind.ADDITION,
    ChangeKind.WORDING,
    ChangeKind.SPELLING,
)
"""What was altered, the gravest first."""


class Part(StrEnum):
    """Where in a text something was cut."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, by its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What was done to a text. `kept`: the share of its words that are still there, in runs of three.

    `cut`: its paragraphs of which next to nothing is left, and `cut_from` where they stood. `added`: paragraphs of the
    printing that are not in it. `altered`: what differs in those that stayed, numbers first, then names. `moved`: sentences
    that stand elsewhere.
    """

    kept: float
    cut: tuple[Passage, ...]
    cut_from: tuple[Part, ...]
    added: tuple[Passage, ...]
    altered: tuple[Change, ...]
    moved: int


@dataclass(frozen=True)
class _Body:
    """A text's paragraphs, and the words of each."""

    lines: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs of all its words, over the ends of paragraphs too."""
        return runs_in(tuple(chain.from_iterable(self.words)), REACH)

    @cached_property
    def known(self) -> frozenset[Run]:
        """The runs, each once."""
        return frozenset(self.runs)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words, each once."""
        return frozenset(chain.from_iterable(self.words))


def editing(origin: Article, printed: Article) -> Editing:
    """Return what was done to `origin` until it was `printed`."""
    before, after = _body(origin.article_body), _body(printed.article_body)
    cut, added = tuple(_lacking(before, after)), tuple(_lacking(after, before))
    changes = compare(
        replace(origin, headline="", alternative_headline=None, article_body=_without(before, cut)),
        replace(printed, headline="", alternative_headline=None, article_body=_without(after, added)),
    ).changes
    altered = sorted((one for one in changes if one.where == BODY and one.kind in ORDER), key=lambda one: ORDER.index(one.kind))
    return Editing(
        kept=round(_kept(before, after), 3),
        cut=cut,
        cut_from=_parts({passage.number for passage in cut}, len(before.lines)),
        added=added,
        altered=tuple(altered),
        moved=sum(one.kind is ChangeKind.MOVE for one in changes),
    )


@lru_cache(maxsize=16)
def _body(text: str) -> _Body:
    """Prepare a text; an origin is compared with all of its printings."""
    lines = tuple(text.splitlines()[:PARAGRAPHS_MAX])
    return _Body(lines=lines, words=tuple(words_of(line) for line in lines))


def _lacking(body: _Body, other: _Body) -> Iterator[Passage]:
    """Yield the paragraphs of which next to nothing is in the other text."""
    for number, (line, words) in enumerate(zip(body.lines, body.words, strict=True), start=1):
        is_long = len(words) >= REACH
        flags = covered(runs_in(words, REACH), other.known) if is_long else [word in other.vocabulary for word in words]
        if words and sum(flags) < LEFT_MIN * len(words):
            yield Passage(number=number, text=line)


def _kept(before: _Body, after: _Body) -> float:
    flags = covered(before.runs, after.known)
    return sum(flags) / len(flags) if flags else 0.0


def _without(body: _Body, passages: Sequence[Passage]) -> str:
    dropped = {passage.number for passage in passages}
    return "\n".join(line for number, line in enumerate(body.lines, start=1) if number not in dropped)


def _parts(cut: set[int], total: int) -> tuple[Part, ...]:
    """Return where the paragraphs stood, seen from those that stayed."""
    stayed = set(range(1, total + 1)) - cut
    if not cut or not stayed:
        return tuple(Part) if cut else ()
    where = {Part.TOP: min(cut) < min(stayed), Part.BOTTOM: max(cut) > max(stayed)}
    where[Part.MIDDLE] = any(min(stayed) < number < max(stayed) for number in cut)
    return tuple(part for part in Part if where[part])
