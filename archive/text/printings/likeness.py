"""How much of one text is in another: the evidence that the one was printed from the other. Pure.

Two reports of one event share names, numbers and what was said, word for word; an abridged reprint shares the telling. So
what stands in quotation marks counts apart, and it is the smaller text whose share is asked for: most reprints are cut. A
later report repeats the background that a wire story ends with; a reprint, what it begins with.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from archive.text.printings.shingles import SIZE, narration, spelt, words_in, words_of

REACH = 3
"""Words of a run that is looked for word by word: a light hand leaves runs of three where it leaves none of four."""

OPENING = 30
"""Words of a text's opening."""

AROUND = 4
"""Words of a run in which a number is compared with that in its place: «والخيار بين 31 و» is in a list of prices but once."""

BLANK = "#"
"""Stands for a number, where it is asked what stands around it."""

WEEK = frozenset(words_of("السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة"))

TEXTS_KEPT = 128
"""Texts kept prepared, the last ones: what is compared with a new text was often compared with one shortly before."""


Run = tuple[str, ...]
"""Words that follow each other."""


@dataclass(frozen=True)
class Text:
    """A text prepared for comparison: `words` of all of it, `told` of what is not quoted."""

    words: tuple[str, ...]
    told: tuple[str, ...]

    @cached_property
    def runs(self) -> frozenset[Run]:
        """The runs of SIZE words; of a shorter text the whole."""
        return frozenset(runs_in(self.words, min(SIZE, len(self.words)) or 1))

    @cached_property
    def short_runs(self) -> tuple[Run, ...]:
        """The runs of REACH words, in their order."""
        return runs_in(self.words, REACH)

    @cached_property
    def told_runs(self) -> tuple[Run, ...]:
        """The same of what is not quoted."""
        return self.short_runs if self.told is self.words else runs_in(self.told, REACH)

    @cached_property
    def places(self) -> Mapping[Run, int]:
        """Where each run of REACH words stands first."""
        return {run: place for place, run in reversed(list(enumerate(self.short_runs)))}

    @cached_property
    def numbers(self) -> Mapping[Run, Run]:
        """The runs of AROUND words with numbers or days of the week in them, by what stands around these, if that is once."""
        blank = [BLANK if word in WEEK or word.isdigit() else word for word in self.words]
        figures = [place for place, word in enumerate(blank) if word is BLANK]
        starts = sorted({start for place in figures for start in range(max(0, place - AROUND + 1), place + 1)})
        around = [(tuple(blank[start : start + AROUND]), self.words[start : start + AROUND]) for start in starts]
        times = Counter(one for one, _ in around)
        return {one: run for one, run in around if times[one] == 1 and len(one) == AROUND and set(one) != {BLANK}}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words, each once."""
        return frozenset(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two texts have in common; shares of the smaller one, where nothing else is said.

    `shared`: of its runs of four words, those that the larger one has. `told`: of its words that are not quoted, those
    that stand in runs of three that the larger one has; `first`: the same of its first half; `opening`: the same of the
    first thirty words of each, on average. `spread`: of the larger one's words, those in runs of three of the smaller
    one. `order`: of its runs of three, those that follow each other in both. `stretch`: the longest stretch, 1 from 63
    words on. `steady`: of the numbers and days among words in common, those
    that are the same: a bulletin's are others. `common`: of its words, those
    that the larger one has anywhere. `runs`: how many runs of four they share. `longest`: words of the longest stretch
    in common.
    """

    shared: float
    told: float
    first: float
    opening: float
    common: float
    spread: float
    order: float
    stretch: float
    steady: float
    runs: int
    longest: int


@lru_cache(maxsize=TEXTS_KEPT)
def text_of(body: str) -> Text:
    """Prepare a text for comparison."""
    folded = spelt(body)
    told, words = narration(folded), words_in(folded)
    return Text(words=words, told=words if told == folded else words_in(told))


def likeness(one: Text, other: Text) -> Likeness:
    """Return what the two texts have in common, whichever is the larger."""
    smaller, larger = sorted((one, other), key=lambda text: (len(text.runs), text.words))
    common_runs = smaller.runs & larger.runs
    in_larger = covered(smaller.short_runs, larger.places)
    in_smaller = covered(larger.short_runs, smaller.places)
    longest = max((sum(1 for _ in row) for is_in, row in groupby(in_larger) if is_in), default=0)
    return Likeness(
        shared=len(common_runs) / max(1, len(smaller.runs)),
        told=_share(in_larger if smaller.told is smaller.words else covered(smaller.told_runs, larger.places)),
        first=_share(in_larger[: len(in_larger) // 2]),
        opening=(_share(in_larger[:OPENING]) + _share(in_smaller[:OPENING])) / 2,
        common=_share([word in larger.vocabulary for word in smaller.words]),
        runs=len(common_runs),
        longest=longest,
        spread=_share(in_smaller),
        order=_in_order(smaller.short_runs, larger.places),
        stretch=min(1.0, math.log2(1 + longest) / 6),
        steady=_steady(smaller, larger),
    )


def runs_in(words: Sequence[str], size: int) -> tuple[Run, ...]:
    """Return the runs of `size` words in their order."""
    return tuple(zip(*(words[start:] for start in range(size)), strict=False))


def covered(runs: Sequence[Run], known: Container[Run]) -> list[bool]:
    """Return of each word whether it stands in one of the runs of REACH words that are known."""
    words = [False] * (len(runs) + REACH - 1 if runs else 0)
    for start, run in enumerate(runs):
        if run in known:
            words[start : start + REACH] = [True] * REACH
    return words


def _in_order(runs: Sequence[Run], places: Mapping[Run, int]) -> float:
    """Return the share of the runs that follow each other in both texts: the longest increasing subsequence of places."""
    ends: list[int] = []
    for place in (places[run] for run in runs if run in places):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / max(1, len(runs))


def _steady(one: Text, other: Text) -> float:
    """Return of the numbers and days that stand among the same words in both the share that is the same."""
    both = one.numbers.keys() & other.numbers.keys()
    same = sum(one.numbers[around] == other.numbers[around] for around in both)
    return (same + 1) / (len(both) + 1)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
