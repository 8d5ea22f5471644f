"""A search in the room: what its page shows, what its address says, what follows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

import feedparser
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from archive.room.outlets import Outlet
from tests.archive.catalog.test_search import QUERIES, TEXTS
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import Room, Shelf, serving

OUTLETS = {
    name: Outlet(name=name, title=title, title_en=title_en, country=country, kind="newspaper")
    for name, title, title_en, country in (("wafa", "وفا", "Wafa", "PS"), ("ghad", "الغد", "Al-Ghad", "JO"))
}
SHELVES = tuple((source, agency) for source in ("wafa", "ghad", "ghad") for agency in ("رويترز", "الأناضول"))


@dataclass(frozen=True)
class Stocked:
    """A room over the texts of the table of queries, and others of known sources, agencies and days."""

    room: Room

    def page(self, path: str) -> HtmlElement:
        answer = self.room.read(path)
        assert answer.status_code == 200, path
        return document_fromstring(answer.text)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    shelf = Shelf(tmp_path_factory.mktemp("stocked"))
    for name, headline, body in TEXTS:
        shelf.tell(shelf.put(f"https://news.example/{name}", name), body, headline=headline, date_published=None)
    for number in range(30):
        _tell_ship(shelf, number)
    for number, headline in enumerate(HOSTILE):
        shelf.tell(shelf.put(f"https://news.example/hostile/{number}", str(number)), "نص عجيب.", headline=headline)
    shelf.tell(shelf.put("https://news.example/old", "1"), "غرق الزورق.", headline="زورق")
    shelf.tell(shelf.put("https://news.example/old", "2", minutes=60), "غرقت العبارة.", headline="عبارة")
    with serving(shelf.home, outlets=OUTLETS) as room:
        yield Stocked(room)
    shelf.close()


def _tell_ship(shelf: Shelf, number: int) -> None:
    source, agency = SHELVES[number % len(SHELVES)]
    fetch = shelf.put(f"https://{source}.example/{number}", str(number), source=source)
    said = {
        "source_organization": agency,
        "article_section": "بحر",
        "date_published": date(2026, 8 + number % 3, 1 + number % 9),
    }
    shelf.tell(fetch, f"رست سفينة رقم {number} في الميناء.", headline=f"سفينة {number}", dateline="يافا", **said)


def searched(query: str, more: str = "", path: str = "/search") -> str:
    return f"{path}?q={quote(query)}{more}"


def told(page: HtmlElement) -> str:
    return " ".join(page.get_element_by_id("told").text_content().split())


def total(page: HtmlElement) -> int:
    return counted(told(page).partition("Understood")[0])


def counted(said: str) -> int:
    """Return the number of stories that a sentence tells of."""
    figures = re.search(r"\d+", said.replace(",", ""))
    return int(figures[0]) if figures else {"one story": 1, "خبر واحد": 1, "خبران": 2}.get(said.strip(), 0)


def found(page: HtmlElement) -> list[str]:
    return [" ".join(link.text_content().split()) for link in page.cssselect(".hits h3 a")]


def values(page: HtmlElement) -> list[tuple[str, int]]:
    """Return the address of each value of each facet, and how many the page counts there."""
    return [(item.find("a").get("href"), int(item.cssselect(".number")[0].text)) for item in page.cssselect(".narrow li")]


@pytest.mark.slow
@pytest.mark.parametrize(("query", "must", "must_not"), QUERIES, ids=[query for query, _, _ in QUERIES])
def test_page_lists_what_a_query_of_the_table_must_find_and_nothing_it_must_not(stocked, query, must, must_not):
    headlines = {name: " ".join(headline.split()) for name, headline, _ in TEXTS}
    shown = set(found(stocked.page(searched(query)))) | set(found(stocked.page(searched(query, "&page=2"))))
    assert {headlines[name] for name in must.split()} <= shown
    unwanted = {headlines[name] for name in must_not.split()} - {headlines[name] for name in must.split()}
    assert not unwanted & shown


def test_query_is_kept_and_words_are_marked_as_printed(stocked):
    page = stocked.page(searched("أهل البحر"))
    assert page.get_element_by_id("q").get("value") == "أهل البحر"
    assert [mark.text for mark in page.cssselect(".hits h3 mark")] == ["البَحْرِ"]
    assert [mark.text for mark in page.cssselect(".hits .opening mark")] == ["البَحْرِ", "وَأَهْلِهِ"]


def test_hit_says_agency_outlet_place_and_day_and_leads_to_the_story(stocked):
    hit = stocked.page(searched('"سفينة 3"', path="/en/search")).cssselect(".hits .item")[0]
    kicker = " ".join(hit.cssselect(".kicker")[0].text_content().split())
    assert kicker == "الأناضول Al-Ghad يافا 4 August 2026"
    story = hit.cssselect("h3 a")[0].get("href")
    assert stocked.room.read(story).status_code == 200


@pytest.mark.parametrize("path", ["/search", "/en/search"])
def test_every_value_of_a_facet_and_every_bar_finds_as_many_as_it_says(stocked, path):
    first = stocked.page(searched("سفينة", path=path))
    ways = values(first)
    assert {urlsplit(address).query.split("&")[1].split("=")[0] for address, _ in ways} == {
        *("source", "agency", "country", "section", "on")
    }
    ways += [(bar.get("href"), counted(bar.get("aria-label").partition(": ")[2])) for bar in first.cssselect(".days svg a")]
    for address, count in ways:
        english = stocked.page("/en" + address.removeprefix("/en"))
        assert total(english) == count, address


def test_what_narrows_is_a_chip_that_comes_off(stocked):
    page = stocked.page(searched("سفينة", "&agency=" + quote("رويترز") + "&on=2026-08", path="/en/search"))
    chips = [(" ".join(chip.text_content().split()), chip.get("href")) for chip in page.cssselect(".chips a")]
    assert [label for label, _ in chips] == ["Agency رويترز ×", "Month August 2026 ×"]
    assert chips[1][1] == "/en/search?" + "q=" + quote("سفينة") + "&agency=" + quote("رويترز")
    assert {field.get("name") for field in page.cssselect("input[form=query]")} == {"agency", "on"}


def test_pages_follow_one_another_without_overlap(stocked):
    first = stocked.page(searched("سفينة", "&order=newest"))
    second = stocked.page(first.cssselect(".pages a[rel=next]")[0].get("href"))
    assert (len(found(first)), len(found(second))) == (20, 11)
    assert not set(found(first)) & set(found(second))
    assert second.cssselect(".pages a[rel=prev]")[0].get("href") == searched("سفينة", "&order=newest")


def test_newest_first_and_older_texts_are_in_the_address(stocked):
    page = stocked.page(searched("زورق", "&order=newest&older=1", path="/en/search"))
    assert "An older text, no longer shown" in page.cssselect(".hits .item")[0].text_content()
    assert [link.text for link in page.cssselect(".results nav a[aria-current]")] == ["Newest first"]
    assert total(stocked.page(searched("زورق", path="/en/search"))) == 0


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("?q=++x%20%20y+&page=1&order=best&older=0&since=&utm=1", "?q=x+y"),
        ("?page=2&q=x", "?q=x&page=2"),
        ("?q=x&on=%D9%A3/%D9%A1%D9%A1/%D9%A2%D9%A0%D9%A2%D9%A6", "?q=x&on=2026-11-03"),
        ("?agency=a&agency=a&q=%E2%80%AEx", "?q=x&agency=a"),
        ("?on=never&page=-1", ""),
        ("?page=99999999999999999999&q=x", "?q=x"),
    ],
)
def test_search_has_one_address(stocked, asked, canonical):
    link = stocked.page("/search" + asked).cssselect("link[rel=canonical]")[0].get("href")
    assert link == f"{stocked.room.room}/search{canonical}"


def test_nothing_asked_shows_the_newest_stories_and_how_to_ask(stocked):
    page = stocked.page("/search?q=")
    assert len(found(page)) == 20
    assert page.cssselect("details.help[open]")
    for example in page.cssselect(".help dt a"):
        stocked.page(example.get("href"))


def test_nothing_found_says_what_to_try(stocked):
    page = stocked.page(searched("لبتانن", "&agency=" + quote("رويترز")))
    assert len(page.cssselect(".nothing li")) == 2
    (wider, older) = (link.get("href") for link in page.cssselect(".nothing a"))
    assert (wider, "older=1" in older) == (searched("لبتانن"), True)


@pytest.mark.parametrize(("query", "advised"), [("لبتانن", 0), ("لبتانن قلقلسة", 1), ('"لبتانن"', 1), ('"لبتانن" قلقلسة', 2)])
def test_advice_is_of_what_the_query_has(stocked, query, advised):
    assert len(stocked.page(searched(query)).cssselect(".nothing li")) == 1 + advised  # always: search older texts too


def test_near_miss_is_suggested_within_what_narrows(stocked):
    page = stocked.page(searched("سفبنة -غائب", "&agency=" + quote("رويترز")))
    suggested = stocked.page(page.cssselect(".meant a")[0].get("href"))
    assert (len(found(suggested)), len(suggested.cssselect(".chips a"))) == (15, 1)


def test_what_was_understood_is_said_in_the_language_of_the_page(stocked):
    query = "سفينة -قارب since:2020 agency:😀"
    arabic, english = stocked.page(searched(query)), stocked.page(searched(query, path="/en/search"))
    assert "ليس مما فيه" in told(arabic)
    assert "stories with «سفينة», not with «قارب», since 2020" in told(english)
    assert "agency:😀 says nothing and was left out" in english.text_content()


@pytest.mark.parametrize(
    "query",
    [
        *(quote(text.encode("utf-8", "surrogatepass")) for text in HOSTILE),
        *("%00", "%ED%A0%80", "%FF%FE", "%E2%80%AE%E2%81%A6", "%22", "((((" * 500, "%28" * 4000, "a+OR+" * 2000, "-" * 9000),
        *("source:=%22%22", "agency:=", "on:0000-00-00", "since:9999-12-31", "on:2026-02-31", "%C2%AB" * 2000),
    ],
)
def test_odd_query_is_answered_as_page_and_feed(stocked, query):
    for path in ("/search", "/en/search.rss", "/search.atom", "/search.json"):
        answer = stocked.room.read(f"{path}?q={query}&on={query[:300]}&source={query[:300]}")
        assert answer.status_code == 200
        if path.endswith(("rss", "atom")):
            etree.fromstring(answer.content)


def test_hostile_headlines_are_listed_as_words(stocked):
    page = stocked.page(searched("عجيب"))
    assert len(found(page)) == len(HOSTILE)
    assert not page.cssselect(".hits script, .hits img, .hits svg")


def test_address_of_a_megabyte_is_refused(stocked):
    assert stocked.room.read("/search?q=" + "a" * 20_000).status_code == 414


@pytest.mark.parametrize("ending", ["rss", "atom", "json"])
def test_feed_tells_the_newest_of_a_search(stocked, ending):
    answer = stocked.room.read(searched("سفينة", "&agency=" + quote("رويترز"), path=f"/search.{ending}"))
    links = (
        [item["url"] for item in json.loads(answer.content)["items"]]
        if ending == "json"
        else [entry.link for entry in feedparser.parse(answer.content).entries]
    )
    page = stocked.page(searched("سفينة", "&order=newest&agency=" + quote("رويترز")))
    assert links == [stocked.room.room + link.get("href") for link in page.cssselect(".hits h3 a")]


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_feed_of_hostile_stories_is_well_formed_and_asked_for_again_is_unchanged(stocked, ending):
    path = searched("عجيب", path=f"/search.{ending}")
    answer = stocked.room.read(path)
    parsed = feedparser.parse(answer.content)
    assert (parsed.bozo, len(parsed.entries)) == (False, len(HOSTILE))
    again = stocked.room.read(path, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


def test_feeds_are_announced_in_the_head(stocked):
    page = stocked.page(searched("سفينة", "&page=2&order=newest"))
    feeds = [(link.get("type"), link.get("href")) for link in page.cssselect("link[rel=alternate]")]
    assert [kind for kind, _ in feeds] == ["application/rss+xml", "application/atom+xml", "application/feed+json"]
    assert feeds[0][1] == searched("سفينة", path="/search.rss")


def test_search_can_be_saved_in_one_piece(stocked):
    page = stocked.page(searched("سفينة", "&source=ghad&on=2026-08"))
    (link,) = (each.get("href") for each in page.cssselect(".follow a") if "/saved" in each.get("href"))
    assert link == "/saved?q=" + quote("سفينة source:=ghad on:2026-08", safe="").replace("%20", "+")
