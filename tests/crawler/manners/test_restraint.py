"""Sources that want to be left alone: in their quiet hours, and when they had their day's requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scrapy import Request

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.models import Kind
from archive.watching import Poll
from crawler.manners.allowance import Allowance, allowances
from crawler.manners.restraint import Restraint, free_at, held_words
from crawler.rounds.due import next_due
from spiders.manners import Manners
from spiders.source import Source
from tests.archive.catalog.samples import fetch
from tests.crawler.living import Living, living, pass_time
from tests.crawler.scheduling.test_batches import source

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)  # 13:00 in Amman
HOUR = timedelta(hours=1)
RSS = "http://a.jo/rss"


def mannered(**manners: object) -> Source:
    return replace(source("a", "a.jo", feeds=(RSS,)), time_zone="Asia/Amman", manners=Manners(**manners))  # type: ignore[arg-type]


def asked(name: str = "a", *, recheck: bool = False) -> Request:
    return Request("http://a.jo/1", meta={"source": name, "kind": Kind.STORY, "recheck": recheck})


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        yield catalog


def fetched(catalog: Catalog, *dates: datetime, name: str = "a") -> None:
    """Keep an exchange of each date, the last first."""
    exchanges = [fetch(f"http://{name}.jo/{number}", date=date, source=name) for number, date in enumerate(dates)]
    catalog.acknowledge(exchanges[::-1], ())


def polled(catalog: Catalog, due_at: datetime) -> None:
    poll = Poll(source="a", url=RSS, polled_at=NOW - HOUR, due_at=due_at, status=200)
    catalog.list_links((), lambda _: Polled(poll=poll))


@pytest.mark.parametrize(
    ("at", "room_at", "free"),
    [
        (NOW, None, NOW),
        (NOW + 10 * HOUR, None, NOW + 17 * HOUR),  # 23:00 in Amman: when it is 06:00 there
        (NOW, NOW + 2 * HOUR, NOW + 2 * HOUR),
        (NOW + 3 * HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR),
        (NOW, NOW + 11 * HOUR, NOW + 17 * HOUR),
    ],
)
def test_what_is_due_waits_for_room_and_for_the_end_of_the_quiet(at, room_at, free):
    assert free_at(mannered(quiet=("23:00-06:00",)), Allowance(most=9, used=9, room_at=room_at), at) == free


def test_requests_of_the_last_day_are_counted_by_source(catalog):
    fetched(catalog, NOW - 25 * HOUR, NOW - 23 * HOUR, NOW - HOUR)
    fetched(catalog, NOW - HOUR, name="b")
    assert allowances(catalog, [mannered(daily_max=10)], NOW, 0) == {"a": Allowance(most=10, used=2)}


@pytest.mark.parametrize(("own", "usual", "most"), [(None, 0, None), (None, 7, 7), (5, 7, 5), (0, 7, None), (5, 0, 5)])
def test_a_source_s_own_cap_goes_before_the_usual_one(catalog, own, usual, most):
    found = allowances(catalog, [mannered(daily_max=own)], NOW, usual)
    assert found == ({} if most is None else {"a": Allowance(most=most, used=0)})


@pytest.mark.parametrize(
    ("most", "made", "room_after"),
    [
        (10, 7, None),  # robots.txt, a list, a story
        (10, 8, 1),
        (10, 10, 3),
        (10, 14, 7),
        (100, 100, 5),
        (1, 0, None),
        (1, 1, 1),
    ],
)
def test_there_is_room_when_enough_is_a_day_old(catalog, most, made, room_after):
    dates = [NOW - timedelta(minutes=made - number) for number in range(made)]
    fetched(catalog, *dates)
    allowed = allowances(catalog, [mannered(daily_max=most)], NOW, 0)["a"]
    assert allowed.room_at == (dates[room_after - 1] + 24 * HOUR if room_after else None)


def test_nothing_is_due_in_quiet_hours_nor_without_room(catalog):
    polled(catalog, NOW)
    assert next_due(catalog, [mannered()], NOW) == {"a": NOW}
    assert next_due(catalog, [mannered(quiet=("12:00-14:00",))], NOW) == {"a": NOW + HOUR}
    fetched(catalog, *[NOW - 20 * HOUR] * 5)
    assert next_due(catalog, [mannered()], NOW, daily_max=5) == {"a": NOW + 4 * HOUR}


def test_a_request_that_is_left_says_why_and_until_when():
    restraint = Restraint([mannered(quiet=("13:30-14:00",))], {})
    assert restraint.why_not(asked(), NOW) is None
    assert restraint.why_not(asked(), NOW + HOUR / 2) == "its quiet hours last until 14:00 (Asia/Amman)"
    assert restraint.why_not(asked("another"), NOW + HOUR / 2) is None


def test_what_may_wait_leaves_a_fifth_of_the_cap_to_what_is_new():
    restraint = Restraint([mannered()], {"a": Allowance(most=10, used=2)})
    looks = [restraint.why_not(asked(recheck=True), NOW) for _ in range(8)]
    stories = [restraint.why_not(asked(), NOW) for _ in range(3)]
    assert [why is None for why in looks] == [True] * 6 + [False] * 2
    assert [why is None for why in stories] == [True, True, False]
    assert stories[2] == "its 10 requests a day are made"


def test_all_of_a_walk_back_in_time_may_wait():
    restraint = Restraint([mannered()], {"a": Allowance(most=10, used=7)}, is_walk=True)
    assert [restraint.why_not(asked(), NOW) is None for _ in range(2)] == [True, False]


def test_a_source_without_room_is_held_in_words():
    allowance = Allowance(most=9, used=9, room_at=NOW + HOUR)
    assert (
        held_words(mannered(), allowance, NOW) == "its 9 requests a day are made; there is room again at 2026-11-03 11:00 UTC"
    )


FAST = ("--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")


@contextmanager
def declared(home: Path, manners: str) -> Iterator[Living]:
    with living() as site:
        site.publish(*range(1, 21))
        site.declare(home)
        file = home / "sources" / "site.toml"
        file.write_text(file.read_text("utf-8").replace('language = "ar"', f'language = "ar"\n{manners}', 1), "utf-8")
        yield site


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--due",), ("--since", "2026-01-01")])
def test_nothing_is_asked_for_in_quiet_hours(warraq, how):
    now = datetime.now(ZoneInfo("Asia/Amman"))
    span = f"{now - HOUR:%H:%M}-{now + HOUR:%H:%M}"
    with declared(warraq.home, f'quiet = "{span}"') as site:
        ran = warraq("crawl", *how, *FAST)
    assert site.asked == []
    assert ran.code == 0
    assert f"site is left alone: its quiet hours last until {now + HOUR:%H:%M} (Asia/Amman)" in ran.said


@pytest.mark.slow
def test_a_cap_holds_over_crawls_and_opens_a_day_later(warraq):
    with declared(warraq.home, "daily_max = 8") as site:
        first = warraq("crawl", *FAST)
        assert len(site.asked) == 8  # robots.txt, the feed, six stories
        assert sum(answer.get("outcome") == "archived" for answer in first.answers) == 6
        second = warraq("crawl", "--due", *FAST)
        assert (second.code, len(site.asked)) == (0, 8)
        assert "site is left alone: its 8 requests a day are made; there is room again at" in second.said
        pass_time(warraq.home, 24 * HOUR)
        warraq("crawl", "--due", *FAST)
        stories = [path for path, _, _ in site.asked if path.startswith("/story")]
    assert len(site.asked) == 16
    assert len(stories) == len(set(stories)) == 12, "what is new goes before looks at what is known"


@pytest.mark.slow
def test_looks_are_left_where_they_would_take_the_room_of_what_is_new(warraq):
    with declared(warraq.home, "daily_max = 20") as site:
        site.listed = site.listed[:8]
        warraq("crawl", *FAST)  # robots.txt, the feed, eight stories
        pass_time(warraq.home, HOUR)
        warraq("crawl", "--due", *FAST)
        looks = [path for path, conditional, _ in site.asked if conditional and path.startswith("/story")]
    assert len(site.asked) == 16
    assert len(looks) == 4  # after robots.txt and the feed
