"""What an address alone says: a number, a date, a long slug are a story's; /tag/, /page/2 and a picture are none."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

INDEX_WORDS = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|sections?|authors?|writers?|pages?|search|login|register|user|account|about|contact"
    r"|privacy|terms|policy|advertis\w*|subscribe|newsletter|rss|feed|archive|sitemap|print|video|photo|gallery|jobs|help"
    r"|كاتب|كتاب|وسم|وسوم|تصنيف|قسم|صفحة|بحث|اتصل[^/]*|من-نحن|سياسة[^/]*)(?:[/.?]|$)",
    re.IGNORECASE,
)
FILES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|apk|xml|rss|css|js|json|docx?)$", re.IGNORECASE)
DATE = re.compile(r"(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2])[/-]?(?:0?[1-9]|[12]\d|3[01])?(?!\d)")
NUMBER = re.compile(r"\d+")
SLUG = re.compile(r"[^\W\d_]{2,}")


def shape(url: str) -> int:
    """Return how much the address `url` (normalised) looks like a story's, from -6 to 6."""
    parts = urlsplit(url)
    path, query = unquote(parts.path), unquote(parts.query)
    if FILES.search(path) or (path in ("", "/") and not query):
        return -6
    words = SLUG.findall(path.rstrip("/").rpartition("/")[2])
    score = 2 if len(words) >= 4 else 0
    score += 2 if DATE.search(path) else 0
    score += max((_worth(number) for number in NUMBER.findall(f"{path} {query}")), default=-1)
    return score - (4 if INDEX_WORDS.search(f"{path}?") else 0)


def _worth(number: str) -> int:
    """Return 2 for a number as long as a story's, 1 for one that may be a section's or a page's."""
    return 2 if len(number) >= 4 else 1


def is_no_story(url: str) -> bool:
    """Return whether the address `url` (normalised) is that of a front page, a file, or an index such as /tag/12."""
    return shape(url) < -1
