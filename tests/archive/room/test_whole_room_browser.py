"""Every page of the room in a real browser, over an archive of hostile words: accessible, whole and quiet, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml.html import document_fromstring

from archive.room.app import PAGES
from tests.archive.room.browser import axe, opened
from tests.archive.room.everything import Everything, everything
from tests.archive.room.shelf import serving

pytestmark = pytest.mark.slow

FILES = (".wacz", ".rss", ".atom", ".json", ".txt", ".jsonld", ".bib", ".ris", ".proof")
SHOWN = pytest.mark.parametrize("page", [page for page, _ in PAGES if not page.endswith(FILES)])
NARROW = {"width": 360, "height": 740}
LOOKS = {
    "light and wide": {"color_scheme": "light"},
    "dark, narrow, without the policy": {"color_scheme": "dark", "viewport": NARROW, "bypass_csp": True},
}
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
HEADINGS = ("h1", "h2", "h3")
VISITS_MAX = 6
"""Of a page, in each look."""


FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]"
# Where the element itself has no focus, a part of it has that is the browser's own, such as the calendar of a date.
OUTLINE = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  return {
    is: it.outerHTML.slice(0, 120),
    outlined: !it.matches(":focus") || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
WIDER = """() => {
  const room = document.documentElement.clientWidth, root = document.documentElement;
  if (root.scrollWidth <= room) return [];
  const over = [...document.querySelectorAll("body *")].filter((it) => {
    const box = it.getBoundingClientRect();
    return box.width > 0 && (box.right > room + 1 || box.left < -1);
  });
  return [`${root.scrollWidth} of ${room}`, ...over.slice(0, 5).map((it) => it.outerHTML.slice(0, 160))];
}"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    with everything(Path(tmp_path_factory.mktemp("everything"))) as made:
        yield made


@SHOWN
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_page_is_accessible_and_fits(browser, whole, page, look):
    """And nothing of its words acts, as `opened` sees to: by the policy, and by escaping alone where it is off."""
    with opened(browser, whole.room, **look) as visitor:
        for path, language in visits(whole.addresses[page]):
            visitor.goto(path)
            assert axe(visitor) == [], path
            assert visitor.evaluate(WIDER) == [], path
            assert outline_of(visitor) == (1, []), path
            root = visitor.locator("html")
            assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, DIRECTIONS[language])
            assert visitor.title()


@SHOWN
def test_keys_reach_all_and_one_sees_where(browser, whole, page):
    with opened(browser, whole.room) as visitor:
        for path in (whole.addresses[page][0], f"/en{whole.addresses[page][0]}"):
            visitor.goto(path)
            visitor.keyboard.press("Tab")
            assert "skip" in visitor.evaluate("document.activeElement.className")
            reached = keys_through(visitor)
            assert [one["is"] for one in reached if not (one["outlined"] and one["seen"])] == [], path
            assert visitor.evaluate("document.activeElement === document.body || document.activeElement.tagName === 'IFRAME'")
            assert visitor.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0


@SHOWN
def test_page_tells_the_same_without_script(browser, whole, page):
    path = whole.addresses[page][0]
    told = []
    for is_run in (True, False):
        with opened(browser, whole.room, java_script_enabled=is_run) as visitor:
            visitor.goto(path)
            told.append(built_of(visitor.content()))
    assert told[0] == told[1] != []


def test_forms_do_their_work_by_keys_alone_and_without_script(browser, shelf):
    shelf.tell(shelf.put("https://news.example/1", "<p>x</p>"))
    with serving(shelf.home) as room, opened(browser, room, java_script_enabled=False, viewport=NARROW) as visitor:
        visitor.goto("/en/")
        visitor.get_by_role("searchbox").focus()
        visitor.keyboard.type("القافلة")
        visitor.keyboard.press("Enter")
        visitor.locator("mark", has_text="القافلة").first.wait_for()
        visitor.get_by_role("link", name="Save this search").click()
        visitor.get_by_role("button", name="Save", exact=True).focus()
        visitor.keyboard.press("Enter")
        visitor.get_by_role("link", name="القافلة", exact=True).wait_for()
        visitor.goto("/en/archive")
        visitor.get_by_label("Addresses").focus()
        visitor.keyboard.type("news.example/2")
        visitor.keyboard.press("Tab")
        visitor.keyboard.press("Enter")
        visitor.get_by_text("https://news.example/2").first.wait_for()


def built_of(html: str) -> list[str]:
    """Return what a page is built of, less its buttons, some of which do what only scripts can; and what its headings say.

    Other words are left out: they may tell how long ago something was.
    """
    main = document_fromstring(html).find(".//main")
    for button in main.findall(".//button"):
        button.drop_tree()
    parts = main.iter(etree.Element)
    return [" ".join((part.tag, part.get("href", ""), part.text_content() if part.tag in HEADINGS else "")) for part in parts]


def visits(paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return where a page is looked at, and the language there: the first address in both, the others in turn."""
    arabic, english = ([(prefix + path, code) for path in paths] for prefix, code in (("", "ar"), ("/en", "en")))
    return (arabic[0], *english[::2], *arabic[1::2])[:VISITS_MAX]


def outline_of(visitor: Any) -> tuple[int, list[str]]:
    """Return how many headings of the first level there are, and those below that leave a level out."""
    levels = visitor.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((it) => it.tagName + ' ' + it.innerText)"
    )
    numbers = [int(level[1]) for level in levels]
    jumps = [told for told, now, before in zip(levels[1:], numbers[1:], numbers, strict=False) if now > before + 1]
    return numbers.count(1), jumps


def keys_through(visitor: Any) -> list[dict[str, Any]]:
    """Press Tab until the page is through; return what was reached. Fails where it goes round without an end."""
    most = visitor.locator(FOCUSABLE).count() + 20
    reached = [visitor.evaluate(OUTLINE)]
    while len(reached) <= most:
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement === document.body || document.activeElement.tagName === 'IFRAME'"):
            return reached
        reached.append(visitor.evaluate(OUTLINE))
    return reached
