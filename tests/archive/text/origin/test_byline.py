from __future__ import annotations

import pytest

from archive.text.origin.byline import is_byline, read_authors


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
