"""The clutter around a story: lists of other stories, sharing, adverts, footers. Each outlet dresses it in its own elements."""

from __future__ import annotations

from collections.abc import Callable

from tests.newsroom.model import Desk, Printed
from tests.newsroom.writing import text

SECTIONS = ("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "صحة", "علوم", "منوعات", "محليات", "رأي", "صور", "فيديو")
ABOUT = ("من نحن", "اتصل بنا", "أعلن معنا", "سياسة الخصوصية", "شروط الاستخدام", "خريطة الموقع", "وظائف")
SHARES = ("فيسبوك", "تويتر", "واتساب", "تيليغرام", "لينكد إن", "نسخ الرابط", "طباعة", "إرسال بالبريد")
MOST_READ = (
    "بالصور.. سوق شعبي يستعيد زواره بعد ترميم دام ثلاثة أعوام",
    "أسعار الذهب اليوم في الأسواق المحلية.. عيار 21 يسجل ارتفاعا",
    "طريقة عمل المقلوبة بالباذنجان على أصولها",
    "حظك اليوم وتوقعات الأبراج",
    "مواعيد مباريات اليوم والقنوات الناقلة",
    "درجات الحرارة المتوقعة في المدن الكبرى غدا",
    "فيديو.. طفل ينقذ قطة عالقة فوق سطح مدرسة",
    "خمس عادات صباحية ينصح بها أطباء القلب",
)


def links(desk: Desk, printed: tuple[Printed, ...], one: str) -> str:
    """Return links to stories, each `one` with {url} and {headline} filled."""
    return "\n".join(one.format(url=text(desk.url(each.path)), headline=text(each.headline)) for each in printed)


def labels(words: tuple[str, ...], one: str, path: Callable[[int], str] = lambda count: f"/page/{count}") -> str:
    """Return menu entries, each `one` with {url} and {label} filled; `path` makes an address of an entry's number."""
    return "\n".join(one.format(url=text(path(count)), label=text(word)) for count, word in enumerate(words))


def others(desk: Desk, printed: Printed, count: int) -> tuple[Printed, ...]:
    """Return up to `count` of the outlet's other stories, those that follow `printed` first."""
    at = desk.printed.index(printed)
    return (*desk.printed[at + 1 :], *desk.printed[:at])[:count]
