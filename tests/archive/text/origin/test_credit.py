from __future__ import annotations

import pytest

from archive.text.origin.credit import Credit, is_source, read_credit

NAMES = ("المثال",)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("روبيه (فرنسا) - (أ ف ب)", Credit(agency="فرانس برس", place="روبيه")),
        ("باريس (فرنسا) (أ ف ب)", Credit(agency="فرانس برس", place="باريس")),
        ("القاهرة ــ د ب أ", Credit(agency="وكالة الأنباء الألمانية", place="القاهرة")),
        ("موسكو ـ سبوتنيك", Credit(agency="سبوتنيك", place="موسكو")),
        ("يورونيوز مع أ ب", Credit(agency="أسوشيتد برس")),
        ("بقلم: يورونيوز مع أ ب", Credit(agency="أسوشيتد برس")),
        ("فرانس24 / أ ف ب", Credit(agency="فرانس برس")),
        ("روسيا اليوم + نوفوستي", Credit(agency="نوفوستي")),
        ("المصدر: وكالات + الجزيرة", Credit(agency="وكالات")),
        ("المصدر : الجزيرة + الأناضول", Credit(agency="الأناضول")),
        ("المصدر: العربية نت، رويترز", Credit(agency="رويترز")),
        ("المصدر: دمشق - سانا", Credit(agency="الوكالة العربية السورية للأنباء", place="دمشق")),
        ("نقلا عن رويترز", Credit(agency="رويترز")),
        ("بغداد / نينا", Credit(agency="الوكالة الوطنية العراقية للأنباء", place="بغداد")),
        ("رانيا ترزي باشي / ع.ش (د ب أ، ك ن أ)", Credit(agency="وكالة الأنباء الألمانية", persons=("رانيا ترزي باشي",))),
        ("وام/ أحمد سالم/ محمد علي", Credit(agency="وكالة أنباء الإمارات")),
        ("القاهرة - محمد علي (أ ف ب)", Credit(agency="فرانس برس", place="القاهرة", persons=("محمد علي",))),
    ],
)
def test_line_of_credits_names_agency_place_and_persons(line: str, credit: Credit) -> None:
    assert read_credit(line, NAMES) == credit


@pytest.mark.parametrize(
    "line",
    [
        "إغلاق طريق مسافي - دبا",
        "المحتجون توعدوا بمواصلة الاعتصام (رويترز)",
        "زعيم المعارضة (رويترز)",
        "المصدر: رويترز نقلا عن مسؤول في البيت الأبيض",
        "مقابلة مع الأناضول",
        "A+ A-",
        "القدس المحتلة",
    ],
)
def test_line_of_anything_else_is_no_credit(line: str) -> None:
    assert read_credit(line, NAMES) is None


@pytest.mark.parametrize(("line", "is_one"), [("المصدر: وكالات", True), ("مصدر الخبر / سانا", True), ("المصدر: الشرطة", False)])
def test_source_is_said_by_its_label(line: str, *, is_one: bool) -> None:
    assert is_source(line) is is_one
