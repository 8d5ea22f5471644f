"""Pages → the feeds that they name for programs (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.errors import BadUrl
from archive.text.encoding.decode import decode
from archive.text.page.tree import parse
from archive.urls import SCHEMES, normalize

LINKS_MAX = 200
TYPES = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf)\+xml|feed\+json|xml)", re.IGNORECASE)
COMMENTS = re.compile(r"comment|تعليق", re.IGNORECASE)


def feeds_named(payload: bytes, *, url: str, content_type: str | None) -> tuple[str, ...]:
    """Return the feeds that a page names in its <link rel=alternate>, normalised, in its order; never raises.

    Those of readers' comments are left out. `url`: the page's own.
    """
    text = decode(payload, content_type)
    root = parse(text) if text else None
    return tuple(dict.fromkeys(_feeds(root, url))) if root is not None else ()


def _feeds(root: HtmlElement, url: str) -> Iterator[str]:
    base = next((element.get("href") for element in root.iter("base")), None)
    for number, link in enumerate(root.iter("link")):
        if number >= LINKS_MAX:
            return
        href, title = link.get("href") or "", link.get("title") or ""
        if "alternate" not in (link.get("rel") or "").lower().split() or not TYPES.match(link.get("type") or ""):
            continue
        if href and not COMMENTS.search(f"{title} {href}"):
            yield from _address(href, base, url)


def _address(href: str, base: str | None, url: str) -> Iterator[str]:
    try:
        address = normalize(href, normalize(base, url) if base else url)
    except BadUrl:
        return
    if address.startswith(SCHEMES):
        yield address
