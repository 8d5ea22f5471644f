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
class Feed:
    """`id`: an IRI that lasts. `link`: of the page that shows the same; `own`: of the feed itself."""

    id: str
    title: str
    link: str | None = None
    own: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`id`: an IRI that lasts. `link`: where to read it. `summary`: plain text. `categories`: terms, each with its scheme.

    `published`: when it appeared first, where that is known; `updated`: when it was last seen to have changed.
    """

    id: str
    title: str
    updated: datetime
    link: str
    summary: str
    categories: tuple[tuple[str, str | None], ...] = ()
    published: datetime | None = None


def atom(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Return a feed of the entries, in their order, in UTF-8."""
    shown = tuple(entries)
    root = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", moment(max((entry.updated for entry in shown), default=datetime.fromtimestamp(0, UTC))))
    for relation, address in (("alternate", feed.link), ("self", feed.own)):
        if address is not None:
            _add(root, "link", rel=relation, href=address)
    _add(_add(root, "author"), "name", "Warraq")
    _add(root, "generator", "Warraq")
    for entry in shown:
        _add_entry(root, entry)
    tree: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return tree


def writable(text: str) -> str:
    """Return a text as XML can hold it."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _add_entry(feed: etree._Element, told: Entry) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", told.id)
    _add(entry, "title", told.title)
    if told.published is not None:
        _add(entry, "published", moment(told.published))
    _add(entry, "updated", moment(told.updated))
    _add(entry, "link", rel="alternate", href=told.link)
    for term, scheme in told.categories:
        _add(entry, "category", term=term, **({"scheme": scheme, "label": term} if scheme else {}))
    _add(entry, "summary", told.summary)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = writable(text) if text is not None else None
    for key, value in attributes.items():
        element.set(key, writable(value))
    return element


def moment(at: datetime) -> str:
    """Return a moment as RFC 3339 writes it, in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
