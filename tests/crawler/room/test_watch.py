"""What the room is told of the sources: states, figures, hours, lists, terms; of a real catalogue, and read seldom."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.links import Link
from archive.models import Capture, Fetch, Kind, Reason
from archive.room.standings import Said
from archive.warc.writer import WarcInfo, WarcWriter
from archive.watching import Cause, Event, EventKind, Poll, State
from crawler.configure import settings_for
from crawler.home.lock import held
from crawler.polling.memory import Memory, to_json
from crawler.polling.pace import learn
from crawler.room import watch as watching
from crawler.room.watch import HomeWatch
from crawler.scheduling.chosen import note_chosen
from tests.timing import until

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
FEED = "https://wakala.example/rss"
SOURCES = """
[[source]]
name = "wakala"
title = "الوكالة"
title_en = "The Agency"
kind = "agency"
country = "JO"
time_zone = "Asia/Amman"
language = "ar"
home = "https://wakala.example/"
domains = ["wakala.example"]
daily_max = 2
delay = 3
feed = [{ url = "https://wakala.example/rss" }]
sitemap = [{ url = "https://wakala.example/map.xml" }]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "own.toml").write_text(SOURCES, "utf-8")
    return tmp_path


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    with Catalog.open(home / "catalog.sqlite") as catalog:
        yield catalog


def watch_of(home: Path, catalog: Catalog) -> HomeWatch:
    return HomeWatch(home, catalog, settings_for(home, {}))


def polled(catalog: Catalog, *, ago: timedelta = HOUR / 60, links: int = 0, **given) -> None:
    """Have the feed polled, with so many new stories."""
    at = NOW - ago
    poll = Poll(**({"source": "wakala", "url": FEED, "polled_at": at, "due_at": at + HOUR, "status": 200, "links": 9} | given))
    gap = Event(at=at, kind=EventKind.GAP, url=FEED, source="wakala")
    urls = (f"https://wakala.example/{at.timestamp():.0f}/{number}" for number in range(links))
    listed = [Link(url=url, source="wakala", listed_at=at, listed_in=FEED) for url in urls]
    catalog.list_links(listed, lambda _: Polled(poll=poll, events=(gap,) if poll.gaps else ()))


def answered(home: Path, catalog: Catalog, url: str, response: bytes, status: int) -> None:
    """Keep an answer, in a WARC file and the catalogue."""
    info = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="w", hostname="h")
    writer = WarcWriter(home / "warc", info=info)
    request = b"GET / HTTP/1.1\r\n\r\n"
    capture = Capture(target_uri=url, date=NOW, ip_address=None, request=request, response=response, truncated=None)
    digest = "sha256:" + sha256(response.partition(b"\r\n\r\n")[2]).hexdigest()
    record = writer.write_pair(capture, now=NOW, digest=digest, original=None)
    writer.close()
    said = {"kind": Kind.ROBOTS, "source": "wakala", "via": None, "mime": None, "original": None, "truncated": None}
    catalog.acknowledge([Fetch(url=url, date=NOW, status=status, digest=digest, record=record, **said)], [])


def test_source_that_is_dead_is_told_by_codes_and_figures(home, catalog):
    memory = to_json(Memory(errors=7, failing_since=NOW - 30 * HOUR, reason=Reason.TIMEOUT))
    polled(catalog, status=None, problem="too slow", errors=7, memory=memory)
    polled(catalog, url="https://wakala.example/map.xml", status=404, problem="HTTP 404", errors=3)
    (one,) = watch_of(home, catalog).standings(NOW).sources
    assert (one.source, one.state) == ("wakala", State.UNHEALTHY)
    (trouble,) = [trouble for trouble in one.troubles if trouble.cause is Cause.LISTS_FAIL]
    assert trouble.figures == {"times_running": 7, "why": "TIMEOUT", "since": NOW - 30 * HOUR}
    assert [(each.kind, each.reason, each.errors) for each in one.lists] == [
        ("feed", "TIMEOUT", 7),
        ("sitemap", "NOT_FOUND", 3),
    ]


def test_week_is_told_hour_by_hour(home, catalog):
    polled(catalog, ago=3 * HOUR, links=2)
    polled(catalog, ago=2 * HOUR, links=5, gaps=1)
    polled(catalog, links=1)
    (one,) = watch_of(home, catalog).standings(NOW).sources
    hours = one.hours
    assert (len(hours.listed), len(hours.usual), len(hours.watched), len(hours.gaps)) == (168,) * 4
    assert (sum(hours.listed), hours.listed[-3], sum(hours.gaps), hours.gaps[-3]) == (8, 5, 1, 1)
    assert hours.watched[:-4] == (False,) * 164  # before anybody looked
    assert hours.watched[-2:] == (True, True)
    assert set(hours.usual) == {None}
    assert (one.waiting, one.day.listed, one.day.gaps) == (8, 8, 1)


