"""A small archive that has some of everything that the room shows: versions, edits, a removal, printings, hostile words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from archive.catalog.ids import article_id
from archive.links import Claim, Link
from tests.archive.room.shelf import NOW, Room, Shelf

DAY = 24 * 60

HOSTILE = (
    '<script>document.title="ran"</script>',
    '"><img src=x onerror="document.title=\'ran\'">',
    "'-alert(1)-'",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg onload=alert(1)>",
    "\u202eمعكوس\u202c \u2067عنوان\u2069\u200f<b>",
    "\u202e\u2066مفتوح لا يُغلق",
    "</bdi></main><script>alert(1)</script>",
    "كلمة" * 80,
    "\x1b[31m\x07\ufeff\ud800 ﷽ ﷺ",
)
"""Headlines that would run, turn the line round or burst it, were they taken for more than words."""

PORT = (
    "أعلنت هيئة الموانئ اليوم الأحد استئناف العمل في مرفأ السلّوم بعد توقف دام 12 يومًا بسبب الأمواج العالية.",
    "وقال المتحدث باسم الهيئة فؤاد الديب إن 7 سفن محمّلة بالحبوب دخلت المرفأ منذ الفجر، وإن 3 أخرى تنتظر في المرسى.",
    "وأضاف أن فرق الصيانة أصلحت رصيفين وأعادت الرافعة الكبرى إلى الخدمة قبل الموعد بيومين.",
    "وكانت نقابة الصيادين طالبت بتعويض أصحاب المراكب الصغيرة الذين بقيت شباكهم على الشاطئ طوال الأسبوعين الماضيين.",
    "ويستقبل المرفأ نحو 40 سفينة في الشهر، ويعمل فيه 900 عامل من أبناء المدينة والقرى المجاورة.",
    "ومن المنتظر أن تزور لجنة برلمانية المرفأ الأسبوع المقبل للوقوف على سير العمل وبحث توسعة الأرصفة الشرقية.",
)
MARKET = (
    "افتتح رئيس بلدية نابلس صباح الثلاثاء سوق الكتب القديمة بعد ترميم استمر عامين.",
    "وشارك في الافتتاح 45 ناشرًا من 6 بلدان عربية، وقدّم عازفون ألحانًا شعبية في باحة الخان.",
    "وقالت المهندسة ريم الخياط إن الترميم حافظ على الأقواس الحجرية والأبواب الخشبية كما كانت.",
)


@dataclass(frozen=True)
class Library:
    """`ids`: of the stories, by the names that `filled` gives them. `room`: where they are read."""

    home: Path
    room: Room
    ids: Mapping[str, str]

    def path(self, name: str, prefix: str = "") -> str:
        """Return the address of a story's page."""
        return f"{prefix}/story/{self.ids[name]}"


def filled(shelf: Shelf) -> dict[str, str]:
    """Put the stories onto the shelf; return their ids by name."""
    kept = Keeper(shelf)
    _put_printings(kept)
    _put_versions(kept)
    _put_removal(kept)
    _put_others(kept)
    for number, words in enumerate(HOSTILE):
        told = words.encode("utf-8", "replace").decode()  # what a page gives is no surrogate
        beside = {"alternative_headline": told, "author": (told,), "publisher": told, "dateline": told, "description": told}
        named = {"source_organization": told, "article_section": told, "in_language": told, "keywords": (told,)}
        kept.put(f"hostile-{number}", "madar", f"{told}\n{told}", headline=told, minutes=300 + number, **beside, **named)
    return kept.ids


class Keeper:
    """Puts stories onto a shelf, each listed by its source before it is kept. `ids`: by name."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._bodies = shelf, count()
        self.ids: dict[str, str] = {}

    def put(self, name: str, source: str, body: str | tuple[str, ...], *, minutes: float, **fields: Any) -> None:
        url, text = f"https://{source}.example/news/{name}", body if isinstance(body, str) else "\n".join(body)
        self.ids.setdefault(name, article_id(url))
        listed_at, claim = NOW + timedelta(minutes=minutes - 1), Claim(title=fields.get("headline"))
        feed = f"https://{source}.example/rss"
        self._shelf.catalog.list_links([Link(url=url, source=source, listed_at=listed_at, listed_in=feed, claim=claim)])
        page = f"<!doctype html><meta charset=utf-8><p>{next(self._bodies)} {text}"
        fetch = self._shelf.put(url, page.encode("utf-8", "replace"), minutes=minutes, source=source)
        told = {"publisher": TITLES[source], "date_published": NOW + timedelta(minutes=minutes - 5)}
        self._shelf.tell(fetch, text, **(told | fields))

    def lose(self, name: str, source: str, *, minutes: float) -> None:
        """Look at a story that is gone, while its site answers."""
        self._shelf.put(f"https://{source}.example/", "<p>", minutes=minutes - 5, source=source)
        url = f"https://{source}.example/news/{name}"
        self._shelf.miss(self._shelf.put(url, "<p>gone", minutes=minutes, source=source, status=404))


TITLES = {
    "wakala": "وكالة المدار للأنباء",
    "madar": "صحيفة المدى",
    "jusur": "جسور",
    "sunbula": "السنبلة",
    "herald": "The Coast Herald",
}
"""The outlets, by their sources' names."""


