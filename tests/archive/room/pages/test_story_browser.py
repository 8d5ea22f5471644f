"""The page of a story in a real browser: copying, keys, its measure, narrow and printed, with script and without."""

from __future__ import annotations

import pytest

from tests.archive.room.browser import axe, opened
from tests.archive.room.library import HOSTILE, MARKET

pytestmark = pytest.mark.slow

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
LETTERS_A_LINE = """async () => {
  await document.fonts.ready
  const text = document.getElementById("story-text"), pen = document.createElement("canvas").getContext("2d")
  pen.font = getComputedStyle(text).font
  return text.clientWidth / (pen.measureText(text.textContent.trim()).width / text.textContent.trim().length)
}"""


def copied(page) -> None:
    page.wait_for_function("document.getElementById('copied').textContent !== ''")


def test_button_copies_the_text_and_says_so(browser, library):
    with opened(browser, library.room, **CLIPBOARD) as page:
        page.goto(library.path("market"))
        page.get_by_role("button", name="انسخ النص").click()
        copied(page)
        assert page.locator("#copied").inner_text() == "نُسخ"
        lines = page.evaluate("navigator.clipboard.readText()").split("\n\n")
        assert (lines[0], len(lines)) == (MARKET[0], 4)


def test_citation_is_copied_by_key(browser, library):
    with opened(browser, library.room, **CLIPBOARD) as page:
        page.goto(library.path("herald", "/en"))
        page.locator("[data-copy=cite-en]").focus()
        page.keyboard.press("Enter")
        copied(page)
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#cite-en").inner_text()
        page.keyboard.press("Tab")
        assert page.locator("[data-copy=cite-en]").inner_text() == "Copy"


def test_text_is_selected_where_there_is_no_clipboard(browser, library):
    with opened(browser, library.room) as page:
        page.add_init_script(NO_CLIPBOARD)
        page.goto(library.path("herald", "/en"))
        page.locator("[data-copy=story-text]").click()
        copied(page)
        selected = page.evaluate("getSelection().toString()")
        assert selected.strip() == page.locator("#story-text").inner_text()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 740}}], ids=["dark", "narrow"]
)
def test_page_is_accessible_and_fits(browser, library, prefix, look):
    with opened(browser, library.room, **look) as page:
        for name in ("market", "gone", "port-cut", *(f"hostile-{number}" for number in range(len(HOSTILE)))):
            page.goto(library.path(name, prefix))
            assert page.evaluate(FITS), name
            if not name.startswith("hostile"):
                assert axe(page) == []


def test_page_of_a_proof_that_is_not_there_is_accessible(visitor, library):
    visitor.goto(library.path("market") + ".proof")
    assert axe(visitor) == []


def test_lines_have_a_length_that_is_read_with_ease(browser, library):
    with opened(browser, library.room, viewport={"width": 1280, "height": 900}) as page:
        page.goto(library.path("port"))
        assert 55 <= page.evaluate(LETTERS_A_LINE) <= 80


def test_page_without_script_offers_no_button_that_would_do_nothing(browser, library):
    with opened(browser, library.room, java_script_enabled=False) as page:
        page.goto(library.path("market"))
        assert page.locator("#story-text p").count() == 4
        assert page.locator("[data-copy]:visible").count() == 0
        page.get_by_role("link", name="كما بدت الصفحة").click()
        page.locator("iframe.page").wait_for()


def test_page_as_it_looked_is_on_another_host_name(visitor, library):
    visitor.goto(library.path("market"))
    visitor.get_by_role("link", name="كما بدت الصفحة").click()
    frame = visitor.locator("iframe.page")
    frame.wait_for()
    assert frame.get_attribute("src").startswith(f"{library.room.replay}/web/")
    assert frame.get_attribute("sandbox") == ""


def test_printed_page_has_the_story_and_its_citation_alone(visitor, library):
    visitor.goto(library.path("market"))
    visitor.emulate_media(media="print")
    for css, shown in (("#story-text", True), ("#cite-ar", True), (".ways", False), (".actions", False), (".take", False)):
        assert visitor.locator(css).first.is_visible() is shown, css


def test_download_is_saved_under_the_storys_id(visitor, library):
    visitor.goto(library.path("port"))
    with visitor.expect_download() as waited:
        visitor.get_by_role("link", name="BibTeX").click()
    assert waited.value.suggested_filename == f"{library.ids['port']}.bib"
