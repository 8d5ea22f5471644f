"""When a story was published and changed: the dates a page gives, weighed against each other.

The page's own words near the headline and its metadata are compared. Where both are the same moment, the offset of the
outlet's clock follows. A metadata "Z" with the very digits of the page's clock is local time falsely marked as UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.text.arabic import fold
from archive.text.blocks import Line
from archive.text.dates import read_date
from archive.text.zones import Zone

ABOVE, BELOW = 6, 5
LINE_MAX = 160
QUARTER = timedelta(minutes=15)
SAME = timedelta(seconds=100)
LOCAL = timezone(timedelta(0), "local")
"""Stands for the outlet's clock while its offset is unknown; never returned."""
COUNTRY_ZONES = {
    "eg": "Africa/Cairo",
    "sa": "Asia/Riyadh",
    "ae": "Asia/Dubai",
    "jo": "Asia/Amman",
    "lb": "Asia/Beirut",
    "sy": "Asia/Damascus",
    "iq": "Asia/Baghdad",
    "kw": "Asia/Kuwait",
    "qa": "Asia/Qatar",
    "bh": "Asia/Bahrain",
    "om": "Asia/Muscat",
    "ye": "Asia/Aden",
    "ps": "Asia/Hebron",
    "ly": "Africa/Tripoli",
    "tn": "Africa/Tunis",
    "dz": "Africa/Algiers",
    "ma": "Africa/Casablanca",
    "sd": "Africa/Khartoum",
    "mr": "Africa/Nouakchott",
    "so": "Africa/Mogadishu",
    "dj": "Africa/Djibouti",
    "tr": "Europe/Istanbul",
    "ir": "Asia/Tehran",
    "il": "Asia/Jerusalem",
    "pk": "Asia/Karachi",
}
"""By the last part of the host name."""

_CHANGED = re.compile(r"(?:اخر|احدث) تحديث|تم التحديث|تحديث\s?:|حدث في|updated|modified|تم التعديل|عدل في")
_PUBLISHED = re.compile(r"نشر|تاريخ|كتب|بتاريخ|published|posted|الاضافه|ادرج")
_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)|/((?:19|20)\d{2})(\d{2})(\d{2})(?=[/_-])")
_ASIDE = frozenset((Zone.COMMENTS, Zone.RELATED, Zone.FORM, Zone.HIDDEN))
_ABOVE_ASIDE = _ASIDE | {Zone.CHROME}

Stamp = datetime | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the story was published and last changed; None where the page gives no trustworthy date."""

    published: Stamp | None
    modified: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where dates are looked for: the address, the page's lines, the headline's index, the story's first and last.

    `opening`: what stood before the story's first sentence, such as «بيروت 24-4-2026 (رويترز) - ».
    """

    url: str
    lines: Sequence[Line]
    headline: int
    first: int
    last: int
    opening: str = ""


def zone_for(url: str, time_zone: str | None) -> tzinfo | None:
    """Return the outlet's zone: its source's, else that of the country its host name ends in, else None."""
    host = urlsplit(url).hostname or ""
    name = time_zone or COUNTRY_ZONES.get(host.rsplit(".", 1)[-1])
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def read_dates(
    told: Iterable[str], told_changed: Iterable[str], around: Around, *, now: datetime, zone: tzinfo | None
) -> Dates:
    """Weigh what metadata tell, the dates shown around the headline, and the date in the address."""
    first = _first(told, now, zone or LOCAL)
    shown, changed = _shown(around, now)
    best = _settle(first, shown or (changed if first is None else None), zone) or _in_path(around.url, now)
    best = best or read_date(around.opening, now=now)
    touched = _settle(_first(told_changed, now, zone or LOCAL), changed, zone)
    return Dates(
        published=best, modified=touched if touched and best and _day(touched) >= _day(best) and touched != best else None
    )


