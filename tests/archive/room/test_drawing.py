"""A drawing of hours: which way time runs, how high is how much, what is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.room.drawing import draw, last_hours
from archive.room.standings import Series

SINCE = datetime(2026, 11, 2, 20, tzinfo=UTC)
QUIET = Series(since=SINCE, listed=(0,) * 10, usual=(None,) * 10, watched=(True,) * 10, gaps=(0,) * 10)


def drawn(*, leftwards: bool = False, **given):
    return draw(replace(QUIET, **given), width=100, height=126, leftwards=leftwards)


def lefts(path: str) -> list[float]:
    return [float(x) for x in re.findall(r"M([\d.]+) ", path)]


@pytest.mark.parametrize(("leftwards", "first", "last"), [(False, 1.1, 91.1), (True, 91.1, 1.1)], ids=["English", "Arabic"])
def test_time_runs_as_the_language_does(leftwards, first, last):
    found = drawn(listed=(3, *(0,) * 8, 5), leftwards=leftwards)
    assert lefts(found.bars) == [first, last]


def test_bar_is_as_high_as_its_hour_was_busy():
    found = drawn(listed=(0, 5, 10, 0, 0, 0, 0, 0, 0, 0))
    assert (found.top, found.base) == (10, 112)
    assert re.findall(r"V([\d.]+)h", found.bars) == ["62.0", "12.0"]


@pytest.mark.parametrize(
    ("most", "top"), [(0, 5), (1, 5), (5, 5), (6, 10), (11, 20), (21, 50), (51, 100), (100, 100), (101, 200), (7_001, 10_000)]
)
def test_height_stands_for_a_round_number_above_all_that_is_drawn(most, top):
    assert drawn(listed=(most, *(0,) * 9)).top == top
    assert drawn(usual=(float(most), *(0.0,) * 9)).top == top


def test_what_is_usual_is_a_shade_where_it_is_known():
    found = drawn(usual=(1.0, 2.0, None, None, 5.0, *(None,) * 5))
    assert found.usual == "M0.0 112.0L0.0 92.0H10.0L10.0 72.0H20.0V112.0zM40.0 112.0L40.0 12.0H50.0V112.0z"
    assert found.expected is None
    assert drawn(usual=(0.6,) * 10).expected == 6


def test_hours_that_nobody_watched_are_one_dash_each_run():
    found = drawn(watched=(False, False, *(True,) * 7, False))
    assert (found.unseen, found.unseen_hours) == ("M0.0 112.0H20.0M90.0 112.0H100.0", 3)


def test_gaps_and_midnights_are_marked():
    found = drawn(gaps=(0, 2, *(0,) * 8))
    assert (found.gaps, found.gaps_count) == ((15.0,), 2)
    assert [(tick.x, tick.at, tick.has_room) for tick in found.ticks] == [(40.0, datetime(2026, 11, 3, tzinfo=UTC), True)]


def test_day_that_has_just_begun_is_not_named():
    found = draw(replace(QUIET, since=SINCE.replace(hour=15)), width=100, height=126, leftwards=True)
    assert [(tick.x, tick.has_room) for tick in found.ticks] == [(10.0, False)]


def test_last_hours_are_the_end_of_a_series():
    found = last_hours(replace(QUIET, listed=tuple(range(10))), 4)
    assert (found.since.hour, found.listed, len(found.usual), len(found.gaps)) == (2, (6, 7, 8, 9), 4, 4)
    assert last_hours(QUIET, 99) == QUIET
