from __future__ import annotations

import pytest

from archive.text.printings.shingles import words_of
from tests.archive.text.printings.desks import DATELINE
from tests.archive.text.printings.labelled import DEVELOPED, HELD_BACK, first_hand, second_hand
from tests.archive.text.printings.rounds import ROUNDS, days


@pytest.mark.parametrize("hand", [first_hand, second_hand])
def test_halves_have_no_wire_in_common(hand):
    one, other = ({wire.stem for wire in hand(half)} for half in (DEVELOPED, HELD_BACK))
    assert len(one) == len(other) >= 20
    assert not one & other


@pytest.mark.parametrize("half", [DEVELOPED, HELD_BACK])
def test_two_wires_are_merged_within_one_half(half):
    for hand in (first_hand, second_hand):
        stems = {wire.stem for wire in hand(half)}
        also = {one.also for wire in hand(half) for one in wire.printings if one.also}
        assert also <= stems
        assert also


@pytest.mark.parametrize("wire", [*second_hand(DEVELOPED), *second_hand(HELD_BACK)], ids=lambda wire: wire.stem)
def test_what_desks_make_of_a_wire_is_another_text(wire):
    made = [*wire.printings, *wire.others]
    texts = {one.text for one in made}
    assert len(texts) == len(made)
    assert wire.text not in texts
    assert not any(DATELINE.match(one.text) for one in wire.printings)
    assert len({one.outlet for one in made}) == len(made)


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_a_bulletin_differs_by_its_day(number):
    first, same, *later = days(number)
    assert same.text in first
    for one in later:
        before, after = (words_of(text) for text in (first, one.text))
        assert sum(word.isdigit() for word in before) >= 4
        assert before != after
    assert days(number) == (first, same, *later)
