"""The words of the reading room's pages, Arabic first. A page asks for them by name; each language has them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

MONTHS_AR = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_ARABIC = {
    "name": "ورّاق",
    "about": "أرشيف أخبار الوكالات العربية",
    "other_language": "English",
    "skip": "إلى المتن",
    "newest": "أحدث ما حُفظ",
    "stories": "أخبار",
    "texts": "نصوص",
    "captures": "التقاطات",
    "empty": "لم يُحفظ خبر بعد. ابدأ بالأمر:",
    "agency": "الوكالة",
    "outlet": "الناشر",
    "author": "الكاتب",
    "dateline": "المكان",
    "published": "نُشر",
    "modified": "عُدّل",
    "captured": "التُقط",
    "original": "العنوان الأصلي",
    "as_it_looked": "كما بدت الصفحة",
    "download": "تنزيل WACZ",
    "package": "في عارض replayweb.page",
    "citation": "السجلّ المأخوذ منه",
    "file": "الملف",
    "offset": "الموضع",
    "length": "الطول",
    "digest": "البصمة",
    "record": "المعرّف",
    "versions": "نصوص هذا العنوان",
    "version": "النص",
    "not_found": "ليس هنا",
    "not_found_why": "لا شيء بهذا العنوان في هذا الأرشيف.",
    "home": "الصفحة الأولى",
    "to_story": "إلى نص الخبر",
    "earlier": "أقدم",
    "later": "أحدث",
    "truncated": "التقاط ناقص: انقطع قبل تمامه",
    "looked_note": "هذه نسخة محفوظة: لا يعمل فيها برنامج، ولا يُجلب شيء من الشبكة، وما لم يُحفظ لا يظهر.",
    "frame": "الصفحة المحفوظة",
    "trouble": "تعذّر ذلك",
    "utc": "ت.ع.م",
}

_ENGLISH = {
    "name": "Warraq",
    "about": "An archive of Arabic wire stories",
    "other_language": "العربية",
    "skip": "Skip to the text",
    "newest": "Kept last",
    "stories": "Stories",
    "texts": "Texts",
    "captures": "Captures",
    "empty": "No story is kept yet. Begin with:",
    "agency": "Agency",
    "outlet": "Outlet",
    "author": "By",
    "dateline": "Place",
    "published": "Published",
    "modified": "Changed",
    "captured": "Captured",
    "original": "Original address",
    "as_it_looked": "As it looked",
    "download": "Download WACZ",
    "package": "In replayweb.page",
    "citation": "The record it came from",
    "file": "File",
    "offset": "Offset",
    "length": "Length",
    "digest": "Digest",
    "record": "Record",
    "versions": "Texts of this address",
    "version": "Text",
    "not_found": "Not here",
    "not_found_why": "Nothing at this address is in this archive.",
    "home": "Front page",
    "to_story": "To the text",
    "earlier": "Earlier",
    "later": "Later",
    "truncated": "Not whole: the capture broke off",
    "looked_note": "A kept copy: no script runs in it, nothing is fetched from the net, and what was not kept is not shown.",
    "frame": "The kept page",
    "trouble": "That did not work",
    "utc": "UTC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the room. `code`: BCP 47. `prefix`: of its addresses; Arabic has none. `other`: that of the other."""

    code: str
    direction: str
    prefix: str
    other: str
    months: tuple[str, ...]
    words: Mapping[str, str]

    def date(self, value: datetime | date | None) -> str:
        """Return a day, with its time in UTC where it has one: "3 نوفمبر 2026، 10:00 ت.ع.م"; "" for None."""
        if value is None:
            return ""
        moment = value.astimezone(UTC) if isinstance(value, datetime) else value
        day = f"{moment.day} {self.months[moment.month - 1]} {moment.year}"
        comma = "،" if self.direction == "rtl" else ","
        return f"{day}{comma} {moment:%H:%M} {self.words['utc']}" if isinstance(moment, datetime) else day

    def number(self, value: int) -> str:
        """Return a number with its thousands apart: 12,345."""
        return f"{value:,}"


ARABIC = Language(code="ar", direction="rtl", prefix="", other="/en", months=MONTHS_AR, words=MappingProxyType(_ARABIC))
ENGLISH = Language(code="en", direction="ltr", prefix="/en", other="", months=MONTHS_EN, words=MappingProxyType(_ENGLISH))
