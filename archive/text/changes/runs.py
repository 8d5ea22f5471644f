"""Rows of words with one fate each, and their tidying for readers.

Read in order, the runs kept, added and moved here make up the text after. Those kept, removed and moved away make up the
text before, but for white space; a removed run with a `move` is shown inside the moved sentence, and counts where that left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from archive.text.changes.tokens import Token

ISLAND = 3
"""How many times as many words must be changed on either side as were kept between, for those to be read as changed too."""


class Fate(StrEnum):
    """What became of words, read from the text before to the text after."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens of one fate that follow each other. `move`: the same number where a sentence left and where it came to.

    `is_notice`: an added sentence that owns up to a mistake. It stands in no other's place, though it may repeat its words.
    """

    fate: Fate
    tokens: tuple[Token, ...]
    move: int | None = None
    is_notice: bool = False


@dataclass(slots=True)
class _Stretch:
    """What was kept, then what was put where: removed and added words, in any order."""

    kept: list[Token] = field(default_factory=list)
    removed: list[Token] = field(default_factory=list)
    added: list[Token] = field(default_factory=list)
    words_removed: int = 0
    words_added: int = 0

    def changed(self) -> int:
        """Return how many words are changed, of the side that has more."""
        return max(self.words_removed, self.words_added)

    def change(self, removed: Sequence[Token], added: Sequence[Token]) -> None:
        """Add words that went and came. They are counted as they come: a text may have as many changes as words."""
        self.removed += removed
        self.added += added
        self.words_removed += _words(removed)
        self.words_added += _words(added)


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs with what is removed before what is added in its place, and without islands.

    A single «في» that happens to be in both of two unlike sentences was not kept in any sense that a reader has.
    """
    row: list[Run] = []
    stretches = [_Stretch()]
    for run in runs:
        if run.move is None and not run.is_notice:
            _grow(stretches, run)
        else:
            row += [*_row(stretches), run]
            stretches = [_Stretch()]
    return (*row, *_row(stretches))


def _grow(stretches: list[_Stretch], run: Run) -> None:
    last = stretches[-1]
    if run.fate is Fate.KEPT and (last.removed or last.added):
        stretches.append(_Stretch(kept=list(run.tokens)))
    elif run.fate is Fate.KEPT:
        last.kept += run.tokens
    else:
        last.change(*((run.tokens, ()) if run.fate is Fate.REMOVED else ((), run.tokens)))


def _row(stretches: Iterable[_Stretch]) -> Iterator[Run]:
    row = _without_islands(stretches)
    for stretch, following in pairwise(row):
        _slide(stretch, following)
    for stretch in row:
        for fate, tokens in ((Fate.KEPT, stretch.kept), (Fate.REMOVED, stretch.removed), (Fate.ADDED, stretch.added)):
            if tokens:
                yield Run(fate, tuple(tokens))


def _slide(stretch: _Stretch, following: _Stretch) -> None:
    """Let what came or went alone begin after the full stop of the sentence before, not with it."""
    alone = stretch.added or stretch.removed
    if (stretch.added and stretch.removed) or not (alone and following.kept):
        return
    mark, same = alone[0], following.kept[0]
    if mark.text == same.text and not mark.is_word:
        is_added = alone is stretch.added
        stretch.kept.append(mark if is_added else same)  # of the two the one that stands in the text after
        alone[:] = [*alone[1:], same if is_added else mark]
        del following.kept[0]


def _without_islands(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    row: list[_Stretch] = []
    for stretch in stretches:
        if row and row[-1].changed() and stretch.changed() and _is_island(row[-1], stretch):
            row[-1].change(stretch.kept + stretch.removed, stretch.kept + stretch.added)
        else:
            row.append(stretch)
    return row


def _is_island(before: _Stretch, after: _Stretch) -> bool:
    return ISLAND * _words(after.kept) <= min(before.changed(), after.changed())


def _words(tokens: Iterable[Token]) -> int:
    return sum(token.is_word for token in tokens)
