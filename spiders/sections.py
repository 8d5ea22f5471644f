"""Section pages → links, the likeliest stories first.

Where a source declares no pattern, a story is told from a menu by its address, its place and its words (`spiders.ranking`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.identity import identity
from archive.links import Claim
from archive.text.encoding.decode import decode
from archive.text.page.tree import parse
from archive.urls import normalize
from spiders.cards import Cards
from spiders.claims import UTC_CLOCK, Clock
from spiders.listing import Gathering, Listing, one_line
from spiders.ranking import STORY_SCORE, Anchor, scores
from spiders.source import Source

ANCHORS_MAX = 3_000
CARD_DEPTH = 3

HEADINGS = ("h1", "h2", "h3", "h4", "h5")
STORY_PLACES = frozenset({"article", *HEADINGS})
MENU_PLACES = frozenset({"nav", "footer", "form"})
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|breadcrumb|pag(?:er|ination)|social|share|tags?|toolbar|login|lang)", re.IGNORECASE
)
LEADS_ON = re.compile(
    r"\A(?:(?:اقرأ|إقرأ|اقرا|أكمل|تابع|شاهد|لقراءة)?\s*(?:ال)?(?:مزيد|تفاصيل|قراءة|كامل|بقية|خبر|للمزيد)(?:\s+ال(?:قراءة|خبر|تفاصيل|مزيد|مقال))?"
    r"|read more|more|continue reading|details)[\s.…»>←:]*",
    re.IGNORECASE,
)
"""What an anchor says that only leads on to the story above it."""


def section(payload: bytes, *, url: str, content_type: str | None, source: Source, clock: Clock = UTC_CLOCK) -> Listing:
    """Return the links to stories of `source` on a page, the likeliest first; never raises.

    `url`: the page's own. `clock`: for the dates beside headlines, without a zone or in words. Where
    `source.story_patterns` are declared they alone decide; else address, place and words do.
    """
    found = Gathering(url)
    text = decode(payload, content_type)
    root = parse(text) if text else None
    if root is None:
        found.note("no encoding gives readable text" if text is None else "it is empty, or larger than a page may be")
        return found.listing()
    scored = _scored(_anchors(root, url, source, Cards(root, clock), found), source)
    for score, anchor in sorted(scored, key=lambda pair: -pair[0]):
        if score >= STORY_SCORE:
            found.add(anchor.url, Claim(date=anchor.date, title=anchor.title))
    return found.listing()


def _scored(anchors: Sequence[Anchor], source: Source) -> list[tuple[int, Anchor]]:
    """Return each anchor with how likely it leads to a story, in their order."""
    if source.story_patterns:
        declared = (STORY_SCORE + anchor.place + 3 if source.is_story(anchor.url) else 0 for anchor in anchors)
        return list(zip(declared, anchors, strict=True))
    return list(zip(scores(anchors), anchors, strict=True))


def _anchors(root: HtmlElement, url: str, source: Source, cards: Cards, found: Gathering) -> tuple[Anchor, ...]:
    """Return the page's anchors within the source's domains, those of one story taken together, in their order."""
    base, own = _base(root, url), identity(url)
    anchors: dict[str, Anchor] = {}
    for number, element in enumerate(root.iter("a")):
        if number >= ANCHORS_MAX:
            found.note(f"it has more than {ANCHORS_MAX:,} anchors; the rest was left")
            break
        address = _address(element, base)
        story = identity(address) if address else own
        if address and story != own and source.owns(address):
            anchor = Anchor(url=address, title=_title(element), place=_place(element), date=cards.date_of(element))
            anchors[story] = _together(anchors.get(story), anchor)
    return tuple(anchors.values())


def _together(known: Anchor | None, other: Anchor) -> Anchor:
    """Return what two anchors say of one story; its shortest address is the one without asides."""
    if known is None:
        return other
    return Anchor(
        url=min(known.url, other.url, key=len),
        title=max(known.title, other.title, key=len),
        place=max(known.place, other.place),
        date=known.date or other.date,
    )


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
    """Return an anchor's headline: of the heading in it, else its text, else its title or its picture's alternative.

    Of an anchor that only leads on («التفاصيل»), it is the one heading of the card around it.
    """
    heading = next(element.iter(*HEADINGS), element)
    texts = (" ".join(heading.itertext()), element.get("title"), *(image.get("alt") for image in element.iter("img")))
    said = next((line for text in texts if (line := one_line(text))), "")
    return said if said and not LEADS_ON.fullmatch(said) else _heading_around(element)


def _heading_around(element: HtmlElement) -> str:
    for ancestor in itertools.islice(element.iterancestors(), CARD_DEPTH):
        headings = list(itertools.islice(ancestor.iter(*HEADINGS), 2))
        if headings:
            return (one_line(" ".join(headings[0].itertext())) or "") if len(headings) == 1 else ""
    return ""


def _place(element: HtmlElement) -> int:
    """Return 1 where the anchor holds or stands in a heading or an article, -2 in a menu, else 0; the nearest decides."""
    if next(element.iter(*HEADINGS), None) is not None:
        return 1
    for ancestor in element.iterancestors():
        if ancestor.tag in STORY_PLACES:
            return 1
        if ancestor.tag in MENU_PLACES or MENU_NAMES.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}"):
            return -2
    return 0
