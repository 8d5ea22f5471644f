"""Dates as lists claim them → aware datetimes in UTC: machines' forms here, those in words by `archive.text.dates.dates`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from time import struct_time

from archive.text.dates import dates as words

YEARS = range(1990, 2101)
LENGTH_MAX = 100
OFFSET = re.compile(r"(:\d{2})\s*+(?:(?:GMT|UTC)\s*+)?([+-])(\d{1,2}):?(\d{2})?$")


ARABIA = re.compile(r"\b(?:AST|KSA)\b")
"""As Java names the time of Riyadh, Baghdad and Kuwait; RFC 5322's readers take AST for Halifax's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a date is read against. `zone`: of dates that name none. `now`: aware; without it no date in words is read."""

    zone: tzinfo = UTC
    now: datetime | None = None


UTC_CLOCK = Clock()


def read_date(text: str | None, clock: Clock, parsed: struct_time | None = None) -> datetime | None:
    """Return the moment a list claims, in UTC, or None for none that can be read.

    Read are ISO 8601 and RFC 5322, then `parsed`, a reading in UTC by feedparser, which knows more forms, then dates in
    words. A date without a time is its midnight.
    """
    if not text or len(text) > LENGTH_MAX:
        return None
    moment = _iso(text.strip()) or _rfc(text.strip()) or _from_parts(parsed) or _in_words(text, clock)
    return _in_utc(moment, clock.zone) if moment else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    """RFC 5322, with offsets as some Arabic feeds write them: "+03" and "GMT+3" are three hours, not three minutes."""
    try:
        return parsedate_to_datetime(OFFSET.sub(_full_offset, ARABIA.sub("+0300", text)))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _full_offset(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}{match[3]:0>2}{match[4] or '00'}"


def _from_parts(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except ValueError:
        return None


def _in_words(text: str, clock: Clock) -> datetime | None:
    day = words.read_date(text, now=clock.now, zone=clock.zone) if clock.now else None
    return day if day is None or isinstance(day, datetime) else datetime.combine(day, time.min)


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    if moment.year not in YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
