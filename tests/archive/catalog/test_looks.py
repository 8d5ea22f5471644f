from __future__ import annotations

from datetime import timedelta

import pytest

from archive.catalog.looks import DAY, Looks

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("apart", "apart_min", "again_after", "doubted_for"),
    [
        (DAY, DAY - MINUTE, HOUR, 15 * MINUTE),
        (7 * DAY, 7 * DAY - MINUTE, HOUR, 15 * MINUTE),
        (2 * HOUR, 2 * HOUR - 5 * SECOND, 5 * MINUTE, 75 * SECOND),
        (24 * SECOND, 23 * SECOND, SECOND, SECOND),
        (timedelta(0), timedelta(0), SECOND, SECOND),
    ],
)
def test_waits_are_shorter_as_looks_lie_closer(
    apart: timedelta, apart_min: timedelta, again_after: timedelta, doubted_for: timedelta
) -> None:
    looks = Looks(apart=apart)
    assert (looks.apart_min, looks.again_after, looks.doubted_for) == (apart_min, again_after, doubted_for)
