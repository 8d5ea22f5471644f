"""Which sources are well, which are not, and why: the table of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log

import pytest

from archive.catalog.answers import Pace, Total
from archive.models import Reason
from archive.watching import Cause, Poll, State
from crawler.polling.memory import Memory, to_json
from crawler.watching.complaints import Facts
from crawler.watching.health import Health, judge, judge_one
from crawler.watching.usual import WEEK_H, WEEKS

NOW = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
LENGTH = WEEKS * WEEK_H
START = NOW.replace(minute=0) - (LENGTH - 1) * HOUR


def total(**given) -> Total:
    """A day of thirty stories of two hundred words."""
    usual = dict.fromkeys(Total.__slots__, 0) | {"source": "a", "listed": 30, "archived": 30, "polls": 40}
    usual["log_words"] = given.get("archived", 30) * log(200)
    return Total(**(usual | given))


def poll(**given) -> Poll:
    said = {"source": "a", "url": "https://a.example/rss", "polled_at": NOW - HOUR / 2, "due_at": NOW + HOUR, "status": 200}
    return Poll(**(said | {"links": 30} | given))


def pace(listed: int = 2, *, last: int = 0, silent: int = 0) -> Pace:
    """So many an hour; the last poll so many hours ago; silent for so many before."""
    end = LENGTH - last
    shown = tuple(listed if hour < end - silent else 0 for hour in range(LENGTH))
    return Pace(source="a", since=START, listed=shown, polls=tuple(int(hour < end) for hour in range(LENGTH)))


def facts(**given) -> Facts:
    well = {"source": "a", "country": "JO", "polls": (poll(),), "pace": pace(), "days": (total(),) * 15}
    well |= {"scheduled_at": NOW - 9 * HOUR, "due_at": NOW + HOUR}
    return Facts(**(well | given))


def dead(**given) -> Poll:
    failing = to_json(Memory(errors=7, failing_since=NOW - 26 * HOUR))
    return poll(**({"status": 403, "problem": "HTTP 403", "errors": 7, "memory": failing, "polled_at": NOW} | given))


def day(**given) -> tuple[Total, ...]:
    """A last day like this, and others as always."""
    return (total(**given), *(total(),) * 14)


def causes(health: Health) -> set[str]:
    return {complaint.cause.value for complaint in health.complaints}


ILL: Mapping[str, tuple[Facts, Cause, str]] = {
    "forbidden for a day": (
        facts(polls=(dead(),), pace=pace(last=26)),
        Cause.LISTS_FAIL,
        "its lists bring nothing: HTTP 403, 7 times in a row, for 26 hours",
    ),
    "never answered": (
        facts(polls=(dead(problem="no such host", status=None, memory=None),), pace=None, days=()),
        Cause.LISTS_FAIL,
        "its lists bring nothing: no such host, 7 times in a row",
    ),
    "lists of nothing": (
        facts(polls=(poll(links=0),), pace=pace(0), days=(total(listed=0, archived=0),)),
        Cause.NO_STORIES,
        "its lists answer, and show no story",
    ),
    "silent": (facts(pace=pace(silent=25)), Cause.SILENT, "nothing new listed in 24 hours, usually 48"),
    "stale for a month": (facts(pace=pace(0)), Cause.STALE, "nothing new listed for 28 days"),
    "stories forbidden": (
        facts(days=day(archived=0, failed=24), failures=((Reason.FORBIDDEN, 20), (Reason.TIMEOUT, 4))),
        Cause.STORIES_FAIL,
        "of 24 requests for stories in a day 24 failed: the server will not show it to us (20 FORBIDDEN, 4 TIMEOUT)",
    ),
    "closed by robots": (
        facts(days=day(archived=0, refused=9), failures=((Reason.ROBOTS, 9),)),
        Cause.STORIES_REFUSED,
        "of 9 requests for stories in a day 9 were not asked for: closed by robots.txt (9 ROBOTS)",
    ),
    "redesigned": (
        facts(days=day(archived=10, rejected=20), failures=((Reason.TOO_SHORT, 20),)),
        Cause.STORIES_REJECTED,
        "of 30 requests for stories in a day 20 were no stories: too little text for a story (20 TOO_SHORT)",
    ),
    "more than can be fetched": (facts(waiting=900), Cause.BACKLOG, "900 stories wait to be fetched, 30 were in a day"),
    "cut short": (facts(days=day(log_words=30 * log(40))), Cause.SHORT, "its articles have 40 words, usually 200"),
    "without dates": (facts(days=day(dateless=29)), Cause.DATELESS, "29 of its last 30 articles have no date, usually 0%"),
    "turned over often": (
        facts(days=day(gaps=5)),
        Cause.GAPS,
        "its lists had turned over 5 times in a day: stories may have been lost",
    ),
    "left alone by a schedule that runs": (
        facts(due_at=NOW - 4 * HOUR, pace=pace(last=5)),
        Cause.STALLED,
        "due for 4 hours, and not crawled though the schedule runs",
    ),
}


@pytest.mark.parametrize(("found", "cause", "words"), ILL.values(), ids=ILL.keys())
def test_who_is_ill_and_why(found, cause, words):
    health = judge_one(found, NOW)
    (complaint,) = health.complaints
    assert (health.state, complaint.cause, complaint.words) == (State.UNHEALTHY, cause, words)
    assert complaint.remedy


OTHERS: Mapping[str, tuple[Facts, State]] = {
    "well": (facts(), State.OK),
    "just added": (facts(polls=(poll(),), pace=replace(pace(), polls=(0,) * (LENGTH - 1) + (1,)), days=(total(),)), State.NEW),
    "added and not yet crawled, while the schedule runs": (facts(polls=(), pace=None, days=()), State.NEW),
    "two polls failed": (facts(polls=(dead(errors=2),)), State.OK),
    "one of two lists is dead": (facts(polls=(dead(url="https://a.example/2"), poll())), State.OK),
    "dead, and another list read in its place": (facts(polls=(dead(),)), State.OK),
    "four stories of a day failed": (facts(days=day(archived=0, failed=4)), State.OK),
    "a tenth fails": (facts(days=day(archived=27, failed=3)), State.OK),
    "rejected as always": (facts(days=(total(archived=10, rejected=20),) * 15), State.OK),
    "dateless as always": (facts(days=(total(dateless=30),) * 15), State.OK),
    "one long transcript less": (facts(days=day(log_words=29 * log(200) + log(20))), State.OK),
    "a day of short news now and then": (
        facts(days=(total(log_words=30 * log(70)), *(total(), total(log_words=30 * log(60))) * 7)),
        State.OK,
    ),
    "seven short articles": (facts(days=(total(archived=2, log_words=2 * log(9)),) * 3 + (total(),) * 12), State.OK),
    "a gap": (facts(days=day(gaps=1)), State.OK),
    "many wait after a walk back in time": (facts(waiting=900, days=day(walked=5000)), State.OK),
    "late within reason": (facts(due_at=NOW - HOUR), State.OK),
    "in its quiet hours": (
        facts(due_at=NOW - 6 * HOUR, pace=pace(last=7), held="quiet until 06:00"),
        State.OK,
    ),
    "a schedule that came back a moment ago": (facts(due_at=NOW - 50 * HOUR, scheduled_at=NOW - HOUR / 60), State.OK),
    "a clock set back by a week": (
        facts(polls=(poll(polled_at=NOW + 7 * 24 * HOUR, due_at=NOW + 8 * 24 * HOUR),), scheduled_at=NOW + 7 * 24 * HOUR),
        State.OK,
    ),
    "nobody runs the schedule": (
        facts(polls=(poll(polled_at=NOW - 50 * HOUR),), due_at=NOW - 49 * HOUR, pace=pace(last=50), scheduled_at=None),
        State.UNWATCHED,
    ),
    "crawled by hand just now": (facts(scheduled_at=None), State.OK),
}


@pytest.mark.parametrize(("found", "state"), OTHERS.values(), ids=OTHERS.keys())
def test_who_is_not(found, state):
    health = judge_one(found, NOW)
    assert (health.state, causes(health)) == (state, {"not_running"} if state is State.UNWATCHED else set())


def test_a_schedule_that_was_off_is_named_with_since_when():
    found = facts(polls=(poll(polled_at=NOW - 50 * HOUR),), due_at=NOW - 49 * HOUR, scheduled_at=None)
    (complaint,) = judge_one(found, NOW).complaints
    assert complaint.words == "not looked at since 2026-11-07 08:30 UTC: no schedule runs that crawls it"


def country(silent: int, well: int, **given) -> tuple[Facts, ...]:
    ill = (facts(source=f"s{number}", pace=pace(silent=25), **given) for number in range(silent))
    return (*ill, *(facts(source=f"w{number}") for number in range(well)))


def states(everyone: tuple[Facts, ...]) -> list[str]:
    return sorted(health.state for health in judge(everyone, NOW).values())


@pytest.mark.parametrize(
    ("everyone", "found"),
    [
        (country(3, 1), ["ok", "quiet", "quiet", "quiet"]),
        (country(1, 3), ["ok", "ok", "ok", "unhealthy"]),
        (country(2, 2), ["ok", "ok", "unhealthy", "unhealthy"]),
        (country(3, 0), ["unhealthy"] * 3),
        (country(4, 0, days=day(dateless=30)), ["unhealthy"] * 4),
        (country(4, 0, country=None), ["unhealthy"] * 4),
    ],
    ids=["a holiday", "one alone", "half", "too few to tell", "ill as well", "of no country"],
)
def test_a_country_that_is_quiet_together_has_a_holiday(everyone, found):
    assert states(everyone) == found


def test_a_holiday_is_said():
    health = judge(country(3, 1), NOW)["s0"]
    assert health.complaints[0].words.endswith("; so are 3 of the 4 sources of JO: a holiday?")
