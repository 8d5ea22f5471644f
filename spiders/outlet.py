"""Home pages → what an outlet says of itself: its names, its country and language, where its feeds and sections are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.text.encoding.decode import decode
from archive.text.fields.addresses import absolute
from archive.text.fields.jsonld import Node, read_graph, texts, types_of
from archive.text.page.tree import parse
from spiders.fronts import feeds_named
from spiders.listing import one_line
from spiders.sections import ANCHORS_MAX, MENU_NAMES
from spiders.shapes import FILES

FEEDS_MAX, MENU_MAX = 30, 40
NAMING = frozenset({"NewsMediaOrganization", "Organization", "Newspaper", "WebSite", "Corporation", "RadioStation"})
NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site")
FRONT_WORDS = frozenset(
    (
        *("الرئيسية", "الصفحة الرئيسية", "الرئيسيه", "صفحة البداية", "الأخبار", "آخر الأخبار", "أحدث الأخبار", "أخبار", "عاجل"),
        *("home", "home page", "homepage", "index", "main", "news", "latest news"),
    )
)
TITLE_CUTS = re.compile(r"(?:(?<!\s)\s+)?(?:[|»«]|::)\s*|(?<!\s)\s+[-–—:·•]\s+")
FEED = re.compile(r"(?:^|[/._?&=-])(?:rss|feeds?|atom|rdf)\d?(?:[/._?&=-]|\.\w+|$)", re.IGNORECASE)
NO_FEED = re.compile(r"comment|podcast|itunes|feedback|\.(?:png|gif|jpe?g|svg|css|js)$", re.IGNORECASE)
NO_SECTION = re.compile(
    r"/(?:log-?in|sign|register|account|about|contact|privacy|terms|policy|advert|subscri|newsletter|search|jobs|help|faq|authors?"
    r"|writers?|tags?|videos?|photos?|galler|live|archive|print|weather|prayer|من-نحن|اتصل|سياسة|شروط|بحث|وظائف|كتاب)",
    re.IGNORECASE,
)
REGION = re.compile(r"[a-z]{2,3}[-_]([A-Za-z]{2})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What a home page says. `titles`: the outlet's names, the surest first. `types`: of its JSON-LD.

    `language`: a two- or three-letter code, or None. `regions`: ISO 3166-1, the surest first. `feeds`: addresses that are
    named as feeds, then those that look like one. `menu`: addresses that its menu leads to. All normalised.
    """

    titles: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    language: str | None = None
    regions: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()


def read_outlet(payload: bytes, *, url: str, content_type: str | None) -> Outlet:
    """Return what the page at `url` says of its outlet; nothing, where it cannot be read."""
    text = decode(payload, content_type)
    root = parse(text) if text else None
    if root is None:
        return Outlet()
    nodes = [node for node in read_graph(root).nodes if types_of(node) & NAMING]
    named = feeds_named(payload, url=url, content_type=content_type)
    language = (root.get("lang") or "").lower()
    return Outlet(
        titles=tuple(dict.fromkeys(_titles(root, nodes))),
        types=frozenset(name for node in nodes for name in types_of(node)),
        language=code[0] if (code := re.match(r"[a-z]{2,3}(?![a-z])", language)) else None,
        regions=tuple(dict.fromkeys(_regions(root, nodes))),
        feeds=tuple(dict.fromkeys((*named, *feeds_linked(root, url))))[:FEEDS_MAX],
        menu=tuple(dict.fromkeys(_menu(root, url)))[:MENU_MAX],
    )


def feeds_in(payload: bytes, *, url: str, content_type: str | None) -> tuple[str, ...]:
    """Return the addresses on a page that look like feeds': what a page about an outlet's feeds is there for."""
    text = decode(payload, content_type)
    root = parse(text) if text else None
    return tuple(dict.fromkeys(feeds_linked(root, url)))[:FEEDS_MAX] if root is not None else ()


def feeds_linked(root: HtmlElement, url: str) -> Iterator[str]:
    """Yield the addresses of anchors that look like feeds'."""
    for _, address in _anchors(root, url):
        parts = urlsplit(address)
        if FEED.search(f"{parts.path}?{parts.query}") and not NO_FEED.search(address):
            yield address


def _titles(root: HtmlElement, nodes: Iterable[Node]) -> Iterator[str]:
    metas = {(meta.get("property") or meta.get("name") or "").lower(): meta.get("content") for meta in root.iter("meta")}
    said = [metas.get(name) for name in NAMES]
    said += [text for node in nodes for key in ("name", "alternateName") for text in texts(node.get(key))]
    title = root.find(".//title")
    said += TITLE_CUTS.split(title.text_content()) if title is not None else []
    for text in said:
        line = one_line(text)
        if line and line.lower() not in FRONT_WORDS and not line.startswith(("@", "http")):
            yield line[:200]


def _regions(root: HtmlElement, nodes: Iterable[Node]) -> Iterator[str]:
    metas = [meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:locale"]
    for text in (*metas, root.get("lang") or ""):
        if region := REGION.match(text):
            yield region[1].upper()
    for node in nodes:
        address = node.get("address")
        for text in texts(address.get("addressCountry") if isinstance(address, dict) else None):
            if re.fullmatch(r"[A-Za-z]{2}", text):
                yield text.upper()


def _menu(root: HtmlElement, url: str) -> Iterator[str]:
    """Yield the addresses of short anchors in a menu, on the same host: those of sections, and of little else."""
    host = urlsplit(url).netloc
    for anchor, address in _anchors(root, url):
        parts = urlsplit(address)
        words = " ".join(anchor.itertext()).split()
        if parts.netloc != host or not 1 <= len(words) <= 4 or parts.path in {"", "/"} or not _in_menu(anchor):
            continue
        path = unquote(f"{parts.path}?{parts.query}")
        if not (NO_SECTION.search(path) or FILES.search(parts.path) or FEED.search(path)):
            yield address


def _in_menu(anchor: HtmlElement) -> bool:
    return any(
        place.tag in {"nav", "header"} or MENU_NAMES.search(f"{place.get('class', '')} {place.get('id', '')}")
        for place in anchor.iterancestors()
    )


def _anchors(root: HtmlElement, url: str) -> Iterator[tuple[HtmlElement, str]]:
    base = next((absolute(element.get("href"), url) for element in root.iter("base")), None) or url
    for anchor in islice(root.iter("a"), ANCHORS_MAX):
        address = absolute(anchor.get("href"), base)
        if address:
            yield anchor, address
