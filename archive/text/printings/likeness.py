"""How much of one text is in another: the evidence that the one was printed from the other. Pure.

Two reports of one event share names, numbers and what was said, word for word; an abridged reprint shares the telling. So
what stands in quotation marks counts apart, and it is the smaller text whose share is asked for: most reprints are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.text.printings.shingles import SIZE, narration, shingles, words_of


@dataclass(frozen=True)
class Text:
    """A text prepared for comparison: `words` of all of it, `told` of what is not quoted, `lines` of each paragraph."""

    words: tuple[str, ...]
    told: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    @cached_property
    def runs(self) -> frozenset[int]:
        """The runs of all its words."""
        return shingles(self.words)

    @cached_property
    def told_runs(self) -> frozenset[int]:
        """The runs of what is not quoted."""
        return shingles(self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two texts have in common.

    `shared`: the share of the smaller one's runs that the larger one has; `told`: the same of what is not quoted.
    `runs`: how many they share. `longest`: words of the longest stretch in common. `lines`: the share of the smaller one's
    paragraphs of which most is in the larger one.
    """

    shared: float
    told: float
    runs: int
    longest: int
    lines: float


def text_of(body: str) -> Text:
    """Prepare a text for comparison."""
    lines = tuple(words for line in body.splitlines() if len(words := words_of(line)) >= SIZE)
    return Text(words=words_of(body), told=words_of(narration(body)), lines=lines)


def likeness(one: Text, other: Text) -> Likeness:
    """Return what the two texts have in common, whichever is the larger."""
    smaller, larger = sorted((one, other), key=lambda text: len(text.runs))
    return Likeness(
        shared=_share(smaller.runs, larger.runs),
        told=_share(*sorted((one.told_runs, other.told_runs), key=len)),
        runs=len(smaller.runs & larger.runs),
        longest=_longest(smaller.words, larger.runs),
        lines=_lines(smaller.lines, larger.runs),
    )


def _share(smaller: frozenset[int], larger: frozenset[int]) -> float:
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _lines(lines: Sequence[Sequence[str]], larger: frozenset[int]) -> float:
    return sum(_share(shingles(line), larger) >= 0.5 for line in lines) / len(lines) if lines else 0.0


def _longest(words: Sequence[str], larger: frozenset[int]) -> int:
    """Return the length of the longest stretch of words whose every run is in the larger text."""
    longest = stretch = 0
    for start in range(len(words) - SIZE + 1):
        stretch = stretch + 1 if shingles(words[start : start + SIZE]) <= larger else 0
        longest = max(longest, stretch)
    return longest + SIZE - 1 if longest else 0
