from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import read_date

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MECCA = timezone(timedelta(hours=3))


def at(*parts: int, zone: timezone | ZoneInfo = MECCA) -> datetime:
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-04-24T21:22:05+02:00", at(2026, 4, 24, 21, 22, 5, zone=timezone(timedelta(hours=2)))),
        ("2026-04-24T21:22:05.123Z", at(2026, 4, 24, 21, 22, 5, zone=UTC)),
        ("2026-04-24 21:22", at(2026, 4, 24, 21, 22)),
        ("2026-04-24", date(2026, 4, 24)),
        ("Fri, 24 Apr 2026 09:49:21 GMT", at(2026, 4, 24, 9, 49, 21, zone=UTC)),
        ("الجمعة 24 نيسان / أبريل 2026 09:22 مساءً", at(2026, 4, 24, 21, 22)),
        ("26 أبريل/ نيسان 2026", date(2026, 4, 26)),
        ("٢٦ نيسان ٢٠٢٦، ٨:٠٥ ص", at(2026, 4, 26, 8, 5)),
        ("۲۶ آوریل, 8 فيفري 2026", date(2026, 2, 8)),
        ("31 كانون الثاني 2026", date(2026, 1, 31)),
        ("31 كانون الأول 2025", date(2025, 12, 31)),
        ("9 ماي 2025 على 14:30", at(2025, 5, 9, 14, 30)),
        ("17 يوليوز 2025", date(2025, 7, 17)),
        ("8 غشت 2025", date(2025, 8, 8)),
        ("ديسمبر 25, 2025", date(2025, 12, 25)),
        ("2025/12/25 - 1:59 صباحًا", at(2025, 12, 25, 1, 59)),
        ("25/12/2025 12:05 م", at(2025, 12, 25, 12, 5)),
        ("25.12.2025 12:05 ص", at(2025, 12, 25, 0, 5)),
        ("12/25/2025", date(2025, 12, 25)),
        ("15 شعبان 1445 هـ", date(2024, 2, 25)),
        ("14-09-1432 هـ, 09:40 صباحاً", at(2011, 8, 14, 9, 40)),
        ("15/08/1445هـ الموافق 25 فبراير 2024", date(2024, 2, 25)),
        ("الأحد، 04 آب/اغسطس 2025، آخر تحديث 02:21 (GMT+0400)", at(2025, 8, 4, 2, 21, zone=timezone(timedelta(hours=4)))),
        ("3 مايو 2025 الساعة 5:30 م بتوقيت القاهرة", at(2025, 5, 3, 17, 30, zone=ZoneInfo("Africa/Cairo"))),
        ("منذ ساعتين", at(2026, 5, 1, 13, 0)),
        ("قبل 15 دقيقة", at(2026, 5, 1, 14, 45)),
        ("منذ 3 أيام", date(2026, 4, 28)),
        ("أمس", date(2026, 4, 30)),
    ],
)
def test_date_is_read(text: str, read: datetime | date) -> None:
    assert read_date(text, now=NOW, zone=MECCA) == read
    assert type(read_date(text, now=NOW, zone=MECCA)) is type(read)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "يناير 2025",
        "26 أبريل/ نيسان",
        "32/12/2025",
        "30 فبراير 2025",
        "3 مايو 2031",
        "1 يناير 1970",
        "قال الوزير في بيان له",
        "12:30",
        "هاتف 00962-6-1234",
        "الحلقة 12/24",
        "الدولار 3.45",
        "9999999999/99/99",
    ],
)
def test_nothing_is_read_where_no_date_is(text: str) -> None:
    assert read_date(text, now=NOW, zone=MECCA) is None


def test_time_without_a_known_zone_gives_the_day() -> None:
    assert read_date("25/12/2025 12:05", now=NOW) == date(2025, 12, 25)


@given(st.text(max_size=200))
def test_any_text_gives_a_believable_date_or_none(text: str) -> None:
    read = read_date(text, now=NOW, zone=MECCA)
    assert read is None or 1995 <= read.year <= 2026


@given(st.dates(min_value=date(1996, 1, 1), max_value=date(2026, 4, 30)), st.sampled_from(["/", "-", "."]))
def test_day_comes_first_in_numbers(day: date, mark: str) -> None:
    assert read_date(f"نشر في {day.day:02}{mark}{day.month:02}{mark}{day.year}", now=NOW) == day
