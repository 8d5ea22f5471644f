"""Two texts laid beside each other: what stayed, went, came, and what only moved to another place.

Sentences first, then the words of what lies between those that stayed: an alignment of words alone finds likenesses all over
two texts that have none (https://neil.fraser.name/writing/diff/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from rapidfuzz.distance import Indel

from archive.text.changes.kinds import is_correction
from archive.text.changes.opcodes import CELLS_MAX, Opcode, opcodes
from archive.text.changes.runs import Fate, Run, tidy
from archive.text.changes.tokens import Token, sentences_of, tokens_of

MOVED_MIN = 4
"""Words of a sentence that is known to have moved: «وأضاف:» is all over a text."""

ALIKE_MIN = 0.75
"""From how much of their words in common on a sentence elsewhere is the same one, moved and touched up."""

PAIRS_MAX = 10_000
"""Pairs of sentences that are looked at for that."""

NOTICE = -1
"""Stands for the move of a sentence that is none: one that owns up to a mistake."""

Sentences = Sequence[tuple[Token, ...]]
Gap = tuple[range, range]
"""Sentences of the text before, and those of the text after that stand in their place."""


def align(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as one row of runs (`archive.text.changes.runs` says how to read it)."""
    old, new = (tuple(sentences_of(tokens_of(text))) for text in (before, after))
    kept, gaps = _stayed(old, new)
    left, arrived = _moves(old, new, gaps)
    runs: list[Run] = []
    for index, gap in enumerate(gaps):
        for part in _parts(old, new, gap):
            runs += _differing(old, new, part, left, arrived)
        if index < len(kept):
            runs.append(Run(Fate.KEPT, tuple(token for number in kept[index] for token in new[number])))
    return tuple(_touched_up(tidy(runs)))


def _stayed(old: Sentences, new: Sentences) -> tuple[list[range], list[Gap]]:
    """Return the runs of sentences of `new` that stayed, and the gaps before, between and after them."""
    keys = [[_key(sentence) for sentence in sentences] for sentences in (old, new)]
    kept, gaps, at = [], [], (0, 0)
    for tag, _, old_end, new_start, new_end in opcodes(*keys):
        if tag != "equal":
            continue
        old_start = old_end - (new_end - new_start)
        gaps.append((range(at[0], old_start), range(at[1], new_start)))
        kept.append(range(new_start, new_end))
        at = old_end, new_end
    return kept, [*gaps, (range(at[0], len(old)), range(at[1], len(new)))]


def _key(sentence: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.seen for token in sentence)


