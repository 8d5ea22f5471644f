"""Rules for one source, as data: where its fields stand, what to remove, how its stories end, and until when that holds.

An empty Rules must already give a good article. Rules with an `until` stay: old captures are read with them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.cssselect import CSSSelector, SelectorError
from lxml.html import HtmlElement

from archive.text.backtracking import repeats_within_repeat

ONE = (
    *("article_body", "headline", "alternative_headline", "description", "article_section", "image", "canonical_url"),
    *(
        "publisher",
        "source_organization",
        "dateline",
        "date_published",
        "date_modified",
        "in_language",
        "is_accessible_for_free",
    ),
)
MANY = ("author", "keywords")
FIELDS = (*ONE, *MANY)
"""The fields of an article that a page's elements may give: of MANY all that match count, of ONE the first."""
VALUES = ("datetime", "content", "src", "href")
"""Attributes that hold what an element says, for those that do not show it: <time>, <meta>, <img>, <link>."""
SHOWN = ("a", "area")
"""An anchor says what it shows; only where an address is asked for, its href."""
ADDRESSES = ("image", "canonical_url")
KEYS = ("selectors", "removals", "trailers", "time_zone", "until", "version")
LENGTH_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is known of a source's pages.

    `selectors`: (field, CSS selector); of several for a field the first that finds something wins. `removals`: CSS selectors
    of what is no story. `trailers`: regular expressions; from a line that begins with one, the story is over. `time_zone`:
    IANA, of dates without one, where it is not the source's. `until`: the last day of captures these rules read, or None
    while they hold. `version`: a name for them; None means a digest of their content.
    """

    selectors: tuple[tuple[str, str], ...] = ()
    removals: tuple[str, ...] = ()
    trailers: tuple[str, ...] = ()
    time_zone: str | None = None
    until: date | None = None
    version: str | None = None

    def name(self) -> str:
        """Return the version's name: as declared, "none" for empty rules, else the first 12 digits of a SHA-256."""
        if self.version:
            return self.version
        if self == Rules():
            return "none"
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()[:12]


class BadRules(ValueError):
    """A rule that cannot be used; `key` names it. Callers that know the file wrap it in errors.BadSource."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key, self.why = key, why


def read_rules(table: Mapping[str, object]) -> Rules:
    """Return the rules a TOML table holds: `selectors` (a table), `removals`, `trailers` (arrays) and the other KEYS.

    Raises BadRules for an unknown key or field, a selector that does not parse, a pattern that does not compile, a zone that
    IANA does not know.
    """
    unknown = set(table) - set(KEYS)
    if unknown:
        raise BadRules(min(unknown), f"no such rule; there are {', '.join(KEYS)}")
    until, version = table.get("until"), table.get("version")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise BadRules("until", "must be a date, such as 2024-06-30, without quotes")
    if version is not None and not isinstance(version, str):
        raise BadRules("version", "must be a string")
    return Rules(
        selectors=_selectors(table.get("selectors", {})),
        removals=tuple(_selector("removals", item) for item in _strings("removals", table.get("removals", []))),
        trailers=tuple(_pattern(item) for item in _strings("trailers", table.get("trailers", []))),
        time_zone=_zone(table.get("time_zone")),
        until=until,
        version=version,
    )


def twin_of(versions: Sequence[Rules]) -> int | None:
    """Return the index of the first rules that hold until the same day as others before them; None where all differ."""
    days = [rules.until for rules in versions]
    return next((index for index, day in enumerate(days) if day in days[:index]), None)


def rules_at(versions: tuple[Rules, ...], day: date) -> Rules:
    """Return the rules that read a capture of `day`: the earliest `until` not before it, else those without one."""
    closed = sorted((rules for rules in versions if rules.until and rules.until >= day), key=lambda rules: rules.until or day)
    return closed[0] if closed else next((rules for rules in versions if rules.until is None), Rules())


def remove(tree: HtmlElement, rules: Rules) -> None:
    """Take out of `tree` what the rules say is no story."""
    for selector in rules.removals:
        for element in _compiled(selector)(tree):
            if element.getparent() is not None:
                element.drop_tree()


def select(tree: HtmlElement, rules: Rules, field: str) -> HtmlElement | None:
    """Return the first element that the rules name for `field`; earlier selectors win."""
    found = (element for name, selector in rules.selectors if name == field for element in _compiled(selector)(tree))
    return next(found, None)


def select_texts(tree: HtmlElement, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Return what the rules find in `tree`, by field, on one line each; a field of ONE has one text at most."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for field, selector in rules.selectors:
        if not found[field]:
            texts = (_text_of(element, field) for element in _compiled(selector)(tree))
            said = tuple(dict.fromkeys(text for text in texts if text))
            found[field] = said if field in MANY else said[:1]
    return found


def is_trailer(text: str, rules: Rules) -> bool:
    """Return whether from this line on the rules say that the story is over."""
    return any(re.match(pattern, text[:LENGTH_MAX]) for pattern in rules.trailers)


@lru_cache(maxsize=1_000)
def _compiled(selector: str) -> CSSSelector:
    """Return a CSS selector made ready; making one costs as much as running it on a small page. Raises SelectorError."""
    return CSSSelector(selector)


def _text_of(element: HtmlElement, field: str) -> str:
    if element.tag not in SHOWN or field in ADDRESSES:
        told = next((value for name in VALUES if (value := (element.get(name) or "").strip())), None)
        if told is not None:
            return told
    return " ".join(element.text_content().split())


def _selectors(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise BadRules("selectors", "must be a table of field = selector or array of selectors")
    pairs = []
    for field, given in value.items():
        if field not in FIELDS:
            raise BadRules(f"selectors.{field}", f"no such field; there are {', '.join(FIELDS)}")
        pairs += [(field, _selector(f"selectors.{field}", item)) for item in _strings(f"selectors.{field}", given)]
    return tuple(pairs)


def _strings(key: str, value: object) -> list[str]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) and 0 < len(item) <= LENGTH_MAX for item in items):
        raise BadRules(key, f"must be a string, or an array of strings, of 1 to {LENGTH_MAX} characters")
    return list(items)


def _selector(key: str, selector: str) -> str:
    try:
        _compiled(selector)
    except SelectorError as error:
        raise BadRules(key, f"not a CSS selector: {selector!r}; write one such as div.story or .related > a") from error
    return selector


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        remedy = r"write one such as ^تابعونا على, with \\ before each of ( ) [ ] . * + ? that stands for itself"
        raise BadRules("trailers", f"not a regular expression: {pattern!r} ({error}); {remedy}") from error
    if repeats_within_repeat(pattern):
        raise BadRules("trailers", f"{pattern!r} repeats a repetition, and may never end on some line; write (a+)+ as a+")
    return pattern


def _zone(name: object) -> str | None:
    if name is None:
        return None
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRules("time_zone", f"{name!r} is no IANA time zone; write one such as Asia/Amman") from error
    return str(name)
