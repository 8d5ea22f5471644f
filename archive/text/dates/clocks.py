"""Times of day beside a date, and whose clock they were read from: «بتوقيت مكة», GMT+3, +03:00, the outlet's country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.text.dates.months import WORDS, any_of, folded
from archive.text.origin.agencies import country_at

LOCAL = timezone(timedelta(0), "local")
"""Stands for the outlet's clock while its offset is unknown; never leaves archive.text."""
AFTER_MAX, BEFORE_MAX = 60, 40
"""Characters from a date within which its time stands."""
GENERIC_LOCALES = frozenset(("ar", "sa", "us", "gb"))
"""Countries that locales name without meaning them: "ar_AR" of Open Graph, Windows' first Arabic, programs' defaults."""

_HALVES = {word: kind for kind in ("morning", "noon", "night", "evening") for word in folded(WORDS["marks"][kind])}
_HALF = any_of(_HALVES)
_TIME = re.compile(
    rf"(?<![\d:/.-])(\d{{1,2}})(?::|\s?h\s?|\s?سا\s)(\d{{2}})(?::(\d{{2}})(?:[.,]\d{{1,9}})?)?(?!\d)(?P<offset>z(?!\w)|\s?\+\d{{2}}:?\d{{2}}|\s?\+\d{{2}}(?![\d:])|\s?-\d{{4}}(?!\d)|-\d{{2}}(?::\d{{2}})?(?![\d/-]))?(?:[\s,]{{0,3}}(?P<half>{_HALF}))?"
)
_HALF_BEFORE = re.compile(rf"(?P<half>{_HALF})[\s,:]{{0,3}}$")
_CLOCK_OF = {place: zone for zone, places in WORDS["clocks"].items() for place in folded(places)}
_LETTERS = {letters: int(minutes) for minutes, names in WORDS["letters"].items() for letters in folded(names)}
_UTC_NAMES = "|".join(sorted({*folded(WORDS["clocks"]["UTC"]), "gmt", "utc"}, key=len, reverse=True))
_PLACED = re.compile(r"(?:بتوقيت|توقيت|بتوقيتات|به وقت)\s{1,3}\(?([^\W\d]{2,12})(?:\s([^\W\d]{2,12}))?")
_OFFSET = re.compile(
    rf"(?<![^\W\d])(?:{_UTC_NAMES}|ت\.?\s?غ)\.?\s{{0,2}}(?:(?P<sign>[+-])\s?(?P<hours>\d{{1,2}}):?(?P<minutes>\d{{2}})?(?!\d)|(?![^\W\d]))"
)
_OFFSET_FIRST = re.compile(rf"(?P<sign>[+-])(?P<hours>\d{{1,2}})(?P<minutes>)\s?(?:{_UTC_NAMES})(?![^\W\d])")
_IN_BRACKETS = re.compile(r"\s{0,2}\((?:بتوقيت\s)?([^\W\d][^\d()]{1,20})\)")
_LETTERED = re.compile(rf"(?<![^\W])(?:{'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as printed. `zone`: as it says itself ("z", "+03:00", «(مكة المكرمة)»), or None."""

    at: time
    zone: tzinfo | None


def clock_beside(plain: str, start: int, end: int, first: int, last: int) -> Clock | None:
    """Return the time nearest to the date at `start`:`end` of folded text, within `first`:`last`; after it when in doubt."""
    after = _TIME.search(plain, end, min(last, end + AFTER_MAX))
    begin = max(first, start - BEFORE_MAX)
    before = next(reversed([*_TIME.finditer(plain, begin, start)]), None)
    found = after or before
    if found is None:
        return None
    if after and before and after.start() - end > start - before.end():
        found = before
    between = plain[end if found is after else begin : found.start()]
    half, hour = found["half"] or _half_before(between), int(found[1])
    if half == "م" == between.strip() and hour <= 12:
        return None  # «٢٠٢٦ م ١٠:٣٠»: the mark of the year, or of the afternoon
    at = _time(_hour(hour, half), int(found[2]), int(found[3] or 0))
    return (
        Clock(at=at, zone=offset_of((found["offset"] or "").strip()) or _zone_beside(plain, found, first, last)) if at else None
    )


def _zone_beside(plain: str, found: re.Match[str], first: int, last: int) -> tzinfo | None:
    """Return the zone named right after a time, in brackets or where another clock's time stands beside it."""
    rest = plain[found.end() : last]
    in_brackets = _IN_BRACKETS.match(rest)
    name = _CLOCK_OF.get(in_brackets[1].strip()) if in_brackets else None
    if name:
        return UTC if name == "UTC" else ZoneInfo(name)
    following = next((one for one in _TIME.finditer(rest) if not rest[: one.start()].endswith(("+", "-"))), None)
    is_one_of_several = following is not None or _TIME.search(plain, first, found.start()) is not None
    return clock_named(rest[: following.start()] if following else rest) if is_one_of_several else None


def clock_named(plain: str) -> tzinfo | None:
    """Return the zone that folded text names: by a place, by its distance from Greenwich, or by letters; or None."""
    for found in _PLACED.finditer(plain):
        name = _CLOCK_OF.get(f"{found[1]} {found[2]}") or _CLOCK_OF.get(found[1])
        if name and name != "UTC":
            return ZoneInfo(name)
    found_offset = _OFFSET_FIRST.search(plain) or _OFFSET.search(plain)
    if found_offset:
        minutes = int(found_offset["hours"] or 0) * 60 + int(found_offset["minutes"] or 0)
        return _zone_ahead(-minutes if found_offset["sign"] == "-" else minutes)
    lettered = _LETTERED.search(plain)
    return _zone_ahead(_LETTERS[lettered[0]]) if lettered else None


def offset_of(mark: str) -> tzinfo | None:
    """Return the zone of an ISO 8601 mark in small letters, such as "z", "+03:00" or "+0300"; None for an empty one."""
    if not mark:
        return None
    if mark == "z":
        return UTC
    minutes = int(mark[1:3]) * 60 + int(mark[-2:] if len(mark) > 3 else 0)
    return _zone_ahead(minutes if mark[0] == "+" else -minutes)


def zone_for(url: str, time_zone: str | None, locales: Iterable[str] = ()) -> tzinfo | None:
    """Return the outlet's zone: its source's, else of the country its host name ends in, its locales name, or its name has.

    Else that of the agency whose own site it is.

    `locales`: such as "ar_EG", "ar-TN", or a country's code; those that programs put by default are no sign.
    """
    host = urlsplit(url).hostname or ""
    country = host.rsplit(".", 1)[-1]
    told = time_zone or WORDS["countries"].get(country) or _zone_of_locales(locales)
    name = told or _zone_of_name(host) or _zone_of_agency(url)
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _zone_of_locales(locales: Iterable[str]) -> str | None:
    """Return the one zone that the locales name; none where they name two."""
    codes = {parts[-1].lower() for locale in locales if len(parts := re.split(r"[_-]", locale.strip())) in {1, 2}}
    names = {WORDS["countries"][code] for code in codes - GENERIC_LOCALES if code in WORDS["countries"]}
    return names.pop() if len(names) == 1 else None


def _zone_of_name(host: str) -> str | None:
    """Return the zone of the one country that the host's name has in it («libya24», «news-sy»)."""
    words = [word for word in re.split(r"[.-]", host.rpartition(".")[0]) if word != "www"]
    named = {
        code
        for code, names in WORDS["host_names"].items()
        for word in words
        if any(word.startswith(name) or word.endswith(name) for name in names)
    }
    named |= {word for word in words if "-" in host and word in WORDS["host_names"]}
    zones = {WORDS["countries"][code] for code in named}
    return zones.pop() if len(zones) == 1 else None


def _zone_of_agency(url: str) -> str | None:
    """Return the zone of an Arab agency's own site; those of others write for readers elsewhere."""
    country = country_at(url)
    return WORDS["countries"].get(country) if country not in WORDS["abroad"]["countries"] else None


def _zone_ahead(minutes: int) -> tzinfo | None:
    if abs(minutes) > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _half_before(text: str) -> str | None:
    found = _HALF_BEFORE.search(text)
    return found["half"] if found else None


def _hour(hour: int, half: str | None) -> int:
    """Return the hour of 24."""
    kind = _HALVES[half] if half else None
    if kind is None or hour > 12:
        return hour
    if kind == "evening" or (kind == "noon" and hour < 11) or (kind == "night" and 6 <= hour < 12):
        return hour % 12 + 12
    return hour if kind == "noon" else hour % 12


def _time(hour: int, minute: int, second: int) -> time | None:
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
