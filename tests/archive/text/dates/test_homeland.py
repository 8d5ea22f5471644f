"""The country an outlet is at home in: told by agreeing signs, or not at all."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from lxml.html import document_fromstring

from archive.text.dates.homeland import home_zone
from archive.text.page.blocks import read_lines

STORY = "<h1>ترميم الجسر الحجري في البلدة القديمة</h1><p>قال وزير الأشغال في العراق وممثل مصر إن الأعمال تستغرق عاما.</p>"


def zone(names: tuple[str, ...], above: str, below: str) -> ZoneInfo | None:
    lines = read_lines(document_fromstring(f"<html><body>{above}{STORY}{below}</body></html>"))
    top = next(line.index for line in lines if line.tag == "h1")
    return home_zone(names, lines, top, top + 1)


@pytest.mark.parametrize(
    ("names", "above", "below", "name"),
    [
        (("سوريا الغد",), "", "", "Asia/Damascus"),
        (("المصري الجديد",), "", "", "Africa/Cairo"),
        (("Sudan Mirror",), "", "", "Africa/Khartoum"),
        ((), "", "<footer>جميع الحقوق محفوظة لصحيفة الرواق - مملكة البحرين</footer>", "Asia/Bahrain"),
        ((), "", "<footer>حقوق النشر محفوظة ، هاتف 7901914 ، بغداد - الكرادة</footer>", "Asia/Baghdad"),
        ((), "", "<p>للتواصل: +962 6 555 1234</p>", "Asia/Amman"),
        ((), "", "<p>تلفون: 00967 1 234567 صنعاء</p>", "Asia/Aden"),
        ((), "<p>لكل السودانيين</p><nav><a>أخبار السودان</a> <a>رياضة</a></nav>", "", "Africa/Khartoum"),
        ((), "<nav><a>لبنان</a> <a>رياضة</a></nav>", "<p>© المدار - بيروت</p>", "Asia/Beirut"),
        ((), "", "<p>نشر في 3 جويلية 2026 - 10:20</p>", "Africa/Algiers"),
        ((), "", "<p>وأقيم الحفل في 3 ماي الجاري بحضور جمهور كبير.</p>", "Africa/Algiers"),
        ((), "", "<p>الأحد 3 غشت 2025 - 14:30</p>", "Africa/Casablanca"),
        ((), "<nav><a>السعودية</a></nav>", "<p>27 شوال 1447 هـ - 15 أبريل 2026 | 09:17 مساء</p>", "Asia/Riyadh"),
        (("تونس الغد",), "", "<p>هاتف +213 21 555 123</p>", "Africa/Algiers"),
    ],
)
def test_country_is_told_by_name_address_telephone_or_menu(names: tuple[str, ...], above: str, below: str, name: str) -> None:
    assert zone(names, above, below) == ZoneInfo(name)


def test_entry_of_a_menu_and_the_land_of_the_story_tell_together() -> None:
    page = "<nav><a>تونس</a> <a>رياضة</a></nav><h1>ترميم الجسر الحجري</h1><p>قال والي صفاقس إن الأعمال في تونس تستغرق عاما.</p>"
    lines = read_lines(document_fromstring(f"<html><body>{page}</body></html>"))
    top = next(line.index for line in lines if line.tag == "h1")
    assert home_zone((), lines, top, top + 1) == ZoneInfo("Africa/Tunis")


@pytest.mark.parametrize(
    ("names", "above", "below"),
    [
        ((), "", ""),
        (("المدينة نيوز", "القدس العربي"), "", ""),
        (("روسيا الآن",), "", ""),
        (("مصر والسودان",), "", ""),
        ((), "<nav><a>مصر</a> <a>رياضة</a></nav>", ""),
        ((), "<nav><a>مصر</a> <a>أخبار مصر</a> <a>لبنان</a> <a>سوريا</a></nav>", ""),
        ((), "", "<footer>جميع الحقوق محفوظة © الشركة السعودية للنشر</footer>"),
        ((), "", "<footer>© المدار - لندن، بريطانيا - هاتف +44 20 7946 0000</footer>"),
        ((), "", "<footer>العنوان: بيروت، مكتب القاهرة</footer>"),
        (("تونس الغد",), "", "<p>هاتف +965 2 555 123</p>"),
        ((), "<nav><a>غزة</a></nav>", "<p>14 ذو القعدة 1447هـ - 3 مايو 2026</p>"),
        ((), "", "<p>3 أبريل 2026</p>"),
        ((), "", "<ul><li><a>مقتل عشرة في انفجار في بغداد</a></li></ul>"),
        ((), "<a>منتخب موريتانيا يفوز على ضيفه بهدفين</a><a>انتخابات بلدية جديدة في موريتانيا</a>", ""),
    ],
)
def test_country_is_unknown_where_signs_are_few_or_differ(names: tuple[str, ...], above: str, below: str) -> None:
    assert zone(names, above, below) is None
