"""The page of a search in a real browser: typing, clicking, keys, both directions, narrow and wide."""

from __future__ import annotations

from datetime import date

import pytest

from tests.archive.room.browser import axe, opened
from tests.archive.room.shelf import serving

pytestmark = pytest.mark.slow


@pytest.fixture
def searchable(shelf):
    for number in range(24):
        fetch = shelf.put(f"https://news.example/{number}", str(number))
        day = date(2026, 9 + number % 2, 1 + number)
        shelf.tell(fetch, f"رست سفينة رقم {number} في الميناء.", headline=f"سفينة {number}", date_published=day)
    return shelf


@pytest.fixture
def visitor(browser, searchable):
    with serving(searchable.home) as room, opened(browser, room) as page:
        yield page


def test_typing_shows_what_is_found_and_the_address_follows(visitor):
    visitor.goto("/search")
    visitor.fill("#q", "رقم 7")
    visitor.locator(".hits mark", has_text="7").first.wait_for()
    visitor.wait_for_url("**/search?q=*")
    assert visitor.locator(".hits h3").all_inner_texts() == ["سفينة 7"]
    assert "خبر واحد" in visitor.locator("#told").inner_text()
    assert visitor.input_value("#q") == "رقم 7"
    assert "7" in visitor.locator("#tongue").get_attribute("href")
    visitor.go_back()
    visitor.locator(".pages").wait_for()
    assert visitor.locator(".hits h3").count() == 20


def test_typing_keeps_what_narrows(visitor):
    visitor.goto("/search?q=سفينة&on=2026-09")
    visitor.fill("#q", "ميناء")
    visitor.wait_for_url("**on=2026-09")
    visitor.wait_for_url(lambda url: "%D9%85%D9%8A%D9%86%D8%A7%D8%A1" in url)
    assert visitor.locator(".chips li").count() == 1


def test_bar_is_reached_by_key_and_narrows(visitor):
    visitor.goto("/search?q=سفينة")
    bar = visitor.locator(".days svg a").first
    bar.focus()
    visitor.keyboard.press("Enter")
    visitor.locator(".chips a").wait_for()
    assert "on=2026-09-01" in visitor.url
    assert visitor.locator(".hits h3").count() == 1


@pytest.mark.parametrize(("path", "older_is_right"), [("/search", True), ("/en/search", False)])
def test_time_runs_as_the_language_reads(visitor, path, older_is_right):
    visitor.goto(f"{path}?q=سفينة")
    bars = visitor.locator(".days svg .bar")
    first, last = bars.first.bounding_box()["x"], bars.last.bounding_box()["x"]
    assert (first > last) is older_is_right
    ends = visitor.locator(".ends span")
    assert (ends.first.bounding_box()["x"] > ends.last.bounding_box()["x"]) is older_is_right


@pytest.mark.parametrize("path", ["/search", "/search?q=سفينة&on=2026-09", "/en/search?q=لاشيء&order=newest"])
@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 740}}], ids=["dark", "narrow"]
)
def test_page_is_accessible_and_fits(browser, searchable, path, look):
    with serving(searchable.home) as room, opened(browser, room, **look) as page:
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_page_works_without_script(browser, searchable):
    with serving(searchable.home) as room, opened(browser, room, java_script_enabled=False) as page:
        page.goto("/search?on=2026-09")
        page.fill("#q", "سفينة")
        page.keyboard.press("Enter")
        page.locator(".chips a").wait_for()
        page.wait_for_url("**q=*")
        assert "on=2026-09" in page.url
