"""The timeline of a story: which way time runs, where marks and names stand, what is said where a page states a day alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from archive.catalog.tracing.answers import Clock, Shown
from archive.room.pages.trace_drawing import EDGE, LANE, LANES_MAX, TICK_ROOM, TOP, draw
from archive.room.pages.trace_lags import Lag, lag_of

HOUR = 3600.0
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 3, tzinfo=UTC)
TEXT = Shown(
    id="a" * 12,
    url="https://wakala.example/1",
    number=1,
    outlet="الوكالة",
    source=None,
    headline="عنوان",
    in_language=None,
    agency=None,
    is_agencys=True,
    appeared_at=NOON,
    clock=Clock.PUBLISHED,
    captured_at=NOON,
)


def exact(*hours: float) -> list[Lag]:
    return [Lag(earliest_s=each * HOUR, latest_s=each * HOUR) for each in hours]


def lag(printed: datetime, clock: Clock, origin: Shown = TEXT) -> Lag:
    return lag_of(origin, replace(TEXT, appeared_at=printed, clock=clock))


def test_lag_is_exact_where_both_pages_state_a_time():
    assert lag(NOON + timedelta(hours=2), Clock.PUBLISHED) == Lag(earliest_s=2 * HOUR, latest_s=2 * HOUR)
    assert lag(NOON - timedelta(hours=2), Clock.CAPTURED) == Lag(earliest_s=-2 * HOUR, latest_s=-2 * HOUR)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (0, Lag(earliest_s=0.0, latest_s=12 * HOUR, days=0)),
        (1, Lag(earliest_s=12 * HOUR, latest_s=36 * HOUR, days=1)),
        (-1, Lag(earliest_s=-36 * HOUR, latest_s=-12 * HOUR, days=-1)),
    ],
    ids=["the same day", "the next day", "the day before"],
)
def test_lag_is_the_whole_day_where_a_page_states_no_more(day, found):
    assert lag(MIDNIGHT + timedelta(days=day), Clock.DAY) == found


def test_lag_is_vague_where_the_origin_states_the_day_alone():
    origin = replace(TEXT, appeared_at=MIDNIGHT, clock=Clock.DAY)
    assert lag(NOON + timedelta(days=1), Clock.PUBLISHED, origin) == Lag(earliest_s=12 * HOUR, latest_s=36 * HOUR, days=1)


def test_time_runs_to_the_right_and_mirrored_to_the_left():
    right, left = (draw(exact(1, 5, 30), leftwards=leftwards) for leftwards in (False, True))
    assert [lane.x for lane in right.lanes] == sorted(lane.x for lane in right.lanes)
    assert [round(100 - lane.x, 2) for lane in left.lanes] == [lane.x for lane in right.lanes]
    assert (right.origin.x, right.lanes[-1].x) == (EDGE, 100 - EDGE)
    assert [lane.is_after for lane in left.lanes] == [lane.is_after for lane in right.lanes]
    assert [lane.is_right for lane in left.lanes] == [not lane.is_right for lane in right.lanes]


@pytest.mark.parametrize("count", [1, 2, 10, 30, 60, 100])
@pytest.mark.parametrize("leftwards", [False, True])
def test_names_never_overlap_each_other_or_their_marks(count, leftwards):
    drawn = draw(exact(*(0.1 * number for number in range(count))), leftwards=leftwards)
    lanes = (drawn.origin, *drawn.lanes)
    assert len({lane.y for lane in lanes}) == len(lanes) == 1 + min(count, LANES_MAX)
    assert all(below.y - above.y == LANE for above, below in pairwise(lanes))
    for lane in lanes:
        assert lane.label_width >= 50 - EDGE
        assert 0 <= lane.label_x <= lane.label_x + lane.label_width <= 100
        assert lane.x in (lane.label_x, round(lane.label_x + lane.label_width, 2))


def test_lanes_beyond_those_with_room_share_the_last():
    drawn = draw(exact(*range(LANES_MAX + 7)), leftwards=True)
    assert (len(drawn.lanes), len(drawn.rest)) == (LANES_MAX, 7)
    assert drawn.rest_y == drawn.lanes[-1].y + LANE
    assert drawn.height == TOP + LANE * (LANES_MAX + 2)


def test_printing_before_the_origin_stands_before_it():
    drawn = draw(exact(-3, 4), leftwards=False)
    assert drawn.lanes[0].x < drawn.origin.x < drawn.lanes[1].x


def test_first_hour_is_wider_than_the_hours_after_it():
    one, two, late = (lane.x for lane in draw(exact(1, 2, 90), leftwards=False).lanes)
    assert one - EDGE > two - one
    assert late == 100 - EDGE


@pytest.mark.parametrize(
    ("lag", "since_x"),
    [
        (Lag(earliest_s=12 * HOUR, latest_s=36 * HOUR, days=1), 30.02),
        (Lag(earliest_s=0.0, latest_s=22 * HOUR, days=0), 100 - EDGE),
    ],
    ids=["the next day", "the same day"],
)
def test_day_alone_is_a_span_with_the_mark_in_its_middle(lag, since_x):
    (lane,) = draw([lag], leftwards=True).lanes
    assert (lane.since_x, lane.until_x) == (pytest.approx(since_x), EDGE)
    assert lane.x == pytest.approx((lane.since_x + lane.until_x) / 2, abs=0.01)
    assert lane.label_width >= 50 - EDGE


@pytest.mark.parametrize("hours", [(0.001,), (0.3,), (2,), (30,), (95,), (-95, 95)])
@pytest.mark.parametrize("leftwards", [False, True])
def test_named_times_have_room_for_their_names(hours, leftwards):
    places = sorted(
        (0.0 - TICK_ROOM / 2, 100 + TICK_ROOM / 2, *(one.x for one in draw(exact(*hours), leftwards=leftwards).ticks))
    )
    assert len(places) > 2
    assert all(right - left >= TICK_ROOM - 0.01 for left, right in pairwise(places))
