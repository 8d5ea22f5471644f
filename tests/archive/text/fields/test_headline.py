"""The headline without what is glued to it, and never without a part of itself."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from archive.text.fields.headline import choose_headline, headline_element, outlets_told, without_label

TITLE = "افتتاح سد جديد في وادي الزيتون"


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        (f"{TITLE} - صحيفة المثال", ("صحيفة المثال",), TITLE),
        (f"صحيفة المثال : {TITLE}", ("صحيفة المثال",), TITLE),
        (f"{TITLE} « المثال", ("المثال",), TITLE),
        (f"{TITLE} | زاد اليوم", (), TITLE),
        (f"{TITLE} | اقتصاد | زاد نيوز", (), TITLE),
        (f"{TITLE} - شبكة زاد", (), TITLE),
        (f"زاد نيوز - {TITLE}", (), TITLE),
        (f"{TITLE} - news.example.com", (), TITLE),
        ("الوزير: لا زيادة في الأسعار - ولا نقص في السلع", (), "الوزير: لا زيادة في الأسعار - ولا نقص في السلع"),
        ("رئيس الوزراء لـ«المثال»: السد يكتمل قريبا", ("المثال",), "رئيس الوزراء لـ«المثال»: السد يكتمل قريبا"),
        ("لجنة التحقيق: الهجوم «مخالف للقانون الدولي» - المثال", ("المثال",), "لجنة التحقيق: الهجوم «مخالف للقانون الدولي»"),
        ("60 % من قراء موقع «المثال اليوم» يرفضون القرار الجديد", (), "60 % من قراء موقع «المثال اليوم» يرفضون القرار الجديد"),
        ("عاجل | المحكمة تقضي بإعادة فرز الأصوات", ("صحيفة المثال",), "عاجل | المحكمة تقضي بإعادة فرز الأصوات"),
        ("المثال تفوز بجائزة الصحافة الكبرى", ("المثال",), "المثال تفوز بجائزة الصحافة الكبرى"),
    ],
)
def test_title_loses_the_outlet_and_nothing_else(title: str, names: tuple[str, ...], expected: str) -> None:
    assert choose_headline(None, (title,), names) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (f"الموضوع: {TITLE}", TITLE),
        (f"<span>عاجل</span> {TITLE}", TITLE),
        (f"<span class='badge'>خاص</span> {TITLE} لري آلاف الهكتارات", f"{TITLE} لري آلاف الهكتارات"),
        (f"<b class='urgent'>عاجل..</b> {TITLE} الآن", f"عاجل.. {TITLE} الآن"),
        (f"{TITLE} لري آلاف الهكتارات", f"{TITLE} لري آلاف الهكتارات"),
    ],
)
def test_element_loses_a_label_beside_all_of_a_title(shown: str, expected: str) -> None:
    element = document_fromstring(f"<html><body><h1>{shown}</h1></body></html>").find(".//h1")
    assert choose_headline(element, (TITLE,), ()) == expected


@pytest.mark.parametrize(
    "inside",
    [
        f"<a href='/politics'>سياسة</a> {TITLE}",
        f"{TITLE} <small>3 مايو 2026</small>",
        f"{TITLE} <span>(12)</span>",
        f"{TITLE}<span>أربعة جسور في المرحلة الأولى من الأعمال</span>",
        f"{TITLE.replace(' ', '<br>', 1)}",
    ],
)
def test_element_that_holds_more_than_the_headline_gives_that_alone(inside: str) -> None:
    element = document_fromstring(f"<html><body><h1>{inside}</h1></body></html>").find(".//h1")
    assert choose_headline(element, (TITLE,), ()) == TITLE


def test_label_that_metadata_begin_the_headline_with_too_is_its_own() -> None:
    element = document_fromstring(f"<html><body><h1>خاص - {TITLE}</h1></body></html>").find(".//h1")
    assert choose_headline(element, (f"خاص - {TITLE}", TITLE), ()) == f"خاص - {TITLE}"


def test_element_keeps_the_quote_that_closes_it() -> None:
    element = document_fromstring("<html><body><h1>نادي الوادي يواجه بطل الدوري بـ«لاعبين جدد»</h1></body></html>").find(
        ".//h1"
    )
    assert (
        choose_headline(element, ("نادي الوادي يواجه بطل الدوري بـ«لاعبين جدد",), ())
        == "نادي الوادي يواجه بطل الدوري بـ«لاعبين جدد»"
    )


def test_section_that_opens_a_headline_goes_where_the_page_names_it() -> None:
    assert without_label(f"عام / {TITLE}", ("عام",)) == TITLE
    assert without_label(f"غزة / {TITLE}", ("عام",)) == f"غزة / {TITLE}"


@pytest.mark.parametrize(
    "markup",
    [
        f"<h1>صحيفة المثال</h1><h1>{TITLE}</h1>",
        f'<h1><img alt="المثال"></h1><h2>{TITLE}</h2>',
        f"<table><tr><td><span>{TITLE}</span></td></tr></table>",
        f'<h1><a href="/">الوكالة الوطنية لأنباء المثال</a></h1><h2>{TITLE}</h2>',
        f'<a href="/"><h1>الوكالة الوطنية لأنباء المثال</h1></a><h2>{TITLE}</h2>',
    ],
)
def test_headline_is_found_in_the_element_that_shows_it(markup: str) -> None:
    element = headline_element(
        document_fromstring(f"<html><body>{markup}</body></html>"), (TITLE,), "https://news.example/a/17"
    )
    assert element is not None
    assert element.text_content() == TITLE


def test_outlet_that_opens_the_headline_and_stands_on_top_is_no_headline() -> None:
    tree = document_fromstring(f"<html><body><h1>المدار اليوم</h1><h3>المدار اليوم | {TITLE}</h3></body></html>")
    titles = ("المدار اليوم", f"المدار اليوم | {TITLE}")
    assert choose_headline(headline_element(tree, titles), titles, ()) == TITLE


def test_writer_beside_a_headline_in_a_title_is_no_outlet() -> None:
    assert outlets_told((f"{TITLE} | فادية  عوض الله كنعان | المثال اليوم",), TITLE) == ("المثال اليوم",)
