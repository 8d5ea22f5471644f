"""Days that addresses name: sitemap-2024-05.xml is of May, /2024/05/17/slug of a day, posts-2019.xml of a year."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from archive.text.dates.addressed import day_in_address, month_in_address

YEARS = range(1990, 2101)
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<gap>[-_./]?)(?P<month>1[0-2]|0[1-9]|(?<=\D)[1-9])(?!\d(?!\d))(?:(?P=gap)(?P<day>3[01]|[12]\d|0[1-9]|(?<=\D)[1-9]))?)?(?!\d)"
)
_ARCHIVE_PATHS = (
    re.compile(r"/(?P<year>(?:19|20)\d\d)(?:[/_.-](?P<month>\d{1,2})(?:[/_.-](?P<day>\d{1,2}))?)?(?:\.\w{3,5}|/)?$"),
    re.compile(r"/(?P<day>\d{1,2})[/_.-](?P<month>\d{1,2})[/_.-](?P<year>(?:19|20)\d\d)(?:\.\w{3,5}|/)?$"),
    re.compile(
        r"/(?:archives?|date|day|daily|calendar|أرشيف|ارشيف)[/_-](?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)?/?$"
    ),
)
_ARCHIVE_NAMES = frozenset(("m", "date", "day", "d", "archive", "archivedate", "month", "from_date", "year", "y"))
_ARCHIVE_VALUE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:[-/.]?(?P<month>\d\d?)(?:[-/.]?(?P<day>\d\d?))?)?")
_LONE_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d[-_./][1-9](?![\d]|[-_./]\d)")
_NUMBER = re.compile(r"\d+")
_PARAMETERS = (("yyyy", "year", "y"), ("mm", "month", "m"), ("dd", "day", "d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `first` to `last`, both within."""

    first: date
    last: date


def span_of_story(url: str) -> Span | None:
    """Return the day, or else the month, that a story's address names."""
    day = day_in_address(url)
    if day is not None:
        return Span(first=day, last=day)
    month = month_in_address(url)
    return _span(*month, None) if month else None


def span_of_archive(url: str) -> Span | None:
    """Return the days of an archive's page, where the address is that of one: /2024/05/, ?m=202405, /archive/6-5-2024."""
    parts = urlsplit(url)
    given = _span_in_parameters(parts.query)
    if given:
        return given
    values = (value for name, value in parse_qsl(parts.query) if name.lower() in _ARCHIVE_NAMES)
    path = unquote(parts.path)
    matches = (*(_ARCHIVE_VALUE.fullmatch(value) for value in values), *(pattern.search(path) for pattern in _ARCHIVE_PATHS))
    spans = (_span(match["year"], match["month"], match["day"]) for match in matches if match)
    return next((span for span in spans if span), None)


def spans_of_lists(urls: Iterable[str]) -> dict[str, Span]:
    """Return the days that sitemaps' names say they cover; those that say none are left out.

    Names that differ in their numbers alone are read together: where one of them is no date (posts-7.xml), none is
    (posts-2019.xml is then the two thousand and nineteenth); where one is a year alone, the others' months may be parts of it,
    and so may a lone 3 in posts-2024-3.xml, unless there are tenths, elevenths and twelfths too.
    """
    families: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        families[_NUMBER.sub("#", url)].append(url)
    spans: dict[str, Span] = {}
    for family in families.values():
        read = {url: span for url in family if (span := _span_in_name(url))}
        if len(read) == len(set(family)):
            spans |= read if _are_told_apart(read) else {url: _year_of(span) for url, span in read.items()}
    return spans


def _are_told_apart(read: dict[str, Span]) -> bool:
    """Return whether what follows the year in these names is surely a month."""
    if any(span == _year_of(span) for span in read.values()):
        return False
    lone = any(_LONE_MONTH.search(url) for url in read)
    return not lone or {10, 11, 12} <= {span.first.month for span in read.values()}


def _year_of(span: Span) -> Span:
    return Span(first=date(span.first.year, 1, 1), last=date(span.last.year, 12, 31))


def _span_in_name(url: str) -> Span | None:
    parts = urlsplit(url)
    given = _span_in_parameters(parts.query)
    if given:
        return given
    found = _DATE.finditer(unquote(f"{parts.path}?{parts.query}"))
    spans = [span for match in found if (span := _span(*(match[part] for part in ("year", "month", "day"))))]
    exact = [span for span in spans if (span.last - span.first).days < 365] or spans  # /2024/sitemap-2024-05.xml is of May
    return Span(first=min(one.first for one in exact), last=max(one.last for one in exact)) if exact else None


def _span_in_parameters(query: str) -> Span | None:
    """Read ?yyyy=2024&mm=05&dd=17 and its like."""
    given = {name.lower(): value for name, value in parse_qsl(query) if value.isascii() and value.isdigit()}
    year, month, day = (next((given[name] for name in names if name in given), None) for names in _PARAMETERS)
    return _span(year, month, day) if year else None


def _span(year: str | int, month: str | int | None, day: str | int | None) -> Span | None:
    """Return the days of a year, a month or a day, or None where there is no such."""
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if first.year not in YEARS:
        return None
    if day:
        return Span(first=first, last=first)
    last_month = int(month or 12)
    return Span(first=first, last=date(first.year, last_month, calendar.monthrange(first.year, last_month)[1]))
