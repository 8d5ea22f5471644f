"""The day in a story's address: /2026/04/24/, /2026-4-24/, /24-04-2026/, /20260424-slug."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

_DAY = re.compile(
    r"/(?P<year>(?:19|20)\d{2})[/_-](?P<month>\d{1,2})[/_-](?P<day>\d{1,2})(?=[/_.-]|$)"
    r"|/(?P<year_2>(?:19|20)\d{2})(?P<month_2>[01]\d)(?P<day_2>[0-3]\d)(?=[/_.-]|$)"
    r"|/(?P<day_3>\d{1,2})-(?P<month_3>\d{1,2})-(?P<year_3>(?:19|20)\d{2})(?=[/_.-]|$)"
)
_MONTH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})(?=/|$)")


def day_in_address(url: str) -> date | None:
    """Return the day that the path names, or None."""
    found = _DAY.search(urlsplit(url).path)
    if not found:
        return None
    year, month, day = (found[part] or found[f"{part}_2"] or found[f"{part}_3"] for part in ("year", "month", "day"))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def month_in_address(url: str) -> tuple[int, int] | None:
    """Return the year and month that the path names, or None."""
    found = _MONTH.search(urlsplit(url).path)
    return (int(found[1]), int(found[2])) if found else None
