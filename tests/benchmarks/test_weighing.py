"""The weights that are shipped are those that the labelled pairs give."""

from __future__ import annotations

import tomllib

import pytest

from archive.text.printings.judge import TABLE, weigh
from benchmarks.weighing import NAMES, Pair, composed, crosswise, fit, labelled_pairs, solve
from tests.archive.text.printings.labelled import DEVELOPED, HELD_BACK, first_hand, second_hand


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return labelled_pairs()


def test_shipped_weights_are_those_of_the_developed_half(pairs):
    shipped = tomllib.loads(TABLE.read_text("utf-8"))["weights"]
    assert tuple(shipped) == NAMES
    assert list(shipped.values()) == pytest.approx(fit(pairs), abs=0.05 + 1e-6)


def test_no_wire_that_was_held_back_is_among_the_pairs(pairs):
    held_back = {wire.stem for wire in (*first_hand(HELD_BACK), *second_hand(HELD_BACK))}
    assert not held_back & {pair.stem for pair in pairs}
    assert held_back


@pytest.mark.slow
def test_pairs_of_wires_not_fitted_to_are_told_apart(pairs):
    wrong = [pair for pair, chance in crosswise(pairs) if (chance >= 0.5) != pair.is_printing]
    assert len(wrong) <= 0.01 * len(pairs)


def test_composed_texts_are_judged_as_they_were_made():
    made = list(composed(second_hand(DEVELOPED)[:8]))
    assert {pair.kind for pair in made} == {"roundup", "joined", "background", "borrowed"}
    wrong = [pair for pair in made if weigh(pair.common).is_printing != pair.is_printing]
    assert len(wrong) <= 1


def test_equations_are_solved():
    assert solve([[0, 2], [4, 1]], [2, 9]) == pytest.approx([2, 1])
