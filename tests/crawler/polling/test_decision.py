"""When a list is read again: the decision by a table, its properties whatever a list shows, and what it learns in a fortnight."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import reduce
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.polling.decision import DEFAULT, Bounds, Decision, Seen, decide
from crawler.polling.memory import JSON_MAX, Memory, from_json, to_json
from crawler.polling.pace import Pace

NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def known(per_day: float, *, shown: int = 20, ago: timedelta = 10 * MINUTE, **more: object) -> Memory:
    """A list watched long enough, that brings so many stories a day at an even pace."""
    pace = Pace(stories=(per_day / 24 * 10,) * 24, seconds=(36_000.0,) * 24)
    return Memory(pace=pace, shown=shown, read_at=NOW - ago, **more)


def every(step: timedelta, number: int, newest: datetime = NOW) -> tuple[datetime, ...]:
    return tuple(newest - step * index for index in range(number))


def failing(days: float, errors: int = 30) -> Memory:
    return known(96, errors=errors, failing_since=NOW - DAY * days, ago=DAY * days)


SAME = Seen(links=20)
ONE_NEW = Seen(links=20, new=1)
ALL_NEW = Seen(links=20, new=20)
FIRST = Seen(links=20, new=20, known_before=False)
DOWN = Seen(status=None, error="TIMEOUT")
PINNED = Seen(links=20, new=19, dates=(*every(MINUTE, 19), NOW - 90 * DAY))

# at an even pace of n stories a second the wait is sqrt(2 · 150 / n): 520 s for 96 stories a day, 1039 s for 24
TABLE = {
    "first, dates tell the pace": (None, Seen(links=20, new=20, known_before=False, dates=every(15 * MINUTE, 20)), 480, 570, ""),
    "first, dates tell of little": (None, Seen(links=20, new=20, known_before=False, dates=every(DAY, 20)), 4500, 6500, ""),
    "first, no dates": (None, FIRST, 1400, 1500, "20 new of 20"),
    "first, all dates alike": (None, Seen(links=20, new=20, known_before=False, dates=(NOW,) * 20), 1400, 1500, ""),
    "first, dates in the future": (None, Seen(links=2, new=2, known_before=False, dates=every(DAY, 2, NOW + 9 * DAY)), 1400, 1500, ""),
    "first, one pinned": (None, Seen(links=20, new=20, known_before=False, dates=(*every(15 * MINUTE, 19), NOW - 99 * DAY)), 480, 570, ""),
    "first, empty": (None, Seen(known_before=False), 1400, 1500, "nothing new"),
    "what is usual": (known(96), ONE_NEW, 490, 530, "1 new of 20; 95.7 a day expected"),
    "nothing new": (known(96, ago=HOUR), SAME, 620, 900, "nothing new"),
    "not modified": (known(96, ago=HOUR), Seen(not_modified=True, status=304), 620, 900, "not modified"),
    "more than usual": (known(96), Seen(links=20, new=10), 240, 400, "10 new of 20"),
    "four times the pace, twice as often": (known(24), Seen(links=20), 1030, 1100, ""),
    "busy": (known(5000, shown=100), Seen(links=100, new=30), 120, 120, ""),
    "asleep": (known(0.01), SAME, 20_000, 21_600, ""),
    "no more than a third of a short list": (known(400, shown=3, ago=MINUTE), Seen(links=3), 200, 245, ""),
    "turned over": (known(96, shown=20, ago=5 * HOUR), ALL_NEW, 200, 275, "turned over: 20 of 20 new"),
    "turned over, dates tell how fast": (known(96), Seen(links=20, new=20, dates=every(20 * timedelta(seconds=1), 20)), 120, 120, "turned over"),
    "turned over, but for what is pinned": (known(96, newest=NOW - HOUR), PINNED, 120, 260, "turned over: 19 of 20 new"),
    "turned over, memory lost": (None, ALL_NEW, 700, 750, "turned over"),
    "again turned over": (known(96, ago=5 * HOUR, squeeze=0.25), ALL_NEW, 120, 120, "turned over"),
    "one left": (known(96, ago=5 * HOUR), Seen(links=20, new=19), 400, 540, "19 new of 20"),
    "one left, the newest of last time": (known(96, newest=NOW - HOUR), Seen(links=20, new=19, dates=every(MINUTE, 20, NOW - 41 * MINUTE)), 120, 300, "19 new"),
    "empty until now": (known(96, shown=0), Seen(links=5, new=5), 120, 520, "5 new of 5"),
    "Retry-After": (known(96), Seen(links=20, new=1, retry_after_s=3600), 3600, 3600, "Retry-After holds it to 3600 s"),
    "Retry-After, longer than the longest": (known(96), Seen(links=20, new=1, retry_after_s=40_000), 40_000, 40_000, "Retry-After"),
    "Retry-After for ever": (known(96), Seen(links=20, new=1, retry_after_s=inf), 86_400, 86_400, "Retry-After"),
    "Retry-After, nonsense": (known(96), Seen(links=20, new=1, retry_after_s=nan), 490, 530, ""),
    "Retry-After, past": (known(96), Seen(links=20, new=1, retry_after_s=-5), 490, 530, ""),
    "Crawl-delay": (known(96), Seen(links=20, new=1, crawl_delay_s=1000), 1000, 1000, "Crawl-delay holds it to 1000 s"),
    "Crawl-delay, shorter": (known(96), Seen(links=20, new=1, crawl_delay_s=10), 490, 530, ""),
    "max-age": (known(24), Seen(links=20, new=0, max_age_s=1800), 1800, 1800, ""),
    "max-age, shorter": (known(24), Seen(links=20, new=0, max_age_s=60), 1030, 1100, ""),
    "max-age of a day": (known(24), Seen(links=20, new=0, max_age_s=86_400), 3600, 3600, ""),
    "max-age, the list would turn over": (known(400, shown=10, ago=MINUTE), Seen(links=10, new=0, max_age_s=3600), 340, 400, ""),
    "max-age, the list has turned over": (known(24, ago=5 * HOUR), Seen(links=20, new=20, max_age_s=3600), 300, 1800, "turned over"),
    "error": (known(864), DOWN, 340, 350, "TIMEOUT (1 in a row)"),
    "error, never read": (None, DOWN, 1460, 1480, "TIMEOUT (1 in a row)"),
    "error, second": (known(864, errors=1, failing_since=NOW - 6 * MINUTE), DOWN, 600, 600, "(2 in a row)"),
    "error, slow list": (known(1, errors=3, failing_since=NOW - HOUR), DOWN, 5000, 5200, "(4 in a row)"),
    "error for a day": (failing(1), DOWN, 3600, 3600, "(31 in a row)"),
    "error for a month": (failing(30), DOWN, 21_600, 21_600, ""),
    "error since tomorrow": (failing(-1), DOWN, 600, 600, ""),
    "error with Retry-After": (known(864), Seen(status=503, error="SERVER_ERROR", retry_after_s=7200), 7200, 7200, "Retry-After"),
    "too many requests": (failing(0.1, errors=7), Seen(status=429, error="THROTTLED"), 21_600, 21_600, "THROTTLED (8 in a row)"),
    "back": (failing(0.01, errors=9), ONE_NEW, 490, 540, "1 new of 20"),
    "back, and turned over": (failing(1), ALL_NEW, 200, 275, "turned over"),
    "clock put back": (known(96, ago=-HOUR), ONE_NEW, 515, 525, "1 new of 20"),
}  # fmt: skip


@pytest.mark.parametrize(("memory", "seen", "least_s", "most_s", "why"), TABLE.values(), ids=TABLE)
def test_decision_follows_from_memory_and_what_was_seen(memory, seen, least_s, most_s, why):
    decision = decide(memory, seen, NOW)
    assert least_s <= (decision.due_at - NOW).total_seconds() <= most_s
    assert why in decision.why
    assert decision.turned_over == ("turned over" in why)


def wait_s(decision: Decision, now: datetime = NOW) -> float:
    return (decision.due_at - now).total_seconds()


def test_turned_over_list_is_read_twice_as_often_until_four_polls_find_it_in_step():
    before = known(96)
    turned = decide(before, ALL_NEW, NOW).memory
    assert turned.squeeze == 0.5
    relieved = reduce(lambda memory, _: decide(memory, ONE_NEW, NOW).memory, range(4), turned)
    assert relieved.squeeze == pytest.approx(1)


def test_success_after_errors_returns_to_the_pace_learned():
    failed = reduce(lambda memory, hour: decide(memory, DOWN, NOW + hour * HOUR).memory, range(9), known(96))
    back = decide(failed, Seen(links=20, new=9), NOW + 9 * HOUR)
    assert (back.memory.errors, back.memory.failing_since) == (0, None)
    assert wait_s(back, NOW + 9 * HOUR) < 900


def test_outage_forgets_nothing():
    failed = reduce(lambda memory, hour: decide(memory, DOWN, NOW + hour * HOUR).memory, range(200), known(96))
    assert failed.pace == known(96).pace


@pytest.mark.parametrize("price_s", [10, 600, 2400])
def test_four_times_the_price_is_half_the_requests(price_s):
    dear, cheap = (decide(known(60, shown=900), SAME, NOW, Bounds(price_s=price)) for price in (4 * price_s, price_s))
    assert wait_s(dear) == pytest.approx(2 * wait_s(cheap), rel=0.1)


def test_price_of_nothing_is_as_often_as_allowed():
    assert wait_s(decide(known(1), SAME, NOW, Bounds(price_s=0))) == DEFAULT.min_s


def watched(days: int, step: timedelta, new: object) -> Memory:
    """What is remembered after polling at a step a list that brings `new(hour)` stories at each poll."""
    memory: Memory | None = None
    for index in range(int(days * DAY / step)):
        at = NOW + index * step
        memory = decide(memory, Seen(links=50, new=new(at.hour), known_before=index > 0), at).memory
    return memory


def test_night_is_learned_from_polls_alone():
    memory = watched(8, 20 * MINUTE, lambda hour: 4 if 6 <= hour < 18 else 0)
    night, day = (NOW.replace(hour=hour) + 8 * DAY for hour in (21, 9))
    waits = [wait_s(decide(memory, Seen(links=50), at), at) for at in (night, day)]
    assert waits[0] > 3 * waits[1]


def test_morning_is_not_slept_through():
    memory = watched(8, 20 * MINUTE, lambda hour: 4 if 6 <= hour < 18 else 0)
    before_dawn = NOW.replace(hour=5, minute=50) + 8 * DAY
    assert decide(memory, Seen(links=50), before_dawn).due_at < before_dawn + HOUR


def test_claimed_dates_tell_the_hours_of_a_first_poll():
    stories = tuple(NOW - day * DAY - minute * 20 * MINUTE for day in range(6) for minute in range(8))
    memory = decide(None, Seen(links=48, new=48, known_before=False, dates=stories), NOW).memory
    assert memory.pace.stories[11] > 10
    assert memory.pace.stories[2] == 0


def test_burst_is_followed_and_passes():
    memory = decide(known(24), Seen(links=20, new=8), NOW).memory
    later = NOW + 12 * HOUR
    calm = decide(memory, Seen(links=20, new=12), later)
    assert wait_s(decide(known(24), Seen(links=20, new=8), NOW)) < 700
    assert wait_s(calm, later) > 850


@pytest.mark.parametrize(
    "text",
    [None, "", "null", "{}", "[]", "7", "{", '{"pace":null}', "[" * 3000, "x" * (JSON_MAX + 1)],
)
def test_memory_that_cannot_be_used_is_none(text):
    assert from_json(text) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("squeeze", 0), ("squeeze", nan), ("shown", -1), ("shown", "many"), ("errors", 1e300), ("errors", inf)),
        *(("newest", "2026-11-04T12:00:00"), ("read_at", "yesterday"), ("read_at", 5)),
        ("pace", {"stories": [1], "seconds": [1], "found": 0, "expected": 0}),
    ],
)
def test_memory_with_a_field_that_cannot_be_is_none(name, value):
    told = json.loads(to_json(known(96)))
    assert from_json(json.dumps(told)) == known(96)
    assert from_json(json.dumps(told | {name: value})) is None


COUNTS = st.integers(-5, 10**15)
SECONDS = st.none() | st.floats() | st.integers(-(10**9), 10**9)
MOMENTS = st.integers(631_152_000, 4_102_444_800).map(lambda at: datetime.fromtimestamp(at, UTC))
SEEN = st.builds(
    Seen,
    links=COUNTS | st.integers(0, 30),
    new=COUNTS | st.integers(0, 30),
    known_before=st.booleans(),
    dates=st.lists(MOMENTS | st.integers(0, 10**6).map(lambda ago_s: NOW - timedelta(seconds=ago_s)), max_size=50).map(tuple),
    not_modified=st.booleans(),
    status=st.none() | st.sampled_from([200, 304, 404, 429, 503]),
    error=st.none() | st.just("TIMEOUT"),
    retry_after_s=SECONDS,
    max_age_s=SECONDS,
    crawl_delay_s=SECONDS,
)
STEPS_S = st.floats(-(10**7), 10**7) | st.integers(0, 3600)


@given(st.lists(st.tuples(SEEN, STEPS_S), min_size=1, max_size=12))
def test_whatever_lists_and_clocks_do_the_bounds_hold(polls):
    memory, now = None, NOW
    for seen, step_s in polls:
        now += timedelta(seconds=step_s)
        decision = decide(memory, seen, now)
        memory = decision.memory
        assert DEFAULT.min_s <= wait_s(decision, now) <= DEFAULT.told_max_s
        assert wait_s(decision, now) <= DEFAULT.max_s or "holds it" in decision.why
        assert len(to_json(memory)) <= JSON_MAX
        assert from_json(to_json(memory)) == memory
        assert decide(memory, seen, now) == decide(from_json(to_json(memory)), seen, now)


@given(SEEN, st.floats(1, 86_400))
def test_nothing_is_read_sooner_than_its_host_asks(seen, asked_s):
    for told in ({"retry_after_s": asked_s}, {"crawl_delay_s": asked_s}):
        fields = {name: getattr(seen, name) for name in Seen.__slots__} | told
        assert wait_s(decide(known(500), Seen(**fields), NOW)) >= asked_s - 1e-6


@given(st.integers(1, 500), st.integers(1, 500))
def test_gap_is_recorded_when_and_only_when_nothing_known_is_left(links, new):
    new = min(links, new)
    assert decide(known(50), Seen(links=links, new=new), NOW).turned_over == (new == links)
