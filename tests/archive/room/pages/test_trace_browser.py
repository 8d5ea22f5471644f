"""The page of a trace in a real browser: the drawing seen, both ways and at any width, its marks by key, and no fault."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from archive.catalog.ids import article_id
from tests.archive.room.browser import axe, opened
from tests.archive.room.library import HOSTILE, PORT
from tests.archive.room.shelf import NOW, serving

pytestmark = pytest.mark.slow

AGENCY = "وكالة المدار للأنباء"
OUTLETS = 12
WIDE, PHONE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}, {"width": 360, "height": 740}
BOXES = "all => all.map(one => one.getBBox ? one.getBoundingClientRect() : null).map(b => [b.left, b.top, b.right, b.bottom])"


@pytest.fixture
def traced(shelf):
    """A wire, and what outlets printed of it, some with hostile headlines and names; the id of the wire."""
    put(shelf, "wakala", 0, publisher=AGENCY, source_organization=AGENCY)
    for number in range(OUTLETS):
        name = HOSTILE[number % len(HOSTILE)].encode("utf-8", "replace").decode() if number % 3 else f"صحيفة الساحل {number}"
        credit = (None, AGENCY, "رويترز")[number % 3]
        put(shelf, f"o{number}", 7 * number**2, publisher=name, headline=name, source_organization=credit)
    with serving(shelf.home) as room:
        yield room, f"/story/{article_id('https://wakala.example/news/1')}/trace"


def put(shelf, host: str, minutes: float, **said) -> None:
    url = f"https://{host}.example/news/1"
    told = {"date_published": NOW + timedelta(minutes=minutes)} | said
    shelf.tell(shelf.put(url, host, minutes=minutes + 5), "\n".join(PORT), **told)


def boxes(page, selector: str) -> list[list[float]]:
    return page.locator(selector).evaluate_all(BOXES)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["Arabic", "English"])
def test_drawing_is_seen_and_time_runs_as_the_language_reads(browser, traced, prefix, viewport):
    room, path = traced
    with opened(browser, room, viewport=viewport) as page:
        page.goto(prefix + path)
        drawing = page.locator(".timeline > svg").bounding_box()
        marks = boxes(page, ".timeline > svg a .mark")
        names = boxes(page, ".timeline > svg .label text")
    assert len(marks) == OUTLETS
    places = [(left + right) / 2 for left, _, right, _ in marks]
    assert places == sorted(places, reverse=not prefix)
    assert all(drawing["x"] <= place <= drawing["x"] + drawing["width"] for place in places)
    assert all(above[3] <= below[1] + 6 for above, below in pairwise(names))  # the room that letters leave above and below


def test_marks_tell_the_credit_by_their_shape_too(browser, traced):
    room, path = traced
    with opened(browser, room) as page:
        page.goto(path)
        shapes = page.locator(".timeline > svg a .mark").evaluate_all(
            "all => all.map(one => [one.classList[1], one.tagName + (one.getAttribute('d') || '')])"
        )
    assert {fate for fate, _ in shapes} == {"kept", "dropped", "changed"}
    assert len({shape for _, shape in shapes}) == len({tuple(one) for one in shapes}) == 3


def test_keys_lead_from_a_mark_to_its_printing(browser, traced):
    room, path = traced
    with opened(browser, room) as page:
        page.goto(path)
        page.locator(".origin a").focus()
        page.keyboard.press("Tab")
        mark = page.locator(".timeline > svg a").first
        assert mark.evaluate("one => one === document.activeElement")
        page.keyboard.press("Enter")
        printing = page.locator(".printings > li").first
        page.wait_for_url(f"**#{printing.get_attribute('id')}")
        assert page.locator(".printings > li:target").count() == 1


def test_table_opens_by_key_and_has_every_printing(browser, traced):
    room, path = traced
    with opened(browser, room, java_script_enabled=False) as page:
        page.goto(path)
        page.locator(".timeline summary").focus()
        page.keyboard.press("Enter")
        page.locator(".timeline table").wait_for()
        assert page.locator(".timeline tbody tr").count() == OUTLETS


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["Arabic", "English"])
@pytest.mark.parametrize("query", ["", f"?with={article_id('https://o1.example/news/1')}&view=side"], ids=["all", "one"])
@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": NARROW}, {"color_scheme": "dark", "viewport": NARROW}], ids=str
)
def test_page_is_accessible_and_fits(browser, traced, prefix, query, look):
    room, path = traced
    with opened(browser, room, **look) as page:
        page.goto(prefix + path + query)
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
