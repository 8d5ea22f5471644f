"""Today: a day of the archive, as the front page shows it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml.html import HtmlElement, document_fromstring

from archive.catalog.ids import article_id
from archive.room.outlets import Outlet
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import serving

URL = "https://news.example/story/1"
DAY = 24 * 60
BODY = (
    "أعلنت هيئة الموانئ اليوم الأحد استئناف العمل في مرفأ السلّوم بعد توقف دام 12 يومًا بسبب الأمواج العالية.\n"
    "وقال المتحدث باسم الهيئة فؤاد الديب إن 7 سفن محمّلة بالحبوب دخلت المرفأ منذ الفجر، وإن 3 أخرى تنتظر في المرسى."
)


def outlet(name: str, country: str) -> Outlet:
    return Outlet(name=name, title=f"صحيفة {name}", title_en=f"The {name}", country=country, kind="newspaper")


def shown(answer: httpx.Response) -> HtmlElement:
    assert answer.status_code == 200
    return document_fromstring(answer.text)


def texts(page: HtmlElement, place: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.cssselect(place)]


def put(shelf, url=URL, text="نص الخبر.", *, minutes=0, source=None, **said):
    shelf.tell(shelf.put(url, f"<p>{url} {text}</p>", minutes=minutes, source=source), text, **said)


def put_port(shelf):
    """A story of a wire that two outlets print, and a newer one that nobody else has."""
    for number, host in enumerate(("wire", "a", "b")):
        put(shelf, f"https://{host}.example/port", BODY, minutes=number, publisher=host, headline=f"المرفأ {number}")
    put(shelf, URL, minutes=30, headline="أحدث خبر")


def test_front_page_is_of_the_newest_day_in_either_language(shelf, room):
    put(shelf, f"{URL}9", headline="خبر الأمس", minutes=-DAY)
    for number in range(3):
        put(shelf, f"{URL}{number}", f"نص رقم {number}.", minutes=number, headline=f"خبر {number}")
    arabic, english = shown(room.read("/")), shown(room.read("/en/"))
    assert texts(arabic, "h1") == ["الثلاثاء 3 نوفمبر 2026"]
    assert texts(english, ".folio h1, .folio p") == ["Tuesday 3 November 2026", "3 stories · Days are in UTC"]
    assert texts(arabic, "article h3") == ["خبر 2", "خبر 1", "خبر 0"]
    assert english.cssselect("article h3 a")[0].get("href") == f"/en/story/{article_id(URL + '2')}"


@pytest.mark.parametrize("path", ["/", "/?day=2026-11-03", "/?day=9999-12-31"])
def test_front_page_of_an_empty_archive_says_how_to_begin(room, path):
    page = shown(room.read(path))
    assert texts(page, "code") == ["warraq archive URL", "warraq crawl", "warraq run"]
    assert page.cssselect(".front, .folio") == []


def test_archive_that_is_not_indexed_yet_is_not_called_empty(shelf, room):
    put(shelf)
    with shelf.catalog._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM text_change")
        connection.exec_driver_sql("DELETE FROM text_entry")
        connection.exec_driver_sql("UPDATE search_state SET page_id = '', number = 0")
    page = shown(room.read("/"))
    assert "warraq search" in texts(page, "main code")
    assert page.cssselect(".begin") == []


def test_days_lead_to_the_days_around_them(shelf, room):
    for days in range(3):
        put(shelf, f"{URL}{days}", minutes=days * DAY, headline=f"خبر {days}")
    page = shown(room.read("/en/?day=2026-11-04"))
    assert [link.get("href") for link in page.cssselect(".folio a")] == ["/en/?day=2026-11-03", "/en/?day=2026-11-05"]
    assert texts(page, "article h3") == ["خبر 1"]
    assert page.cssselect("input[type=date]")[0].get("value") == "2026-11-04"
    assert page.get_element_by_id("tongue").get("href") == "/?day=2026-11-04"


@pytest.mark.parametrize("day", ["", "2026-13-40", "%3Cb%3E", "20261103T", "9" * 500, "%ff", "%00", "%ED%A0%80", "-1", "2026"])
def test_day_that_is_none_is_the_newest(shelf, room, day):
    put(shelf)
    assert texts(shown(room.read(f"/?day={day}")), "h1") == ["الثلاثاء 3 نوفمبر 2026"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-02"])
def test_day_on_which_nothing_came_leads_to_the_nearest(shelf, room, day):
    put(shelf)
    page = shown(room.read(f"/?day={day}"))
    assert texts(page, ".nothing") == ["لم يرد خبر في هذا اليوم. أقرب الأيام التي وردت فيها أخبار: الثلاثاء 3 نوفمبر 2026"]
    assert [link.get("href") for link in page.cssselect(".nothing a")] == ["/?day=2026-11-03"]


def test_stories_are_counted_by_country_agency_and_outlet(shelf):
    for number, (source, agency) in enumerate([("hadath", "وفا"), ("hadath", "رويترز"), ("sada", "وفا"), (None, None)]):
        named = {"source_organization": agency, "publisher": "بلاغ"}
        put(shelf, f"{URL}{number}", f"نص رقم {number}.", minutes=number, source=source, **named)
    outlets = {name: outlet(name, country) for name, country in (("hadath", "PS"), ("sada", "EG"))}
    with serving(shelf.home, outlets=outlets) as room:
        page = shown(room.read("/"))
    assert set(texts(page, ".bars li")) == {
        *("فلسطين 2", "مصر 1", "وفا 2", "رويترز 1", "صحيفة hadath 2", "صحيفة sada 1", "بلاغ 1"),
    }
    assert [float(bar.get("width")) for bar in page.cssselect(".bars rect")] == [1, 0.5, 1, 0.5, 1, 0.5, 0.5]


def test_counts_lead_to_searches_that_find_exactly_them(shelf, room):
    named = {"source_organization": 'وكالة "النور" للأنباء', "publisher": "دار = نشر (ب)"}
    put(shelf, **named, date_published=date(2015, 3, 1))
    put(shelf, f"{URL}2", source_organization="وفا", publisher="غيرها")
    put(shelf, f"{URL}3", minutes=-DAY, **named, date_published=datetime(2026, 11, 3, tzinfo=UTC))
    put(shelf, f"{URL}2", "نص عُدّل.", minutes=9, source_organization="رويترز", publisher="غيرها")
    page = shown(room.read("/"))
    links = page.cssselect(".bars a")
    assert set(texts(page, ".bars a")) == {"وكالة النور للأنباء", "رويترز", "دار = نشر (ب)", "غيرها"}
    for link in links:
        query = parse_qs(urlsplit(link.get("href")).query)
        assert query["came"] == ["2026-11-03"]
        assert len(shown(room.read(link.get("href"))).cssselect(".hits article")) == 1
    told = httpx.get(f"{room.room}/api/today", trust_env=False).json()
    bars = [bar for name in ("agencies", "outlets") for bar in told[name]["bars"]]
    assert [shelf.catalog.search(bar["query"]).total for bar in bars] == [1, 1, 1, 1]


def test_many_names_are_counted_as_others(shelf, room):
    for number in range(11):
        put(shelf, f"{URL}{number}", f"نص رقم {number}.", source_organization=f"وكالة {number:02}", publisher=None)
    counted = texts(shown(room.read("/")), ".bars li")
    assert (len(counted), counted[-1]) == (9, "غير ذلك 3")


def test_story_most_reprinted_leads(shelf, room):
    put_port(shelf)
    page = shown(room.read("/"))
    (traced,) = page.cssselect(".trace a")
    assert texts(page, ".top h2, .top h3, .trace") == ["الأكثر نشرًا", "المرفأ 0", "نشره ناشران آخران"]
    assert traced.get("href") == f"/story/{article_id('https://wire.example/port')}/trace"
    assert set(texts(page, ".items h3")) == {"أحدث خبر"}


def test_story_reprinted_on_another_day_does_not_lead(shelf, room):
    put_port(shelf)
    put(shelf, f"{URL}2", minutes=DAY, headline="خبر الغد")
    page = shown(room.read("/"))
    assert (texts(page, ".top h3"), page.cssselect(".trace, .reprinted")) == (["خبر الغد"], [])


def test_newest_story_of_an_agency_leads_where_nothing_is_reprinted(shelf, room):
    put(shelf, headline="خبر وكالة", source_organization="وفا")
    put(shelf, f"{URL}2", minutes=5, headline="خبر بلا وكالة", source_organization=None)
    page = shown(room.read("/"))
    assert (texts(page, ".top h3"), texts(page, ".items h3")) == (["خبر وكالة"], ["خبر بلا وكالة"])


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (datetime(2026, 11, 3, 9, 5, tzinfo=UTC), "09:05"),
        (datetime(2026, 11, 2, 9, 5, tzinfo=UTC), "2 نوفمبر 2026"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "10:00"),
        (date(2026, 11, 3), "3 نوفمبر 2026"),
        (date.max, "3 نوفمبر 2026"),
        (date.min, "1 يناير 1"),
        (None, "10:00"),
    ],
)
def test_story_tells_when_it_appeared(shelf, room, published, told):
    put(shelf, date_published=published)
    assert texts(shown(room.read("/")), ".top time") == [told]


def test_silent_edits_and_removals_of_the_day_are_told(library):
    page = shown(library.room.read("/?day=2026-11-03"))
    assert [link.get("href") for link in page.cssselect(".changes a")] == [
        f"{library.path('market')}/versions?from={number}&to={number + 1}" for number in (3, 2)
    ]
    page = shown(library.room.read("/en/?day=2026-11-05"))
    assert texts(page, ".changes .removed") == ["Removed"]
    assert [link.get("href") for link in page.cssselect(".changes a")] == [library.path("gone", "/en")]


def test_holdings_and_feeds_are_told(shelf, room):
    put(shelf)
    put(shelf, text="نص آخر.", minutes=9)
    page = shown(room.read("/en/"))
    assert texts(page, ".holds li") == ["one story", "2 texts", "2 captures"]
    assert texts(page, ".holds p a") == ["RSS", "Atom", "JSON"]
    for link in page.cssselect(".holds p a"):
        assert article_id(URL) in room.read(link.get("href")).text


def test_api_tells_what_the_page_shows(shelf, room):
    put_port(shelf)
    told = httpx.get(f"{room.room}/api/today?day=2026-11-03", trust_env=False).json()
    assert (told["day"], told["count"], told["before"], told["after"]) == ("2026-11-03", 4, None, None)
    assert (told["lead"]["story"]["article"]["headline"], told["lead"]["outlets"]) == ("المرفأ 0", 2)
    assert [one["article"]["headline"] for one in told["newest"]] == ["أحدث خبر"]
    assert told["holdings"] == {"stories": 4, "texts": 4, "captures": 4}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_api_answers_on_days_at_the_edge(shelf, room, day):
    assert httpx.get(f"{room.room}/api/today?day={day}", trust_env=False).json()["day"] is None
    put(shelf)
    told = httpx.get(f"{room.room}/api/today?day={day}", trust_env=False).json()
    assert (told["day"], told["count"], {told["before"], told["after"]}) == (day, 0, {None, "2026-11-03"})


def test_hostile_words_stay_words(shelf, room):
    for number, words in enumerate(HOSTILE):
        told = words.encode("utf-8", "replace").decode()
        said = {"headline": told, "publisher": told, "source_organization": told, "dateline": told}
        put(shelf, f"{URL}{number}", minutes=number, **said)
    page = shown(room.read("/"))
    assert page.cssselect("main script, main img, main iframe, [onerror], [onload]") == []
    assert all(link.get("href").startswith("/") for link in page.cssselect("main a"))
    assert not re.findall(r"[^>]\u202e", "".join(page.cssselect(".folio")[0].itertext()))


def test_stories_of_one_moment_are_shown_in_the_same_order(shelf, room):
    for number in range(6):
        put(shelf, f"{URL}{number}", f"نص رقم {number}.", headline=f"خبر {number}", date_published=None)
    first, again = (texts(shown(room.read("/")), "article h3") for _ in range(2))
    assert (sorted(first), first) == ([f"خبر {number}" for number in range(6)], again)
    assert first == [hit.article.headline for hit in shelf.catalog.search("", order="newest").hits]
