"""How the sources are, as a page says it: who is ill, why, what to do; and one of them closely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from archive.catalog.answers import Total
from archive.links import Claim, Link
from archive.models import Kept, Outcome, Reason
from archive.room.outlets import Outlet
from archive.room.standings import ListStanding, RobotsTold, Said, Series, Standing, Standings, Terms, Trouble
from archive.watching import Cause, State
from tests.archive.room.browser import axe, opened
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import Room, Shelf, serving

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
SERIES = Series(since=NOW - 168 * HOUR, listed=(0, 1, 3) * 56, usual=(1.0,) * 168, watched=(True,) * 168, gaps=(0,) * 168)
NOTHING = Total(**dict.fromkeys(Total.__slots__, 0) | {"source": "x"})
WELL = Standing(source="wakala", state=State.OK, troubles=(), hours=SERIES, lists=(), day=NOTHING, last_story_at=NOW - 3 * HOUR)
ILL = replace(
    WELL,
    source="sahifa",
    state=State.UNHEALTHY,
    troubles=(Trouble(cause=Cause.LISTS_FAIL, figures={"why": "NOT_FOUND", "times_running": 4}),),
    lists=(
        ListStanding(kind="feed", url="https://sahifa.example/rss", reason="NOT_FOUND", errors=4, polled_at=NOW - HOUR),
        ListStanding(kind="sitemap", url="https://sahifa.example/خريطة.xml", daily=12.2, links=40, due_at=NOW + 5 * HOUR),
    ),
    held=Said(name="held_quiet", figures={"until": NOW + HOUR}),
    waiting=3,
    next_at=NOW + HOUR,
)
TERMS = Terms(
    delay_s=1.5,
    daily_max=200,
    used=17,
    quiet=("00:00-05:00",),
    time_zone="Asia/Amman",
    robots=(
        RobotsTold(
            origin="https://sahifa.example",
            read_at=NOW,
            status=200,
            rules=4,
            closed=("https://sahifa.example/rss",),
            crawl_delay_s=10.0,
        ),
        RobotsTold(origin="https://cdn.example"),
    ),
)
OUTLETS = {
    "wakala": Outlet(name="wakala", title="الوكالة", title_en="The Agency", country="JO", kind="agency"),
    "sahifa": Outlet(name="sahifa", title="الصحيفة", title_en="The Paper", country="EG", kind="newspaper"),
    "jadida": Outlet(name="jadida", title="الجديدة", title_en="The New One", country="EG", kind="portal"),
}


@dataclass(frozen=True)
class Told:
    """Knows what a test says."""

    sources: tuple[Standing, ...] = (WELL, ILL)
    schedule_since: datetime | None = NOW - HOUR

    def standings(self, now: datetime) -> Standings:
        return Standings(at=now, sources=self.sources, schedule_since=self.schedule_since)

    def terms(self, source: str, now: datetime) -> Terms | None:  # noqa: ARG002 - the protocol's
        return TERMS if source == "sahifa" else None


@pytest.fixture
def told(shelf: Shelf) -> Iterator[Room]:
    with serving(shelf.home, outlets=OUTLETS, watch=Told()) as room:
        yield room


def missed(shelf: Shelf, url: str, title: str, reason: Reason | None) -> None:
    """Have a story listed that was not archived."""
    listed = Link(
        url=url, source="sahifa", listed_at=NOW - 2 * HOUR, listed_in="https://sahifa.example/rss", claim=Claim(title=title)
    )
    shelf.catalog.list_links([listed], None)
    if reason is not None:
        failed = Kept(url=url, at=NOW - HOUR, source="sahifa", outcome=Outcome.FAILED, reason=reason, detail="HTTP 500")
        shelf.catalog.acknowledge([], [failed])


def names(text: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in html.fromstring(text).findall(".//h3")]


def words_of(text: str) -> str:
    """Return what is read on a page, in one line."""
    return " ".join(html.fromstring(text).find(".//main").text_content().split())


def test_room_that_knows_nothing_of_sources_says_so(shelf):
    with serving(shelf.home) as room:
        answers = [room.read("/sources"), room.read("/en/sources/wakala")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("warraq status" in answer.text for answer in answers)


def test_ill_sources_come_first_with_why_and_what_to_do(told):
    page = told.read("/en/sources").text
    assert names(page) == ["The Paper", "The Agency"]
    found = words_of(page)
    assert "Its lists bring nothing: no such page there (4 times in a row). Look for its lists of today: " in found
    assert "warraq sources check sahifa" in found
    assert "Left alone: its quiet hours last until" in found
    assert "Last story 3 hours ago" in found


def test_arabic_page_has_no_english_sentence(told):
    for path in ("/sources", "/sources/sahifa"):
        found = re.sub(r"https?://\S+|warraq [a-z ]+|robots\.txt|Asia/Amman|sahifa", "", words_of(told.read(path).text))
        assert re.findall(r"[A-Za-z]{3,}", found) == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=ok", ["The Agency"]),
        ("country=EG", ["The Paper"]),
        ("kind=agency&country=JO", ["The Agency"]),
        ("kind=agency&country=EG", []),
        ("state=&country=&kind=", ["The Paper", "The Agency"]),
        ("state=%3Cscript%3E", []),
    ],
)
def test_sources_are_chosen_by_state_country_and_kind(told, query, shown):
    answer = told.read(f"/en/sources?{query}")
    assert (answer.status_code, names(answer.text)) == (200, shown)


def test_page_says_where_no_schedule_runs(shelf):
    with serving(shelf.home, outlets=OUTLETS, watch=Told(schedule_since=None)) as room:
        assert "No schedule runs now" in words_of(room.read("/en/sources").text)


def test_page_of_an_archive_without_sources_says_how_to_begin(shelf):
    with serving(shelf.home, watch=Told(sources=())) as room:
        assert "warraq run" in words_of(room.read("/en/sources").text)


def test_drawing_is_told_to_who_cannot_see_it(told):
    labels = html.fromstring(told.read("/sources").text).xpath("//*[local-name()='svg']/@aria-label")
    assert labels == ["آخر 48 ساعة: 64 خبرًا، والمعتاد نحو 48"] * 2


def test_one_source_is_told_closely(told, shelf):
    missed(shelf, "https://sahifa.example/1", "خبر فات", Reason.GONE)
    missed(shelf, "https://sahifa.example/2", "خبر ينتظر", None)
    found = words_of(told.read("/en/sources/sahifa").text)
    for words in (
        "The Paper",
        "in trouble",
        "brings nothing: no such page there (4 times in a row)",
        "https://sahifa.example/خريطة.xml",
        "in 5 hours",
        "خبر فات",
        "taken down by the outlet",
        "خبر ينتظر",
        "not asked for yet",
        "1.5 seconds",
        "Closes one of its lists: https://sahifa.example/rss",
        "It asks for 10 seconds between two requests.",
        "00:00-05:00 (Asia/Amman)",
        "Not read yet.",
    ):
        assert words in found
    (row,) = html.fromstring(told.read("/en/sources/sahifa").text).xpath("//section[@aria-labelledby='days']//tbody/tr")
    assert [cell.text_content().strip() for cell in row][1:] == [
        "2",
        "",
        "",
        "1",
        "",
        "1",
        "\u2068taken down by the outlet\u2069 (1)",
    ]


def test_source_that_was_never_crawled_says_how_to_begin(told):
    assert "warraq crawl jadida" in told.read("/en/sources/jadida").text


@pytest.mark.parametrize("name", ["nobody", "%3Cscript%3E", "..%2F..", "a" * 300])
def test_source_that_nobody_knows_is_not_there(told, name):
    assert told.read(f"/en/sources/{name}").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sources", "/en/sources", "/sources/sahifa", "/en/sources/sahifa"])
def test_pages_are_usable_by_everybody(browser, told, shelf, path, scheme):
    missed(shelf, "https://sahifa.example/1", "خبر فات", Reason.SERVER_ERROR)
    with opened(browser, told, viewport={"width": 360, "height": 800}, color_scheme=scheme) as page:
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_choice_is_shown_without_a_new_page(browser, told):
    with opened(browser, told) as page:
        page.goto("/en/sources")
        page.evaluate("window.mark = 1")
        page.get_by_label("State").select_option("ok")
        page.get_by_role("heading", name="The Paper").wait_for(state="detached")
        assert page.get_by_role("heading", name="The Agency").is_visible()
        assert (page.url.partition("?")[2], page.evaluate("window.mark")) == ("state=ok&country=&kind=", 1)


@pytest.mark.slow
def test_hostile_titles_do_nothing(browser, told, shelf):
    for number, title in enumerate(HOSTILE):
        missed(shelf, f"https://sahifa.example/{number}", title.encode("utf-8", "replace").decode(), None)
    missed(shelf, "javascript:alert(1)", "لا عنوان ويب", None)
    with opened(browser, told, bypass_csp=True) as page:
        page.goto("/sources/sahifa")
        assert page.title() == "الصحيفة · المصادر · ورّاق"
        hrefs: list[Any] = page.eval_on_selector_all("main a", "all => all.map(one => one.getAttribute('href'))")
    assert [href for href in hrefs if not re.match(r"https://sahifa\.example/|/", href)] == []
