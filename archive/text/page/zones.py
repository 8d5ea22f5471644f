"""Places of a page that are not the story: told by element names, roles, and class names, English or Arabic ones."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement


class Zone(StrEnum):
    """What kind of place a line stands in."""

    COMMENTS = "comments"
    RELATED = "related"
    SHARE = "share"
    CAPTION = "caption"
    FORM = "form"
    CHROME = "chrome"
    TAGS = "tags"
    HIDDEN = "hidden"
    BYLINE = "byline"


NAMES = Path(__file__).with_name("names.toml")

_TAGS = {
    "nav": Zone.CHROME,
    "footer": Zone.CHROME,
    "aside": Zone.RELATED,
    "form": Zone.FORM,
    "figcaption": Zone.CAPTION,
    "amp-carousel": Zone.RELATED,
}
_ROLES = {
    "navigation": Zone.CHROME,
    "search": Zone.FORM,
    "complementary": Zone.RELATED,
    "contentinfo": Zone.CHROME,
    "dialog": Zone.CHROME,
}
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CUTS = re.compile(r"[^A-Za-z0-9]+")
_NEGATED = frozenset(("no", "not", "has", "have", "with", "without", "hide", "is", "single", "js", "elementor"))
"""First words of names that say nothing: negations, states, and a page builder whose every block is a "widget"."""
_PAIRS_MAX = 12
SPELLING_MAX = 14
_HIDING = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_NEVER_BY_NAME = frozenset(("html", "body", "main", "p", "h1", "b", "strong", "em", "i", "font"))
_STORY_NAMES = re.compile(
    r"article-?body|entry-content|post-?content|post-?body|article-?content|article-?text|story-?body|field-name-body|news-?(?:body|text|content|details)|td-post-content|content-?inner",
    re.IGNORECASE,
)


def zone_of(element: HtmlElement) -> Zone | None:
    """Return the zone that `element` opens, or None for one that may hold the story."""
    tag = element.tag
    if tag in _TAGS:
        return _TAGS[tag]
    attributes = element.attrib
    if not attributes:
        return None
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDING.search(attributes.get("style", "")):
        return Zone.HIDDEN
    role = _ROLES.get(attributes.get("role", ""))
    if role:
        return role
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    return zone_of_names(names[:300]) if tag not in _NEVER_BY_NAME and len(names) > 1 else None


def is_story_name(element: HtmlElement) -> bool:
    """Return whether the element says that it holds the story: itemprop, or the class names that themes use."""
    if element.get("itemprop") == "articleBody":
        return True
    return _STORY_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"[:300]) is not None


@lru_cache(maxsize=4096)
def zone_of_names(names: str) -> Zone | None:
    """Return the zone told by class and id names: each word, and each two words joined («related-posts», «readMore»)."""
    if _STORY_NAMES.search(names):
        return None
    for name in names.split()[:_PAIRS_MAX]:
        words = [word.lower() for word in _CUTS.split(_HUMPS.sub("-", name)) if word]
        if words and words[0] in _NEGATED:
            continue
        zone = next((zone for word in (*words, *map("".join, pairwise(words))) if (zone := _zone_of_word(word))), None)
        if zone is not None:
            return zone
    return None


def _zone_of_word(word: str) -> Zone | None:
    zone = _zones().get(word)
    if zone is not None or len(word) > SPELLING_MAX:
        return zone
    spelled = spellings().fullmatch(word)
    return Zone(spelled.lastgroup) if spelled and spelled.lastgroup else None


@cache
def spellings() -> re.Pattern[str]:
    """Return the pattern of Arabic words in Latin letters, a group a zone."""
    groups: dict[str, list[str]] = _read()["spellings"]
    return re.compile("|".join(f"(?P<{zone}>{'|'.join(patterns)})" for zone, patterns in groups.items()))


@cache
def _zones() -> dict[str, Zone]:
    groups = {zone: names for zone, names in _read().items() if zone != "spellings"}
    return {name: Zone(zone) for zone, names in groups.items() for name in names}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(NAMES.read_text("utf-8"))
