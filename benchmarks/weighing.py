"""How the weights of archive/text/printings/weights.toml were found: by the labelled pairs that were developed with.

    python benchmarks/weighing.py           # prints the weights, and how well they do on wires they were not fitted to
    python benchmarks/weighing.py --pairs   # and the pairs that they get wrong

Logistic regression, ridge, no intercept: each share is counted from its middle. A pair is a wire
and a text (tests/archive/text/printings: the odd-numbered of both hands), a printing and a text that is none, or a wire and a
text composed of paragraphs of several; the last two, of which there are many alike, count less.
"""

from __future__ import annotations

import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.text.printings.judge import TABLE
from archive.text.printings.likeness import Likeness, likeness, text_of
from tests.archive.text.printings.labelled import DEVELOPED, HERE, Labelled, first_hand, second_hand

RIDGE = 0.3
STEPS = 12
FALSE = 8 / 3
"""What a text that passes for a printing costs, in missed ones: the floors allow 3 of 100 to be false, and 8 to be missed."""

CROSSED, COMPOSED = 0.3, 0.5
"""What a pair counts that is none of a wire with a text."""

FOLDS = 10
MIDDLE = tomllib.loads(TABLE.read_text("utf-8"))["middle"]
NAMES = tuple(MIDDLE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of which one is printed from the other, or is not. `stem`: of the wire."""

    stem: str
    kind: str
    common: Likeness
    is_printing: bool
    counts: float = 1.0

    @property
    def shares(self) -> list[float]:
        return [getattr(self.common, name) - MIDDLE[name] for name in NAMES]


def main() -> None:
    """Print the weights, and what they get wrong."""
    pairs = labelled_pairs()
    weights = fit(pairs)
    print("\n".join(f"{name} = {round(weight, 1)}" for name, weight in zip(NAMES, weights, strict=True)))
    wrong = [pair for pair, chance in crosswise(pairs) if (chance >= 0.5) != pair.is_printing]
    kinds = Counter(f"{pair.kind}{'' if pair.is_printing else ' (none)'}" for pair in wrong)
    print(f"{len(pairs)} pairs; of wires not fitted to, wrong: {len(wrong)} {dict(kinds)}")
    if "--pairs" in sys.argv:
        print("\n".join(f"{pair.stem} {pair.kind} {pair.is_printing} {pair.common}" for pair in wrong))


def labelled_pairs() -> list[Pair]:
    """Return the pairs that were developed with, of both hands."""
    hands = first_hand(DEVELOPED), second_hand(DEVELOPED)
    own = [pair for wires in hands for wire in wires for pair in pairs_of(wire)]
    return [*own, *(pair for wires in hands for pair in composed(wires)), *bulletins()]


def pairs_of(wire: Labelled) -> Iterator[Pair]:
    for one in wire.printings:
        yield Pair(wire.stem, one.kind, found(wire.text, one.text), is_printing=True)
    for one in wire.others:
        yield Pair(wire.stem, one.kind, found(wire.text, one.text), is_printing=False)
        for printed in wire.printings:
            yield Pair(wire.stem, one.kind, found(printed.text, one.text), is_printing=False, counts=CROSSED)


def composed(wires: Sequence[Labelled]) -> Iterator[Pair]:
    """Yield what the labelled texts have too little of: long texts with something of a wire in them, or of several."""
    lines = [wire.text.strip().splitlines() for wire in wires]
    fresh = [line for wire in wires for one in wire.others[:1] for line in one.text.strip().splitlines()]
    for number, (wire, own) in enumerate(zip(wires, lines, strict=True)):
        second, third = lines[number - 3], lines[number - 5]
        apart = [fresh[(number * 7 + place) % len(fresh)] for place in range(4)]
        texts = {
            "roundup": ([*own[:2], *second[:2], *third[:2]], True),
            "joined": ([*second[:3], *own[:3]], True),
            "background": ([*apart, *own[-2:]], False),
            "borrowed": ([*apart[:3], own[len(own) // 2], apart[3]], False),
        }
        for kind, (text, is_printing) in texts.items():
            yield Pair(wire.stem, kind, found(wire.text, "\n".join(text)), is_printing, COMPOSED)


def bulletins() -> Iterator[Pair]:
    table = tomllib.loads((HERE / "bulletins.toml").read_text("utf-8"))
    for one in table["bulletin"]:
        yield Pair(one["topic"], "bulletin", found(*one["texts"]), is_printing=False)


def found(one: str, other: str) -> Likeness:
    return likeness(text_of(one.strip()), text_of(other.strip()))


def fit(pairs: Sequence[Pair]) -> list[float]:
    """Return the weights, by Newton's method."""
    whole = {is_printing: sum(one.counts for one in pairs if one.is_printing is is_printing) for is_printing in (True, False)}
    rows = [
        (one.shares, one.is_printing, one.counts * len(pairs) / 2 / whole[one.is_printing] * (1 if one.is_printing else FALSE))
        for one in pairs
    ]
    weights = [0.0] * len(NAMES)
    for _ in range(STEPS):
        slope = [RIDGE * weight for weight in weights]
        curve = [[RIDGE if row == column else 0.0 for column in range(len(NAMES))] for row in range(len(NAMES))]
        for shares, is_printing, counts in rows:
            chance = chance_of(weights, shares)
            steep = max(1e-6, chance * (1 - chance)) * counts
            for row, share in enumerate(shares):
                slope[row] += (chance - is_printing) * counts * share
                for column, other in enumerate(shares):
                    curve[row][column] += steep * share * other
        weights = [weight - step for weight, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


def chance_of(weights: Sequence[float], shares: Sequence[float]) -> float:
    odds = sum(weight * share for weight, share in zip(weights, shares, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def solve(rows: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return the solution of linear equations, by Gauss."""
    matrix = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for place in range(len(matrix)):
        best = max(range(place, len(matrix)), key=lambda row: abs(matrix[row][place]))
        matrix[place], matrix[best] = matrix[best], matrix[place]
        matrix[place] = [value / matrix[place][place] for value in matrix[place]]
        for row in range(len(matrix)):
            if row != place:
                matrix[row] = [own - matrix[row][place] * value for own, value in zip(matrix[row], matrix[place], strict=True)]
    return [row[-1] for row in matrix]


def crosswise(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, float]]:
    """Yield each pair with its chance, by weights fitted without any pair of its wire."""
    stems = sorted({one.stem for one in pairs})
    for fold in range(FOLDS):
        apart = set(stems[fold::FOLDS])
        weights = fit([one for one in pairs if one.stem not in apart])
        yield from ((one, chance_of(weights, one.shares)) for one in pairs if one.stem in apart)


if __name__ == "__main__":
    main()
