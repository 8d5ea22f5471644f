"""What is far less than usual, and what only looks like it: nights, weekly papers, late editions, hours nobody watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive.catalog.answers import Pace
from crawler.watching.usual import WEEK_H, WEEKS, Shortfall, Watched, has_usual, shortfall

LENGTH = WEEKS * WEEK_H
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)


def pace(listed: Callable[[int], int], polled: Callable[[int], bool] = lambda _: True, length: int = LENGTH) -> Watched:
    """The last hour is half over, and not judged; before the first poll nothing was listed."""
    hours = range(length)
    polls = tuple(int(polled(hour)) for hour in hours)
    return Watched(Pace(source="a", since=MONDAY, listed=tuple(map(listed, hours)), polls=polls))


def agency(hour: int) -> int:
    """240 a day, three an hour at night."""
    return 3 if hour % 24 < 6 else 12


def since(ago: int, listed: Callable[[int], int]) -> Callable[[int], int]:
    """As an agency until so many hours ago, then otherwise."""
    return lambda hour: agency(hour) if hour < LENGTH - 1 - ago else listed(hour)


def nothing(_hour: int) -> int:
    return 0


@pytest.mark.parametrize(
    ("silent_h", "found"), [(5, None), (8, 6), (14, 12), (26, 24), (80, 72)], ids=["5 h", "8 h", "14 h", "a day", "three days"]
)
def test_an_agency_that_falls_silent_is_seen_within_hours(silent_h, found):
    short = shortfall(pace(since(silent_h, nothing)))
    assert (short and (short.hours, short.listed)) == (found and (found, 0))


def test_one_that_falls_to_a_tenth_is_seen():
    found = shortfall(pace(since(24, lambda hour: agency(hour) // 10)))
    assert found == Shortfall(hours=24, listed=18, usual=pytest.approx(234, abs=20))


WELL = {
    "as always": agency,
    "a quiet hour": since(2, nothing),
    "half of its stories": since(48, lambda hour: agency(hour) // 2),
    "nights without a story": lambda hour: 0 if hour % 24 < 8 or hour % 24 > 20 else 20,
    "week-ends without a story": lambda hour: 0 if hour // 24 % 7 >= 4 else 9,
    "a weekly paper on its quiet days": lambda hour: 30 if hour % WEEK_H == 4 * 24 else 0,
    "an edition a night, an hour late": lambda hour: 60 if hour % 24 == (22 if hour < LENGTH - 24 else 23) else 0,
    "two stories a day, none for two days": lambda hour: int(hour % 12 == 0 and hour < LENGTH - 48),
    "silent all along": nothing,
    "an edition before the clocks were set back": lambda hour: 60 if hour % 24 == (1 if hour < LENGTH - 100 else 2) else 0,
    "a flood three weeks ago": lambda hour: agency(hour) + (400 if hour == WEEK_H * 2 + 30 else 0),
}


@pytest.mark.parametrize("listed", WELL.values(), ids=WELL.keys())
def test_what_is_no_shortfall(listed):
    for end in range(LENGTH - 40, LENGTH + 1):  # at any time of day
        assert shortfall(pace(listed, length=end)) is None, end


def test_hours_that_nobody_watched_are_no_evidence():
    """The schedule was off for three days, and came back an hour ago: what its first polls show is of no hour."""
    off = range(LENGTH - 74, LENGTH - 2)
    found = pace(lambda hour: 0 if hour in off else agency(hour), lambda hour: hour not in off)
    assert shortfall(found) is None


def test_the_hours_since_the_last_poll_are_not_judged():
    last = LENGTH - 30
    assert shortfall(pace(since(30, nothing), lambda hour: hour <= last)) is None


def test_the_stock_that_a_first_poll_shows_is_not_what_is_usual():
    """Added three weeks ago, with a feed of a hundred old stories; it brings one a day."""
    first = LENGTH - 3 * WEEK_H - 5
    found = pace(lambda hour: 100 if hour == first else int(hour > first and hour % 24 == 0), lambda hour: hour >= first)
    assert shortfall(found) is None


def test_a_list_polled_every_few_hours_is_watched():
    assert shortfall(pace(since(48, nothing), lambda hour: hour % 6 == 0)) is not None


@pytest.mark.parametrize(("weeks", "known"), [(1, False), (2, False), (3, True), (5, True)])
def test_what_is_usual_is_known_after_two_weeks_before_this(weeks, known):
    found = pace(agency, lambda hour: hour >= LENGTH - weeks * WEEK_H)
    assert has_usual(found) is known
    short = pace(since(12, nothing), lambda hour: hour >= LENGTH - weeks * WEEK_H)
    assert (shortfall(short) is not None) is known


@pytest.mark.parametrize(
    ("days", "weekday", "found"),
    [(5, 3, True), (3, 3, False), (5, 4, False), (5, 6, False)],
    ids=["Thursday", "too new", "Friday", "Sunday"],
)
def test_a_new_source_is_compared_with_the_days_before_but_on_days_of_rest(days, weekday, found):
    """The hours begin on a Monday and end at midnight, so that the last whole day is the one that was silent."""
    length = 4 * WEEK_H + 24 * (weekday + 1) + 1
    new = pace(lambda hour: agency(hour) if hour < length - 27 else 0, lambda hour: hour >= length - 1 - 24 * days, length)
    assert (shortfall(new) is not None) is found


def test_a_source_never_polled_has_no_pace():
    found = pace(nothing, lambda _: False)
    assert (found.end, shortfall(found), has_usual(found)) == (0, None, False)
