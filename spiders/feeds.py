"""Feeds → links: RSS 0.9x to 2.0, RDF and Atom by feedparser; JSON Feed by `spiders.jsonfeeds`.

feedparser is given XML that is well formed, and of it the items alone. Left to itself it opens a payload that happens to be
a file's name, expands entities to hundreds of megabytes and takes time that grows with the square of a feed's length.
"""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import datetime

import feedparser
from lxml import etree

from archive.links import NO_CLAIM, Claim
from archive.text.encoding.decode import decode
from archive.urls import SCHEMES
from spiders.claims import UTC_CLOCK, Clock, read_date
from spiders.excerpts import item_author, item_text
from spiders.jsonfeeds import read_json
from spiders.listing import Gathering, Listing, with_host
from spiders.mending import from_root, tree

SIZE_MAX_BYTES = 10_000_000
ITEMS_MAX = 1_000
"""feedparser takes 0.1 ms for each; feeds show 20 to 300."""
FIELDS_MAX, ATTRIBUTES_MAX, FIELD_LENGTH_MAX = 30, 30, 8_000
ITEMS = tuple(f"{{*}}{name}" for name in ("item", "entry", "Item", "Entry", "ITEM", "ENTRY"))
FIELDS = (
    *("title", "link", "guid", "id", "origlink"),
    *("pubdate", "date", "published", "updated", "issued", "modified", "created"),
)
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def feed(payload: bytes, *, url: str, content_type: str | None, clock: Clock = UTC_CLOCK) -> Listing:
    """Return the links of a feed; never raises.

    `url`: the feed's own, against which relative links are read. `clock`: for dates without a zone, or in words.
    """
    found = Gathering(url)
    if len(payload) > SIZE_MAX_BYTES:
        found.note(f"it is over {SIZE_MAX_BYTES:,} bytes; the rest was left")
    text = decode(payload[:SIZE_MAX_BYTES], content_type)
    if text is None:
        found.note("no encoding gives readable text")
    elif text.lstrip().startswith("{"):
        read_json(text, clock, found)
    else:
        _read_xml(text, url, clock, found)
    return found.listing()


def _read_xml(text: str, url: str, clock: Clock, found: Gathering) -> None:
    name, body = from_root(text)
    if name in ("", "html", "head", "body"):
        found.note("it is a web page, not a feed" if name else "it is no feed" if text.strip() else "it is empty")
        return
    items = _items(body, url, found)
    if items is None:
        return
    said = [Claim(text=item_text(item), author=item_author(item)) for item in items]
    for item in items:
        _trim(item, url)
    entries = _entries(items, url, found)
    if len(entries) != len(said):
        said = [NO_CLAIM] * len(entries)  # feedparser left some out: whose text is whose is not certain
    for entry, claim in zip(entries, said, strict=True):
        found.add(_address(entry), replace(claim, date=_entry_date(entry, clock), title=entry.get("title")))


def _address(entry: feedparser.FeedParserDict) -> str | None:
    """Return where an item is to be read: its link, or an id that is an address (guid, rdf:about), permanent or not."""
    named: str | None = entry.get("feedburner_origlink") or entry.get("link")
    name = str(entry.get("id") or "")
    return named or (name if name.startswith(SCHEMES) else None)


def _entries(items: etree._Element, url: str, found: Gathering) -> list[feedparser.FeedParserDict]:
    headers = {"content-type": "application/xml; charset=us-ascii", "content-location": url}
    payload = io.BytesIO(etree.tostring(items))
    try:
        parsed = feedparser.parse(payload, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001 - feedparser raises whatever it stumbles over; KeyError, ValueError were seen
        found.note(f"feedparser gave up ({error!r:.120})")
        return []
    return list(parsed.entries)


def _entry_date(entry: feedparser.FeedParserDict, clock: Clock) -> datetime | None:
    name = next((name for name in ("published", "updated", "created") if name in entry), None)
    return read_date(entry[name], clock, entry.get(f"{name}_parsed")) if name else None


def _items(body: str, url: str, found: Gathering) -> etree._Element | None:
    """Return a feed of the first items alone, none within another; None for no item.

    feedparser takes its time with the rest, and stumbles over some of it.
    """
    root, complaint = tree(body, url)
    if complaint:
        found.note(complaint)
    items = [] if root is None else list(itertools.islice(root.iterdescendants(*ITEMS), ITEMS_MAX + 1))
    if root is None or not items:
        return None
    if len(items) > ITEMS_MAX:
        found.note(f"it shows more than {ITEMS_MAX:,} items; the rest was left")
    for item in items[:ITEMS_MAX]:
        base = item.base or url
        _trim_attributes(item)
        item.attrib[XML_BASE] = base
    root[:] = items[:ITEMS_MAX]
    _trim_attributes(root)
    return root


def _trim(item: etree._Element, url: str) -> None:
    fields = [child for child in item if _local(child) in FIELDS][:FIELDS_MAX]
    for field in fields:
        text = "".join(itertools.islice(field.itertext(), FIELDS_MAX))[:FIELD_LENGTH_MAX]
        field[:], field.text = [], with_host(text, url) if _local(field) == "link" else text
        _trim_attributes(field)
    item[:] = fields


def _trim_attributes(element: etree._Element) -> None:
    if len(element.attrib) > ATTRIBUTES_MAX:
        element.attrib.clear()


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
