"""The page of what outlets changed, took away and brought back, and its feed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from archive.room.outlets import Outlet
from archive.room.pages.changes import LISTED
from tests.archive.room.library import HOSTILE
from tests.archive.room.shelf import NOW, serving

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(room, path: str = "/changes") -> HtmlElement:
    answer = room.read(path)
    assert answer.status_code == 200
    return document_fromstring(answer.text)


def said(page: HtmlElement, where: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.cssselect(where)]


def test_changes_come_by_day_newest_first(library):
    page = read(library.room)
    assert said(page, ".day > h2") == ["5 نوفمبر 2026", "3 نوفمبر 2026"]
    assert said(page, ".change .kind, .change .announced") == ["حذف", "تعديل صامت", "تعديل صامت", "تعديل", "مع تنويه بالتصحيح"]


def test_a_change_says_what_changed_and_how_late(library):
    change = read(library.room).cssselect(".change")[1]
    assert said(change, "h3") == ["سوق الكتب القديمة في نابلس تفتح أبوابها"]
    assert said(change, ".was del") == ["نابلس تفتتح سوق الكتب القديمة"]
    assert said(change, ".classes li") == ["تغييران في العنوان", "إضافة", "حذف"]
    assert "بعد النشر بنحو 65 دقيقة" in said(change, ".kicker")[0]
    (link,) = {link.get("href") for link in change.cssselect("a")}
    assert link == f"{library.path('market')}/versions?from=3&to=4"
    assert library.room.read(link).status_code == 200


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("kind=edits", ["تعديل صامت", "تعديل صامت", "تعديل"]),
        ("kind=silent", ["تعديل صامت", "تعديل صامت"]),
        ("kind=corrections", ["تعديل"]),
        ("kind=deletions", ["حذف"]),
        ("kind=returns", []),
        ("source=jusur", ["حذف"]),
        ("source=wakala&kind=deletions", []),
        ("source=%00%ED%A0%80%3Cb%3E", []),
    ],
)
def test_changes_are_chosen_by_kind_and_source(library, query, kinds):
    page = read(library.room, f"/changes?{query}")
    assert said(page, ".change .kind, .change .silently") == kinds
    assert bool(page.cssselect(".empty")) == (not kinds)


@pytest.mark.parametrize(
    "query",
    [
        "before=-1",
        "before=x",
        "before=99999999999999999999999",
        "before=4611686018427387904",
        "kind=%00",
        "kind=&kind=x",
        "source=",
    ],
)
def test_an_absurd_address_shows_all(library, query):
    assert len(read(library.room, f"/changes?{query}").cssselect(".change")) == 4


def test_nothing_changed_yet_is_said(room):
    assert said(read(room), ".empty") == ["لم يُلحظ تعديل ولا حذف بعد."]


def test_changes_are_listed_in_pages(shelf, room):
    url = "https://news.example/live"
    for number in range(LISTED + 11):
        shelf.tell(
            shelf.put(url, f"{number}", minutes=number, source="live"), f"بلغ العدد {number}.", headline=f"عاجل {number}"
        )
    first = read(room, "/changes?source=live")
    second = read(room, first.cssselect("a[rel=next]")[0].get("href"))
    shown = said(first, ".change h3") + said(second, ".change h3")
    assert shown == [f"عاجل {number}" for number in range(LISTED + 10, 0, -1)]
    assert not second.cssselect("a[rel=next]")
    assert [link.get("href") for link in second.cssselect(".pages a")] == ["/changes?source=live"]


def test_sources_are_called_by_their_titles(shelf):
    url = "https://news.example/1"
    for minutes, body in ((0, "أول"), (9, "ثان")):
        shelf.tell(shelf.put(url, body, minutes=minutes, source="news"), body)
    outlet = Outlet(name="news", title="صحيفة الخبر", title_en="The News", country="JO", kind="newspaper")
    with serving(shelf.home, outlets={"news": outlet}) as room:
        assert said(read(room), ".change .outlet") == ["صحيفة الخبر"]
        assert said(read(room, "/en/changes"), "option") == ["All sources", "The News"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_headlines_are_words(shelf, room, words):
    told = words.encode("utf-8", "replace").decode()
    for number, headline in enumerate(("قديم", told)):
        fetch = shelf.put("https://news.example/1", f"{number}", minutes=number, source="news")
        shelf.tell(fetch, f"{told} {number}", headline=headline)
    page = read(room)
    assert not page.xpath("//main//script | //main//img | //main//svg | //@onerror | //@onload | //main//@style")
    assert etree.fromstring(room.read("/changes.atom").content).tag.endswith("feed")


def test_feed_tells_what_the_page_does(library):
    for prefix, becomes in (("", "←"), ("/en", "→")):
        answer = library.room.read(f"{prefix}/changes.atom")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = etree.fromstring(answer.content)
        page = read(library.room, f"{prefix}/changes")
        links = feed.xpath("a:entry/a:link/@href", namespaces=ATOM)
        assert links == [library.room.room + link.get("href") for link in page.cssselect(".change h3 a")]
        summary = feed.xpath("a:entry/a:summary", namespaces=ATOM)[1].text
        for told in (*said(page.cssselect(".change")[1], ".classes li"), f" {becomes} "):
            assert told in summary
    assert len(set(feed.xpath("a:entry/a:id/text()", namespaces=ATOM))) == 4


def test_feed_of_a_kind_is_linked_from_its_page(library):
    page = read(library.room, "/changes?kind=silent&source=wakala")
    (address,) = {link.get("href") for link in page.cssselect(".follow a, link[rel=alternate]")}
    assert address == "/changes.atom?kind=silent&source=wakala"
    assert len(etree.fromstring(library.room.read(address).content).xpath("a:entry", namespaces=ATOM)) == 2


def test_api_tells_what_the_page_does(library):
    told = json.loads(library.room.read("/api/edits?limit=3").text)
    assert [one["kind"] for one in told["changes"]] == ["removed", "silent_edit", "silent_edit"]
    assert told["changes"][1]["classes"][0] == {"of": "headline", "count": 2}
    assert (told["changes"][0]["classes"], told["changes"][0]["lag_s"]) == (
        None,
        int(timedelta(days=2, minutes=5).total_seconds()),
    )
    further = json.loads(library.room.read(told["next"]).text)
    assert [(one["kind"], one["announced"]) for one in further["changes"]] == [("edited", "notice")]
    since = (NOW + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert len(json.loads(library.room.read(f"/api/edits?since={since}").text)["changes"]) == 1
