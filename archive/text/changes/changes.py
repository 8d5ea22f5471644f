"""Two texts of one story compared: the words of both in one row, and each change with its kind.

What an editor did between two readings, for readers of a diff and for counting. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.models import Article
from archive.text.changes.align import align
from archive.text.changes.kinds import ChangeKind, kind_of
from archive.text.changes.paragraphs import align_paragraphs
from archive.text.changes.runs import Fate, Run
from archive.text.changes.tokens import Token, text_of

HEADLINE = "headline"
DECK = "alternative_headline"
BODY = "article_body"

LENGTH_MAX = 200_000
"""Characters of two texts together whose words are compared where somebody waits: half a second's work."""

Laid = Callable[[str, str], tuple[Run, ...]]
"""How two texts are laid beside each other."""

_CHANGED = frozenset((Fate.REMOVED, Fate.ADDED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of one fate in a row. `text`: with the white space after it, a line feed between paragraphs.

    `change`: the number of the change it is part of, None for what was kept. `move`: the same number, within one row, where a
    sentence left, where it came to, and with the words that were changed in it; None for what stands in its place.
    """

    fate: Fate
    text: str
    change: int | None = None
    move: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `where`: "headline", "alternative_headline" or "article_body".

    `before`, `after`: the words, "" where there are none.
    """

    number: int
    kind: ChangeKind
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two readings beside each other, the earlier one first (`archive.text.changes.runs` says how to read the pieces).

    `by_paragraph`: whether whole paragraphs were compared, for the texts are too long for their words.
    """

    headline: tuple[Piece, ...]
    deck: tuple[Piece, ...]
    body: tuple[Piece, ...]
    changes: tuple[Change, ...]
    by_paragraph: bool = False

    @property
    def is_whitespace_only(self) -> bool:
        """Whether nothing differs but white space."""
        return all(change.kind is ChangeKind.WHITESPACE for change in self.changes)

    @property
    def has_notice(self) -> bool:
        """Whether the later one owns up to a mistake, or says that it was changed, and the earlier one did not."""
        return any(change.kind is ChangeKind.CORRECTION for change in self.changes)


def compare(before: Article, after: Article) -> Comparison:
    """Return what changed in headline, deck and text from `before` to `after`, word by word."""
    return _compare(before, after, align, by_paragraph=False)


def compare_within(before: Article, after: Article, length_max: int = LENGTH_MAX) -> Comparison:
    """Return the same, of texts that are longer together than `length_max` (characters) by whole paragraphs."""
    is_long = len(before.article_body) + len(after.article_body) > length_max
    return _compare(before, after, align_paragraphs if is_long else align, by_paragraph=is_long)


def _compare(before: Article, after: Article, laid: Laid, *, by_paragraph: bool) -> Comparison:
    headline, changes = _row(before.headline, after.headline, HEADLINE, 1, align)
    decks = [one.alternative_headline or "" for one in (before, after)]
    deck, more = _row(decks[0], decks[1], DECK, 1 + len(changes), align)
    changes += more
    body, more = _row(before.article_body, after.article_body, BODY, 1 + len(changes), laid)
    return Comparison(headline=headline, deck=deck, body=body, changes=(*changes, *more), by_paragraph=by_paragraph)


def _row(before: str, after: str, where: str, first: int, laid: Laid) -> tuple[tuple[Piece, ...], tuple[Change, ...]]:
    runs = laid(before, after)
    pieces: list[Piece] = []
    changes: list[Change] = []
    moves: dict[int, Change] = {}
    left = {run.move: text_of(run.tokens) for run in runs if run.fate is Fate.MOVED_AWAY}
    for index, group in _groups(runs):
        number = first + len(changes)
        standing = _standing(runs[index - 1]) if index else ()
        change = moves.get(_move(group)) or _change(group, left, standing, where, number)
        if change is not None and change.number == number:
            changes.append(change)
            moves |= {_move(group): change} if _move(group) >= 0 else {}
        told = change.number if change else None
        pieces += [Piece(fate=run.fate, text=_text(run), change=told, move=run.move) for run in group]
    if not changes and before != after:
        changes.append(Change(number=first, kind=ChangeKind.WHITESPACE, where=where, before="", after=""))
    return tuple(pieces), tuple(changes)


def _groups(runs: Sequence[Run]) -> Iterator[tuple[int, list[Run]]]:
    """Yield, with its place, each run that stands for itself, and what was removed with what was added in its place."""
    index = 0
    while index < len(runs):
        run, following = runs[index], runs[index + 1 : index + 2]
        is_pair = run.fate is Fate.REMOVED and bool(following) and following[0].fate is Fate.ADDED
        size = 2 if is_pair and following[0].move == run.move and not following[0].is_notice else 1
        yield index, list(runs[index : index + size])
        index += size


def _move(group: Sequence[Run]) -> int:
    """Return the number of the move that a run is the one or the other end of; -1 for none."""
    move = group[0].move
    return -1 if move is None or group[0].fate in _CHANGED else move


def _change(
    group: Sequence[Run], left: Mapping[int | None, str], standing: tuple[Token, ...], where: str, number: int
) -> Change | None:
    """Return the change that a group is; None for what was kept. `left`: by move, what left; `standing`: the word before."""
    fates = {run.fate: run.tokens for run in group}
    if Fate.KEPT in fates:
        return None
    if (move := _move(group)) >= 0:
        whole = left[move]
        return Change(number=number, kind=ChangeKind.MOVE, where=where, before=whole, after=whole)
    removed, added = fates.get(Fate.REMOVED, ()), fates.get(Fate.ADDED, ())
    kind = kind_of(removed, added, standing)
    return Change(number=number, kind=kind, where=where, before=text_of(removed), after=text_of(added))


def _standing(earlier: Run) -> tuple[Token, ...]:
    """Return the last word before a change, where it was kept: a title may stand there."""
    return earlier.tokens[-1:] if earlier.fate in {Fate.KEPT, Fate.MOVED_HERE} else ()


def _text(run: Run) -> str:
    return "".join(token.text + token.gap for token in run.tokens)
