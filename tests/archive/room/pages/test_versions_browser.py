"""The pages of texts and of changes in a real browser: the diff, its links, keys, both directions, narrow and wide."""

from __future__ import annotations

import pytest

from archive.catalog.ids import article_id
from tests.archive.room.browser import axe, opened
from tests.archive.room.library import HOSTILE

pytestmark = pytest.mark.slow

URL = "https://news.example/story/1"
PATH = f"/story/{article_id(URL)}/versions"
LINES = tuple(f"الفقرة {number} تصف ما جرى في الجلسة رقم {number} وما دار فيها من نقاش طويل." for number in range(1, 13))
AFTER = (*LINES[:2], LINES[9], LINES[2].replace("رقم 3", "رقم 5"), *LINES[3:9], *LINES[10:])
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def edited(shelf):
    for number, lines in enumerate((LINES, AFTER)):
        fetch = shelf.put(URL, f"{number}", minutes=number, source="news")
        shelf.tell(fetch, "\n".join(lines), headline=("قرار المجلس", "تأجيل قرار المجلس")[number])
    return shelf


@pytest.mark.usefixtures("edited")
def test_changes_are_seen_by_more_than_colour(page):
    page.goto(PATH)
    style = "element => [getComputedStyle(element).textDecorationLine, getComputedStyle(element).direction]"
    assert page.eval_on_selector(".body del.removed", style) == ["line-through", "rtl"]
    assert page.eval_on_selector(".body ins.added", style) == ["underline", "rtl"]
    removed, added = (page.locator(f".body {name}").bounding_box() for name in ("del.removed", "ins.added"))
    assert removed["x"] > added["x"]  # read from the right: what was, then what is


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_arabic_text_runs_from_the_right_in_either_language(page, prefix):
    page.goto(f"{prefix}{PATH}")
    style = "elements => [...new Set(elements.map(one => getComputedStyle(one).direction))]"
    assert page.eval_on_selector_all(".diff .body p, .diff .headline", style) == ["rtl"]


@pytest.mark.usefixtures("edited")
def test_summary_and_moves_lead_to_their_places(page):
    page.goto(PATH)
    page.locator(".summary a", has_text="رقم").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector(':target')?.textContent === '3'")
    page.locator(".jump").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector(':target')?.classList.contains('jump')")
    assert page.locator(":target").inner_text() == "نُقل إلى أعلى"


@pytest.mark.usefixtures("edited")
def test_folded_paragraphs_open_by_key(page):
    page.goto(PATH)
    summary = page.locator(".diff summary").first
    assert "لم تتغيّر" in summary.inner_text()
    summary.focus()
    page.keyboard.press("Enter")
    page.locator(".diff details[open] p").first.wait_for()


@pytest.mark.usefixtures("edited")
def test_choosing_compares_at_once_and_the_address_follows(page):
    page.goto(PATH)
    page.select_option("#to", "1")
    page.get_by_text("النصان واحد").wait_for()
    page.wait_for_url("**from=1&to=1*")
    page.goto(PATH)
    page.check("input[value=side]")
    page.locator(".sides").first.wait_for()
    page.wait_for_url("**view=side")
    assert "view=side" in page.locator("#tongue").get_attribute("href")


@pytest.mark.usefixtures("edited")
def test_choosing_works_without_script(browser, room):
    with opened(browser, room, java_script_enabled=False) as page:
        page.goto(f"{PATH}?from=2&to=1")
        page.select_option("select[name=from]", "1")
        page.select_option("select[name=to]", "2")
        page.check("input[value=side]")
        page.click(".choose button")
        page.wait_for_url("**from=1&to=2&view=side")
        assert page.locator(".sides del").count() == 2


@pytest.mark.usefixtures("edited")
def test_sides_stand_beside_each_other_where_there_is_room(page):
    for width, is_beside in ((1280, True), (360, False)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{PATH}?view=side")
        before, after = (page.locator(".sides:has(del.removed) > div").nth(place).bounding_box() for place in (0, 1))
        assert (before["x"] > after["x"], before["y"] < after["y"]) == (is_beside, not is_beside)


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PATH, f"/en{PATH}", f"{PATH}?view=side", "/changes", "/en/changes"])
def test_pages_are_accessible(browser, room, path, scheme):
    with opened(browser, room, color_scheme=scheme) as page:
        page.goto(path)
        assert axe(page) == []


def test_hostile_words_burst_nothing_on_a_phone(shelf, browser, room):
    for number, words in enumerate((*HOSTILE, *HOSTILE[::-1])):
        told = words.encode("utf-8", "replace").decode()
        fetch = shelf.put(URL, f"{number}", minutes=number, source="news")
        shelf.tell(fetch, f"{told}\n{LINES[0]} {number}", headline=told, author=(told,), alternative_headline=told)
    with opened(browser, room, viewport={"width": 360, "height": 740}) as page:
        for path in ("/changes", "/en/changes", PATH, *(f"{PATH}?from={n}&to={n + 1}&view=side" for n in (3, 7, 9))):
            page.goto(path)
            assert not page.evaluate(WIDE), path
