"""Whether one of two texts was printed from the other, or both from a third: a verdict, with what speaks for and against it.

No share alone tells it: a light hand leaves less in common than a later report repeats. So several are weighed, by weights
that were fitted to labelled pairs (logistic regression; weights.toml says to which, and by what).
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.text.printings.likeness import Likeness, Text, likeness

TABLE = Path(__file__).with_name("weights.toml")

JUDGE = 3
"""Counts the judges: what another one judged is judged anew."""

RUNS_MIN = 6
"""Runs that two texts must share to be compared at all: a sentence of nine words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`likelihood`: from 0 to 1, that it is a printing, were every second pair one. `likeness`: what they have in common.

    `pulls`: how far each share moved the scale, in log-odds from a pair that is as likely one as not: above 0 for a printing.
    """

    is_printing: bool
    likelihood: float
    likeness: Likeness
    pulls: tuple[tuple[str, float], ...]


def judge(one: Text, other: Text) -> Verdict:
    """Say whether of two texts of different outlets, of the same days, the one was printed from the other."""
    return weigh(likeness(one, other))


def weigh(found: Likeness) -> Verdict:
    """Say what the likeness of two texts comes to."""
    weights, middle = _weights()
    pulls = tuple((name, round(weight * (getattr(found, name) - middle[name]), 3)) for name, weight in weights.items())
    likelihood = 1 / (1 + math.exp(-sum(pull for _, pull in pulls)))
    is_printing = likelihood >= 0.5 and found.runs >= RUNS_MIN
    return Verdict(is_printing=is_printing, likelihood=round(likelihood, 4), likeness=found, pulls=pulls)


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return table["weights"], table["middle"]
