"""Saved searches in the room: saved, counted, told in a feed, seen, deleted."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest

from archive.requests.alerting import look
from archive.requests.requests import Requests
from archive.requests.searches import SEARCHES_MAX
from tests.archive.room.browser import axe, opened
from tests.archive.room.sending import send
from tests.archive.room.shelf import NOW, serving

BEFORE = NOW - timedelta(hours=1)


@pytest.fixture
def requests(shelf):
    one = Requests(shelf.home)
    yield one
    one.close()


def keep(shelf, number: int, body: str, headline: str = "خبر") -> None:
    url = f"https://news.example/story/{number}"
    shelf.tell(shelf.put(url, f"<p>{body}</p>"), body, headline=headline)


def test_search_is_saved_and_counted(room, shelf, requests):
    keep(shelf, 1, "عادت المياه إلى القرية.")
    keep(shelf, 2, "فاز الفريق بالكأس.")
    answer = send(room, "/saved", q="مياه", name="الماء")
    assert (answer.status_code, answer.headers["location"]) == (303, "/saved")
    page = room.read("/saved").text
    assert ("الماء" in page, "لم يجد جديدًا بعد" in page, "لا جديد" in page) == (True, True, True)
    (one,) = requests.saved()
    assert "يوافقه خبر واحد" in room.read(f"/saved/{one.id}").text
    assert (one.name, one.query, one.reach.number) == ("الماء", "مياه", 1)
    assert "/search?q=%D9%85%D9%8A%D8%A7%D9%87" in page


def test_search_without_a_name_is_called_by_its_words(room, requests):
    send(room, "/en/saved", page="/en/saved", q="مياه", name=" ")
    assert requests.saved()[0].name == "مياه"


def test_query_in_the_address_fills_the_form_in(room):
    assert 'value="مياه OR نهر"' in room.read("/saved?q=%D9%85%D9%8A%D8%A7%D9%87+OR+%D9%86%D9%87%D8%B1").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"q": ""}, "اكتب ما تبحث عنه"),
        ({"q": "()"}, "اكتب ما تبحث عنه"),
        ({"q": "ا" * 1_001}, "أطول من المسموح"),
        ({"q": "نهر", "name": "ا" * 101}, "أطول من المسموح"),
        ({"q": "نهر", "name": "مياه"}, "لبحث آخر هذا الاسم"),
    ],
)
def test_search_that_cannot_be_saved_is_told_why(room, requests, fields, words):
    requests.save("مياه", "مياه", None, BEFORE)
    answer = send(room, "/saved", **fields)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert len(requests.saved()) == 1


def test_more_searches_than_the_limit_are_refused(room, requests):
    for number in range(SEARCHES_MAX):
        requests.save(str(number), f"مياه {number}", None, BEFORE)
    answer = send(room, "/saved", q="نهر")
    assert (answer.status_code, "100" in answer.text) == (429, True)


def test_what_is_new_is_told_until_it_is_seen(room, shelf, requests):
    one = requests.save("مياه", "مياه", None, BEFORE)
    keep(shelf, 1, "عادت المياه إلى القرية.", "عودة المياه")
    keep(shelf, 2, "المياه في السد.", "مياه السد")
    look(shelf.catalog, requests, {}, NOW)
    page = room.read("/saved").text
    assert ("خبران جديدان" in page, "وجد خبرين" in page) == (True, True)
    page = room.read(f"/saved/{one.id}").text
    assert page.count(">جديد<") == 2
    assert page.index("مياه السد") < page.index("عودة المياه")
    last = str(requests.alerts(newest_first=True)[0].id)
    answer = send(room, f"/saved/{one.id}/seen", page=f"/saved/{one.id}", last=last)
    assert answer.status_code == 303
    assert ">جديد<" not in room.read(f"/saved/{one.id}").text
    assert "لا جديد" in room.read("/saved").text


@pytest.mark.parametrize("last", ["", "x", "-1", "٣", "9" * 40])
def test_number_that_is_none_marks_nothing(room, shelf, requests, last):
    one = requests.save("مياه", "مياه", None, BEFORE)
    keep(shelf, 1, "عادت المياه إلى القرية.")
    look(shelf.catalog, requests, {}, NOW)
    assert send(room, f"/saved/{one.id}/seen", page=f"/saved/{one.id}", last=last).status_code == 303
    assert requests.saved()[0].unseen == 1


def test_search_is_told_as_a_feed(room, shelf, requests):
    one = requests.save("مياه & سدود", "مياه", None, BEFORE)
    keep(shelf, 1, "عادت المياه إلى القرية.", "عودة المياه </title>")
    look(shelf.catalog, requests, {}, NOW)
    answer = room.read(f"/saved/{one.id}.atom")
    read = feedparser.parse(answer.content)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert (read.bozo, read.feed.title, read.feed.id) == (False, "مياه & سدود", f"urn:uuid:{one.id}")
    (entry,) = read.entries
    assert entry.link == f"{room.room}/story/{shelf.catalog.find('https://news.example/story/1').id}"
    assert room.read(f"/en/saved/{one.id}.atom").status_code == 200


def test_search_is_deleted(room, requests):
    one = requests.save("مياه", "مياه", None, BEFORE)
    assert send(room, f"/saved/{one.id}/delete", page="/saved").headers["location"] == "/saved"
    assert requests.saved() == ()
    assert send(room, f"/saved/{one.id}/delete", page="/saved").status_code == 404
    for path in (f"/saved/{one.id}", f"/saved/{one.id}.atom"):
        assert room.read(path).status_code == 404


def test_deleting_wants_a_form(room, requests):
    one = requests.save("مياه", "مياه", None, BEFORE)
    assert send(room, f"/saved/{one.id}/delete", page="/saved", token="").status_code == 403
    assert room.read(f"/saved/{one.id}/delete").status_code in {404, 405}
    assert len(requests.saved()) == 1


def test_hostile_names_and_queries_are_words(room, requests):
    vile = "<img src=x onerror=alert(1)>\u202e\"'"
    send(room, "/saved", q=f'مياه OR "{vile}"', name=vile)
    one = requests.saved()[0]
    for path in ("/saved", f"/saved/{one.id}"):
        assert "<img" not in room.read(path).text


@pytest.mark.slow
def test_search_is_saved_seen_and_deleted_in_a_browser(browser, shelf, requests):
    with serving(shelf.home) as room, opened(browser, room) as page:
        page.goto("/saved")
        page.get_by_label("كلمات البحث").fill("مياه")
        page.get_by_role("button", name="احفظ", exact=True).click()
        page.get_by_role("link", name="مياه", exact=True).wait_for()
        requests.forget(requests.saved()[0].id)
        one = requests.save("المياه", "مياه", None, BEFORE)
        keep(shelf, 1, "عادت المياه إلى القرية.", "عودة المياه")
        look(shelf.catalog, requests, {}, NOW)
        page.goto(f"/saved/{one.id}")
        assert axe(page) == []
        page.get_by_role("button", name="علّمها مقروءة").click()
        page.get_by_role("button", name="علّمها مقروءة").wait_for(state="detached")
        page.goto("/saved")
        page.get_by_role("button", name="احذف").click()
        page.get_by_text("لم يُحفظ بحث بعد").wait_for()
    assert requests.saved() == ()
