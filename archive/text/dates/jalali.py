"""Iran's solar calendar → the Gregorian one."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1925, 3, 21)
"""The 1st of Farvardin 1304, when the calendar became law."""
LEAP_REMAINDERS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
"""Of the year in the cycle of 33 years; true of 1244 to 1472 (K. M. Borkowski, "The Persian calendar for 3000 years")."""
FIRST, LAST = 1304, 1472


def jalali_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a solar one, 1304 to 1472; None for one that is not in the calendar."""
    if not (FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= _length(year, month)):
        return None
    days = 365 * (year - FIRST) + sum(is_leap(each) for each in range(FIRST, year))
    return EPOCH + timedelta(days=days + 31 * min(month - 1, 6) + 30 * max(0, month - 7) + day - 1)


def is_leap(year: int) -> bool:
    """Return whether Esfand has 30 days."""
    return year % 33 in LEAP_REMAINDERS


def _length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29
