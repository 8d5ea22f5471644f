from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from archive.catalog.search.masks import FEW, ids_of, mask_of, octets_of
from archive.catalog.search.remembered import BYTES_MAX, Remembered, State
from archive.catalog.search.values import Values

SHARES = (0, 3, FEW + 1, 4_999, 9_999)
"""Of how many of ten thousand texts a set is: few and many of them, more and less than the half."""


def some(number: int) -> list[int]:
    return sorted(Random(number).sample(range(10_000), number))


def shuffled() -> Values[str]:
    values = Values(blank="")
    values.put(1, [("a", "b", "c", "")[each % 7 % 4] for each in range(9_999)])
    return values


@pytest.mark.parametrize("number", SHARES)
def test_mask_holds_the_ids_it_was_made_of(number: int) -> None:
    ids = some(number)
    mask = mask_of(ids, 10_000)
    assert (list(ids_of(mask, 10_000)), mask.bit_count()) == (ids, number)
    assert [place for place, octet in enumerate(octets_of(mask, 10_000)) if octet] == ids


def test_mask_of_no_texts_is_empty() -> None:
    assert (mask_of([], 0), list(ids_of(0, 0))) == (0, [])


@pytest.mark.parametrize("number", SHARES)
def test_values_of_a_set_are_counted_as_one_by_one(number: int) -> None:
    values, ids = shuffled(), some(number)
    assert values.count(mask_of(ids, 10_000)) == Counter(values.column[each] for each in ids)


@pytest.mark.parametrize("number", SHARES)
def test_values_written_anew_are_counted_as_they_are_now(number: int) -> None:
    values, ids = shuffled(), some(number)
    values.put(5_000, ["d", "d"])
    values.put(10_005, ["e"])
    assert values.count(mask_of(ids, 10_000)) == Counter(values.column[each] for each in ids)
    assert list(ids_of(values.having(lambda value: value in ("d", "e")), 10_006)) == [5_000, 5_001, 10_005]


def test_what_was_found_lately_is_known_until_a_text_is_rewritten() -> None:
    found = Remembered()
    found.keep("a", 0b110, State(3, 0))
    assert found.find("a", State(5, 0)) == (0b110, 3)
    assert (found.find("a", State(5, 1)), found.find("b", State(3, 0))) == (None, None)


def test_what_was_asked_for_the_longest_ago_is_forgotten_first() -> None:
    found, large = Remembered(), State(BYTES_MAX * 4, 0)
    found.keep("a", 1, large)
    found.keep("b", 1, large)
    found.find("a", large)
    found.keep("c", 1, large)
    assert sorted(found.masks) == ["a", "c"]
