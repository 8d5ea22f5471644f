"""Sections: as metadata, trails, labels and menus have them."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.section import (
    labels_near,
    menu_entry,
    section_of,
    short_links,
    shown_crumbs,
    title_parts,
    titled_trail,
    trails_near,
)
from archive.text.page.blocks import read_lines

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


MENU = "".join(
    f'<li><a href="/{number}">{name}</a></li>' for number, name in enumerate(("سياسة", "اقتصاد", "رياضة", "رأي", "علوم"))
)


def labels_of(above: str, below: str = "", title: str = TITLE) -> tuple[tuple[str, ...], ...]:
    markup = f"<html><body><ul>{MENU}</ul><div>{above}</div><h1>{TITLE}</h1><div>{below}</div><p>{STORY}</p></body></html>"
    body = document_fromstring(markup).find("body")
    assert body is not None
    lines = read_lines(body)
    top = next(line.index for line in lines if line.text == TITLE)
    return labels_near(lines[:-1], top, short_links(body), title_parts((title,), TITLE)), *trails_near(lines)


@pytest.mark.parametrize(
    "above",
    [
        '<span class="badge">اقتصاد</span>',
        "<h6>اقتصاد</h6>",
        '<a href="/4">اقتصاد</a>',
        "<font size=2>اقتصاد</font><hr><p>كلفته مليون ليرة</p>",
        "<table><tr><td>اقتصاد</td><td>30/04/2026 12:38</td></tr></table>",
        '<img src="w.png"><span>اقتصاد</span>',
    ],
)
def test_label_beside_the_headline_is_a_section_where_the_menu_has_it(above: str) -> None:
    assert labels_of(above)[0] == ("اقتصاد",)
    assert labels_of("", above)[0] == ("اقتصاد",)


@pytest.mark.parametrize(
    ("above", "title", "expected"),
    [
        ("<b>جولة في الصحف</b>", f"{TITLE} | جولة في الصحف | المثال", ("جولة في الصحف",)),
        ("<b>جولة في الصحف</b>", f"جولة في الصحف - {TITLE}", ("جولة في الصحف",)),
        ("<b>المثال</b>", f"{TITLE} | المثال", ()),
        ("<b>جولة في الصحف</b>", TITLE, ()),
        ('<a href="/x">جولة في الصحف</a>', TITLE, ()),
        ("<b>كلفة السد من ميزانية وزارة الاقتصاد</b>", TITLE, ()),
    ],
)
def test_label_that_no_menu_has_is_one_where_a_title_has_it(above: str, title: str, expected: tuple[str, ...]) -> None:
    assert labels_of(above, title=title)[0] == expected


@pytest.mark.parametrize(
    "above",
    [
        '<font class="path"><a href="/">الصفحة الرئيسية</a> >> <a href="/c?id=3">زراعة</a></font>',
        '<ul><li><a href="/">الرئيسية</a></li><li><a href="/c">زراعة</a></li></ul>',
    ],
)
def test_trail_without_a_name_starts_at_home(above: str) -> None:
    assert labels_of(above)[1][-1] == "زراعة"


def test_menu_above_the_headline_names_no_section() -> None:
    menu = "".join(f'<tr><td><a href="/section/{number}">باب رقم {number}</a></td></tr>' for number in range(5))
    assert labels_of(f"<table>{menu}</table>") == ((), (), ())
