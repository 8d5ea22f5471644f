from __future__ import annotations

import pytest

from archive.text.origin.signature import Signature, is_end, is_mark, read_signature


@pytest.mark.parametrize(
    ("line", "persons", "place", "agency"),
    [
        ("عدن - فيصل مكرم", ("فيصل مكرم",), "عدن", None),
        ("الشارقة: ريم الكعبي", ("ريم الكعبي",), "الشارقة", None),
        ("المثال – حسان الطيب - تم النشر: 17/4/2026 الساعة 9:00 صباحا", ("حسان الطيب",), None, None),
        ("الجزائر: خ. رحيم / وأج", ("خ. رحيم",), "الجزائر", "وكالة الأنباء الجزائرية"),
        ("من ناصر العمري وليلى بسام", ("ناصر العمري", "ليلى بسام"), None, None),
        ("دورا - أحمد عمرو", ("أحمد عمرو",), "دورا", None),
        ("كفر عانا - سامي الأحمد", ("سامي الأحمد",), "كفر عانا", None),
        ("ليلى حداد، مراسلة المثال - بيروت", ("ليلى حداد",), "بيروت", None),
        ("محمد علي | كاتب وباحث سوري", ("محمد علي",), None, None),
        ("محمد عبد الله-نواكشوط", ("محمد عبد الله",), "نواكشوط", None),
        ("سمير ياسين samir@example.com", ("سمير ياسين",), None, None),
        ("الفجيرة ــ سمية الحمادي", ("سمية الحمادي",), "الفجيرة", None),
        ("ليلى بن صالح – المثال – تونس", ("ليلى بن صالح",), "تونس", None),
        ("نثار عباس شگری -المثال، سکردو", ("نثار عباس شگری",), "سکردو", None),
        ("المثال - محمادي أمقران السبت 16 غشت 2025 - 14:30 (ت.غ) 4871 قراءة", ("محمادي أمقران",), None, None),
        ("تيزي وزو: م. تاسعديت حماش-أقرور", ("م. تاسعديت حماش-أقرور",), "تيزي وزو", None),
        ("عبدالهادي الشَّدَوي الزهراني (المدينة المنورة) sports@", ("عبدالهادي الشَّدَوي الزهراني",), "المدينة المنورة", None),
        ("سكينة عبد الأحد", ("سكينة عبد الأحد",), None, None),
        ("طرابلس - المثال السبت 25 أبريل 2026, 04:40 مساء", (), "طرابلس", None),
    ],
)
def test_line_of_known_parts_signs(line: str, persons: tuple[str, ...], place: str | None, agency: str | None) -> None:
    assert read_signature(line, ("المثال",)) == Signature(persons=persons, place=place, agency=agency)


@pytest.mark.parametrize(
    "line",
    [
        "محمد صلاح يغيب عن النهائي",
        "خالد العلي: لا نخشى أحدا",
        "القاهرة - أسعار الذهب",
        "القاهرة",
        "رويترز",
        "وزير النقل سعيد بالاتفاق",
        "تصوير: محمد علي",
        "رسم - ليان الحسامي",
        "رئيس التحرير: رفعت السنباطي",
        "وقعت الحكومة اتفاقا مع محمد أحمد.",
    ],
)
def test_line_with_any_other_part_signs_nothing(line: str) -> None:
    assert read_signature(line, ("المثال",)) is None


@pytest.mark.parametrize(
    ("line", "is_one"), [("م.ل", True), ("ع ف/ ا ص", True), ("ــــــ", True), ("انتهى", True), ("قال لا", False)]
)
def test_mark_is_initials_or_a_rule(line: str, *, is_one: bool) -> None:
    assert is_mark(line) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("// انتهى //", True),
        ("انتهى**3280", True),
        ("--- Ends/Salma/KH", True),
        ("/نهاية الخبر/", True),
        ("(انتهى) س.م / ح.ح", True),
        ("-- انتهى-- ", True),
        ("انتهى الاجتماع", False),
        ("نهاية سعيدة", False),
        ("Ends meeting", False),
    ],
)
def test_end_is_said_by_itself(line: str, *, is_one: bool) -> None:
    assert is_end(line) is is_one
