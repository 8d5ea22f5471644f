"""Whether the day or the month comes first in 03/04/2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archive.dating import DateKind, DateOf
from archive.text.dates.evidence import Found
from archive.text.dates.orders import in_right_order

DAY_FIRST, MONTH_FIRST = date(2026, 3, 5), date(2026, 5, 3)


def found(value: date, others: tuple[date, ...] = ()) -> Found:
    return Found(of=DateOf.PUBLISHED, kind=DateKind.VISIBLE, name=None, text="05-03-2026", value=value, others=others)


@pytest.mark.parametrize(
    ("sure", "url", "texts", "now", "is_exact", "read"),
    [
        ((), "", (), date(2026, 7, 20), True, DAY_FIRST),
        ((MONTH_FIRST,), "", (), date(2026, 7, 20), True, MONTH_FIRST),
        ((), "https://news.example/2026/05/1", (), date(2026, 7, 20), True, MONTH_FIRST),
        ((), "https://news.example/2026/03/1", ("04-28-2026",), date(2026, 7, 20), True, DAY_FIRST),
        ((), "", ("أضيف 04-28-2026", "05-02-2026"), date(2026, 7, 20), True, MONTH_FIRST),
        ((), "", ("04-28-2026", "28-04-2026"), date(2026, 7, 20), True, DAY_FIRST),
        ((), "", ("28/04/2026",), date(2026, 7, 20), True, DAY_FIRST),
        ((), "", (), date(2026, 5, 4), True, MONTH_FIRST),
        ((), "", (), date(2026, 5, 4), False, DAY_FIRST),
        ((), "", (), date(2026, 3, 6), True, DAY_FIRST),
        ((DAY_FIRST,), "", (), date(2026, 5, 4), True, DAY_FIRST),
    ],
)
def test_month_comes_first_only_where_the_page_says_so(
    *, sure: tuple[date, ...], url: str, texts: tuple[str, ...], now: date, is_exact: bool, read: date
) -> None:
    dates = [*map(found, sure), found(DAY_FIRST, (MONTH_FIRST,))]
    moment = datetime(now.year, now.month, now.day, 12, tzinfo=UTC)
    ordered = in_right_order(dates, url=url, texts=texts, now=moment, zone=None, is_exact=is_exact)
    assert ordered[-1].value == read
