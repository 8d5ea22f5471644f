from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from archive.text.origin.byline import is_byline, read_authors
from archive.text.origin.pieces import Spot, spot_of
from archive.text.page.blocks import read_lines


@pytest.mark.parametrize(
    "line",
    [
        "كتب - أحمد يونس",
        "كتب أحمد يونس",
        "كتبت/ هبة السيد",
        "حوار/ منى سالم",
        "تقرير: كاوار شيخموس",
        "بقلم د. فاطمة ناعوت",
        "إعداد وتحرير: سالم باعوم",
        "متابعة: أشرف جاد وصفاء سرور",
        "ترجمة: سمير الحلاق",
        "Written by Ahmed Ali",
    ],
)
def test_line_of_a_label_and_a_name_is_a_byline(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "كتب: محرر الشؤون العربية",
        "تقرير: الاقتصاد العالمي في خطر",
        "تحقيق السلام يبدأ من الداخل",
        "رصد مخالفات في الأسواق",
        "كتبت صحيفة الغارديان",
        "كتب الله لنا",
        "عرض سعيد",
        "مراسلنا في دمشق",
        "by the end of the year",
    ],
)
def test_sentence_that_opens_like_a_label_is_none(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("named", "authors"),
    [
        (("نورهان لاشين",), ("نورهان لاشين",)),
        (("admin", "https://www.example.com/a"), ()),
        (("رويترز",), ()),
        (("جريدة المثال", "المثال"), ()),
        (("Kamel B",), ()),
        (("ناصر العمري وليلى بسام",), ("ناصر العمري", "ليلى بسام")),
    ],
)
def test_metadata_name_persons_alone(named: tuple[str, ...], authors: tuple[str, ...]) -> None:
    assert read_authors((), (), named, ("المثال",)) == authors


def lines_of(body: str) -> list[Spot]:
    return [spot_of(line) for line in read_lines(fragment_fromstring(body, create_parent="body"))]


@pytest.mark.parametrize(
    ("body", "named", "authors"),
    [
        ("<p>إعداد: انتصار ضو البيت وموسى كدابة وصلاح الدين أرباب</p><p>تحرير: عائشة السماني</p>", (),
         ("انتصار ضو البيت", "موسى كدابة", "صلاح الدين أرباب")),
        ("<p>تحرير: عائشة السماني</p>", (), ("عائشة السماني",)),
        ('<p class="byline">معلومات الكاتب</p><p>3 مايو 2026</p>', ("لينا ووردة",), ("لينا ووردة",)),
        ('<p class="byline">معلومات الكاتب</p><p>3 مايو 2026</p>', (), ()),
        ("<p>بقلم: يورونيوز مع أ ب</p>", ("Euronews",), ()),
        ("<h3>من سلسلة العواجل</h3><p>3 مايو 2026</p>", (), ()),
        ('<p class="more">مزید پڑھیں</p><p>3 مايو 2026</p>', (), ()),
        ('<p class="author">نثار عباس شگری -المثال، سکردو</p>', (), ("نثار عباس شگری",)),
        ("<p>حاوره: عبدالسادة العيداني الأحد, 02 تشرين2/نوفمبر 2025 20:40</p>", (), ("عبدالسادة العيداني",)),
        ("<p>حاورته: سلمى عثمان</p>", (), ("سلمى عثمان",)),
        ("<p>| كتب: محمد علي</p>", (), ("محمد علي",)),
        ('<p>بقلم <a rel="author" href="/a/7">شيخو ميدو</a></p>', (), ("شيخو ميدو",)),
        ('<p class="author">شيخو ميدو</p>', ("admin",), ("شيخو ميدو",)),
        ('<p class="author">شيخو ميدو</p>', ("سلمى عثمان",), ("سلمى عثمان",)),
        ("<p>تقرير: غضب شعبي</p>", ("سلمى عثمان",), ("سلمى عثمان",)),
    ],
)  # fmt: skip
def test_surer_evidence_names_the_author(body: str, named: tuple[str, ...], authors: tuple[str, ...]) -> None:
    assert read_authors(lines_of(body), (), named, ("المثال",)) == authors
