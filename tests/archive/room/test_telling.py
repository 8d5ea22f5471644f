"""What is said of sources: every trouble and reason has words in both languages, and something that can be done."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from archive.models import Reason
from archive.room import telling
from archive.room.language import ARABIC, ENGLISH
from archive.room.standings import ListStanding, RobotsTold, Said, Trouble
from archive.watching import Cause, CrawlRun, State

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
FIGURES = {
    Cause.LISTS_FAIL: {"times_running": 7, "why": "FORBIDDEN", "since": NOW},
    Cause.SILENT: {"stories": 0, "hours": 12, "usual": 40},
    Cause.LOW: {"stories": 3, "hours": 72, "usual": 40},
    Cause.STALE: {"hours": 672},
    Cause.STORIES_FAIL: {"requests": 20, "count": 15, "why": "TIMEOUT"},
    Cause.STORIES_REJECTED: {"requests": 20, "count": 15, "why": "TOO_SHORT"},
    Cause.STORIES_REFUSED: {"requests": 20, "count": 15, "why": "ROBOTS"},
    Cause.BACKLOG: {"waiting": 900, "archived": 30},
    Cause.SHORT: {"words": 40, "usual": 200},
    Cause.DATELESS: {"count": 29, "articles": 30, "share": 0.05},
    Cause.GAPS: {"times": 5},
    Cause.STALLED: {"hours": 4},
    Cause.NOT_RUNNING: {"last": NOW},
}
SAID = {
    Cause.LISTS_FAIL: "لا تأتي قوائمه بشيء منذ 3 نوفمبر 2026، 10:00 ت.ع.م: الخادم يمنعها عنا (7 مرات متتالية).",
    Cause.SILENT: "لم يرد منه جديد خلال 12 ساعة، والمعتاد 40.",
    Cause.LOW: "ورد منه 3 أخبار خلال 3 أيام، والمعتاد 40.",
    Cause.DATELESS: "بلا تاريخ: 29 من آخر 30 خبرًا، والمعتاد 5%.",
    Cause.STALLED: "حان موعده منذ 4 ساعات ولم يُجلب، مع أن الجدولة تعمل.",
}


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("language", [ARABIC, ENGLISH], ids=["ar", "en"])
def test_every_trouble_has_words_and_a_remedy(cause, language):
    trouble = Trouble(cause=cause, figures=FIGURES.get(cause, {}))
    said, way = telling.complaint(language, trouble), telling.remedy("wakala", trouble)
    assert said.endswith(".")
    assert not re.search(r"[{}]", said + language.words[way.name] + (way.command or ""))
    assert language is ENGLISH or not re.search(r"[a-z]{3}", said.replace("robots.txt", ""))


@pytest.mark.parametrize(("cause", "words"), SAID.items(), ids=[cause.value for cause in SAID])
def test_trouble_in_arabic(cause, words):
    assert telling.complaint(ARABIC, Trouble(cause=cause, figures=FIGURES[cause])) == words


@pytest.mark.parametrize(
    ("cause", "figures", "words"),
    [
        (Cause.NOT_RUNNING, {}, "Never looked at: no schedule crawls it."),
        (Cause.LISTS_FAIL, {"why": "NO_DNS", "times_running": 3}, "Its lists bring nothing: no such host (3 times in a row)."),
        (Cause.STORIES_FAIL, {"requests": 9, "count": 9}, "9 of 9 requests for its stories failed in a day."),
    ],
    ids=["never", "without since", "without why"],
)
def test_trouble_of_which_less_is_known_has_bare_words(cause, figures, words):
    assert telling.complaint(ENGLISH, Trouble(cause=cause, figures=figures)) == words


def test_source_as_quiet_as_its_country_is_told_with_it():
    crowd = {"together": 4, "of_all": 5, "country": "JO"}
    trouble = Trouble(cause=Cause.SILENT, figures=FIGURES[Cause.SILENT] | crowd)
    assert telling.complaint(ENGLISH, trouble).endswith("So are 4 of the 5 sources of Jordan: a holiday?")


@pytest.mark.parametrize("reason", [*Reason, "NO_LINKS", "UNREADABLE", "UNREACHABLE"])
def test_every_reason_has_words_and_a_remedy(reason):
    trouble = Trouble(cause=Cause.LISTS_FAIL, figures={"why": str(reason), "times_running": 2})
    assert telling.remedy("wakala", trouble).name in ARABIC.words
    assert telling.whys(ARABIC, [(reason, 2)]).endswith("(2)")


def test_remedy_names_the_source_to_look_at():
    assert telling.remedy("wakala", Trouble(cause=Cause.SILENT)).command == "warraq sources check wakala"


@pytest.mark.parametrize("state", State)
def test_every_state_has_words(state):
    assert {f"state_{state}", f"one_{state}"} <= ARABIC.words.keys()


@pytest.mark.parametrize(
    ("length", "arabic", "english"),
    [
        (timedelta(seconds=5), "قبل دقيقة", "a minute ago"),
        (timedelta(minutes=12), "قبل 12 دقيقة", "12 minutes ago"),
        (timedelta(hours=2), "قبل ساعتين", "2 hours ago"),
        (timedelta(hours=47), "قبل 47 ساعة", "47 hours ago"),
        (timedelta(days=3), "قبل 3 أيام", "3 days ago"),
    ],
)
def test_wait_is_told_in_the_largest_unit(length, arabic, english):
    assert (telling.wait(ARABIC, NOW - length, NOW), telling.wait(ENGLISH, NOW - length, NOW)) == (arabic, english)


def test_wait_ahead_is_told_as_such():
    assert telling.wait(ARABIC, NOW + timedelta(minutes=3), NOW) == "بعد 3 دقائق"


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        (RobotsTold(origin="https://a.jo"), "Not read yet."),
        (RobotsTold(origin="https://a.jo", read_at=NOW, status=404), "There is no robots.txt: all is allowed."),
        (RobotsTold(origin="https://a.jo", read_at=NOW, status=301), "It leads to another address."),
        (RobotsTold(origin="https://a.jo", read_at=NOW, status=200, rules=3), "Closes none of its lists (3 rules for us)."),
        (RobotsTold(origin="https://a.jo", read_at=NOW, status=200, closed=("x",)), "Closes one of its lists:"),
        (
            RobotsTold(origin="https://a.jo", read_at=NOW, status=503, reason="SERVER_ERROR"),
            "It cannot be read (the server is in trouble): nothing is fetched until it answers.",
        ),
    ],
    ids=["unread", "none", "led", "open", "closed", "unreachable"],
)
def test_robots_are_told(robots, words):
    assert telling.robots_told(ENGLISH, robots) == words


@pytest.mark.parametrize(
    ("ended", "code", "runs", "words"),
    [
        (None, None, True, "running"),
        (None, None, False, "never ended: killed with its schedule"),
        (NOW, 0, False, "well"),
        (NOW, 6, False, "its host was busy"),
        (NOW, -9, False, "went wrong (exit code -9)"),
    ],
)
def test_crawl_is_told_by_how_it_ended(ended, code, runs, words):
    run = CrawlRun(id=1, sources=("a",), started_at=NOW - timedelta(seconds=90), ended_at=ended, exit=code)
    assert telling.crawl_ended(ENGLISH, run, runs=runs) == words
    assert telling.took(ENGLISH, run) == ("90 seconds" if ended else "")


def test_quiet_and_spent_sources_are_told():
    quiet = Said(name="held_quiet", figures={"until": NOW})
    spent = Said(name="held_spent", figures={"requests": 200, "until": NOW})
    assert telling.said(ENGLISH, quiet) == "Left alone: its quiet hours last until 3 November 2026, 10:00 UTC."
    assert "200 requests a day" in telling.said(ENGLISH, spent)


def test_list_that_brings_nothing_says_why():
    failing = ListStanding(kind="feed", url="https://a.jo/rss", reason="NOT_FOUND", errors=2)
    assert telling.list_fails(ARABIC, failing) == "لا تأتي بشيء: لا صفحة بهذا العنوان (مرتين متتاليتين)"
