"""What becomes of stories after they were archived: looked at again, edited, edited silently, taken down, there again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import feedparser
import pytest

from archive.catalog.catalog import Catalog
from tests.crawler.living import Living, living, pass_time

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Life:
    """A site, the command in a home, and what each crawl answered."""

    site: Living
    warraq: Any

    def crawl(self, after: timedelta = timedelta(0), *options: str) -> list[dict[str, Any]]:
        """Let time pass, then crawl what is due; return what the stories came to."""
        if after:
            pass_time(self.warraq.home, after)
        ran = self.warraq("crawl", "--due", "--json", *FAST, *options)
        assert ran.code == 0, ran.said
        return [answer for answer in ran.answers if "outcome" in answer]

    def events(self, *options: str) -> list[dict[str, Any]]:
        ran = self.warraq("events", "--json", *options)
        assert ran.code == 0, ran.said
        return ran.answers

    def kinds(self) -> list[tuple[str, str]]:
        return [(event["kind"], event["url"].rpartition("/")[2]) for event in self.events()]


@pytest.fixture
def life(warraq) -> Iterator[Life]:
    with living() as site:
        site.publish(1, 2, 3)
        site.declare(warraq.home)
        life = Life(site, warraq)
        assert {answer["outcome"] for answer in life.crawl()} == {"archived"}
        yield life


def test_only_what_is_due_is_asked_for(life):
    before = len(life.site.asked)
    assert life.crawl() == []
    assert life.site.asked[before:] == []


def test_an_unchanged_story_is_asked_for_on_condition_and_is_a_revisit(life):
    before = len(life.site.asked)
    answers = life.crawl(timedelta(minutes=16))
    looks = [asked for asked in life.site.asked[before:] if asked[0].startswith("/story")]
    assert sorted(looks) == [(f"/story/{number}", True, 304) for number in (1, 2, 3)]
    assert {answer["outcome"] for answer in answers} == {"unchanged"}
    assert all(answer["article"]["headline"] for answer in answers)
    with Catalog.open(life.warraq.home / "catalog.sqlite", read_only=True) as catalog:
        found = catalog.find(life.site.url(1))
        assert (found.kept.fetch.status, found.kept.fetch.record.warc_type) == (304, "revisit")
        assert len(found.versions) == 1
    assert life.events() == []


def test_each_look_is_due_once_and_the_last_is_the_last(life):
    looked = [
        len(life.crawl(after)) for after in (16 * HOUR / 60, 20 * HOUR / 60, 45 * HOUR / 60, 5 * HOUR, DAY, 6 * DAY, 24 * DAY)
    ]
    assert looked == [3, 0, 3, 3, 3, 3, 3]
    assert life.crawl(60 * DAY) == []


def test_no_steps_make_no_looks(warraq):
    with living() as site:
        site.publish(1)
        site.declare(warraq.home)
        none = ("--set=WARRAQ_RECHECKS=[]",)
        life = Life(site, warraq)
        assert len(life.crawl(timedelta(0), *none)) == 1
        assert life.crawl(2 * HOUR, *none) == []


def test_edits_are_told_from_silent_ones(life):
    life.site.edit(1, "وقالت البلدية لاحقا إن الخطة تأجلت إلى الصيف.", silently=False)
    life.site.edit(2, "وقالت البلدية لاحقا إن الخطة ألغيت.", silently=True)
    outcomes = Counter(answer["outcome"] for answer in life.crawl(HOUR))
    assert outcomes == {"archived": 2, "unchanged": 1}
    assert sorted(life.kinds()) == [("edited", "1"), ("silent_edit", "2")]
    silent = life.events("--kind", "silent-edit")
    assert [(event["version"], event["previous"]) for event in silent] == [(2, 1)]
    assert life.crawl(6 * HOUR)
    assert len(life.kinds()) == 2, "an edit is told once"


@pytest.mark.parametrize("how", ["gone", "moved"])
def test_a_story_that_is_gone_twice_a_day_apart_is_removed_and_may_come_back(life, how):
    getattr(life.site, how).add("/story/3")
    life.crawl(6 * HOUR)
    assert life.kinds() == []
    life.crawl(23 * HOUR)
    assert life.kinds() == []
    life.crawl(2 * HOUR)
    assert life.kinds() == [("removed", "3")]
    getattr(life.site, how).clear()
    life.crawl(6 * DAY)
    assert life.kinds() == [("removed", "3"), ("restored", "3")]
    with Catalog.open(life.warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert len(catalog.versions(life.site.url(3))) == 1


def test_a_feed_that_turned_over_is_a_gap(life):
    life.site.listed = []
    life.site.publish(*range(10, 20))
    assert len([answer for answer in life.crawl(7 * HOUR) if answer["outcome"] == "archived"]) == 10
    assert life.kinds() == [("gap", "rss.xml")]
    assert "all 10 stories are new" in life.events()[0]["detail"]


def test_a_list_that_dies_is_told_and_told_again_when_it_is_back(life):
    life.site.dead = True
    for _ in range(3):
        pass_time(life.warraq.home, DAY)
        life.warraq("crawl", "--due", "--json", *FAST)
    assert ("list_dead", "rss.xml") in life.kinds()
    said = life.warraq("status").said
    assert "brings nothing: HTTP 500, 3 times in a row" in said
    life.site.dead = False
    life.crawl(DAY)
    assert life.kinds()[-1] == ("list_back", "rss.xml")
    assert "brings nothing: HTTP" not in life.warraq("status").said


def test_history_tells_all_in_the_order_of_time(life):
    life.site.edit(1, "وقالت البلدية لاحقا إن الخطة ألغيت.", silently=True)
    life.crawl(HOUR)
    ran = life.warraq("history", life.site.url(1), "--json")
    assert ran.code == 0
    assert [line["what"] for line in ran.answers] == ["listed", "version", "look", "version", "look", "event"]
    assert [line["at"] for line in ran.answers] == sorted(line["at"] for line in ran.answers)
    assert ran.answers[-1]["kind"] == "silent_edit"
    said = life.warraq("history", life.site.url(1)).said
    assert "edited without saying so" in said
    assert "version" in said


def test_history_of_what_is_not_here_says_so(life):
    ran = life.warraq("history", "https://example.com/none")
    assert ran.code == 4
    assert "nothing of" in ran.said


def test_events_by_time_kind_and_source(life):
    life.site.edit(1, "وقالت البلدية لاحقا إن الخطة ألغيت.", silently=True)
    life.crawl(HOUR)
    life.site.edit(2, "وقالت البلدية لاحقا إن الخطة تأجلت.", silently=False)
    life.crawl(6 * HOUR)
    assert len(life.events()) == 2
    assert [event["kind"] for event in life.events("--since", "1h")] == ["edited"]
    assert len(life.events("--since", "1d")) == 2
    assert life.events("--since", "2100-01-01") == []
    assert len(life.events("--source", "site", "--kind", "edited")) == 1
    assert life.events("--source", "other") == []
    lines = life.warraq("events").out.splitlines()
    assert len(lines) == 2
    assert "edited without saying so" in lines[0]
    assert (life.warraq("events", "--kind", "sold").code, life.warraq("events", "--since", "soon").code) == (2, 2)


def test_events_as_a_feed(life):
    life.site.edit(1, "وقالت البلدية لاحقا إن الخطة ألغيت.", silently=True)
    life.crawl(HOUR)
    read = feedparser.parse(life.warraq("events", "--atom").out.encode())
    assert not read.bozo
    assert [entry.link for entry in read.entries] == [life.site.url(1)]
    assert "تعلن خطة" in read.entries[0].title


def test_status_says_when_each_source_is_due(life):
    answer = json.loads(life.warraq("status", "--json").out)
    schedule = answer["schedule"]
    assert schedule["daemon"] is None
    assert [(each["url"], each["links"], each["new"], each["errors"]) for each in schedule["lists"]] == [
        (f"{life.site.base}/rss.xml", 3, 3, 0)
    ]
    assert set(schedule["due"]) == {"site"}
    assert "nothing is crawled on a schedule now" in life.warraq("status").said
