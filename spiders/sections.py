"""Section pages → links, the likeliest stories first.

Where a source declares no pattern, a story is told from a menu by three things at once: the shape of its address (a
number, a date, a long slug), where its anchor stands (a heading or an article, not the navigation) and how much the
anchor says (a headline has more words than a section's name).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.models import Claim
from archive.text.encoding.decode import decode
from archive.text.page.tree import parse
from archive.urls import normalize
from spiders.listing import Gathering, Listing, one_line
from spiders.shapes import shape
from spiders.source import Source

ANCHORS_MAX = 3_000
STORY_SCORE = 3

STORY_PLACES = frozenset({"article", "h1", "h2", "h3", "h4", "h5"})
MENU_PLACES = frozenset({"nav", "footer", "form"})
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|breadcrumb|pag(?:er|ination)|social|share|tags?|toolbar|login|lang)", re.IGNORECASE
)


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
