"""Dates told from the moment a page was captured: «منذ ساعتين», «قبل 3 أيام», «أمس», «اليوم 14:30».

Weeks and months are not read: «منذ أسبوع» may be any of seven days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from archive.text.dates.clocks import LOCAL, clock_beside, clock_named
from archive.text.dates.months import WORDS, any_of, numbered

DAY_S = 86_400

_SPANS = numbered(WORDS["spans"])
_COUNTS = numbered(WORDS["counts"])
_DAYS_AGO = numbered(WORDS["days_ago"])
_COUNT = rf"(?:(\d{{1,3}}|{any_of(_COUNTS)})\s{{0,2}})"
_SPAN = rf"({any_of(_SPANS)})"
_SINCE = re.compile(
    rf"(?<![^\W\d])(?:منذ|قبل|من|since)\s{{1,3}}(?:(?:حوالي|نحو|اكثر من)\s)?{_COUNT}?{_SPAN}"
    rf"(?:\s(?:واحده?))?(?:\s?و\s?{_COUNT}?{_SPAN})?"
)
_AGO = re.compile(rf"(?<!\w){_COUNT}{_SPAN}\s{{1,2}}(?:ago|پيش|قبل|مضت|لەمەوبەر|پہلے|پهلے)(?![^\W\d])")
_NAMED = re.compile(any_of(_DAYS_AGO))


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A date told from now, and its place in the text. `is_bare`: a day's name alone, as «اليوم» in a newspaper's name."""

    value: datetime | date
    start: int
    end: int
    is_bare: bool = False


def find_relative(plain: str, now: datetime, zone: tzinfo | None) -> Relative | None:
    """Return the first such date in folded text; the day is that of the outlet's clock: `now`'s, or `zone`'s where known."""
    found = _SINCE.search(plain) or _AGO.search(plain)
    if found:
        seconds = sum(_seconds(found[group], found[group + 1]) for group in range(1, found.re.groups, 2) if found[group + 1])
        return Relative(value=_before(now, seconds, zone), start=found.start(), end=found.end())
    named = _NAMED.search(plain)
    return _named_day(plain, named, now, zone) if named else None


def _named_day(plain: str, named: re.Match[str], now: datetime, zone: tzinfo | None) -> Relative:
    start, end = named.span()
    stamp = clock_named(plain) or zone
    day = _local(now, stamp).date() - timedelta(days=_DAYS_AGO[named[0]])
    clock = clock_beside(plain, start, end, 0, len(plain))
    value = datetime.combine(day, clock.at, stamp) if clock and stamp else day
    return Relative(value=value, start=start, end=end, is_bare=clock is None)


def _before(now: datetime, seconds: int, zone: tzinfo | None) -> datetime | date:
    then = _local(now, zone) - timedelta(seconds=seconds)
    return then.date() if seconds >= DAY_S else then.replace(second=0, microsecond=0)


def _local(now: datetime, zone: tzinfo | None) -> datetime:
    """Return `now` by the outlet's clock, where that is known."""
    return now if zone is None or zone is LOCAL else now.astimezone(zone)


def _seconds(count: str | None, span: str) -> int:
    number = 1 if not count else int(count) if count.isdigit() else _COUNTS[count]
    return number * _SPANS[span]
