"""How much of one text is in another: the evidence that the one was printed from the other. Pure.

Two reports of one event share names, numbers and what was said, word for word; an abridged reprint shares the telling. So
what stands in quotation marks counts apart, and it is the smaller text whose share is asked for: most reprints are cut. A
later report repeats the background that a wire story ends with; a reprint, what it begins with.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from archive.text.printings.shingles import narration, runs_of, shingles, words_of

REACH = 3
"""Words of a run that is looked for word by word: a light hand leaves runs of three where it leaves none of four."""

OPENING = 30
"""Words of a text's opening."""


@dataclass(frozen=True)
class Text:
    """A text prepared for comparison: `words` of all of it, `told` of what is not quoted."""

    words: tuple[str, ...]
    told: tuple[str, ...]

    @cached_property
    def runs(self) -> frozenset[int]:
        """The runs of all its words."""
        return shingles(self.words)

    @cached_property
    def short_runs(self) -> tuple[int, ...]:
        """The runs of REACH words, in their order."""
        return tuple(runs_of(self.words, REACH))

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
    words on. `steady`: of the numbers among words in common, those that are the same. `common`: of its words, those
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


@lru_cache(maxsize=64)
def text_of(body: str) -> Text:
    """Prepare a text for comparison."""
    return Text(words=words_of(body), told=words_of(narration(body)))


def likeness(one: Text, other: Text) -> Likeness:
    """Return what the two texts have in common, whichever is the larger."""
    smaller, larger = sorted((one, other), key=lambda text: len(text.runs))
    common_runs = smaller.runs & larger.runs
    in_larger = covered(smaller.short_runs, larger.short_runs)
    in_smaller = covered(larger.short_runs, smaller.short_runs)
    longest = max((sum(1 for _ in row) for is_in, row in groupby(in_larger) if is_in), default=0)
    return Likeness(
        shared=len(common_runs) / max(1, len(smaller.runs)),
        told=_share(covered(runs_of(smaller.told, REACH), larger.short_runs)),
        first=_share(in_larger[: len(in_larger) // 2]),
        opening=(_share(in_larger[:OPENING]) + _share(in_smaller[:OPENING])) / 2,
        common=_share([word in larger.vocabulary for word in smaller.words]),
        runs=len(common_runs),
        longest=longest,
        spread=_share(in_smaller),
        order=_in_order(smaller.short_runs, larger.short_runs),
        stretch=min(1.0, math.log2(1 + longest) / 6),
        steady=_steady(smaller, larger, in_larger),
    )


def covered(runs: Sequence[int], others: Sequence[int]) -> list[bool]:
    """Return of each word whether it stands in one of the runs of REACH words that others have, too."""
    known = frozenset(others)
    words = [False] * (len(runs) + REACH - 1 if runs else 0)
    for start, run in enumerate(runs):
        if run in known:
            words[start : start + REACH] = [True] * REACH
    return words


def _in_order(runs: Sequence[int], others: Sequence[int]) -> float:
    """Return the share of the runs that follow each other in both texts: the longest increasing subsequence of places."""
    places = {run: place for place, run in reversed(list(enumerate(others)))}
    ends: list[int] = []
    for place in (places[run] for run in runs if run in places):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / max(1, len(runs))


def _steady(text: Text, other: Text, flags: Sequence[bool]) -> float:
    """Return the share of numbers from 11 on that are the same, of those among words in common: a bulletin's are others."""
    same = altered = 0
    padded = [False, *flags, False]
    for place, word in enumerate(text.words[: len(flags)]):
        if not word.isdigit() or len(word) < 2 or word.strip("0") in {"", *"123456789"}:
            continue
        same += flags[place]
        altered += not flags[place] and word not in other.vocabulary and (padded[place] or padded[place + 2])
    return (same + 1) / (same + altered + 1)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
