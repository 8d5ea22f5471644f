"""Dates as lists claim them → aware datetimes in UTC. What a page shows its readers is `archive.text.dates`' subject."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from time import struct_time

YEARS = range(1990, 2101)
LENGTH_MAX = 100
OFFSET = re.compile(r"(:\d{2})\s*(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?$")


def read_date(text: str | None, zone: tzinfo, parsed: struct_time | None = None) -> datetime | None:
    """Return the moment a list claims, in UTC, or None for none that can be read.

    Read are ISO 8601 and RFC 5322, then `parsed`, a reading in UTC by feedparser, which knows more forms. `zone`: of a
    date that names none. A date without a time is its midnight.
    """
    if not text or len(text) > LENGTH_MAX:
        return None
    moment = _iso(text.strip()) or _rfc(text.strip())
    if moment is None and parsed is not None:
        moment = _from_parts(parsed)
    return _in_utc(moment, zone) if moment else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    """RFC 5322, with offsets as some Arabic feeds write them: "+03" and "GMT+3" are three hours, not three minutes."""
    try:
        return parsedate_to_datetime(OFFSET.sub(_full_offset, text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _full_offset(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}{match[3]:0>2}{match[4] or '00'}"


def _from_parts(parsed: struct_time) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except ValueError:
        return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    if moment.year not in YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
