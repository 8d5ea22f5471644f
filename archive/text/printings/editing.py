"""What an editor did to a text on the way: paragraphs cut and added, and what was altered in those that stayed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

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


def editing(origin: Article, printed: Article) -> Editing:
    """Return what was done to `origin` until it was `printed`."""
    before, after = (article.article_body.splitlines()[:PARAGRAPHS_MAX] for article in (origin, printed))
    cut, added = tuple(_lacking(before, after)), tuple(_lacking(after, before))
    changes = compare(
        replace(origin, headline="", alternative_headline=None, article_body=_without(before, cut)),
        replace(printed, headline="", alternative_headline=None, article_body=_without(after, added)),
    ).changes
    altered = sorted((one for one in changes if one.where == BODY and one.kind in ORDER), key=lambda one: ORDER.index(one.kind))
    return Editing(
        kept=round(_kept(before, after), 3),
        cut=cut,
        cut_from=_parts({passage.number for passage in cut}, len(before)),
        added=added,
        altered=tuple(altered),
        moved=sum(one.kind is ChangeKind.MOVE for one in changes),
    )


def _lacking(lines: Sequence[str], others: Sequence[str]) -> Iterator[Passage]:
    """Yield the paragraphs of which next to nothing is in the other text."""
    known = frozenset(_runs("\n".join(others)))
    vocabulary = set(words_of("\n".join(others)))
    for number, line in enumerate(lines, start=1):
        words = words_of(line)
        flags = covered(runs_in(words, REACH), known) if len(words) >= REACH else [word in vocabulary for word in words]
        if words and sum(flags) < LEFT_MIN * len(words):
            yield Passage(number=number, text=line)


def _kept(before: Sequence[str], after: Sequence[str]) -> float:
    flags = covered(_runs("\n".join(before)), frozenset(_runs("\n".join(after))))
    return sum(flags) / len(flags) if flags else 0.0


def _runs(text: str) -> tuple[Run, ...]:
    return runs_in(words_of(text), REACH)


def _without(lines: Sequence[str], passages: Sequence[Passage]) -> str:
    dropped = {passage.number for passage in passages}
    return "\n".join(line for number, line in enumerate(lines, start=1) if number not in dropped)


def _parts(cut: set[int], total: int) -> tuple[Part, ...]:
    """Return where the paragraphs stood, seen from those that stayed."""
    stayed = set(range(1, total + 1)) - cut
    if not cut or not stayed:
        return tuple(Part) if cut else ()
    where = {Part.TOP: min(cut) < min(stayed), Part.BOTTOM: max(cut) > max(stayed)}
    where[Part.MIDDLE] = any(min(stayed) < number < max(stayed) for number in cut)
    return tuple(part for part in Part if where[part])