def test_list_is_told_with_its_pace(home, catalog):
    pace = learn(Memory().pace, (NOW - 48 * HOUR).timestamp(), NOW.timestamp(), 48)
    polled(catalog, memory=to_json(Memory(pace=pace, read_at=NOW)))
    feed, sitemap = watch_of(home, catalog).standings(NOW).sources[0].lists
    assert (round(feed.daily or 0), feed.links, feed.reason) == (24, 9, None)
    assert (sitemap.polled_at, sitemap.daily) == (None, None)


def test_schedule_is_told_while_it_runs(home, catalog):
    note_chosen(home, ["wakala"])
    watch = watch_of(home, catalog)
    assert watch.standings(NOW).schedule_since is None
    with held(home / "run.lock", "warraq run"):
        assert watch_of(home, catalog).standings(NOW).schedule_since is not None


def test_outlets_are_the_declared_ones(home, catalog):
    outlet = watch_of(home, catalog).outlets["wakala"]
    assert (outlet.title, outlet.title_en, outlet.country, outlet.kind) == ("الوكالة", "The Agency", "JO", "agency")


def test_source_without_room_under_its_cap_is_left_alone(home, catalog):
    polled(catalog)
    for number in range(2):
        answered(home, catalog, f"https://wakala.example/{number}", b"HTTP/1.1 200 OK\r\n\r\nx", 200)
    (one,) = watch_of(home, catalog).standings(NOW + HOUR).sources
    assert one.held == Said(name="held_spent", figures={"requests": 2, "until": NOW + 24 * HOUR})


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        (
            b"200 OK\r\n\r\nUser-agent: *\nDisallow: /map.xml\nCrawl-delay: 10\n",
            200,
            (None, 1, ("https://wakala.example/map.xml",), 10),
        ),
        (b"404 Not Found\r\n\r\n", 404, (None, 0, (), None)),
        (b"503 Later\r\n\r\n", 503, ("SERVER_ERROR", 0, (), None)),
        (b"429 Later\r\n\r\n", 429, ("THROTTLED", 0, (), None)),
    ],
    ids=["rules", "none", "trouble", "throttled"],
)
def test_terms_tell_what_robots_allow(home, catalog, answer, status, told):
    watch = watch_of(home, catalog)
    (unread,) = watch.terms("wakala", NOW).robots
    assert (unread.origin, unread.read_at) == ("https://wakala.example", None)
    answered(home, catalog, "https://wakala.example/robots.txt", b"HTTP/1.1 " + answer, status)
    terms = watch.terms("wakala", NOW + HOUR)
    (robots,) = terms.robots
    assert (robots.reason, robots.rules, robots.closed, robots.crawl_delay_s) == told
    assert (robots.status, robots.read_at) == (status, NOW)
    assert (terms.delay_s, terms.daily_max, terms.used) == (3, 2, 1)


def test_terms_of_what_is_declared_no_more_are_none(home, catalog):
    assert watch_of(home, catalog).terms("gone", NOW) is None


def test_look_is_made_anew_aside_and_not_for_every_page(home, catalog, monkeypatch):
    looks: list[datetime] = []
    now = datetime.now(UTC)  # what is looked at aside is looked at by the clock
    view = watching.view

    def counted(*given):
        looks.append(given[2])
        return view(*given)

    monkeypatch.setattr(watching, "view", counted)
    watch = watch_of(home, catalog)
    first = watch.standings(now)
    assert watch.standings(now + timedelta(seconds=29)) is first
    assert watch.standings(now + timedelta(seconds=31)) is first  # the last look, while another is made
    until(lambda: watch._last is not first)
    assert len(looks) == 2
    later = watch.standings(now + timedelta(minutes=20))  # too long ago to be told
    assert later.at == now + timedelta(minutes=20)


def test_two_who_ask_at_first_share_a_look(home, catalog):
    watch = watch_of(home, catalog)
    found = []
    asking = [threading.Thread(target=lambda: found.append(watch.standings(NOW))) for _ in range(2)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found[0] is found[1]


def test_sources_with_a_mistake_leave_those_that_were(home, catalog):
    watch = watch_of(home, catalog)
    polled(catalog)
    (home / "sources" / "own.toml").write_text("[[source]]\n")
    (one,) = watch.standings(NOW).sources
    assert [each.kind for each in one.lists] == ["feed", "sitemap"]
