"""Dates as pages write them → an aware datetime, a plain date, or None. None is better than a wrong one.

Days of any calendar (calendars.py) with the time beside them (clocks.py), and dates told from now
(relative.py); whole texts of digits as machines write them. Arabic-Indic and Persian digits are digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from archive.dating import DateStanding
from archive.text.arabic import fold
from archive.text.dates.calendars import Day, find_days
from archive.text.dates.clocks import LOCAL, Clock, clock_beside, clock_named
from archive.text.dates.relative import find_relative

LENGTH_MAX = 300
EARLIEST = date(1990, 1, 1)
"""Before the web."""
SKEW = timedelta(minutes=65)
"""Clocks differ, and a server that missed a summer time is an hour off; what lies later is the future."""
AHEAD = timedelta(hours=14)
"""A local clock marked as UTC, or a day, may be this far ahead of UTC."""

ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""For asking whether there is a date, whichever it is."""

_EVEN = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u066b": ".", "،": ",", "٬": ",", "\n": " "})
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?)?")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.0)?")

Stamp = datetime | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date in a text. `value`: the likeliest reading that can be believed; `others`: the rest (the month before the day).

    `start`, `end`: its place in the folded text. `trouble`: why there is no value. `is_relative`: it is told from now.
    """

    value: Stamp | None
    others: tuple[Stamp, ...] = ()
    start: int
    end: int
    trouble: DateStanding | None = None
    is_relative: bool = False


def read_date(text: str, *, now: datetime, zone: tzinfo | None = None) -> Stamp | None:
    """Return the first date in `text`: aware where a time and a zone are known, else a plain date; None when in doubt.

    `now`: the capture's moment, aware; nothing later is believed. `zone`: of the outlet, for times that name none.
    """
    return next((dated.value for dated in find_dates(text, now=now, zone=zone)), None)


def find_dates(text: str, *, now: datetime, zone: tzinfo | None = None) -> tuple[Dated, ...]:
    """Return the dates in `text` in their order, those that cannot be believed with the reason; parameters as `read_date`."""
    plain = plain_text(text)
    machine = _machine_date(plain.strip(), zone)
    if machine is not None:
        return (_believed((machine,), now, 0, len(plain)),)
    days = find_days(plain)
    if days:
        edges = [0, *(edge for day in days for edge in (day.start, day.end)), len(plain)]
        return tuple(_dated(plain, day, edges[2 * place], edges[2 * place + 3], now, zone) for place, day in enumerate(days))
    relative = find_relative(plain, now, zone)
    if relative is None or (relative.is_bare and plain[: relative.start].strip() + plain[relative.end :].strip()):
        return ()
    return (replace(_believed((relative.value,), now, relative.start, relative.end), is_relative=True),)


def mentions_date(text: str) -> bool:
    """Return whether `text` holds a full date in any form, believable or not."""
    plain = plain_text(text)
    if find_days(plain):
        return True
    relative = find_relative(plain, ANY_MOMENT, None)
    return relative is not None and not relative.is_bare


def plain_text(text: str) -> str:
    """Return `text` as dates are looked for in it: folded, one form of dash and comma, at most LENGTH_MAX characters."""
    return fold(text[:LENGTH_MAX]).translate(_EVEN)[: 2 * LENGTH_MAX]


def _dated(plain: str, day: Day, first: int, last: int, now: datetime, zone: tzinfo | None) -> Dated:  # noqa: PLR0913, PLR0917
    if not day.readings:
        return Dated(value=None, start=day.start, end=day.end, trouble=DateStanding.CONTRADICTORY)
    clock = clock_beside(plain, day.start, day.end, first, last)
    stamp = (clock_named(plain[first:last]) or zone) if clock else None
    return _believed(tuple(_joined(reading, clock, stamp) for reading in day.readings), now, day.start, day.end)


def _joined(day: date, clock: Clock | None, zone: tzinfo | None) -> Stamp:
    """Join a day and a time; a time whose zone is not known is no instant."""
    stamp = clock.zone or zone if clock else None
    return datetime.combine(day, clock.at, stamp) if clock and stamp else day


def _believed(readings: tuple[Stamp, ...], now: datetime, start: int, end: int) -> Dated:
    troubles = [trouble_with(reading, now) for reading in readings]
    fine = [reading for reading, trouble in zip(readings, troubles, strict=True) if trouble is None]
    if not fine:
        return Dated(value=None, start=start, end=end, trouble=troubles[0])
    return Dated(value=fine[0], others=tuple(fine[1:]), start=start, end=end)


def trouble_with(stamp: Stamp, now: datetime) -> DateStanding | None:
    """Return why `stamp` cannot be when a story of a page captured at `now` was published; None where it can."""
    day = stamp.date() if isinstance(stamp, datetime) else stamp
    if day < EARLIEST:
        return DateStanding.TOO_EARLY
    if isinstance(stamp, datetime):
        is_doubtful = stamp.tzinfo is LOCAL or not stamp.utcoffset()
        return DateStanding.FUTURE if stamp > now + SKEW + (AHEAD if is_doubtful else timedelta()) else None
    return DateStanding.FUTURE if day > (now + AHEAD).date() else None


def _machine_date(plain: str, zone: tzinfo | None) -> Stamp | None:
    """Read a text that is nothing but digits: 20260424T212205Z, or seconds or milliseconds since 1970."""
    compact = _COMPACT.fullmatch(plain)
    if compact and "19" <= compact[1][:2] <= "20":
        try:
            day = date(int(compact[1]), int(compact[2]), int(compact[3]))
            if compact[4] is None:
                return day
            written = f"{compact[1]}-{compact[2]}-{compact[3]}t{compact[4]}:{compact[5]}:{compact[6] or '00'}{compact[7] or ''}"
        except ValueError:
            return None
        clock = clock_beside(written, 0, 10, 0, len(written))
        return _joined(day, clock, zone)
    seconds = _EPOCH.fullmatch(plain)
    return datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None
