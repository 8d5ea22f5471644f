"""Wires with what was printed from them and what was not: the first hand's, written out, and the second's, edited by rule.

Those of odd numbers were developed with; those of even numbers were held back: no rule or weight was chosen by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.archive.text.printings import desks, rounds
from tests.archive.text.printings.desks import Edited

HERE = Path(__file__).parent
DEVELOPED, HELD_BACK = 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A wire, its printings, and others of the same matter that are none."""

    stem: str
    text: str
    printings: tuple[Edited, ...]
    others: tuple[Edited, ...]


def first_hand(half: int) -> tuple[Labelled, ...]:
    """Return one half of the wires whose printings were written out."""
    paths = sorted((HERE / "wires").glob("*.toml"))
    return tuple(_written_out(path) for path in paths if int(path.name[:2]) % 2 == half)


def second_hand(half: int) -> tuple[Labelled, ...]:
    """Return one half of the wires whose printings follow from rules, and of what comes every day in the same words."""
    tables = [
        wire for path in sorted((HERE / "desks").glob("*.toml")) for wire in tomllib.loads(path.read_text("utf-8"))["wire"]
    ]
    chosen = [(f"desk-{number:02}", wire) for number, wire in enumerate(tables, 1) if number % 2 == half]
    edited = tuple(_edited(stem, wire, *chosen[place - 1]) for place, (stem, wire) in enumerate(chosen))
    return (*edited, *(_round(number) for number in range(len(rounds.ROUNDS)) if number % 2 == half))


def _written_out(path: Path) -> Labelled:
    table = tomllib.loads(path.read_text("utf-8"))
    return Labelled(
        stem=path.stem,
        text=table["wire"].strip(),
        printings=tuple(Edited(**one) for one in table["printing"]),
        others=tuple(Edited(**one) for one in table["other"]),
    )


def _edited(stem: str, wire: Mapping[str, Any], also: str, other: Mapping[str, Any]) -> Labelled:
    printings = (*desks.printings(wire), desks.merged(wire, other, also))
    return Labelled(stem=stem, text=wire["text"].strip(), printings=printings, others=tuple(desks.others(wire)))


def _round(number: int) -> Labelled:
    first, same, *later = rounds.days(number)
    return Labelled(stem=f"round-{number:02}", text=first, printings=(same,), others=tuple(later))
