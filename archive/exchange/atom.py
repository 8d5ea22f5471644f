"""Atom feeds (RFC 4287): what is told of, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
MIME = "application/atom+xml"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """`term`: a code. `scheme`: of what it is one. `label`: for people."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`id`: an IRI that lasts. `link`: where to read it. `summary`: plain text."""

    id: str
    title: str
    updated: datetime
    link: str
    summary: str
    categories: tuple[Category, ...] = ()


def atom(feed_id: str, title: str, entries: Iterable[Entry], link: str | None = None) -> bytes:
    """Return a feed of the entries, in their order, in UTF-8. `link`: the page that shows the same."""
    shown = tuple(entries)
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    _add(feed, "id", feed_id)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(max((entry.updated for entry in shown), default=datetime.fromtimestamp(0, UTC))))
    if link is not None:
        _add(feed, "link", rel="alternate", href=link)
    _add(_add(feed, "author"), "name", "Warraq")
    _add(feed, "generator", "Warraq")
    for entry in shown:
        _add_entry(feed, entry)
    tree: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return tree


def _add_entry(feed: etree._Element, told: Entry) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", told.id)
    _add(entry, "title", told.title)
    _add(entry, "updated", _moment(told.updated))
    _add(entry, "link", rel="alternate", href=told.link)
    for category in told.categories:
        named = {"term": category.term, "scheme": category.scheme, "label": category.label}
        _add(entry, "category", **{name: value for name, value in named.items() if value is not None})
    _add(entry, "summary", told.summary)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text) if text is not None else None
    for key, value in attributes.items():
        element.set(key, _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value))
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
