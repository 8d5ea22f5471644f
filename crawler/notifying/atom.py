"""Events as an Atom feed (RFC 4287), for those who want to be told: written whole, so that nobody reads half of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from archive.urls import readable
from archive.watching import Event
from crawler.saying.answers import event_id
from crawler.saying.messages import KINDS, plain

ENTRIES_MAX = 100
"""The newest events stay on the feed; `warraq events` and the webhook have all."""

NAMESPACE = "http://www.w3.org/2005/Atom"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def atom(events: Iterable[Event], headlines: Mapping[str, str], home: Path) -> bytes:
    """Return the feed of the events, newest first, in UTF-8. `headlines`: of the stories that have one, by address."""
    shown = tuple(events)
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    _add(feed, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, home.as_uri())}")
    _add(feed, "title", "Warraq: what became of stories and lists")
    _add(feed, "updated", _moment(max((event.at for event in shown), default=datetime.fromtimestamp(0, UTC))))
    _add(_add(feed, "author"), "name", "Warraq")
    _add(feed, "generator", "Warraq")
    for event in shown:
        _entry(feed, event, headlines.get(event.url))
    tree: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return tree


def _entry(feed: etree._Element, event: Event, headline: str | None) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", event_id(event))
    _add(entry, "title", f"{KINDS[event.kind]}: {plain(headline) if headline else readable(event.url)}")
    _add(entry, "updated", _moment(event.at))
    _add(entry, "link", rel="alternate", href=event.url)
    _add(entry, "category", term=event.kind.value)
    if event.source:
        _add(entry, "category", term=event.source, scheme="urn:warraq:source", label=event.source)
    _add(entry, "summary", plain(event.detail) or KINDS[event.kind])


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text) if text is not None else None
    for key, value in attributes.items():
        element.set(key, _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value))
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
