"""Section pages → links, the likeliest stories first.

Where a source declares no pattern, a story is told from a menu by three things at once: the shape of its address (a
number, a date, a long slug), where its anchor stands (a heading or an article, not the navigation) and how much the
anchor says (a headline has more words than a section's name).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.models import Claim
from archive.text.decode import decode
from archive.text.tree import parse
from archive.urls import normalize
from spiders.listing import Gathering, Listing, one_line
from spiders.source import Source

ANCHORS_MAX = 3_000
STORY_SCORE = 3

STORY_PLACES = frozenset({"article", "h1", "h2", "h3", "h4", "h5"})
MENU_PLACES = frozenset({"nav", "footer", "form"})
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|breadcrumb|pag(?:er|ination)|social|share|tags?|toolbar|login|lang)", re.IGNORECASE
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """All that a page says of one address. `title`: the longest text. `place`: the best, 1 among stories, -2 in a menu."""

    url: str
    title: str
    place: int


def section(payload: bytes, *, url: str, content_type: str | None, source: Source) -> Listing:
    """Return the links to stories of `source` on a page, the likeliest first; never raises.

    `url`: the page's own. Where `source.story_patterns` are declared they alone decide; else address, place and words do.
    """
    found = Gathering(url)
    text = decode(payload, content_type)
    root = parse(text) if text else None
    if root is None:
        found.note("no encoding gives readable text" if text is None else "it is empty, or larger than a page may be")
        return found.listing()
    scored = [(_score(anchor, source), anchor) for anchor in _anchors(root, url, source, found)]
    for score, anchor in sorted(scored, key=lambda pair: -pair[0]):
        if score >= STORY_SCORE:
            found.add(anchor.url, Claim(title=anchor.title))
    return found.listing()


def _score(anchor: Anchor, source: Source) -> int:
    """Return how much an anchor looks like a story's: STORY_SCORE or more for a story."""
    declared = source.is_story(anchor.url)
    if declared is not None:
        return (STORY_SCORE + 3 + anchor.place) if declared else 0
    return shape(anchor.url) + anchor.place + _wordiness(anchor.title)


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


def _wordiness(title: str) -> int:
    words = len(title.split())
    return 2 if words >= 5 else 1 if words >= 3 else 0 if not words else -1


def _anchors(root: HtmlElement, url: str, source: Source, found: Gathering) -> tuple[Anchor, ...]:
    """Return the page's anchors within the source's domains, those of one address taken together, in their order."""
    base = _base(root, url)
    anchors: dict[str, Anchor] = {}
    for number, element in enumerate(root.iter("a")):
        if number >= ANCHORS_MAX:
            found.note(f"it has more than {ANCHORS_MAX:,} anchors; the rest was left")
            break
        address = _address(element, base)
        if address and address != url and source.owns(address):
            anchors[address] = _together(
                anchors.get(address), Anchor(url=address, title=_title(element), place=_place(element))
            )
    return tuple(anchors.values())


def _together(known: Anchor | None, other: Anchor) -> Anchor:
    if known is None:
        return other
    return Anchor(url=known.url, title=max(known.title, other.title, key=len), place=max(known.place, other.place))


def _base(root: HtmlElement, url: str) -> str:
    element = next(root.iter("base"), None)
    try:
        return normalize(element.get("href") or url, url) if element is not None else url
    except BadUrl:
        return url


def _address(element: HtmlElement, base: str) -> str | None:
    href = element.get("href")
    try:
        return normalize(href, base) if href else None
    except BadUrl:
        return None


def _title(element: HtmlElement) -> str:
    """Return an anchor's headline: of the heading in it, else its text, else its title or its picture's alternative."""
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5"), element)
    texts = (" ".join(heading.itertext()), element.get("title"), *(image.get("alt") for image in element.iter("img")))
    return next((line for text in texts if (line := one_line(text))), "")


def _place(element: HtmlElement) -> int:
    """Return 1 where the anchor holds or stands in a heading or an article, -2 in a menu, else 0; the nearest decides."""
    if next(element.iter("h1", "h2", "h3", "h4", "h5"), None) is not None:
        return 1
    for ancestor in element.iterancestors():
        if ancestor.tag in STORY_PLACES:
            return 1
        if ancestor.tag in MENU_PLACES or MENU_NAMES.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}"):
            return -2
    return 0
