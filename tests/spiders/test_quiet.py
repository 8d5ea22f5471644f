"""When a source is left alone: by the clock on its wall, over midnight, and where daylight saving skips an hour or repeats one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spiders.quiet import minutes_of, quiet_minutes, quiet_until

NIGHT = ("23:00-06:00",)
CAIRO, BEIRUT, CASABLANCA, RIYADH = "Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Asia/Riyadh"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


UNTIL = [  # spans, zone, now and the end of the quiet, both in UTC
    # Riyadh: +3 all year
    ((), RIYADH, "2026-11-23 20:00", None),
    (NIGHT, RIYADH, "2026-11-23 19:59", None),
    (NIGHT, RIYADH, "2026-11-23 20:00", "2026-11-24 03:00"),
    (NIGHT, RIYADH, "2026-11-23 20:00:59", "2026-11-24 03:00"),
    (NIGHT, RIYADH, "2026-11-24 02:59:59", "2026-11-24 03:00"),
    (NIGHT, RIYADH, "2026-11-24 03:00", None),
    (("12:00-13:30",), RIYADH, "2026-11-23 10:00", "2026-11-23 10:30"),
    (("12:00-24:00",), RIYADH, "2026-11-23 10:00", "2026-11-23 21:00"),
    (("00:00-06:00",), RIYADH, "2026-11-23 21:00", "2026-11-24 03:00"),
    (("23:00-02:00", "02:00-06:00"), RIYADH, "2026-11-23 20:00", "2026-11-24 03:00"),
    (("23:00-04:00", "02:00-06:00"), RIYADH, "2026-11-23 20:00", "2026-11-24 03:00"),
    (("23:00-06:00", "12:00-13:00"), RIYADH, "2026-11-23 09:30", "2026-11-23 10:00"),
    (("06:01-06:00",), RIYADH, "2026-11-23 03:00", None),
    (("06:01-06:00",), RIYADH, "2026-11-23 03:01", "2026-11-24 03:00"),
    # Cairo: 24 April 2026, 00:00 becomes 01:00 (22:00 UTC); 29 October, 24:00 becomes 23:00 (21:00 UTC)
    (NIGHT, CAIRO, "2026-04-23 21:00", "2026-04-24 03:00"),
    (NIGHT, CAIRO, "2026-10-29 20:00", "2026-10-30 04:00"),
    (("23:00-00:30",), CAIRO, "2026-04-23 21:30", "2026-04-23 22:00"),
    (("00:00-01:00",), CAIRO, "2026-04-23 22:00", None),
    (("22:00-23:30",), CAIRO, "2026-10-29 19:30", "2026-10-29 20:30"),
    (("22:00-23:30",), CAIRO, "2026-10-29 20:45", None),
    (("22:00-23:30",), CAIRO, "2026-10-29 21:10", "2026-10-29 21:30"),
    (("23:00-24:00",), CAIRO, "2026-10-29 20:30", "2026-10-29 22:00"),
    # Beirut: 29 March 2026, 00:00 becomes 01:00; 25 October, 00:00 becomes 23:00
    (NIGHT, BEIRUT, "2026-03-28 21:30", "2026-03-29 03:00"),
    (NIGHT, BEIRUT, "2026-10-24 20:30", "2026-10-25 04:00"),
    (("23:00-00:30",), BEIRUT, "2026-03-28 21:30", "2026-03-28 22:00"),
    # Casablanca: for Ramadan, 15 February 2026, 03:00 becomes 02:00; 22 March, 02:00 becomes 03:00
    (NIGHT, CASABLANCA, "2026-02-14 22:30", "2026-02-15 06:00"),
    (NIGHT, CASABLANCA, "2026-03-21 23:30", "2026-03-22 05:00"),
    (("01:00-02:30",), CASABLANCA, "2026-02-15 01:00", "2026-02-15 01:30"),
    (("01:00-02:30",), CASABLANCA, "2026-02-15 02:00", "2026-02-15 02:30"),
    (("01:00-02:30",), CASABLANCA, "2026-03-22 01:30", "2026-03-22 02:00"),
    # all but the hour that is skipped: the whole next day
    (("01:00-00:00",), CAIRO, "2026-04-23 20:00", "2026-04-24 21:00"),
]


@pytest.mark.parametrize(("spans", "zone", "now", "until"), UNTIL)
def test_quiet_lasts_until(spans, zone, now, until):
    assert quiet_until(spans, zone, at(now)) == (at(until) if until else None)


@pytest.mark.parametrize("zone", [CAIRO, BEIRUT, CASABLANCA, RIYADH])
def test_the_end_of_the_quiet_is_the_first_moment_outside_it(zone):
    spans, now = ("22:15-00:30", "01:45-02:30"), at("2026-01-01")
    while now < at("2026-12-31"):
        until = quiet_until(spans, zone, now)
        assert until is None or (quiet_until(spans, zone, until) is None and until - now <= timedelta(hours=4))
        now += timedelta(minutes=37)


@pytest.mark.parametrize(
    "span", ["", "23-06", "23:00", "23:00-", "24:00-06:00", "23:60-06:00", "23:00–06:00", "9:00-10:00", "٢٣:٠٠-٠٦:٠٠"]
)
def test_what_is_no_span_is_refused_with_an_example(span):
    with pytest.raises(ValueError, match="such as"):
        minutes_of(span)


@pytest.mark.parametrize(
    "spans", [("06:00-06:00",), ("00:00-24:00",), ("00:00-12:00", "12:00-24:00"), ("06:00-18:00", "17:00-07:00")]
)
def test_a_whole_day_is_refused(spans):
    with pytest.raises(ValueError, match="leave"):
        quiet_minutes(spans)
