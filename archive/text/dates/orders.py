"""03/04/2026: the day before the month, as Arabs write, unless the page says that its program writes the month first.

It says so where only the other reading agrees with dates that have but one, or with the address; where the other dates of
the page that it writes in digits can only be read so; or where the one reading is of yesterday and the other of months ago,
on a page that was captured as it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import cache

from archive.text.dates.addressed import month_in_address
from archive.text.dates.dates import Stamp
from archive.text.dates.evidence import Found, days_of
from archive.text.dates.settle import day_of

LINE_MAX = 160
MONTHS = 12
NEW, OLD = timedelta(days=3), timedelta(days=21)
"""Ages of a story that a crawl comes upon, and of one that it would have come upon long before."""

_DIGITS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")


def in_right_order(  # noqa: PLR0913 - what tells the order
    found: Sequence[Found], *, url: str, texts: Iterable[str], now: datetime, zone: tzinfo | None, is_exact: bool
) -> list[Found]:
    """Return `found`, each date that has two readings with the one that the page speaks for.

    `texts`: the page's lines. `now`: the capture's moment; not `is_exact`: the latest it can have been.
    """
    sure = {day for one in found if one.value is not None and not one.others for day in days_of(one.value, zone)}
    month = month_in_address(url)
    lines = tuple(texts)

    @cache
    def is_month_first() -> bool:
        return _is_month_first(lines)

    def is_supported(stamp: Stamp) -> bool:
        day = day_of(stamp)
        return day in sure or (day.year, day.month) == month

    def read(one: Found) -> Found:
        if one.value is None or not one.others or is_supported(one.value):
            return one
        other = next((stamp for stamp in one.others if is_supported(stamp)), None)
        if other is None and (is_month_first() or (is_exact and _is_newer(one.others[0], one.value, now))):
            other = one.others[0]
        return one if other is None else replace(one, value=other, others=())

    return [read(one) for one in found]


def _is_month_first(texts: Iterable[str]) -> bool:
    """Return whether some dates in digits have a second number that is no month, and none a first one."""
    found = [dated for text in texts if len(text) <= LINE_MAX for dated in _DIGITS.finditer(text)]
    numbers = [(int(dated[1]), int(dated[3])) for dated in found]
    return any(first <= MONTHS < second for first, second in numbers) and not any(first > MONTHS for first, _ in numbers)


def _is_newer(other: Stamp, first: Stamp, now: datetime) -> bool:
    """Return whether the other reading is of the last few days, and the first of long ago."""
    return now.date() - day_of(other) <= NEW and now.date() - day_of(first) > OLD
