"""The page of a story: its text, the evidence for its dates, its record, and what has befallen it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from lxml.html import HtmlElement, document_fromstring

from archive.catalog.ids import article_id
from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.room.outlets import Outlet
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import serving

URL = "https://news.example/story/1"
STORY = f"/story/{article_id(URL)}"
OUTLET = Outlet(name="ghad", title="الغد", title_en="Al-Ghad", country="JO", kind="newspaper")


def read(room, path: str) -> HtmlElement:
    answer = room.read(path)
    assert answer.status_code == 200, path
    return document_fromstring(answer.text)


def seen(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def part(page: HtmlElement, css: str) -> str:
    return seen(page.cssselect(css)[0])


def links(page: HtmlElement, css: str) -> dict[str, str]:
    return {seen(link): link.get("href") for link in page.cssselect(css + " a")}


def test_page_shows_the_text_and_leads_to_more_of_its_kind(shelf):
    said = {"author": ("ليلى حدّاد", 'A "B" C'), "article_section": "ثقافة & فن", "source_organization": "فرانس برس"}
    shelf.tell(shelf.put(URL, "<p>x</p>", source="ghad"), "السطر الأول.\n\nالثاني.", dateline="يافا", **said)
    with serving(shelf.home, outlets={"ghad": OUTLET}) as room:
        page = read(room, "/en" + STORY)
        assert [seen(line) for line in page.cssselect(".text p")] == ["السطر الأول.", "الثاني."]
        ways = links(page, ".kicker") | links(page, ".byline")
        assert list(ways) == ["فرانس برس", "Al-Ghad", "ثقافة & فن", "Jordan", "ليلى حدّاد", 'A "B" C', "يافا"]
        assert ways.pop("Al-Ghad") == "/en/sources/ghad"
        for label, address in ways.items():
            assert article_id(URL) in room.read(address).text, label


def test_dates_stand_with_what_they_were_read_from(shelf, room):
    when = datetime(2026, 11, 3, 13, 0, tzinfo=timezone(timedelta(hours=3)))
    evidence = (
        DateEvidence(
            of=DateOf.PUBLISHED,
            kind=DateKind.JSON_LD,
            name="datePublished",
            text="2026-11-03T13:00:00+03:00",
            value=when,
            standing=DateStanding.CHOSEN,
        ),
        DateEvidence(
            of=DateOf.PUBLISHED,
            kind=DateKind.VISIBLE,
            name=None,
            text="الثلاثاء 3 <b>نوفمبر</b>",
            value=date(2026, 11, 3),
            standing=DateStanding.AGREES,
        ),
    )
    shelf.tell(shelf.put(URL, "<p>x</p>"), date_published=when, date_evidence=evidence)
    beside = part(read(room, STORY), ".beside-text")
    for said in ("3 نوفمبر 2026، 10:00 ت.ع.م", "بساعة الناشر 13:00 (+03:00)", "(JSON-LD) datePublished: أُخذ به"):
        assert said in beside
    assert "ما يظهر في الصفحة: يوافقهالثلاثاء 3 <b>نوفمبر</b>" in beside
    assert "datePublished: taken" in part(read(room, "/en" + STORY), ".beside-text")


def test_every_kind_and_standing_of_evidence_has_words(shelf, room):
    evidence = tuple(
        DateEvidence(of=DateOf.MODIFIED, kind=kind, name=None, text="٣", value=None, standing=standing)
        for kind, standing in (
            *((kind, DateStanding.FUTURE) for kind in DateKind),
            *((DateKind.META, one) for one in DateStanding),
        )
    )
    shelf.tell(shelf.put(URL, "<p>x</p>"), date_published=None, date_evidence=evidence)
    for prefix, undated in (("", "لا تذكره الصفحة"), ("/en", "the page does not say")):
        page = read(room, prefix + STORY)
        assert len(page.cssselect(".evidence li")) == len(evidence)
        assert undated in part(page, ".beside-text")


def test_day_without_a_time_is_called_that(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x</p>"), date_published=date(2026, 11, 3))
    beside = part(read(room, "/en" + STORY), ".beside-text")
    assert "3 November 2026the day alone" in beside


def test_record_says_where_it_lies_and_how_it_came(shelf, room):
    record = shelf.tell(shelf.put(URL, "<p>x</p>")).fetch.record
    told = part(read(room, "/en" + STORY), ".record")
    for said in (URL, record.filename, str(record.offset), str(record.length), record.digest, record.record_id):
        assert said in told
    assert "How capturedfetched: what the server sent, octet for octet" in told
    assert "robots.txtwas obeyed" in told


@pytest.mark.parametrize("hurt", ["gone", "cut"])
def test_page_opens_where_its_record_cannot_be_read(shelf, room, hurt):
    record = shelf.tell(shelf.put(URL, "<p>x</p>"), "نص لا يضيع.").fetch.record
    shelf.close_files()
    path = shelf.home / "warc" / record.filename
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[: record.offset + 30])
    if hurt == "gone":
        path.unlink()
    page = read(room, "/en" + STORY)
    assert part(page, ".text") == "نص لا يضيع."
    assert "cannot be read" in part(page, ".record")
    assert "warraq verify" in part(page, ".record")


def test_text_that_the_page_went_back_to_is_the_one_shown(shelf, room):
    for minutes, text in ((0, "نص أول."), (60, "نص ثان."), (120, "نص أول.")):
        shelf.tell(shelf.put(URL, f"<p>{minutes}", minutes=minutes), text)
    page = read(room, "/en" + STORY)
    assert part(page, ".text") == "نص أول."
    assert "This is text 1 of 2" in part(page, ".notes")


def test_silent_edit_is_told_with_when_it_was_seen(library):
    notes = part(read(library.room, library.path("market", "/en")), ".notes")
    assert "Changed without saying so: 2 times, last seen 3 November 2026, 14:20 UTC." in notes
    assert "It owns up to a mistake: تصحيح: ورد في نسخة سابقة" in notes
    arabic = part(read(library.room, library.path("market")), ".notes")
    assert "عُدّل بلا إشعار مرتين، وآخر ذلك في 3 نوفمبر 2026، 14:20 ت.ع.م." in arabic


def test_change_that_the_page_tells_of_is_no_silent_one(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x"), "نص أول.")
    shelf.tell(shelf.put(URL, "<p>y", minutes=60), "نص ثان.", date_modified=datetime(2026, 11, 3, 10, 50, tzinfo=UTC))
    page = read(room, "/en" + STORY)
    assert part(page, ".notes") == ""
    assert links(page, ".actions")["Its texts, and what changed (2 texts)"] == f"/en{STORY}/versions"


def test_story_that_was_taken_down_says_when_and_how(library):
    notes = part(read(library.room, library.path("gone", "/en")), ".notes")
    assert notes == "Taken down: its page is not there any more since 5 November 2026, 10:30 UTC. The server answered 404."


def test_story_that_was_missed_once_is_not_called_taken_down(shelf, room):
    shelf.tell(shelf.put(URL, "<p>x"))
    shelf.miss(shelf.put(URL, "gone", minutes=60, status=410))
    notes = part(read(room, "/en" + STORY), ".notes")
    assert "not certain yet. The server answered 410." in notes


def test_printings_lead_to_their_origin_and_back(library):
    origin, printing = read(library.room, library.path("port", "/en")), read(library.room, library.path("port-cut", "/en"))
    assert "Also printed by 3 outlets." in part(origin, ".notes")
    assert links(origin, ".notes")["Who printed it"] == library.path("port", "/en") + "/trace"
    assert links(printing, ".notes") == {"استئناف العمل في مرفأ السلّوم بعد 12 يومًا": library.path("port", "/en")}


def test_citations_stand_in_both_languages(library):
    page = read(library.room, library.path("herald"))
    assert part(page, "#cite-ar").startswith("\u2068Nadia Haddad\u2069، \u2068Sami Aoun\u2069، «\u2068Harbour road to reopen")
    assert part(page, "#cite-en").startswith("\u2068Nadia Haddad\u2069, \u2068Sami Aoun\u2069. “\u2068Harbour road to reopen")


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_words_are_words(library, number):
    for prefix in ("", "/en"):
        page = read(library.room, library.path(f"hostile-{number}", prefix))
        assert {script.get("src") for script in page.cssselect("script")} == {
            "/static/vendor/htmx/htmx.min.js",
            "/static/copy.js",
        }
        assert not page.cssselect("main img, main svg, main iframe, main [onerror], main [onload], main [style]")
        assert len(page.cssselect("main")) == 1
        for link in page.cssselect("main a"):
            assert re.match(r"/|https://|http://localhost:", link.get("href"))


def test_hostile_headline_is_shown_whole(library):
    page = read(library.room, library.path("hostile-0"))
    assert part(page, "h1") == HOSTILE[0]


@pytest.mark.parametrize("path", ["/story/zzzzzzzzzzzz", "/story/" + "a" * 12, "/story/%00", "/story/%ED%A0%80"])
def test_what_is_no_story_is_not_here(room, path):
    for ending in ("", ".txt", ".jsonld", ".bib", ".ris", ".csl.json", ".proof", ".wacz"):
        assert room.read(path + ending).status_code == 404


def test_program_is_told_what_the_page_says(library):
    told = library.room.read(f"/api/story/{library.ids['market']}").json()
    facts, page = told["facts"], read(library.room, library.path("market", "/en"))
    assert (facts["shown"], facts["texts"], len(facts["silent_edits"])) == (4, 4, 2)
    assert facts["citation"]["ar"] == page.cssselect("#cite-ar")[0].text_content()
    assert facts["corrections"][0] in part(page, ".notes")
    files = {address for address in links(page, ".take").values() if address.startswith("/story/")}
    assert files == {told["links"]["package"], *told["links"]["files"].values()} - {told["links"]["files"]["proof"]}


def test_silent_edit_among_imported_captures_is_told_though_it_makes_no_event(shelf, room):
    shelf.tell(shelf.put(URL, "<p>new", minutes=60), "حضر 54 ناشرًا.")
    shelf.tell(shelf.put(URL, "<p>old"), "حضر 45 ناشرًا.")  # captured before, told after: late
    assert not shelf.catalog.past(URL).events
    page = read(room, "/en" + STORY)
    assert part(page, ".text") == "حضر 54 ناشرًا."
    assert "Changed without saying so: seen 3 November 2026, 11:00 UTC." in part(page, ".notes")
