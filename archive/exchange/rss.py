"""RSS 2.0 feeds (https://www.rssboard.org/rss-specification), for readers that know no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from lxml import etree

from archive.exchange.atom import NAMESPACE as ATOM
from archive.exchange.atom import Entry, Feed, writable

MIME = "application/rss+xml"


def rss(feed: Feed, entries: Iterable[Entry], language: str) -> bytes:
    """Return a feed of the entries, in their order, in UTF-8. `language`: BCP 47, of the feed's title."""
    root = etree.Element("rss", nsmap={"atom": ATOM}, version="2.0")
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.link or ""), ("description", feed.title), ("language", language)):
        _add(channel, name, text)
    if feed.own is not None:
        etree.SubElement(channel, f"{{{ATOM}}}link", rel="self", href=writable(feed.own), type=MIME)
    for entry in entries:
        _add_item(channel, entry)
    tree: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return tree


def _add_item(channel: etree._Element, entry: Entry) -> None:
    item = etree.SubElement(channel, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.link)
    _add(item, "guid", entry.id).set("isPermaLink", "false")
    _add(item, "pubDate", _date(entry.published or entry.updated))
    for term, _ in entry.categories:
        _add(item, "category", term)
    _add(item, "description", escape(entry.summary))  # readers take it for HTML


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = writable(text)
    return element


def _date(at: datetime) -> str:
    """Return a moment as RFC 822 writes it, with a year of four digits."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
