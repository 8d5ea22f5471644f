"""What an address alone says: a number, a date, a long slug are a story's; /tag/, /page/2 and a picture are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl, unquote, urlsplit

INDEX_WORDS = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|cats?|sections?|authors?|writers?|pages?|search|login|register|user|account|about|contact"
    r"|about-us[^/]*|contact-us[^/]*|privacy[^/]*|terms(?:-(?:of|and)[^/]*)?|cookies?|polic(?:y|ies)|advertis(?:e|ing)[^/]*|ads"
    r"|subscri(?:be|ptions?)[^/]*|newsletters?|rss|feeds?|archives?|sitemap|print|videos?|photos?|galler(?:y|ies)|albums?"
    r"|programs?|programmes?|podcasts?|keywords?|contributors?|columnists?|static|apps|click|shows|episodes?|polls?|vote|jobs|careers|help|prayer-times[^/]*|weather|horoscopes?"
    r"|كاتب|كتاب|وسم|وسوم|تصنيف|قسم|صفحة|بحث|اتصل[^/]*|من-نحن|سياسة-الخصوصية[^/]*|شروط[^/]*|برامج)(?:[/.?]|$)",
    re.IGNORECASE,
)
INDEX_SCRIPTS = re.compile(
    r"(?:list|categor(?:y|ies)|cat|sec|section|album|gallery|poll|vote|print|send\w*|archives?|search|login|register|page|tags?"
    r"|author|writer|contact\w*|about\w*|links|rss)s?\.(?:aspx?|php|jsp|cfm|html?)$",
    re.IGNORECASE,
)
INDEX_VALUES = re.compile(
    r"(?:com_(?!content|k2)\w+|categor(?:y|ies)|sections?|archive|search|login|register|tags?|authors?|contact|polls?)",
    re.IGNORECASE,
)
INDEX_NAMES = re.compile(
    r"(?:cat|cat_?id|category|section|sec|sec_?id|tag|author|page|page_?id|album_?id|search\w*|q|s|year|month|day|lang|itemid|banner|ads?|ad_?id)",
    re.IGNORECASE,
)
INDEX_FILES = re.compile(
    r"/(?:videos?|albums?|galler(?:y|ies)|photos?|polls?|writers?|authors?|tags?)[-_][^/]*\.(?:aspx?|php|html?)$", re.IGNORECASE
)
FILES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|apk|xml|rss|css|js|json|docx?)$", re.IGNORECASE)
DATE = re.compile(r"(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2])[/-]?(?:0?[1-9]|[12]\d|3[01])?(?!\d)")
DATE_ALONE = re.compile(r"/(?:19|20)\d{2}(?:[/-]\d{1,2}){1,2}/?$")
NUMBER = re.compile(r"\d+")
SLUG = re.compile(r"[^\W\d_]{2,}")
ID = re.compile(r"\A(?=.*\d)(?=.*[a-z])[a-z0-9]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
KEYWORD = re.compile(r"[a-z_]*", re.IGNORECASE)


def shape(url: str) -> int:
    """Return how much the address `url` (normalised) looks like a story's, from -6 to 6."""
    parts = urlsplit(url)
    path, query = unquote(parts.path), unquote(parts.query)
    if FILES.search(path) or (path in ("", "/") and not query):
        return -6
    score = 2 if len(leaf_words(url)) >= 4 else 0
    score += 2 if DATE.search(path) else 0
    score += max((_worth(number) for number in NUMBER.findall(f"{path} {query}")), default=-1)
    return score - (4 if _is_index(path, parts.query) else 0)


def is_no_story(url: str) -> bool:
    """Return whether the address `url` (normalised) is that of a front page, a file, or an index such as /tag/12."""
    return shape(url) < -1


def leaf_words(url: str) -> list[str]:
    """Return the words in the last part of the path."""
    return SLUG.findall(unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])


def section_of(url: str) -> str:
    """Return the path above the last part of the path."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[0]


def family(url: str, sections: AbstractSet[str]) -> str:
    """Return what the addresses of one kind of page have in common: "/news/#", "/~/*", "show.php?n=#".

    `sections`: the paths, without a slash at their end, that the page leads to: stories of different sections are one kind.
    """
    parts = urlsplit(url)
    above = section_of(url)
    section = next((path for path in _upwards(above) if path in sections), "")
    below = unquote(above[len(section) :]).split("/")
    folder = ("/~" if section else "") + "/".join("#" if NUMBER.search(part) else part for part in below)
    return f"{folder}/{'*' if folder.endswith('#') else _leaf(url)}?{_parameters(parts.query)}"


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _leaf(url: str) -> str:
    name = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    if "." in name[-6:] or not name:
        return NUMBER.sub("#", name)
    if ID.fullmatch(name):
        return "@"
    if len(leaf_words(url)) >= 2:
        return "*"
    return NUMBER.sub("#", name) if NUMBER.search(name) else "-"


def _parameters(query: str) -> str:
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{name}={_kind_of(value)}" for name, value in pairs)


def _kind_of(value: str) -> str:
    """Return "#" for a number, "*" for a title, a word such as "article" as it is."""
    return "#" if NUMBER.fullmatch(value) else value if KEYWORD.fullmatch(value) else "*"


def _worth(number: str) -> int:
    """Return 2 for a number as long as a story's, 1 for one that may be a section's or a page's."""
    return 2 if len(number) >= 4 else 1


def _is_index(path: str, query: str) -> bool:
    """Return whether the address is that of a list, a form or a service: by its path, its script, or its parameters."""
    if INDEX_WORDS.search(f"{path}?") or INDEX_SCRIPTS.search(path) or INDEX_FILES.search(path) or DATE_ALONE.search(path):
        return True
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(INDEX_VALUES.fullmatch(value) for _, value in pairs):
        return True
    numbered = [name for name, value in pairs if NUMBER.search(value)]
    return bool(numbered) and all(INDEX_NAMES.fullmatch(name) for name in numbered)
