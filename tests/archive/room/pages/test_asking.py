"""Asking that addresses be archived: what is taken, what is said, how it goes."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from archive.models import Kept, Outcome, Reason
from archive.requests.requests import Requests
from archive.room.pages.asking import addresses_in
from crawler.fetching.guard import url_refusal
from crawler.home.folder import alone
from tests.archive.room.browser import axe, opened
from tests.archive.room.sending import send
from tests.archive.room.shelf import NOW, serving

URL = "https://news.example/story/1"


@pytest.fixture
def requests(shelf):
    one = Requests(shelf.home)
    yield one
    one.close()


def ended(
    requests: Requests,
    url: str,
    outcome: Outcome,
    reason: Reason | None = None,
    *,
    article_id: str | None = None,
    minutes: int = 5,
) -> str:
    (one,) = requests.ask([url], datetime.now(UTC) - timedelta(minutes=minutes))
    requests.take(NOW)
    requests.end(one.id, Kept(url=url, at=NOW, source=None, outcome=outcome, reason=reason), article_id, NOW)
    return one.id


def test_one_address_leads_on_to_how_it_goes(room, requests):
    answer = send(room, "/archive", urls=URL)
    (one,) = requests.newest(5)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/archive/{one.id}")
    assert one.url == URL
    page = room.read(f"/archive/{one.id}").text
    assert "في الانتظار" in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    english = send(room, "/en/archive", urls=URL)
    assert english.headers["location"] == f"/en/archive/{one.id}"
    assert "Waiting" in room.read(english.headers["location"]).text


def test_of_several_addresses_it_is_said_what_becomes_of_each(room, requests):
    answer = send(room, "/archive", urls=f"{URL}\n\n  news.example/2 \nftp://a.example/x\nليس عنوانا\n{URL}#top\n")
    assert answer.status_code == 200
    assert {one.url for one in requests.newest(9)} == {URL, "https://news.example/2"}
    assert "ليس عنوان ويب" in answer.text
    assert answer.text.count("لا يُقبل") == 2


def test_nothing_that_can_be_fetched_is_told_and_stays_in_the_form(room, requests):
    answer = send(room, "/archive", urls="هذا خبر")
    assert answer.status_code == 422
    assert answer.text.count("هذا خبر") == 2
    assert requests.newest(1) == ()


def test_address_of_a_network_within_is_refused_at_once(shelf, requests):
    with serving(shelf.home, guard=lambda url: url_refusal(url, allow_private=False)) as room:
        for url in ("http://127.0.0.1/x", "http://[::1]/", "http://0x7f.1/", "http://169.254.169.254/", "http://a.example:22/"):
            answer = send(room, "/archive", urls=url)
            assert (answer.status_code, "عنوان ليس عامًا" in answer.text) == (422, True)
    assert requests.newest(1) == ()


def test_story_that_is_archived_is_shown_and_offered_again(room, shelf, requests):
    shelf.tell(shelf.put(URL, "<p>وصلت القافلة</p>"), headline="وصول القافلة")
    answer = send(room, "/archive", urls=URL)
    assert answer.status_code == 200
    assert "وصول القافلة" in answer.text
    assert "احفظ من جديد" in answer.text
    assert requests.newest(1) == ()
    assert f'<input type="hidden" name="urls" value="{URL}">' in answer.text
    assert send(room, "/archive", urls=URL, again="1").status_code == 303
    assert [one.url for one in requests.newest(1)] == [URL]


def test_stories_that_are_archived_can_be_asked_for_again_together(room, shelf, requests):
    for number in (1, 2):
        shelf.tell(shelf.put(f"{URL}/{number}", "<p>وصلت القافلة</p>"))
    answer = send(room, "/archive", urls=f"{URL}/1\n{URL}/2\nhttps://news.example/new")
    assert [one.url for one in requests.newest(9)] == ["https://news.example/new"]
    (known,) = html.fromstring(answer.text).xpath('//input[@type="hidden"][@name="urls"]/@value')
    assert send(room, "/archive", urls=known, again="1").status_code == 200
    assert {one.url for one in requests.newest(9)} == {f"{URL}/1", f"{URL}/2", "https://news.example/new"}


def test_user_and_password_in_an_address_are_neither_kept_nor_shown(room, requests):
    send(room, "/archive", urls="https://user:secret@news.example/1")
    refused = send(room, "/archive", urls="ftp://user:secret@news.example/1")
    assert requests.newest(1)[0].url == "https://news.example/1"
    assert "secret" not in refused.text.partition("<textarea")[0]


def test_too_many_are_refused_with_words(room, requests):
    many = "\n".join(f"https://news.example/{number}" for number in range(20))
    assert send(room, "/archive", urls=f"{many}\nhttps://news.example/x").status_code == 429
    assert send(room, "/archive", urls=many).status_code == 200
    answer = send(room, "/en/archive", urls=URL)
    assert (answer.status_code, "20 a minute at most" in answer.text) == (429, True)
    assert URL in answer.text
    assert requests.stand().queued == 20


@pytest.mark.parametrize(
    ("outcome", "reason", "words"),
    [
        (Outcome.ARCHIVED, None, "حُفظ"),
        (Outcome.UNCHANGED, None, "ولم يتغيّر"),
        (Outcome.REJECTED, Reason.LISTING, "قائمة أخبار لا خبر"),
        (Outcome.FAILED, Reason.NOT_FOUND, "لا صفحة بهذا العنوان"),
        (Outcome.REFUSED, Reason.ROBOTS, "يمنعها robots.txt"),
    ],
)
def test_end_is_told_in_words_and_looked_at_no_more(room, requests, outcome, reason, words):
    request_id = ended(requests, URL, outcome, reason, article_id=None if reason else "0123456789ab")
    page = room.read(f"/archive/{request_id}").text
    assert words in page
    assert ('href="/story/0123456789ab"' in page) is (reason is None)
    assert "hx-get" not in page
    assert "refresh" not in page


def test_every_reason_has_words(room, requests):
    for number, reason in enumerate(Reason):
        request_id = ended(requests, f"{URL}/{number}", Outcome.FAILED, reason, minutes=100 - 2 * number)
        assert room.read(f"/archive/{request_id}").status_code == 200


def test_page_says_what_to_run_while_nobody_fetches(room, shelf):
    assert "warraq run" in room.read("/archive").text
    request_id = send(room, "/archive", urls=URL).headers["location"]
    assert "warraq run" in room.read(request_id).text
    with alone(shelf.home, "run"):
        assert "warraq run" not in room.read("/archive").text
        assert "ولا أحد قبله" in room.read(request_id).text
    assert "warraq run" in room.read(request_id).text


def test_request_that_is_not_there_is_missing(room):
    assert room.read("/archive/nothing").status_code == 404
    assert room.read("/archive/%00").status_code == 404


def test_hostile_addresses_and_words_are_words(room):
    vile = "https://news.example/<script>alert(1)</script>?\"onmouseover='x'&\u202e"
    page = room.read(send(room, "/archive", urls=vile).headers["location"]).text
    assert "<script>alert" not in page
    assert "<script>alert" not in send(room, "/archive", urls="<script>alert(1)</script>\n</textarea>").text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.example/x", ("https://a.example/x",)),
        ("  http://a.example \r\n\r\nhttp://b.example\n", ("http://a.example", "http://b.example")),
        ("مثال.إختبار/خبر", ("https://مثال.إختبار/خبر",)),
        ("a.example?x=1", ("https://a.example?x=1",)),
        ("ftp://a.example", ("ftp://a.example",)),
        ("user@a.example", ("user@a.example",)),
        ("خبر", ("خبر",)),
        ("", ()),
    ],
)
def test_addresses_are_read_as_people_type_them(text, found):
    assert addresses_in(text) == found


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="NOT SHOWN: a disk is mounted by root alone")
def test_room_on_a_closed_disk_reads_and_says_why_it_takes_nothing(shelf, requests):
    shelf.tell(shelf.put(URL, "<p>وصلت القافلة</p>"))
    requests.ask([URL], NOW)
    requests.close()
    shelf.close()
    if subprocess.run(["mount", "--bind", shelf.home, shelf.home], check=False).returncode:
        pytest.skip("NOT SHOWN: nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", shelf.home], check=True)
        with serving(shelf.home) as room:
            page = room.read("/archive").text
            assert "مفتوحة للقراءة وحدها" in page
            assert "disabled" in page
            assert URL in page
            assert room.read("/saved").status_code == 200
            assert send(room, "/archive", urls=f"{URL}/2").status_code == 503
    finally:
        subprocess.run(["umount", shelf.home], check=True)


@pytest.mark.slow
def test_form_works_in_a_browser_and_shows_how_it_goes_without_being_loaded_anew(page, shelf, requests):
    page.goto("/archive")
    page.get_by_label("العناوين").fill(URL)
    with alone(shelf.home, "run"):
        page.get_by_role("button", name="احفظ", exact=True).click()
        page.wait_for_url("**/archive/*-*")
        assert page.locator(".stage").inner_text() == "في الانتظار"
        page.evaluate("window.here = true")
        (one,) = requests.take(datetime.now(UTC))
        page.get_by_text("يُجلب الآن").wait_for()
        shelf.tell(shelf.put(URL, "<p>وصلت القافلة</p>"))
        kept = Kept(url=URL, at=NOW, source=None, outcome=Outcome.ARCHIVED)
        requests.end(one.id, kept, shelf.catalog.find(URL).id, datetime.now(UTC))
        page.get_by_role("link", name="اقرأ الخبر").wait_for()
    assert page.evaluate("window.here") is True
    assert axe(page) == []
    page.get_by_role("link", name="اقرأ الخبر").click()
    page.wait_for_url("**/story/*")


@pytest.mark.slow
def test_form_works_without_script(browser, room, requests):
    with opened(browser, room, java_script_enabled=False) as page:
        page.goto("/en/archive")
        page.get_by_label("Addresses").fill(URL)
        page.get_by_role("button", name="Archive", exact=True).click()
        page.wait_for_url("**/en/archive/*-*")
        (one,) = requests.take(datetime.now(UTC))
        page.get_by_text("Being fetched").wait_for()
        requests.end(one.id, Kept(url=URL, at=NOW, source=None, outcome=Outcome.FAILED, reason=Reason.GONE), None, NOW)
        page.get_by_text("taken down by the outlet").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/archive", "/en/archive", "/saved", "/en/saved"])
def test_forms_are_accessible_and_fit_a_phone(browser, room, requests, path):
    requests.ask([f"https://news.example/{'long/' * 60}"], NOW)
    requests.save("الأسرى", "الأسرى OR المعتقلين", None, NOW)
    with opened(browser, room, viewport={"width": 360, "height": 700}) as page:
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_page_elsewhere_cannot_have_the_room_ask_for_anything(browser, room, requests):
    with opened(browser, room) as page:
        page.goto("/archive")
        token = page.locator("input[name=token]").first.get_attribute("value")
        page.route(
            "**/elsewhere",
            lambda route: route.fulfill(
                content_type="text/html",
                body=f"""
            <form method="post" action="{room.room}/archive"><input name="urls" value="{URL}"><input name="token" value="{token}">
            <button>go</button></form>""",
            ),
        )
        page.goto(f"{room.replay}/elsewhere")
        with page.expect_response(f"{room.room}/archive") as answer:
            page.get_by_role("button").click()
        assert answer.value.status == 403
    assert requests.newest(1) == ()
