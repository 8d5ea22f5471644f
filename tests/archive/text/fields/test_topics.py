"""Sections and keywords."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.topics import keywords_of, menu_entry, section_of, shown_crumbs, shown_tags, titled_trail

TITLE = "افتتاح سد جديد في وادي الزيتون"
STORY = "افتتح وزير الموارد المائية سد وادي الزيتون بعد خمس سنوات من الأشغال لري آلاف الهكتارات من الأراضي الزراعية."


@pytest.mark.parametrize(
    ("told", "trails", "expected"),
    [
        (("اقتصاد",), (), "اقتصاد"),
        ((), (("الرئيسية", "اقتصاد", "زراعة", TITLE),), "زراعة"),
        ((), (("الرئيسية", "اقتصاد", "افتتاح سد جديد في..."),), "اقتصاد"),
        (("featured", "Uncategorized"), (("الرئيسية", "محليات"),), "محليات"),
        (("صحيفة المثال",), (("الرئيسية",),), None),
        (("العدد 5790",), (), None),
    ],
)
def test_section_is_neither_home_nor_headline_nor_outlet(
    told: tuple[str, ...], trails: tuple[tuple[str, ...], ...], expected: str | None
) -> None:
    assert section_of(told, trails, TITLE, ("صحيفة المثال",)) == expected


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="breadcrumbs"><a href="/">الرئيسية</a> » <a href="/e">اقتصاد</a></div>',
        '<nav aria-label="Breadcrumb"><ol><li><a href="/">الرئيسية</a></li><li><span>اقتصاد</span></li></ol></nav>',
    ],
)
def test_crumbs_are_read_where_the_page_shows_them(markup: str) -> None:
    assert shown_crumbs(document_fromstring(f"<html><body>{markup}</body></html>")) == ("الرئيسية", "اقتصاد")


def test_menu_entry_is_the_one_that_the_address_lies_under() -> None:
    menu = '<a href="/">الرئيسية</a><a href="/world">العالم</a><a href="/world/africa">أفريقيا</a><a href="/sport">رياضة</a>'
    root = document_fromstring(f"<html><body>{menu}</body></html>")
    assert menu_entry(root, "https://news.example/world/africa/1837201-x") == ("أفريقيا",)
    assert menu_entry(root, "https://news.example/1837201-x") == ()


def test_title_without_the_headline_names_no_section() -> None:
    assert titled_trail(("صحيفة المثال - اقتصاد",), TITLE, ()) == ()


def test_tags_are_links_told_to_be_tags() -> None:
    links = '<a rel="tag" href="/t/1">سدود</a><a rel="category tag" href="/c">اقتصاد</a><a href="/x">المزيد</a>'
    assert shown_tags(document_fromstring(f"<html><body>{links}</body></html>")) == ("سدود",)


@pytest.mark.parametrize(
    ("told", "shown", "expected"),
    [
        ((("سدود، الري; الزراعة | #وادي الزيتون",), ()), (), ("سدود", "الري", "الزراعة", "وادي الزيتون")),
        (((), ("أخبار, عاجل, رياضة, فن, سياسة, صحيفة المثال",)), ("سدود",), ("سدود",)),
        (((), ("سد, وادي الزيتون, أخبار",)), (), ("سد", "وادي الزيتون", "أخبار")),
        (((), (TITLE,)), (), ()),
        (((), ()), (), ()),
    ],
)
def test_keywords_have_to_do_with_the_story(
    told: tuple[tuple[str, ...], ...], shown: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert keywords_of(told, shown, STORY, TITLE, ("صحيفة المثال",)) == expected
