"""Whose clock a time was read from: «بتوقيت مكة», GMT+3, +03:00."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

CLOCKS = {
    "Asia/Riyadh": "مكه السعوديه الرياض الكويت قطر الدوحه البحرين اليمن",
    "Asia/Baghdad": "بغداد العراق",
    "Asia/Amman": "الاردن عمان",
    "Asia/Damascus": "دمشق سوريا",
    "Asia/Dubai": "الامارات ابوظبي دبي مسقط",
    "Africa/Cairo": "القاهره مصر",
    "Asia/Beirut": "بيروت لبنان",
    "Asia/Hebron": "القدس فلسطين غزه",
    "Africa/Tripoli": "ليبيا طرابلس",
    "Africa/Tunis": "تونس",
    "Africa/Algiers": "الجزائر",
    "Africa/Casablanca": "المغرب الرباط",
    "Africa/Khartoum": "السودان الخرطوم",
    "Europe/Istanbul": "تركيا اسطنبول انقره",
    "Europe/London": "لندن",
    "Europe/Moscow": "موسكو",
    "America/New_York": "واشنطن نيويورك",
    "UTC": "جرينتش غرينتش غرينيتش جرينيتش العالمي",
}
"""«بتوقيت …» → the zone of that clock; places are folded."""

_OFFSET = re.compile(
    r"(?:gmt|utc|ت\.?غ\.?|جرينتش|غرينتش)\s{0,2}(?:([+-])\s{0,1}(\d{1,2}):?(\d{2})?)?|(?<![\d.])([+-])(\d{2}):?(\d{2})(?!\d)"
)
_IN_ZONE = re.compile(r"بتوقيت\s{1,3}(\w{2,12})")
_CLOCK_OF = {place: zone for zone, places in CLOCKS.items() for place in places.split()}


def clock_named(plain: str) -> tzinfo | None:
    """Return the zone that folded text names, by place or by offset; None where it names none."""
    named = _IN_ZONE.search(plain)
    if named and named[1] in _CLOCK_OF:
        return ZoneInfo(_CLOCK_OF[named[1]])
    found = _OFFSET.search(plain)
    if not found:
        return None
    sign, hours, minutes = (found[1], found[2], found[3]) if found[4] is None else (found[4], found[5], found[6])
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return timezone(-ahead if sign == "-" else ahead) if ahead < timedelta(hours=15) else None


def offset_of(mark: str) -> tzinfo | None:
    """Return the zone of an ISO 8601 mark in small letters, such as "z", "+03:00" or "+0300"; None for an empty one."""
    if not mark:
        return None
    if mark == "z":
        return UTC
    minutes = int(mark[1:3]) * 60 + int(mark[-2:] if len(mark) > 3 else 0)
    return timezone(timedelta(minutes=minutes if mark[0] == "+" else -minutes)) if minutes < 24 * 60 else None
