"""Iran's solar calendar: known days, and every day follows the one before it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from archive.text.dates.jalali import is_leap, jalali_day


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1304, 1, 1), date(1925, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1405, 2, 4), date(2026, 4, 24)),
        ((1405, 7, 1), date(2026, 9, 23)),
    ],
)
def test_known_days(solar: tuple[int, int, int], gregorian: date) -> None:
    assert jalali_day(*solar) == gregorian


@pytest.mark.parametrize(
    "solar", [(1404, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 0, 1), (1405, 1, 0), (1303, 1, 1), (1473, 1, 1)]
)
def test_days_that_are_not_in_the_calendar(solar: tuple[int, int, int]) -> None:
    assert jalali_day(*solar) is None


def test_each_day_follows_the_one_before() -> None:
    lengths = [31] * 6 + [30] * 5
    days = [
        jalali_day(year, month, day)
        for year in range(1304, 1473)
        for month, length in enumerate([*lengths, 30 if is_leap(year) else 29], 1)
        for day in range(1, length + 1)
    ]
    found = [day for day in days if day is not None]
    assert len(found) == len(days)
    assert all(after == before + timedelta(days=1) for before, after in pairwise(found))