def _moves(old: Sentences, new: Sentences, gaps: Sequence[Gap]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the sentences that left their place and those that came to one, by number, with the number of the move."""
    left: dict[int, int] = {}
    arrived: dict[int, int] = {}
    for number, (start, end) in enumerate([*_same(old, new, gaps), *_alike(old, new, gaps)]):
        if start not in left and end not in arrived:
            left[start] = arrived[end] = number
    return left, arrived


def _same(old: Sentences, new: Sentences, gaps: Sequence[Gap]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of equal sentences that stand in other places."""
    places = defaultdict(list)
    for _, came in reversed(gaps):
        for number in reversed(came):
            places[_key(new[number])].append(number)
    for went, _ in gaps:
        for number in went:
            found = places.get(_key(old[number]))
            if found and _size(old[number]) >= MOVED_MIN:
                yield number, found.pop()


def _alike(old: Sentences, new: Sentences, gaps: Sequence[Gap]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sentences alike, of different gaps, the most alike first."""
    pairs = islice(_apart(old, gaps), PAIRS_MAX)
    shares = ((_alikeness(old[start], new[end]), start, end) for start, end in pairs)
    found = sorted((each for each in shares if each[0] >= ALIKE_MIN), key=lambda each: (-each[0], each[1:]))
    yield from ((start, end) for _, start, end in found)


def _apart(old: Sentences, gaps: Sequence[Gap]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a sentence that went and one that came elsewhere."""
    arrivals = [number for _, came in gaps for number in came]
    passed = 0
    for went, came in gaps:
        for start in went:
            if _size(old[start]) >= MOVED_MIN:
                others = chain(range(passed), range(passed + len(came), len(arrivals)))
                yield from ((start, arrivals[place]) for place in others)
        passed += len(came)


def _alikeness(one: Sequence[Token], other: Sequence[Token]) -> float:
    return Indel.normalized_similarity(_key(one), _key(other), score_cutoff=ALIKE_MIN)


def _size(sentence: Iterable[Token]) -> int:
    return sum(token.is_word for token in sentence)


def _parts(old: Sentences, new: Sentences, gap: Gap) -> Iterable[Gap]:
    """Return a gap; one too large to be compared at once, with as many sentences on either side, sentence by sentence."""
    went, came = gap
    words = [sum(len(side[number]) for number in part) for side, part in ((old, went), (new, came))]
    if len(went) != len(came) or words[0] * words[1] <= CELLS_MAX:
        return (gap,)
    return ((range(start, start + 1), range(end, end + 1)) for start, end in zip(went, came, strict=True))


def _differing(old: Sentences, new: Sentences, gap: Gap, left: dict[int, int], arrived: dict[int, int]) -> Iterator[Run]:
    """Yield the runs of a gap. What moved is like nothing there, so that it keeps its place among the rest; so are notices."""
    notices = _notices(old, new, gap)
    went = [(token, left.get(number)) for number in gap[0] for token in old[number]]
    came = [(token, arrived.get(number, notices.get(number))) for number in gap[1] for token in new[number]]
    old_keys = [token.seen if move is None else ("left", move) for token, move in went]
    new_keys = [token.seen if move is None else ("arrived", move) for token, move in came]
    for tag, start, end, new_start, new_end in opcodes(old_keys, new_keys):
        if tag == "equal":
            yield Run(Fate.KEPT, tuple(token for token, _ in came[new_start:new_end]))
        elif tag == "delete":
            yield from _by_move(went[start:end], Fate.REMOVED, Fate.MOVED_AWAY)
        else:
            yield from _by_move(came[new_start:new_end], Fate.ADDED, Fate.MOVED_HERE)


def _by_move(tokens: Iterable[tuple[Token, int | None]], unmoved: Fate, moved: Fate) -> Iterator[Run]:
    for move, row in groupby(tokens, key=lambda each: each[1]):
        words = tuple(token for token, _ in row)
        if move == NOTICE:
            yield Run(unmoved, words, is_notice=True)
        else:
            yield Run(unmoved if move is None else moved, words, move)


def _notices(old: Sentences, new: Sentences, gap: Gap) -> dict[int, int]:
    """Return the sentences that came and own up to a mistake; none where one stood there before, which was changed then."""
    if any(is_correction(old[number]) for number in gap[0]):
        return {}
    return {number: NOTICE for number in gap[1] if is_correction(new[number])}


def _touched_up(runs: Sequence[Run]) -> Iterator[Run]:
    """Show in a sentence that moved the words that were changed in it."""
    left = {run.move: run.tokens for run in runs if run.fate is Fate.MOVED_AWAY}
    for run in runs:
        before = left.get(run.move, run.tokens) if run.fate is Fate.MOVED_HERE else run.tokens
        if _key(before) == _key(run.tokens):
            yield run
        else:
            yield from _within(before, run.tokens, run.move)


def _within(before: Sequence[Token], after: Sequence[Token], move: int | None) -> Iterator[Run]:
    within = (_run(opcode, before, after) for opcode in opcodes(_key(before), _key(after)))
    for run in tidy(within):
        yield Run(Fate.MOVED_HERE if run.fate is Fate.KEPT else run.fate, run.tokens, move)


def _run(opcode: Opcode, before: Sequence[Token], after: Sequence[Token]) -> Run:
    tag, start, end, new_start, new_end = opcode
    if tag == "delete":
        return Run(Fate.REMOVED, tuple(before[start:end]))
    return Run(Fate.KEPT if tag == "equal" else Fate.ADDED, tuple(after[new_start:new_end]))
