"""Days in folded text, in any calendar that news pages print: Gregorian, Hijri (Umm al-Qura), the solar one of Iran.

A day is a number, a month and a year together: a month or a year alone is none, so nothing falls on the 1st of January
unless the page says so. What can be read in several ways keeps all its readings, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hijridate import Hijri

from archive.text.dates.jalali import jalali_day
from archive.text.dates.months import GREGORIAN_MONTHS, HIJRI_MONTHS, JALALI_MONTHS, WORDS, any_of, folded, numbered

APART_MAX = 25
"""Characters between a Hijri day and the Gregorian one beside it («الموافق»)."""
SAME_DAY = timedelta(days=2)
"""The month begins when the moon is seen: calendars of two countries differ by a day, rarely by two."""
KURDISH_AHEAD = 1321
"""The Kurdish year 2726 is 1405 in Iran."""

WEEKDAY_MAX = 16
"""Characters before a date of digits in which its day of the week stands."""

_WEEKDAYS = numbered(WORDS["weekdays"])
_WEEKDAY = re.compile(any_of(_WEEKDAYS))
_WORD = re.compile(r"[^\W\d_]{3}")
_MONTH = any_of((*GREGORIAN_MONTHS, *HIJRI_MONTHS, *JALALI_MONTHS))
_SEP = r"[\s,./\\-]{0,4}"
_OF = r"(?:\s?(?:من شهر|من|شهر|of|de|لشهر|د)\s)?"
_IN_YEAR = r"(?:\(?(?:من عام|لعام|لسنه|من سنه|عام|سنه)\s{1,2})?"
_DOUBLED = rf"({_MONTH})(?:\s?[/\\(-]\s?({_MONTH})\)?)?"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|ي|ء)?(?:{_OF}|{_SEP}){_DOUBLED}{_SEP}{_IN_YEAR}(\d{{4}}|(?<=[/-])\d{{2}}|\d{{2}}(?=\s\d\d?:\d\d))(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"{_DOUBLED}{_SEP}(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s,./-]{{1,4}}(\d{{4}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}}){_SEP}{_DOUBLED}{_SEP}(\d{{1,2}})(?![\d:])")
_NUMERIC = re.compile(r"(?<!\d)(?<!\d[/.:-])(\d{1,4})\s?([/.\\-])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?![\d/]|[.:-]\d)")
_MARK_WORDS = {kind: "|".join(map(re.escape, sorted(folded(WORDS["marks"][kind]), key=len, reverse=True))) for kind in
               ("hijri", "solar", "gregorian")}  # fmt: skip
_MARK = re.compile(
    rf"\s{{0,2}}\(?(?:(?P<solar>{_MARK_WORDS['solar']})|(?P<hijri>{_MARK_WORDS['hijri']})|(?P<gregorian>{_MARK_WORDS['gregorian']}))\.?\)?(?![^\W\d])"
)


class Calendar(StrEnum):
    """Whose months and years."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"
    SOLAR = "solar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as printed. `readings`: the likeliest first; empty where two calendars beside each other contradict.

    `start`, `end`: its place in the text, marks of its year included. `calendar`: of the first reading.
    """

    readings: tuple[date, ...]
    start: int
    end: int
    calendar: Calendar


def find_days(plain: str) -> tuple[Day, ...]:
    """Return the days in folded text in their order; a Hijri day and a Gregorian one beside it are one."""
    found = sorted((*_named_days(plain), *_numeric_days(plain)), key=lambda day: (day.start, -day.end))
    days: list[Day] = []
    for day in found:
        if days and day.start < days[-1].end:
            continue
        if days and _are_pair(days[-1], day):
            days[-1] = _joined(days[-1], day)
        else:
            days.append(day)
    return tuple(days)


def _are_pair(left: Day, right: Day) -> bool:
    kinds = {left.calendar, right.calendar}
    return right.start - left.end <= APART_MAX and len(kinds) == 2 and Calendar.GREGORIAN in kinds


def _joined(left: Day, right: Day) -> Day:
    """Believe the Gregorian one where both are the same day; neither where they are not."""
    gregorian, other = (left, right) if left.calendar is Calendar.GREGORIAN else (right, left)
    agreed = (one for one in gregorian.readings if any(abs(one - two) <= SAME_DAY for two in other.readings))
    return Day(readings=tuple(agreed)[:1], start=left.start, end=right.end, calendar=Calendar.GREGORIAN)


def _named_days(plain: str) -> Iterator[Day]:
    for pattern, order in (
        (_DAY_MONTH_YEAR, (4, 2, 3, 1)),
        (_MONTH_DAY_YEAR, (4, 1, 2, 3)),
        (_YEAR_MONTH_DAY, (1, 2, 3, 4)),
    ):
        for found in pattern.finditer(plain):
            year, name, doubled, day = (found[place] for place in order)
            mark, end = _mark_after(plain, found.end())
            calendar, value = _named_day(_year(year), name, doubled, int(day), mark)
            if value is not None:
                yield Day(readings=(value,), start=found.start(), end=end, calendar=calendar)


def _named_day(year: int, name: str, doubled: str | None, day: int, mark: Calendar | None) -> tuple[Calendar, date | None]:
    """Return the day in the calendar that has this month; none where a doubled name names two months."""
    if name in GREGORIAN_MONTHS and mark in {None, Calendar.GREGORIAN}:
        month = GREGORIAN_MONTHS[name]
        is_one = doubled is None or GREGORIAN_MONTHS.get(doubled) == month
        return Calendar.GREGORIAN, _gregorian_day(year, month, day) if is_one and year >= 1900 else None
    if name in HIJRI_MONTHS:
        return Calendar.HIJRI, _hijri_day(year, HIJRI_MONTHS[name], day)
    if name in JALALI_MONTHS:
        ahead = KURDISH_AHEAD if year > 2600 else 0
        return Calendar.SOLAR, jalali_day(year - ahead, JALALI_MONTHS[name], day)
    return Calendar.GREGORIAN, None


def _numeric_days(plain: str) -> Iterator[Day]:
    for found in _NUMERIC.finditer(plain):
        mark, end = _mark_after(plain, found.end())
        every = tuple(dict.fromkeys(_readings(found[1], int(found[3]), found[4], mark)))
        readings = _on_weekday(every, plain[max(0, found.start() - WEEKDAY_MAX) : found.start()])
        if readings:
            calendar, first = readings[0]
            others = (day for kind, day in readings if kind is calendar or len(readings) > 1)
            yield Day(
                readings=(first, *(day for day in others if day != first)), start=found.start(), end=end, calendar=calendar
            )


def _on_weekday(readings: tuple[tuple[Calendar, date], ...], before: str) -> tuple[tuple[Calendar, date], ...]:
    """Keep the readings that fall on the day of the week named right before; all of them where none does."""
    named = next(reversed([*_WEEKDAY.finditer(before)]), None)
    if named is None or _WORD.search(before, named.end()):
        return readings
    return tuple(one for one in readings if one[1].weekday() == _WEEKDAYS[named[0]]) or readings


def _readings(first: str, second: int, third: str, mark: Calendar | None) -> Iterator[tuple[Calendar, date]]:
    """Yield what three numbers may mean: the year first or last; the day before the month, as Arabs write, or after it."""
    if len(first) == 4 and len(third) <= 2:
        orders = [(int(first), second, int(third)), (int(first), int(third), second)][: 1 if second <= 12 else 2]
    elif len(third) == 4 and len(first) <= 2:
        orders = [(int(third), second, int(first)), (int(third), int(first), second)]
    elif len(first) <= 2 and len(third) == 2:
        orders = [(_year(third), second, int(first)), (_year(third), int(first), second)]
        orders += [(_year(first), second, int(third))] if len(first) == 2 else []
    else:
        return
    for year, month, day in orders:
        for calendar, value in _in_calendars(year, month, day, mark):
            if value is not None:
                yield calendar, value


def _in_calendars(year: int, month: int, day: int, mark: Calendar | None) -> Iterator[tuple[Calendar, date | None]]:
    """Yield the day in each calendar that has such a year; 1405 was both a Hijri and a solar one, told apart by its mark."""
    if year >= 1900:
        yield Calendar.GREGORIAN, _gregorian_day(year, month, day)
    if 1300 <= year < 1500 and mark is not Calendar.SOLAR:
        yield Calendar.HIJRI, _hijri_day(year, month, day)
    if 1300 <= year < 1500 and mark is not Calendar.HIJRI:
        yield Calendar.SOLAR, jalali_day(year, month, day)


def _mark_after(plain: str, end: int) -> tuple[Calendar | None, int]:
    """Return the calendar that a mark after the year names, and where the mark ends.

    «٢٠٢٦ م ١٠:٣٠» is left alone: whether that is the year's mark or the afternoon's, nothing says.
    """
    found = _MARK.match(plain, end)
    if found is None:
        return None, end
    calendar = next(kind for kind in Calendar if found[kind.value])
    is_glued = found.start(calendar.value) == end
    may_be_afternoon = found["gregorian"] == "م" and not is_glued and plain[found.end() : found.end() + 3].strip()[:1].isdigit()
    return (None, end) if may_be_afternoon else (calendar, found.end())


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def _gregorian_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hijri_day(year: int, month: int, day: int) -> date | None:
    """Umm al-Qura, 1343 to 1500; where its month has 29 days, another country's 30th is the day after them."""
    try:
        given = Hijri(year, month, min(day, 29)).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(given.year, given.month, given.day) + timedelta(days=max(0, day - 29)) if day <= 30 else None