def _settle(told: Stamp | None, shown: Stamp | None, zone: tzinfo | None) -> Stamp | None:
    """Choose between what metadata tells and what the page shows, and give the result the outlet's offset."""
    if told is None or shown is None:
        return _placed(told or shown, zone)
    if not isinstance(told, datetime):
        return _placed(shown if _day(told) == _day(shown) else told, zone)
    if told.tzinfo is LOCAL or not isinstance(shown, datetime):
        return _placed(told, zone)
    if shown.tzinfo is not LOCAL:
        return shown if abs(shown - told) < SAME else told
    return _by_clock(told, shown, zone)


def _by_clock(told: datetime, shown: datetime, zone: tzinfo | None) -> datetime:
    """Join an instant told and a local clock shown: where they are a zone apart, that zone is the outlet's."""
    ahead = shown.replace(tzinfo=UTC) - told.astimezone(UTC)
    offset = round(ahead / QUARTER) * QUARTER
    if abs(ahead - offset) > SAME or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return told.astimezone(zone) if zone else told
    if not offset and not told.utcoffset():
        return told if zone is None else told.replace(tzinfo=zone)
    return told.astimezone(zone if zone and told.astimezone(zone).utcoffset() == offset else timezone(offset))


def _placed(stamp: Stamp | None, zone: tzinfo | None) -> Stamp | None:
    """Give a local clock its zone, or only its day when no zone is known; show an instant by the outlet's clock."""
    if not isinstance(stamp, datetime):
        return stamp
    if stamp.tzinfo is LOCAL:
        return stamp.replace(tzinfo=zone) if zone else stamp.date()
    return stamp.astimezone(zone) if zone and stamp.utcoffset() == timedelta(0) else stamp


def _first(values: Iterable[str], now: datetime, zone: tzinfo) -> Stamp | None:
    return next((stamp for value in values if (stamp := read_date(value, now=now, zone=zone)) is not None), None)


def _shown(around: Around, now: datetime) -> tuple[Stamp | None, Stamp | None]:
    """Return the date shown as published and the one shown as changed; nearest to the headline first."""
    published: Stamp | None = None
    changed: Stamp | None = None
    for line in _near(around):
        stamp = _date_of(line, now)
        if stamp is None:
            continue
        plain = fold(line.text)
        if _CHANGED.search(plain) and not _PUBLISHED.search(plain):
            changed = changed or stamp
        elif published is None or (_day(published) == _day(stamp) and not isinstance(published, datetime)):
            published = stamp
    return published, changed


def _near(around: Around) -> Iterable[Line]:
    lines = [line for line in around.lines if line.zone not in _ASIDE and len(line.text) <= LINE_MAX]
    top = around.headline
    yield from (line for line in lines if top <= line.index < around.first)
    yield from (line for line in lines if around.first <= line.index <= around.last and line.zone is Zone.BYLINE)
    yield from (line for line in lines if top - ABOVE <= line.index < top and line.zone not in _ABOVE_ASIDE)
    yield from (
        line for line in lines if around.last < line.index <= around.last + BELOW and _PUBLISHED.search(fold(line.text))
    )


def _date_of(line: Line, now: datetime) -> Stamp | None:
    for element in line.block.iter("time"):
        stamp = read_date(element.get("datetime") or "", now=now, zone=LOCAL)
        if stamp is not None:
            return stamp
    return read_date(line.text, now=now, zone=LOCAL) or _date_in_parts(line, now)


def _date_in_parts(line: Line, now: datetime) -> Stamp | None:
    """Read the line's elements apart, where markup alone stands between a name and a date."""
    text = " ".join(line.block.itertext()) if len(line.block) > 1 else ""
    return read_date(text, now=now, zone=LOCAL) if 0 < len(text) <= LINE_MAX else None


def _in_path(url: str, now: datetime) -> date | None:
    found = _IN_PATH.search(urlsplit(url).path)
    if not found:
        return None
    year, month, day = (found[group] or found[group + 3] for group in (1, 2, 3))
    stamp = read_date(f"{year}-{month}-{day}", now=now)
    return _day(stamp) if stamp else None


def _day(stamp: Stamp) -> date:
    return stamp.date() if isinstance(stamp, datetime) else stamp
