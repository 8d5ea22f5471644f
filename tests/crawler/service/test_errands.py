"""`warraq run` and what readers ask for: addresses fetched and ended, whatever is killed; saved searches told everywhere."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome, Reason
from archive.requests.answers import Asked, State
from archive.requests.requests import Requests
from tests.archive.room.sending import send
from tests.crawler.hook import receiving
from tests.crawler.living import Living, living
from tests.crawler.room.test_serving import served
from tests.crawler.service.test_daemon import OFTEN, log, running, said
from tests.site import headline
from tests.timing import slowness, until

pytestmark = pytest.mark.slow


@pytest.fixture
def site(warraq) -> Iterator[Living]:
    with living() as site:
        site.declare(warraq.home)
        yield site


@pytest.fixture
def requests(warraq) -> Iterator[Requests]:
    warraq.home.mkdir(parents=True, exist_ok=True)
    one = Requests(warraq.home)
    yield one
    one.close()


def ask(requests: Requests, *urls: str) -> tuple[str, ...]:
    return tuple(one.id for one in requests.ask(urls, datetime.now(UTC)))


def until_done(requests: Requests, request_id: str) -> Asked:
    until(lambda: requests.asked(request_id).state is State.DONE)
    return requests.asked(request_id)


def test_what_readers_ask_for_is_fetched_and_each_ends_with_its_outcome(warraq, site, requests):
    site.publish(1, 2)
    site.listed.clear()
    before = ask(requests, site.url(1))
    with running(warraq):
        first = until_done(requests, *before)
        second, gone, home = ask(requests, site.url(2), site.url(9), f"{site.base}/")
        ended = [until_done(requests, one) for one in (second, gone, home)]
        again = until_done(requests, *ask(requests, site.url(1)))
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert first.article_id == catalog.find(site.url(1)).id
    assert [(one.outcome, one.reason) for one in (first, *ended, again)] == [
        (Outcome.ARCHIVED, None),
        (Outcome.ARCHIVED, None),
        (Outcome.FAILED, Reason.NOT_FOUND),
        (Outcome.REJECTED, ended[2].reason),
        (Outcome.UNCHANGED, None),
    ]
    assert again.article_id == first.article_id
    assert "Traceback" not in said(warraq)


def test_request_is_taken_within_two_seconds(warraq, site, requests):
    site.publish(1)
    with running(warraq):
        until(lambda: "exit=0" in log(warraq))
        (one,) = ask(requests, site.url(1))
        until(lambda: requests.asked(one).taken_at)
    taken = requests.asked(one)
    assert taken.taken_at - taken.asked_at < timedelta(seconds=2) * slowness()


def test_form_of_the_room_leads_to_the_story(warraq, site):
    """`warraq serve` and `warraq run`, two processes: a reader sends an address, watches, and reads."""
    site.publish(1)
    site.listed.clear()
    warraq.home.mkdir(parents=True, exist_ok=True)
    (warraq.home / "settings.toml").write_text("WARRAQ_ALLOW_PRIVATE = true\n")
    with running(warraq):
        until(lambda: "exit=" in log(warraq))
        with served(warraq.home) as (_, room):
            progress = send(room, "/en/archive", urls=site.url(1)).headers["location"]
            until(lambda: "Read the story" in room.read(progress).text)
            page = room.read(progress).text
            story = room.read(re.search(r'href="(/en/story/[0-9a-f]{12})"', page)[1])
            again = send(room, "/en/archive", urls=site.url(1)).text
    assert (">Archived<" in page, "hx-get" in page) == (True, False)
    assert (story.status_code, headline(1) in story.text) == (200, True)
    assert ("Archived already" in again, headline(1) in again) == (True, True)


@pytest.mark.usefixtures("site")
def test_guard_refuses_what_is_not_for_us(warraq, requests):
    """The room looks at the letters of an address alone; the one who connects has the last word."""
    with running(warraq):
        ended = until_done(requests, *ask(requests, "http://192.0.2.1/story"))
    assert (ended.outcome, ended.reason, ended.article_id) == (Outcome.REFUSED, Reason.ADDRESS, None)


def test_request_survives_a_schedule_that_is_killed(warraq, site, requests):
    site.publish(1)
    site.slow_s = 60.0
    with running(warraq) as process:
        (one,) = ask(requests, site.url(1))
        until(lambda: requests.asked(one).state is State.RUNNING)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert requests.asked(one).state is State.RUNNING
    site.slow_s = 0.0
    with running(warraq):
        ended = until_done(requests, one)
    assert ended.outcome in {Outcome.ARCHIVED, Outcome.UNCHANGED}
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert len(catalog.versions(site.url(1))) == 1


def test_request_waits_while_the_disk_has_no_room(warraq, site, requests):
    (one,) = ask(requests, site.url(1))
    with running(warraq, "--set=WARRAQ_DISK_FREE_MIN=9000000000000000"):
        until(lambda: "paused" in said(warraq))
    assert (requests.asked(one).state, requests.asked(one).tries) == (State.QUEUED, 0)


def test_stopped_schedule_gives_back_what_it_had_taken(warraq, site, requests):
    site.publish(1)
    with running(warraq):
        until(lambda: "exit=" in log(warraq))
        site.slow_s = 60.0
        (one,) = ask(requests, site.url(1))
        until(lambda: site.busy > 0)  # robots.txt is asked for, or the story
    given_back = requests.asked(one)
    assert (given_back.state, given_back.outcome, given_back.tries) == (State.QUEUED, None, 0)


def test_saved_search_is_told_by_feed_webhook_and_command(warraq, site, requests):
    site.publish(1)
    requests.save("سوق", "الزيتون", None, datetime.now(UTC) - timedelta(minutes=1))
    with receiving() as receiver, running(warraq, *OFTEN, f"--set=WARRAQ_WEBHOOK={receiver.base}/"):
        until(receiver.ids)
        feed = warraq.home / "events.atom"
        until(lambda: feed.exists() and feedparser.parse(feed.read_bytes()).entries)
        entry = feedparser.parse(feed.read_bytes()).entries[0]
        site.publish(9)
        until(lambda: len(receiver.ids()) == 2)
    told = [event for body in receiver.bodies for event in body]
    assert [(event["kind"], event["search"], event["url"]) for event in told] == [
        ("found", "سوق", site.url(1)),
        ("found", "سوق", site.url(9)),
    ]
    assert (entry.id, entry.link, "found" in [tag.term for tag in entry.tags]) == (told[0]["id"], site.url(1), True)
    ran = warraq("events", "--json", "--kind", "found")
    assert [event["id"] for event in ran.answers] == receiver.ids()
    assert "[سوق]" in warraq("events").said
    assert warraq("events", "--json", "--kind", "edited").answers == []
    (one,) = requests.saved()
    assert (one.found, one.unseen) == (2, 2)


def test_saved_search_is_told_nothing_twice_after_a_rebuild(warraq, site, requests):
    site.publish(1)
    requests.save("سوق", "الزيتون", None, datetime.now(UTC) - timedelta(minutes=1))
    with running(warraq, *OFTEN):
        until(lambda: requests.saved()[0].found == 1)
    assert warraq("rebuild").code == 0
    site.publish(9)
    with running(warraq, *OFTEN):
        until(lambda: requests.saved()[0].found == 2)
    assert [alert.url for alert in requests.alerts()] == [site.url(1), site.url(9)]
