"""What each hour usually brings: by the hours of the weeks before, or of the days; nothing where neither is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive.catalog.answers import Pace
from crawler.watching.hourly import usual_hours
from crawler.watching.usual import DAY_H, WEEK_H, WEEKS, Watched

LENGTH = WEEKS * WEEK_H


def watched(listed: Callable[[int], int], polled: Callable[[int], bool] = lambda _: True) -> Watched:
    polls = tuple(int(polled(hour)) for hour in range(LENGTH))
    counts = tuple(listed(hour) if polled(hour) else 0 for hour in range(LENGTH))
    return Watched(Pace(source="a", since=datetime(2026, 10, 5, tzinfo=UTC), listed=counts, polls=polls))


def test_usual_is_the_mean_of_the_hours_around_it_in_the_weeks_before():
    found = usual_hours(watched(lambda hour: 12 if hour % WEEK_H == 10 else 0), LENGTH - WEEK_H, LENGTH)
    assert found[8:13] == (0, 4, 4, 4, 0)
    assert sum(found) == 12


def test_this_week_does_not_change_what_is_usual():
    found = usual_hours(watched(lambda hour: 50 if hour >= LENGTH - DAY_H else 2), LENGTH - DAY_H, LENGTH)
    assert found == (2,) * DAY_H


def test_week_that_nobody_watched_does_not_count():
    found = usual_hours(watched(lambda _: 3, lambda hour: hour // WEEK_H != 2), LENGTH - DAY_H, LENGTH)
    assert found == (3,) * DAY_H


@pytest.mark.parametrize(("days", "known"), [(7, True), (2, False), (0, False)], ids=["a week", "two days", "never"])
def test_new_source_is_compared_with_its_days(days, known):
    found = usual_hours(watched(lambda _: 3, lambda hour: hour >= LENGTH - days * DAY_H), LENGTH - 6, LENGTH)
    assert found == ((3,) * 6 if known else (None,) * 6)
