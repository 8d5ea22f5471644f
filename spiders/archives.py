"""Pages of stories → the pages that hold the older ones: the months and days of an archive or a calendar, the next of a pager.

Pure, of one page's octets. Addresses are judged, not layouts: /2024/05/, ?m=202405 and /archive/2024-05-06 are an archive's;
/page/3 follows /page/2, ?start=40 follows ?start=20. Where a pager has no numbers, its words tell («الأقدم»).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.identity import identity
from archive.text.encoding.decode import decode
from archive.text.page.tree import parse
from archive.urls import SCHEMES, normalize
from spiders.spans import Span, span_of_archive
from spiders.window import FurtherList

ANCHORS_MAX = 3_000
PAGES_MAX = 400
"""A year of days, and its months."""
PATH_PAGE = re.compile(r"/(?:pages?|صفحة)[/-]?(?P<number>\d{1,5})(?=/|\.\w{2,5}$|$)", re.IGNORECASE)
STEPS = frozenset(("page", "paged", "pageno", "pagenum", "page_no", "pageid", "pageindex", "currentpage", "pg", "p", "صفحة"))
OFFSETS = frozenset(("start", "offset", "from", "skip", "limitstart"))
NEXT_WORDS = re.compile(
    r"\A[\s«»‹›<>←→]*(?:(?:الصفحة\s+)?التالي[ةه]?|(?:ال)?[أا]قدم|(?:الأخبار|المقالات|المواضيع|التدوينات|مواضيع|مقالات|أخبار)\s+(?:السابقة|(?:ال)?أقدم)"
    r"|next(?:\s+page)?|older(?:\s+(?:posts|news|stories))?)[\s«»‹›<>←→]*",
    re.IGNORECASE,
)
NEXT_NAMES = re.compile(r"(?:^|[\s_-])(?:next|older)(?:$|[\s_-])", re.IGNORECASE)
ARCHIVE_WORDS = re.compile(r"(?:ال)?[أا]رشيف(?:\s+\S+){0,2}|(?:news\s+)?archives?", re.IGNORECASE)
ARCHIVE_PLACE = re.compile(r"archiv|[أا]رشيف", re.IGNORECASE)
FIRST_WORDS = frozenset(("1", "١"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    url: str
    words: str
    name: str
    is_next: bool


def older_pages(payload: bytes, *, url: str, content_type: str | None) -> tuple[str, ...]:
    """Return the addresses of the pages that a page of stories leads back to, normalised: those of days, then the next one.

    `url`: the page's own. Never raises.
    """
    text = decode(payload, content_type)
    root = parse(text) if text else None
    if root is None:
        return ()
    anchors = [one for one in _anchors(root, url) if identity(one.url) != identity(url)]
    dated = [one.url for one in anchors if _is_dated(one.url)]
    named = [one.url for one in anchors if ARCHIVE_WORDS.fullmatch(one.words) and ARCHIVE_PLACE.search(unquote(one.url))]
    following = _next(anchors, url)
    found = dict.fromkeys((*dated[: PAGES_MAX - 2], *named[:1], *((following,) if following else ())))
    return tuple(found)


def further_pages(urls: Sequence[str], inside: Span | None) -> tuple[FurtherList, ...]:
    """Return pages with the days that their addresses name; those of no days are parts of the page that led to them."""
    return tuple(FurtherList(url=url, span=span_of_archive(_stem(url)[0]) or inside) for url in urls)


def _is_dated(url: str) -> bool:
    stem, number = _stem(url)
    return number is None and span_of_archive(stem) is not None


def _next(anchors: Sequence[_Anchor], url: str) -> str | None:
    """Return the page that follows: by the page's own word (rel=next, HTML section 4.6.7.13), by number, or by its words."""
    told = next((one.url for one in anchors if one.is_next), None)
    worded = (one.url for one in anchors if NEXT_WORDS.fullmatch(one.words) or NEXT_NAMES.search(one.name))
    return told or _by_number(anchors, url) or next(worded, None)


def _by_number(anchors: Sequence[_Anchor], url: str) -> str | None:
    """Return the page whose address is this page's with the next number; the second of a first page that has none."""
    stem, current = _stem(url)
    numbered = [(number, one) for one in anchors for of, number in [_stem(one.url)] if number is not None and of == stem]
    steps = {number: one.url for number, one in numbered if one.words not in FIRST_WORDS}
    wanted = (2, 1) if current is None else (current + 1,)
    by_step = next((steps[number] for number in wanted if number in steps), None)
    beyond = [number for number in steps if number > (current or 0) and _is_offset(steps[number])]
    return by_step or (steps[min(beyond)] if beyond else None)


def _stem(url: str) -> tuple[str, int | None]:
    """Return an address without its page number, and that number, or None where it has none."""
    parts = urlsplit(url)
    path, query = unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)
    number = next((value for name, value in query if _counts(name, value)), None)
    rest = urlencode([(name, value) for name, value in query if not _counts(name, value)])
    if (named := PATH_PAGE.search(path)) is not None:
        number, path = named["number"], path[: named.start()] + path[named.end() :]
    stem = f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}/{rest and '?'}{rest}"
    return stem, int(number) if number is not None else None


def _counts(name: str, value: str) -> bool:
    return name.lower() in STEPS | OFFSETS and value.isascii() and value.isdigit() and len(value) <= 5


def _is_offset(url: str) -> bool:
    return any(name.lower() in OFFSETS for name, _ in parse_qsl(urlsplit(url).query))


def _anchors(root: HtmlElement, url: str) -> Iterator[_Anchor]:
    """Yield what the page leads to: anchors, links in its head, and the choices of a list of months."""
    base = next((element.get("href") for element in root.iter("base")), None)
    for element in itertools.islice(root.iter("a", "link", "option"), ANCHORS_MAX):
        address = _address(element.get("value" if element.tag == "option" else "href"), base, url)
        is_next = "next" in (element.get("rel") or "").lower().split()
        if address and (element.tag != "link" or is_next):
            words = " ".join(" ".join(element.itertext()).split()) or element.get("title") or element.get("aria-label") or ""
            yield _Anchor(url=address, words=words, name=element.get("class") or "", is_next=is_next)


def _address(href: str | None, base: str | None, url: str) -> str | None:
    if not href or (len(href) < 4 and href.isdigit()):  # a choice of a form, and no address
        return None
    try:
        address = normalize(href, normalize(base, url) if base else url)
    except BadUrl:
        return None
    return address if address.startswith(SCHEMES) else None
