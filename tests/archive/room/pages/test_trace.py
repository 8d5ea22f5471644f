"""The page of a trace, as it is sent: who printed a story, how much later, with what credit, and what became of the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from lxml import html

from archive.catalog.ids import article_id
from archive.requests.requests import Requests
from archive.room.language import ARABIC, ENGLISH
from archive.room.outlets import Outlet
from archive.room.pages.trace_lags import Lag
from archive.room.pages.trace_telling import later, span
from archive.room.pages.trace_view import PRINTINGS_SHOWN, story_told
from archive.room.room import Room
from archive.room.security import Origins
from archive.room.tokens import Tokens
from tests.archive.room.library import HOSTILE, MARKET, PORT
from tests.archive.room.shelf import NOW, Shelf, serving

AGENCY = "وكالة المدار للأنباء"


def main(answer):
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text).find(".//main")


def words(element) -> str:
    return " ".join(element.text_content().split())


def put(shelf: Shelf, host: str, minutes: float, body: str = "\n".join(PORT), **said) -> str:
    """Keep a text of PORT, printed by an outlet; return its id."""
    url = f"https://{host}.example/news/1"
    told = {"publisher": host, "date_published": NOW + timedelta(minutes=minutes), "source_organization": None} | said
    shelf.tell(shelf.put(url, f"{host} {minutes}", minutes=minutes + 5), body, **told)
    return article_id(url)


@pytest.mark.parametrize(
    ("length_s", "arabic", "english"),
    [
        (20, "", ""),
        (60, "دقيقة", "a minute"),
        (2 * 3600 + 14 * 60, "ساعتين و14 دقيقة", "2 hours and 14 minutes"),
        (3 * 3600, "3 ساعات", "3 hours"),
        (24 * 3600, "يوم", "a day"),
        (24 * 3600 + 60, "يوم", "a day"),
        (2 * 86_400 + 11 * 3600 + 59 * 60, "يومين و11 ساعة", "2 days and 11 hours"),
    ],
)
def test_span_is_told_in_its_two_largest_units(length_s, arabic, english):
    assert (span(ARABIC, length_s), span(ENGLISH, length_s)) == (arabic, english)


@pytest.mark.parametrize(
    ("lag", "arabic", "english"),
    [
        (Lag(earliest_s=0, latest_s=0), "في الدقيقة نفسها", "the same minute"),
        (Lag(earliest_s=7200, latest_s=7200), "بعد ساعتين", "2 hours later"),
        (Lag(earliest_s=-7200, latest_s=-7200), "قبله بفارق ساعتين", "2 hours before it"),
        (Lag(earliest_s=0, latest_s=50_000, days=0), "في اليوم نفسه", "the same day"),
        (Lag(earliest_s=40_000, latest_s=126_400, days=1), "في اليوم التالي", "the next day"),
        (Lag(earliest_s=-90_000, latest_s=-3_600, days=-1), "في اليوم السابق", "the day before"),
        (Lag(earliest_s=200_000, latest_s=290_000, days=3), "بعد 3 أيام", "3 days later"),
    ],
)
def test_lag_is_told_as_exactly_as_it_is_known(lag, arabic, english):
    assert (later(ARABIC, lag), later(ENGLISH, lag)) == (arabic, english)


def test_page_says_first_who_printed_the_story_and_what_became_of_the_credit(library):
    told = words(main(library.room.read(library.path("port") + "/trace")))
    assert f"نشرت هذا الخبر 3 وسائل إعلام نقلًا عن {AGENCY}." in told
    told = words(main(library.room.read(library.path("port", "/en") + "/trace")))
    assert f"3 outlets printed this story from {AGENCY}." in told
    assert "one dropped it" in told or "dropped the agency's name" in told


def test_each_printing_tells_its_lag_its_headline_and_what_was_changed(library):
    page = main(library.room.read(library.path("port", "/en") + "/trace"))
    whole, cut, other = (words(one) for one in page.xpath("//ol[@class='printings']/li"))
    assert "صحيفة المدى 20 minutes later" in whole
    assert "under another headline" in whole
    assert "Text kept 100%" in whole
    assert "The body as it was, nothing changed." in whole
    assert "55 minutes later" in cut
    assert "Credit dropped" in cut
    assert "2 paragraphs were cut from the bottom" in cut
    assert PORT[5] in cut
    assert "number was: 7 became: 9" in other
    assert "One paragraph was cut" in other


def test_table_tells_what_the_drawing_shows(library):
    page = main(library.room.read(library.path("port", "/en") + "/trace"))
    rows = [words(row) for row in page.xpath("//table/tbody/tr")]
    names = [words(one) for one in page.xpath("//*[local-name()='svg']/*[local-name()='a']/*[local-name()='title']")]
    assert len(rows) == len(names) == 3
    for row, name in zip(rows, names, strict=True):
        outlet, lag = name.replace("\u2068", "").split("\u2069: ")
        assert outlet in row
        assert lag in row


def test_marks_lead_to_what_they_stand_for(library):
    page = main(library.room.read(library.path("port") + "/trace"))
    leads = page.xpath("//*[local-name()='svg']/*[local-name()='a']/@href")
    assert leads == [f"#{one}" for one in page.xpath("//ol[@class='printings']/li/@id")]


def test_page_of_a_printing_tells_the_story_it_is_of(library):
    page = main(library.room.read(library.path("port-cut", "/en") + "/trace"))
    (marked,) = page.xpath("//li[.//*[@class='asked']]")
    assert "سفن الحبوب" in words(marked)
    assert words(page.find(".//h1")) == "Who printed this story سفن الحبوب تدخل السلّوم من جديد"


def test_story_that_nobody_else_printed_says_so_and_what_was_looked_for(library):
    for prefix, lone, days in (
        ("", "لا يُعرف في هذا الأرشيف", "في 4 أيام قبله وبعده"),
        ("/en", "Nobody else in this archive", "within 4 days before and after it"),
    ):
        told = words(main(library.room.read(library.path("herald", prefix) + "/trace")))
        assert lone in told
        assert days in told


def test_origin_that_is_not_the_agencys_is_called_the_earliest_known(shelf, room):
    first = put(shelf, "sahifa", 0, source_organization="رويترز")
    put(shelf, "jarida", 90, source_organization="رويترز")
    told = words(main(room.read(f"/en/story/{first}/trace")))
    assert "The earliest known to this archive sahifa" in told
    assert "The agency's own text is not in this archive" in told
    assert "It kept the agency's name." in told


def test_story_of_nobody_knows_whom_says_so(shelf, room):
    first = put(shelf, "sahifa", 0)
    put(shelf, "jarida", 90)
    told = words(main(room.read(f"/en/story/{first}/trace")))
    assert "One outlet printed this story, nobody knows from which agency." in told
    assert "kept the agency's name" not in told


def test_page_that_states_the_day_alone_is_told_by_days(shelf, room):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    put(shelf, "sahifa", 2_000, date_published=date(2026, 11, 4), source_organization=AGENCY)
    told = words(main(room.read(f"/en/story/{first}/trace")))
    assert "sahifa the next day 4 November 2026 (the page states the day alone)" in told


def test_printing_that_may_be_none_and_one_known_by_another_are_said_to_be(shelf):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    put(shelf, "sahifa", 30)
    story = shelf.catalog.story(first)
    (printing,) = story.printings
    doubted = replace(
        printing, verdict=replace(printing.verdict, likelihood=0.6), through="a" * 12, also=("https://m.sahifa.example/1",)
    )
    room = Room(
        home=shelf.home,
        catalog=shelf.catalog,
        origins=Origins(room="http://127.0.0.1:1", replay="http://localhost:2"),
        requests=Requests(shelf.home),
        tokens=Tokens(origin="http://127.0.0.1:1"),
    )
    told = [
        story_told(room, replace(story, printings=(one,)), article_id("https://m.sahifa.example/1"))
        for one in (printing, doubted)
    ]
    assert [(one.is_doubted, one.is_asked) for each in told for one in each.printings] == [(False, False), (True, True)]


def test_outlets_are_called_as_readers_call_them(shelf):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    url = "https://sahifa.example/news/1"
    shelf.tell(shelf.put(url, "x", minutes=30, source="sahifa"), "\n".join(PORT), date_published=NOW + timedelta(minutes=30))
    outlets = {"sahifa": Outlet(name="sahifa", title="الصحيفة", title_en="The Paper", country="EG", kind="newspaper")}
    with serving(shelf.home, outlets=outlets) as room:
        assert "The Paper 30 minutes later" in words(main(room.read(f"/en/story/{first}/trace")))


def test_story_of_many_printings_is_told_in_part_and_says_so(shelf, room):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    for number in range(PRINTINGS_SHOWN + 3):
        put(shelf, f"outlet-{number}", number + 1)
    page = main(room.read(f"/en/story/{first}/trace"))
    assert len(page.xpath("//ol[@class='printings']/li")) == len(page.xpath("//table/tbody/tr")) == PRINTINGS_SHOWN
    told = words(page)
    assert f"{PRINTINGS_SHOWN + 3} outlets printed this story" in told
    assert "3 more printed it later than the page has room for" in told


def test_text_merged_of_two_stories_tells_both(shelf, room):
    put(shelf, "wakala", 0, publisher=AGENCY)
    put(shelf, "anba", 10, "\n".join(MARKET), publisher="وكالة السهل للأنباء")
    merged = put(shelf, "sahifa", 60, "\n".join((*PORT, *MARKET)))
    page = main(room.read(f"/en/story/{merged}/trace"))
    assert len(page.xpath("//section[@class='told']")) == 2
    assert "Another story is in it, too:" in words(page)


def test_printing_beside_the_origin_shows_what_was_cut_and_altered(library):
    path = library.path("port") + f"/trace?with={library.ids['port-other']}"
    page = main(library.room.read(f"/en{path}"))
    diff = page.find(".//section[@class='diff']")
    assert [words(one) for one in diff.xpath(".//p[contains(., 'فؤاد الديب')]/*[self::del or self::ins]")] == ["7", "9"]
    assert PORT[5] in [words(one) for one in diff.xpath(".//del")]
    assert "2 hours and 10 minutes later" in words(page)
    assert page.xpath(".//nav[@class='choices']/a/@href")[1] == f"/en{path}&view=side"


def test_printing_asks_for_the_origin_and_is_beside_it(library):
    one = library.room.read(library.path("port-cut") + f"/trace?with={library.ids['port']}&view=side")
    other = library.room.read(library.path("port") + f"/trace?with={library.ids['port-cut']}&view=side")
    assert words(main(one)) == words(main(other))
    assert "وكالة المدار للأنباء" in words(main(one).xpath(".//*[@class='sides heads']")[0])


def test_printing_is_beside_the_version_that_it_was_printed_from(shelf, room):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    later = "\n".join((*PORT[:4], *MARKET))
    put(shelf, "wakala", 60, later, publisher=AGENCY)
    printed = put(shelf, "sahifa", 90, later)
    page = main(room.read(f"/en/story/{first}/trace?with={printed}"))
    assert "The two texts are the same." in words(page)
    assert "The body as it was, nothing changed." in words(page)


def test_added_second_story_is_seen_beside_the_origin(shelf, room):
    first = put(shelf, "wakala", 0, publisher=AGENCY)
    put(shelf, "anba", 10, "\n".join(MARKET), publisher="وكالة السهل للأنباء")
    merged = put(shelf, "sahifa", 60, "\n".join((*PORT, *MARKET)))
    page = main(room.read(f"/en/story/{first}/trace?with={merged}"))
    assert all(line in words(page.xpath(".//section[@class='diff']")[0]) for line in MARKET)
    assert {words(one) for one in page.xpath(".//section[@class='diff']//p//ins")} >= set(MARKET)
    assert "Another story is in it, too:" in words(page)


@pytest.mark.parametrize("other", ["market", "port", None], ids=["another story", "itself", "nothing"])
def test_text_that_is_no_printing_of_the_story_is_not_compared(library, other):
    wanted = library.ids[other] if other else "%00%ED%A0%80<script>"
    answer = library.room.read(library.path("port", "/en") + f"/trace?with={wanted}")
    assert answer.status_code == 404
    assert "not among the printings of this story" in answer.text
    assert "3 outlets printed this story" in answer.text


@pytest.mark.parametrize(
    "path", ["/story/ffffffffffff/trace", "/en/story/xyz/trace", "/story/%00/trace", "/story/%ED%A0%80/trace"]
)
def test_story_that_is_not_there_has_no_trace(library, path):
    assert library.room.read(path).status_code == 404


def test_hostile_words_stay_words(shelf, room):
    told = [words.encode("utf-8", "replace").decode() for words in HOSTILE]
    first = put(shelf, "wakala", 0, publisher=AGENCY, headline=told[0])
    for number, each in enumerate(told):
        body = "\n".join((*PORT, f"{each} سطر أضيف هنا {number}"))
        put(shelf, f"o{number}", number + 1, body, headline=each, publisher=each, source_organization=each, author=(each,))
    for prefix in ("", "/en"):
        page = main(room.read(f"{prefix}/story/{first}/trace"))
        assert page.xpath(".//script | .//img | .//*[@onload] | .//*[@onerror]") == []
        assert all(href.startswith(("#", "/")) for href in page.xpath(".//a/@href"))
