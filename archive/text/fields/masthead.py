"""The outlet's name as its masthead shows it: what the links to the front page say, in words or beside a logo."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.text.body import labels
from archive.text.fields.addresses import absolute, is_front

LINKS_MAX = 60
"""Links of a page's top among which its masthead stands."""
NAME_MIN, NAME_MAX = 3, 40
NAMES_MAX = 3
ADDRESS_MAX = 60
LANGUAGE = 2
"""Letters of a language in a path."""
DEPTH_MAX = 4
"""Slashes of the longest address of a front page, https://host/ar/index.html."""


def mastheads(root: HtmlElement, url: str) -> tuple[str, ...]:
    """Return what the first links to the front page of `url` say, without those that say no more than «الرئيسية»."""
    links = (link for link in islice(root.iter("a"), LINKS_MAX) if goes_home(link, url))
    names = (" ".join(text.split()) for link in links for text in _names(link))
    return tuple(islice(dict.fromkeys(name for name in names if _is_name(name)), NAMES_MAX))


def goes_home(link: HtmlElement, url: str) -> bool:
    """Return whether a link leads from `url` to the front page of the same site, in the same language."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith("#") or len(href) > ADDRESS_MAX or href.count("/") > DEPTH_MAX:
        return False
    if href.startswith("/") and not href.startswith("//") and not is_front(href.partition("?")[0]):
        return False  # most links of a page: told without parsing
    parts, own = urlsplit(absolute(href, url) or ""), urlsplit(url)
    if parts.hostname is None or parts.hostname != own.hostname or parts.query or not is_front(parts.path):
        return False
    language = parts.path.strip("/").split("/")[0]
    return len(language) != LANGUAGE or own.path.startswith(f"/{language}/")


def _names(link: HtmlElement) -> Iterator[str]:
    yield link.text_content()
    for picture in islice(link.iter("img"), 1):
        yield from (picture.get("alt") or "", picture.get("title") or "")
    yield link.get("title") or ""


def _is_name(text: str) -> bool:
    return NAME_MIN <= len(text) <= NAME_MAX and not any(map(str.isdigit, text)) and not labels.is_one("home", text)
