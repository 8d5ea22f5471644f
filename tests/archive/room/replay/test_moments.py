from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archive.room.replay.moments import at, http_date, nearest, read_http_date, span_of, stamp


@dataclass(frozen=True)
class Dated:
    date: datetime


def dated(*texts: str) -> list[Any]:
    return [Dated(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in texts]


FIVE = dated(
    "2024-03-01T00:00:00", "2026-02-28T23:59:59", "2026-06-01T00:00:00", "2026-11-03T10:00:00.5", "2027-01-01T00:00:00"
)


@pytest.mark.parametrize(
    ("digits", "first", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("202612", "2026-12-01", "2027-01-01"),
        ("202602", "2026-02-01", "2026-03-01"),
        ("20260228", "2026-02-28", "2026-03-01"),
        ("2026110310", "2026-11-03T10:00", "2026-11-03T11:00"),
        ("202611031000", "2026-11-03T10:00", "2026-11-03T10:01"),
        ("20261103100000", "2026-11-03T10:00:00", "2026-11-03T10:00:01"),
        ("20261103100000500", "2026-11-03T10:00:00.5", "2026-11-03T10:00:00.501"),
        ("20261", "2026-01-01", "2027-01-01"),
        ("9999", "9999-01-01", "9999-12-31T23:59:59.999999"),
        ("999912", "9999-12-01", "9999-12-31T23:59:59.999999"),
        ("99991231235959", "9999-12-31T23:59:59", "9999-12-31T23:59:59.999999"),
    ],
)
def test_moment_half_written_means_all_of_it(digits, first, end):
    span = span_of(digits)
    assert (span.first, span.end) == tuple(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, end))


@pytest.mark.parametrize("digits", ["", "202", "20261301", "20260230", "2026110325", "0000", "2" * 18, "٢٠٢٦"])
def test_moment_that_is_none_is_refused(digits):
    with pytest.raises(ValueError, match=r"."):
        span_of(digits)


@pytest.mark.parametrize(
    ("digits", "number"),
    [("2024", 0), ("2026", 3), ("202606", 2), ("2025", 1), ("202603", 1), ("1999", 0), ("2030", 4), ("20261103100000", 3)],
)
def test_nearest_is_the_last_within_or_the_least_far(digits, number):
    assert nearest(FIVE, span_of(digits)) is FIVE[number]


def test_of_two_equally_near_the_earlier_is_taken():
    pair = dated("2026-01-01T00:00:00", "2026-01-03T00:00:00")
    assert nearest(pair, at(datetime(2026, 1, 2, tzinfo=UTC))) is pair[0]


def test_moment_itself_is_nearest():
    assert nearest(FIVE, at(FIVE[3].date)) is FIVE[3]


def test_stamp_has_thousandths_where_a_second_saw_two():
    two = dated("2026-11-03T10:00:00.25", "2026-11-03T10:00:00.75", "2026-11-03T10:00:01")
    assert [stamp(one, two) for one in two] == ["20261103100000250", "20261103100000750", "20261103100001"]


def test_http_dates_are_read_and_written():
    moment = read_http_date("Tue, 03 Nov 2026 10:00:00 GMT")
    assert moment == datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert http_date(moment + timedelta(microseconds=5)) == "Tue, 03 Nov 2026 10:00:00 GMT"
    with pytest.raises(ValueError, match=r"."):
        read_http_date("yesterday")
