"""The front page in a real browser: both directions, narrow and wide, by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest

from tests.archive.room.browser import axe, opened
from tests.archive.room.shelf import serving

pytestmark = pytest.mark.slow

URL = "https://news.example"
LONG = "كلمة" * 80
BODY = (
    "أعلنت هيئة الموانئ اليوم الأحد استئناف العمل في مرفأ السلّوم بعد توقف دام 12 يومًا بسبب الأمواج العالية.\n"
    "وقال المتحدث باسم الهيئة فؤاد الديب إن 7 سفن محمّلة بالحبوب دخلت المرفأ منذ الفجر، وإن 3 أخرى تنتظر في المرسى."
)
DAY = "/?day=2026-11-03"
LOOKS = [
    pytest.param({"viewport": {"width": width, "height": 900}, "color_scheme": scheme}, id=f"{width}-{scheme}")
    for width in (360, 1280)
    for scheme in ("light", "dark")
]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def burst(shelf):
    """A day whose every name is one word of 320 letters, with a story that is reprinted, and a silent edit."""
    names = {"headline": LONG, "publisher": LONG, "source_organization": LONG, "dateline": LONG}
    for number, host in enumerate(("wire", "a", "b")):
        shelf.tell(shelf.put(f"https://{host}.example/1", f"<p>{host}", minutes=number), BODY, **names | {"publisher": host})
    for number in range(3):
        shelf.tell(shelf.put(f"{URL}/{number}", f"<p>{number}", minutes=number), f"{LONG} {number}", **names)
    shelf.tell(shelf.put(f"{URL}/0", "<p>edited", minutes=60), f"{LONG} عُدّل", **names)
    return shelf


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("look", LOOKS)
def test_front_page_fits_and_is_accessible(browser, library, look, prefix):
    with opened(browser, library.room, **look) as page:
        page.goto(prefix + DAY)
        assert fits(page)
        assert axe(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_words_without_an_end_burst_nothing(browser, burst, look):
    with serving(burst.home) as room, opened(browser, room, **look) as page:
        page.goto("/")
        assert page.locator(".trace, .changes a").count() == 2
        assert fits(page)
        assert axe(page) == []


@pytest.mark.parametrize("look", [{"viewport": {"width": 360, "height": 900}}, {"color_scheme": "dark"}])
@pytest.mark.parametrize("path", ["/", "/en/", "/?day=1999-01-01"])
def test_front_page_of_an_empty_archive_is_accessible(browser, room, look, path):
    with opened(browser, room, **look) as page:
        page.goto(path)
        assert page.locator(".begin code").count() == 3
        assert fits(page)
        assert axe(page) == []


@pytest.mark.parametrize(("prefix", "side_is_left"), [("", True), ("/en", False)])
def test_columns_stand_as_the_language_reads(visitor, prefix, side_is_left):
    visitor.goto(prefix + DAY)
    lead, side = (visitor.locator(place).bounding_box() for place in (".top", ".side"))
    assert (side["x"] < lead["x"]) is side_is_left
    assert side["y"] == lead["y"]
    bar = visitor.locator(".bars svg").nth(1)
    whole, drawn = bar.bounding_box(), bar.locator("rect").bounding_box()
    begins_right = drawn["x"] + drawn["width"] == pytest.approx(whole["x"] + whole["width"], abs=1)
    assert begins_right is side_is_left


def test_columns_follow_each_other_where_it_is_narrow(browser, library):
    with opened(browser, library.room, viewport={"width": 360, "height": 900}) as page:
        page.goto(DAY)
        tops = [page.locator(place).bounding_box()["y"] for place in (".top", ".side", ".newest")]
        assert tops == sorted(tops)


def test_bar_is_reached_by_key_and_finds_what_it_counts(visitor):
    visitor.goto(DAY)
    row = visitor.locator(".bars li").first
    counted = int(row.locator("b").inner_text())
    row.locator("a").focus()
    visitor.keyboard.press("Enter")
    visitor.locator(".chips li").nth(1).wait_for()
    assert visitor.locator(".hits article").count() == counted


@pytest.mark.parametrize("has_script", [True, False])
def test_day_is_chosen_in_a_field(browser, library, has_script):
    with opened(browser, library.room, java_script_enabled=has_script) as page:
        page.goto(f"/en{DAY}")
        page.fill("input[name=day]", "2026-11-02")
        page.locator(".folio button").click()
        page.locator("h1", has_text="Monday 2 November 2026").wait_for()
        page.locator("a[rel=next]").click()
        page.locator("h1", has_text="Tuesday 3 November 2026").wait_for()


def test_every_way_of_the_page_leads_somewhere(visitor, library):
    visitor.goto(DAY)
    ways = visitor.eval_on_selector_all("main a", "all => all.map(one => one.getAttribute('href'))")
    assert len(ways) > 10
    answers = {way: library.room.read(way).status_code for way in ways}
    assert {way: status for way, status in answers.items() if status != 200} == {}
