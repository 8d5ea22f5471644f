"""Dates as Arabic pages write them → an aware datetime, a plain date, or None. None is better than a wrong one.

Read are ISO 8601 and RFC 822; days with month names of the Gulf and Egypt, the Levant and Iraq, the Maghreb, and doubled
(«أبريل/ نيسان»); Hijri (Umm al-Qura); numbers with the day first; «منذ ساعتين», «أمس»; Arabic-Indic and Persian digits.
A month or a year alone is no date, so no date falls on the 1st of January unless the page says so.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from hijridate import Hijri

from archive.text.arabic import fold
from archive.text.clocks import clock_named, offset_of
from archive.text.months import HIJRI_MONTHS, MONTHS, numbers_of

LENGTH_MAX = 300
EARLIEST = date(1995, 1, 1)
"""Arabic newspapers came to the web in 1995; an earlier date is another thing's."""
AHEAD = timedelta(hours=26)
"""Clocks differ, and local times marked as UTC lie up to 14 hours ahead; more is the future."""

_NUMBER_OF = {fold(name): number for name, number in numbers_of(MONTHS).items()}
_HIJRI_NUMBER_OF = numbers_of(HIJRI_MONTHS)


def _any_of(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTH = rf"(?<!\w)(?:{_any_of(_NUMBER_OF)})(?!\w)"
_HIJRI_MONTH = rf"(?<!\w)(?:{_any_of(_HIJRI_NUMBER_OF)})(?!\w)"
_SEP = r"[\s،,./-]{1,4}"
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:t|\s{1,2}|\s?-\s?)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(\s?(?:z(?!\w)|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d)))?)?(?![\d-])"
)
_RFC822 = re.compile(r"\d{1,2}[ -][a-z]{3}[ -]\d{4} \d{2}:\d{2}(?::\d{2})? ?(?:[+-]\d{4}|gmt|utc|est|edt|z)")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:{_SEP}|\s?من\s)({_MONTH})(?:\s?[/\\(-]\s?({_MONTH})\)?)?(?:{_SEP}|\s?عام\s|\s?سنه\s)(\d{{4}})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"({_MONTH})(?:\s?[/\\]\s?({_MONTH}))?{_SEP}(\d{{1,2}})(?:st|nd|rd|th)?{_SEP}(\d{{4}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}}){_SEP}({_MONTH}){_SEP}(\d{{1,2}})(?!\d)")
_HIJRI_NAMED = re.compile(rf"(?<!\d)(\d{{1,2}})(?:{_SEP}|\s?من\s)({_HIJRI_MONTH}){_SEP}(?:عام\s|سنه\s)?(1[34]\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.-])(?<!\d:)(\d{1,4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?![\d/]|[.:-]\d)")
_HIJRI_MARK = re.compile(r"^\s{0,3}(?:هـ|ه)(?!\w)")
_TIME = re.compile(
    r"(?<![\d:/.-])(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)\s{0,3}(صباحا|مساء|ظهرا|فجرا|ليلا|عصرا|am|pm|ص|م|ق\.ظ|ب\.ظ)?(?!\w)"
)
_HALF_BEFORE = re.compile(r"(صباحا|مساء|am|pm|(?<!\w)ص|(?<!\w)م)\s{0,2}$")
_AGO = re.compile(
    r"(?:منذ|قبل)\s{1,3}(?:حوالي\s|نحو\s)?(?:(\d{1,3}|واحده?|ثلاثه?|اربعه?|خمسه?|سته?|سبعه?|ثماني?ه?|تسعه?|عشره?)\s{1,3})?(ثانيه|ثوان|دقيقتين|دقيقه|دقائق|ساعتين|ساعه|ساعات|يومين|يوما?|ايام|اسبوعين|اسبوع|اسابيع)(?!\w)"
)
_COUNTS = {"واحد": 1, "ثلاث": 3, "اربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثمان": 8, "تسع": 9, "عشر": 10}
_SECONDS = {"ثان": 1, "ثوا": 1, "دقي": 60, "دقا": 60, "ساع": 3600, "يوم": 86400, "ايا": 86400, "اسب": 604800, "اسا": 604800}
_LATE = ("مساء", "pm", "م", "عصرا", "ب.ظ")


def read_date(text: str, *, now: datetime, zone: tzinfo | None = None) -> datetime | date | None:
    """Return the first date in `text`: aware where a time and a zone are known, else a plain date; None when in doubt.

    `now`: the capture's moment, aware; nothing later is believed. `zone`: of the outlet, for times that name none.
    """
    plain = fold(text[:LENGTH_MAX]).replace("\u066b", ".")
    for reader in (_read_iso, _read_rfc822, _read_calendar, _read_relative):
        found = reader(plain, now, zone)
        if found is not None:
            return found if _believable(found, now) else None
    return None


def mentions_date(text: str) -> bool:
    """Return whether `text` holds a full date in any form, believable or not."""
    plain = fold(text[:LENGTH_MAX])
    return bool(
        _ISO.search(plain) or _read_named(plain) or _read_numeric(plain) or _HIJRI_NAMED.search(plain) or _AGO.search(plain)
    )


def _believable(found: datetime | date, now: datetime) -> bool:
    day = found.date() if isinstance(found, datetime) else found
    return day >= EARLIEST and (found <= now + AHEAD if isinstance(found, datetime) else day <= (now + AHEAD).date())


