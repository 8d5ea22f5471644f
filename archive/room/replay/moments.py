"""Moments as replay addresses and Memento clients write them, and the capture nearest to one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from archive.catalog.mementos import Memento

DIGITS_MAX = 17
"""Of a moment in an address: year to milliseconds."""

_EARLIEST = "00010101000000000"
_LENGTHS = (17, 14, 12, 10, 8, 6, 4)
"""Digits up to the milliseconds, the second, the minute, the hour, the day, the month, the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """All that a moment may mean that is not written out: from `first` to before `end`, UTC."""

    first: datetime
    end: datetime

    def distance(self, date: datetime) -> timedelta:
        """Return how far outside of it `date` lies."""
        return max(self.first - date, date - self.end, timedelta())


def span_of(digits: str) -> Span:
    """Return what 1 to 17 digits (year, month, day, hour, minute, second, milliseconds) span. Raises ValueError.

    2026 is all of that year, 20261103 all of that day. A place that is half written counts as not written.
    """
    whole = next((length for length in _LENGTHS if length <= len(digits)), 0)
    if not whole or len(digits) > DIGITS_MAX or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{digits!r} is no moment")
    first = _datetime(digits[:whole] + _EARLIEST[whole:])
    return Span(first=first, end=_after(first, whole))


def nearest(mementos: Sequence[Memento], span: Span) -> Memento:
    """Return the capture nearest in time: the last within the span, else that at the least distance, else the earlier."""
    within = [one for one in mementos if span.first <= one.date < span.end]
    return within[-1] if within else min(mementos, key=lambda one: span.distance(one.date))


def at(moment: datetime) -> Span:
    """Return the span of one moment."""
    return Span(first=moment, end=moment)


def stamp(memento: Memento, mementos: Sequence[Memento]) -> str:
    """Return the digits that name a capture among those of its address: 14, or 17 where one second saw several."""
    second = memento.date.replace(microsecond=0)
    shared = sum(1 for one in mementos if one.date.replace(microsecond=0) == second) > 1
    digits = f"{memento.date:%Y%m%d%H%M%S}".rjust(14, "0")
    return f"{digits}{memento.date.microsecond // 1000:03}" if shared else digits


def read_http_date(text: str) -> datetime:
    """Read an Accept-Datetime (RFC 7089 section 2.1.1: an HTTP date). Raises ValueError."""
    read = parsedate_to_datetime(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def http_date(date: datetime) -> str:
    """Return a moment as Memento-Datetime has it: "Tue, 03 Nov 2026 10:00:00 GMT"."""
    return format_datetime(date.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _datetime(digits: str) -> datetime:
    """Return the datetime of 17 digits. Raises ValueError where the calendar has no such day."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    hour, minute, second, thousandths = int(digits[8:10]), int(digits[10:12]), int(digits[12:14]), int(digits[14:])
    return datetime(year, month, day, hour, minute, second, thousandths * 1000, tzinfo=UTC)


def _after(first: datetime, length: int) -> datetime:
    """Return the end of the span that begins at `first` and has `length` digits written; the calendar ends with 9999."""
    steps = {8: timedelta(days=1), 10: timedelta(hours=1), 12: timedelta(minutes=1), 14: timedelta(seconds=1)}
    try:
        if length == 4:
            return first.replace(year=first.year + 1)
        if length == 6:
            return (first + timedelta(days=31)).replace(day=1)
        return first + steps.get(length, timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)
