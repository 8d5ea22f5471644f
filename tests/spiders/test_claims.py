from datetime import UTC, datetime, timedelta
from time import gmtime
from zoneinfo import ZoneInfo

import pytest

from spiders.claims import UTC_CLOCK, Clock, read_date

AMMAN = Clock(zone=ZoneInfo("Asia/Amman"))
AT_SEVEN = datetime(2026, 11, 5, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05T10:30:00+03:00",
        "2026-11-05T10:30+03:00",
        "2026-11-05 10:30:00",
        "2026-11-05T07:30:00Z",
        "20261105T073000Z",
        " 2026-11-05T07:30:00.000Z\n",
        "Thu, 05 Nov 2026 10:30:00 +0300",
        "Thu, 05 Nov 2026 10:30:00 +03",
        "Thu, 05 Nov 2026 10:30:00 +3:00",
        "Thu, 05 Nov 2026 10:30:00 GMT+3",
        "Thu, 05 Nov 2026 10:30:00 GMT+0300",
        "05 Nov 2026 07:30:00 GMT",
        "Thu, 05 Nov 2026 10:30:00",
        "Thu, 05 Nov 2026 10:30:00 AST",
        "Thu Nov 05 10:30:00 AST 2026",
    ],
)
def test_read_date_reads_the_forms_of_feeds(text: str) -> None:
    assert read_date(text, AMMAN) == AT_SEVEN
    assert read_date(text, AMMAN).utcoffset() == timedelta(0)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", [None, "", "أمس", "soon", "0001-01-01T00:00:00Z", "9999-12-31", "Thu, 99 Nov 2026 10:30:00", "1" * 101]
)
def test_read_date_returns_none_for_what_is_no_date(text: str | None) -> None:
    assert read_date(text, UTC_CLOCK) is None


def test_read_date_takes_a_day_for_its_midnight() -> None:
    assert read_date("2026-11-05", AMMAN) == datetime(2026, 11, 4, 21, tzinfo=UTC)


def test_read_date_falls_back_to_feedparsers_reading() -> None:
    assert read_date("in a form of its own", AMMAN, gmtime(AT_SEVEN.timestamp())) == AT_SEVEN


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("الخميس 5 تشرين الثاني 2026 - 10:30", AT_SEVEN),
        ("5 نوفمبر 2026", datetime(2026, 11, 4, 21, tzinfo=UTC)),
        ("منذ ساعتين", AT_SEVEN),
    ],
)
def test_read_date_reads_words_where_it_knows_the_time(text: str, moment: datetime) -> None:
    now = AT_SEVEN + timedelta(hours=2)
    assert read_date(text, Clock(zone=AMMAN.zone, now=now)) == moment
    assert read_date(text, AMMAN) is None