def _read_iso(plain: str, _now: datetime, zone: tzinfo | None) -> datetime | date | None:
    found = _ISO.search(plain)
    if not found or _HIJRI_MARK.match(plain[found.end() :]) or int(found[1]) < 1900:
        return None
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if day is None or found[4] is None:
        return day if day is None else _with_time(day, plain, found.span(), zone)
    hour = _with_half(int(found[4]), plain[found.end() : found.end() + 8])
    clock = _clock(hour, int(found[5]), int(found[6] or 0))
    stamp = offset_of((found[7] or "").strip()) or clock_named(plain) or zone
    return datetime.combine(day, clock, stamp) if clock and stamp else day


def _with_half(hour: int, after: str) -> int:
    half = re.match(r"\s{0,2}(صباحا|مساء|am|pm|ص|م)(?!\w)", after)
    return _hour(hour, half[1] if half else None)


def _read_rfc822(plain: str, _now: datetime, _zone: tzinfo | None) -> datetime | None:
    found = _RFC822.search(plain)
    if not found:
        return None
    try:
        stamp = parsedate_to_datetime(found[0].replace("-", " ", 2) if found[0][2:3] == "-" else found[0])
    except ValueError:
        return None
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _read_calendar(plain: str, _now: datetime, zone: tzinfo | None) -> datetime | date | None:
    for reader in (_read_named, _read_numeric, _read_hijri):
        found = reader(plain)
        if found is not None:
            day, span = found
            return _with_time(day, plain, span, zone)
    return None


Found = tuple[date, tuple[int, int]]


def _read_named(plain: str) -> Found | None:
    candidates = []
    for pattern, order in ((_DAY_MONTH_YEAR, (4, 2, 1)), (_MONTH_DAY_YEAR, (4, 1, 3)), (_YEAR_MONTH_DAY, (1, 2, 3))):
        found = pattern.search(plain)
        if found:
            year, month, day = (found[place] for place in order)
            value = _day(int(year), _NUMBER_OF[month], int(day))
            candidates.append((found.start(), value, found.span()))
    candidates.sort(key=lambda candidate: candidate[0])
    return next(((value, span) for _, value, span in candidates if value), None)


def _read_numeric(plain: str) -> Found | None:
    for found in _NUMERIC.finditer(plain):
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            year, month, day = first, second, third
        elif len(found[4]) in {2, 4}:
            year, month, day = third + (2000 if len(found[4]) == 2 else 0), second, first
        else:
            continue
        if month > 12 >= day and len(found[1]) != 4:
            month, day = day, month  # the American order, when no other reading is possible
        is_hijri = 1300 < year < 1500 or _HIJRI_MARK.match(plain[found.end() :]) is not None
        value = (
            _hijri_day(third if len(found[4]) != 2 else 1400 + third, second, first) if is_hijri and len(found[1]) < 3 else None
        )
        value = _hijri_day(year, month, day) if is_hijri and value is None else value if is_hijri else _day(year, month, day)
        if value:
            return value, found.span()
    return None


def _read_hijri(plain: str) -> Found | None:
    found = _HIJRI_NAMED.search(plain)
    value = _hijri_day(int(found[3]), _HIJRI_NUMBER_OF[found[2]], int(found[1])) if found else None
    return (value, found.span()) if found and value else None


def _read_relative(plain: str, now: datetime, zone: tzinfo | None) -> datetime | date | None:
    found = _AGO.search(plain)
    local = now.astimezone(zone) if zone else now
    if not found:
        if re.search(r"(?<!\w)(?:يوم )?امس(?!\w)", plain):
            return _with_time(local.date() - timedelta(days=1), plain, (0, 0), zone)
        return (
            _with_time(local.date(), plain, (0, 0), zone)
            if re.search(r"(?<!\w)اليوم(?!\w)", plain) and _TIME.search(plain)
            else None
        )
    unit = found[2]
    count = 2 if unit.endswith("ين") and len(unit) > 4 else _count(found[1])
    ago = timedelta(seconds=count * _SECONDS[unit[:3]])
    return (local - ago).replace(second=0, microsecond=0) if _SECONDS[unit[:3]] < 86400 else (local - ago).date()


def _count(word: str | None) -> int:
    if not word:
        return 1
    return int(word) if word.isdigit() else next((count for stem, count in _COUNTS.items() if word.startswith(stem)), 1)


def _with_time(day: date, plain: str, span: tuple[int, int], zone: tzinfo | None) -> datetime | date:
    """Join the time nearest after the date, or before it, when a zone is known; a time without a zone is no instant."""
    after = plain[span[1] : span[1] + 60]
    before = plain[max(0, span[0] - 40) : span[0]]
    found = _TIME.search(after) or _TIME.search(before)
    stamp = clock_named(plain) or zone
    if not found or stamp is None:
        return day
    source = after if found.string == after else before
    half = found[4] or (match[1] if (match := _HALF_BEFORE.search(source[: found.start()])) else None)
    clock = _clock(_hour(int(found[1]), half), int(found[2]), int(found[3] or 0))
    return datetime.combine(day, clock, stamp) if clock else day


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    if half in _LATE or (half == "ظهرا" and hour < 11) or (half == "ليلا" and 6 <= hour < 12):
        return hour % 12 + 12
    return hour if half == "ظهرا" else hour % 12


def _clock(hour: int, minute: int, second: int) -> time | None:
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hijri_day(year: int, month: int, day: int) -> date | None:
    """Umm al-Qura; hijridate knows 1343 to 1500."""
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)
