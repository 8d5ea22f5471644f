"""What polls come to: due times, gaps, dead lists and those that are back; what hosts say of how often they want to be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.http import Response

from archive.links import Claim, Link
from archive.watching import EventKind, Poll
from crawler.polling.decision import Bounds
from crawler.polling.polls import SILENT, Polls, Told, told_by
from spiders.fallback import Asked, Candidate, Instead
from spiders.items import Listed
from spiders.listing import ListKind

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
RSS = "http://a.jo/rss"
HOUR = timedelta(hours=1)


def links(count: int, first: int = 0) -> tuple[Link, ...]:
    return tuple(
        Link(
            url=f"http://a.jo/{number}",
            source="a",
            listed_at=NOW,
            listed_in=RSS,
            claim=Claim(date=NOW - timedelta(minutes=count + first - number)),
        )
        for number in range(first, first + count)
    )


def listed(**given) -> Listed:
    return Listed(**({"source": "a", "url": RSS, "root": RSS, "status": 200} | given))


def poll(before: Poll | None, now: datetime, shown=(), new=(), told: Told = SILENT, **given):
    """One crawl that reads the list once."""
    decide = Polls([before] if before else [], Bounds()).decider(listed(**given), shown, told, now)
    assert decide
    return decide(tuple(new))


def test_a_first_poll_says_when_the_next_is():
    first = poll(None, NOW, links(10), links(10))
    assert first.events == ()
    assert (first.poll.links, first.poll.new, first.poll.errors, first.poll.gaps) == (10, 10, 0, 0)
    assert NOW + timedelta(minutes=2) <= first.poll.due_at <= NOW + timedelta(hours=6)


def test_a_list_that_turned_over_is_a_gap():
    first = poll(None, NOW, links(10), links(10))
    later = poll(first.poll, NOW + HOUR, links(10, 50), links(10, 50))
    assert [(event.kind, event.url, event.source, event.at) for event in later.events] == [
        (EventKind.GAP, RSS, "a", NOW + HOUR)
    ]
    assert "all 10 stories are new since 2026-11-03 10:00 UTC" in later.events[0].detail
    assert later.poll.gaps == 1
    assert later.poll.due_at < first.poll.due_at + HOUR


def test_a_list_with_one_known_story_left_is_no_gap():
    first = poll(None, NOW, links(10), links(10))
    later = poll(first.poll, NOW + HOUR, links(10, 9), links(9, 10))
    assert later.events == ()


def test_nothing_new_keeps_what_the_list_showed():
    first = poll(None, NOW, links(10), links(10))
    later = poll(first.poll, NOW + HOUR, status=304)
    assert (later.poll.links, later.poll.new, later.poll.status) == (10, 0, 304)


def test_a_dead_list_is_told_once_and_again_when_it_is_back():
    state = poll(None, NOW, links(10), links(10)).poll
    kinds, dues = [], []
    for number in range(1, 6):
        then = NOW + number * HOUR
        polled = poll(state, then, status=500, problem="HTTP 500")
        state = polled.poll
        kinds.append([event.kind for event in polled.events])
        dues.append(state.due_at - then)
    assert kinds == [[], [], [EventKind.LIST_DEAD], [], []]
    assert (state.errors, state.problem, state.links) == (5, "HTTP 500", 10)
    assert dues == sorted(dues)
    back = poll(state, NOW + 6 * HOUR, links(10, 2), links(2, 10))
    assert [event.kind for event in back.events] == [EventKind.LIST_BACK]
    assert (back.poll.errors, back.poll.problem) == (0, None)


def test_a_list_read_in_part_is_read():
    polled = poll(None, NOW, links(3), links(3), problem="2 links could not be read")
    assert (polled.poll.errors, polled.poll.problem) == (0, "2 links could not be read")


def test_an_index_is_judged_by_all_its_lists_and_its_newest_is_no_gap():
    before = poll(None, NOW, links(10), links(10)).poll
    polls = Polls([before], Bounds())
    polls.decider(listed(lists=2), (), SILENT, NOW + HOUR)(())
    polls.decider(listed(url="http://a.jo/s1"), links(10), SILENT, NOW + HOUR)(())
    last = polls.decider(listed(url="http://a.jo/s2"), links(7, 20), SILENT, NOW + HOUR)(links(7, 20))
    assert last.events == ()
    assert (last.poll.url, last.poll.links, last.poll.new) == (RSS, 17, 7)


def test_a_list_read_in_place_of_a_dead_one_sets_its_pace_and_leaves_it_dead():
    state = poll(None, NOW, links(10), links(10)).poll
    polls = Polls([state], Bounds())
    dead = polls.decider(listed(status=404, problem="HTTP 404"), (), SILENT, NOW + HOUR)(())
    took = Candidate(kind=ListKind.SECTION, url="http://a.jo/")
    instead = Instead(dead=(Asked(kind=ListKind.FEED, url=RSS, problem="HTTP 404"),), took=took, tried=1)
    stood_in = polls.decider(listed(url="http://a.jo/", instead=instead), links(12, 5), SILENT, NOW + HOUR)(links(7, 10))
    assert (stood_in.poll.errors, stood_in.poll.problem, stood_in.poll.status) == (1, "HTTP 404", 404)
    assert (stood_in.poll.links, stood_in.poll.new, stood_in.events) == (12, 7, ())
    assert stood_in.poll.due_at < dead.poll.due_at
    again = poll(stood_in.poll, NOW + 2 * HOUR, status=404, problem="HTTP 404")
    assert again.poll.errors == 2


def test_nothing_in_place_of_a_dead_list_is_no_poll():
    instead = Instead(dead=(Asked(kind=ListKind.FEED, url=RSS, problem="HTTP 404"),), took=None, tried=2)
    assert Polls([], Bounds()).decider(listed(instead=instead), (), SILENT, NOW) is None


def test_a_host_that_wants_a_longer_wait_has_it():
    polled = poll(None, NOW, links(10), links(10), told=Told(retry_after_s=7 * 3600))
    assert polled.poll.due_at == NOW + 7 * HOUR


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, SILENT),
        ({"Retry-After": "120"}, Told(retry_after_s=120)),
        ({"Cache-Control": "public, max-age=600", "Age": "100"}, Told(max_age_s=500)),
        ({"Cache-Control": 'MAX-AGE="60"', "Expires": "Tue, 03 Nov 2026 12:00:00 GMT"}, Told(max_age_s=60)),
        ({"Cache-Control": "no-cache, max-age=600"}, SILENT),
        ({"Cache-Control": "max-age=tomorrow"}, Told(max_age_s=0)),
        ({"Expires": "Tue, 03 Nov 2026 10:05:00 GMT"}, Told(max_age_s=300)),
        ({"Expires": "0"}, SILENT),
        ({"Expires": "Tue, 03 Nov 2026 10:05:00"}, SILENT),
    ],
)
def test_what_a_host_says(headers, told):
    response = Response(RSS, headers=headers, request=Request(RSS))
    assert told_by(response, NOW) == told


def test_a_crawl_delay_is_heard():
    response = Response(RSS, request=Request(RSS, meta={"crawl_delay_s": 30.0}))
    assert told_by(response, NOW) == Told(crawl_delay_s=30.0)