def _put_printings(kept: Keeper) -> None:
    """A wire story and what three outlets made of it: whole, cut with the credit dropped, and with a number altered."""
    agency = "الأناضول"
    kept.put("port", "wakala", PORT, minutes=0, headline="استئناف العمل في مرفأ السلّوم بعد 12 يومًا", source_organization=agency)
    headline = "مرفأ السلّوم يعود إلى العمل بعد توقف دام 12 يومًا"
    kept.put("port-whole", "madar", PORT, minutes=20, headline=headline, source_organization=agency, article_section="اقتصاد")
    headline = "سفن الحبوب تدخل السلّوم من جديد"
    kept.put("port-cut", "jusur", PORT[:4], minutes=55, headline=headline, source_organization=None, article_section="محليات")
    other = tuple(line.replace("7 سفن", "9 سفن") for line in PORT[:5])
    headline = "المرفأ يستقبل 9 سفن"
    kept.put("port-other", "sunbula", other, minutes=130, headline=headline, source_organization=agency, dateline="السلّوم")


def _put_versions(kept: Keeper) -> None:
    """A story of four texts: corrected and said so, changed silently in a number, its sentences moved and one taken out."""
    said = {
        "headline": "نابلس تفتتح سوق الكتب القديمة",
        "source_organization": "وفا",
        "dateline": "نابلس",
        "article_section": "ثقافة",
    }
    kept.put("market", "wakala", MARKET, minutes=60, **said)
    corrected = (*MARKET, "تصحيح: ورد في نسخة سابقة أن الترميم استمر عامًا واحدًا، والصحيح أنه استمر عامين.")
    modified = NOW + timedelta(minutes=90)
    kept.put("market", "wakala", corrected, minutes=95, **said, date_modified=modified)
    silent = tuple(line.replace("45", "54") for line in corrected)
    kept.put("market", "wakala", silent, minutes=200, **said, date_modified=modified)
    moved = (silent[0], silent[2], silent[1].partition("،")[0] + ".", *silent[3:])
    said["headline"] = "سوق الكتب القديمة في نابلس تفتح أبوابها"
    kept.put("market", "wakala", moved, minutes=260, **said, date_modified=modified)


def _put_removal(kept: Keeper) -> None:
    kept.put(
        "gone",
        "jusur",
        "قالت مصادر إن الوزير سيزور المدينة غدًا.\nولم يصدر بيان رسمي.",
        minutes=30,
        headline="زيارة مرتقبة للوزير",
    )
    for minutes in (DAY, 2 * DAY + 30):
        kept.lose("gone", "jusur", minutes=minutes)


def _put_others(kept: Keeper) -> None:
    """Stories that lack what others have: an agency, a time, Arabic letters, a place."""
    kept.put(
        "herald",
        "herald",
        "The council voted on Monday to reopen the harbour road.\nWork will take three weeks.",
        minutes=-2 * DAY,
        headline="Harbour road to reopen",
        in_language="en",
        source_organization="Reuters",
        dateline="Tripoli",
        date_published=date(2026, 11, 1),
        author=("Nadia Haddad", "Sami Aoun"),
    )
    kept.put(
        "bare",
        "sunbula",
        "سقطت أمطار غزيرة على الساحل ليلة أمس.",
        minutes=-DAY,
        headline="أمطار غزيرة على الساحل",
        source_organization=None,
        dateline=None,
        date_published=None,
        in_language=None,
        publisher=None,
    )
    for number, (agency, place, section) in enumerate(ORDINARY):
        words = f"عقد مجلس {place} جلسته رقم {number + 20} وناقش خطة المياه والطرق.\nوأقرّ المجلس بناء {number + 2} مدارس جديدة في {place}."
        fields = {"headline": f"مجلس {place} يقرّ بناء {number + 2} مدارس", "source_organization": agency, "dateline": place}
        kept.put(f"council-{number}", "madar", words, minutes=-600 + 47 * number, article_section=section, **fields)


ORDINARY = (
    ("وفا", "رام الله", "سياسة"),
    ("وفا", "الخليل", "محليات"),
    ("فرانس برس", "بيروت", "سياسة"),
    ("فرانس برس", "صيدا", "اقتصاد"),
    ("الأناضول", "إسطنبول", "سياسة"),
    ("رويترز", "عمّان", "اقتصاد"),
    ("سبوتنيك", "دمشق", None),
    ("شينخوا", "القاهرة", "محليات"),
)
