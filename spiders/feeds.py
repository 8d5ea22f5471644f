"""Feeds → links: RSS 0.9x to 2.0, RDF and Atom by feedparser, JSON Feed (https://www.jsonfeed.org/version/1.1/) by hand.

feedparser is given text that was made sound before. Left to itself it opens a payload that happens to be a file's name,
expands entities to hundreds of megabytes and takes time that grows with the square of a malformed feed's length.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, tzinfo
from html.entities import html5

import feedparser
from lxml import etree

from archive.text.decode import decode
from spiders.claims import read_date
from spiders.listing import Gathering, Listing

SIZE_MAX_BYTES = 10_000_000
JSON_FEED = "https://jsonfeed.org/version/"
PROLOG = (("<?", "?>"), ("<!--", "-->"))
SPACE = re.compile(r"\s*")
ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]{0,50})")
REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&((?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,31});)?", re.DOTALL)
XML_REFERENCES = ("amp;", "lt;", "gt;", "quot;", "apos;")
CONTROLS = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def feed(payload: bytes, *, url: str, content_type: str | None, zone: tzinfo = UTC) -> Listing:
    """Return the links of a feed; never raises.

    `url`: the feed's own, against which relative links are read. `zone`: of dates that name none.
    """
    found = Gathering(url)
    if len(payload) > SIZE_MAX_BYTES:
        found.note(f"it is over {SIZE_MAX_BYTES:,} bytes; the rest was left")
    text = decode(payload[:SIZE_MAX_BYTES], content_type)
    if text is None:
        found.note("no encoding gives readable text")
    elif text.lstrip().startswith("{"):
        _read_json(text, zone, found)
    else:
        _read_xml(text, url, zone, found)
    return found.listing()


def from_root(text: str) -> tuple[str, str]:
    """Return the root element's name, lower case without prefix, and `text` from there on; "" and "" where there is none.

    What stands before goes, document type and all: an entity that nobody declared cannot expand.
    """
    at = _after_prolog(text)
    root = ELEMENT.search(text, at)
    return (root[1].rpartition(":")[2].lower(), text[root.start() :]) if root else ("", "")


def _after_prolog(text: str) -> int:
    at = 0
    while True:
        at = _after_space(text, at)
        closer = next((closer for opener, closer in PROLOG if text.startswith(opener, at)), None)
        end = text.find(closer, at) if closer else -1
        if closer is None or end < 0:
            return at
        at = end + len(closer)


def _after_space(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _read_xml(text: str, url: str, zone: tzinfo, found: Gathering) -> None:
    root, body = from_root(text)
    if root in ("", "html", "head", "body"):
        found.note("it is a web page, not a feed" if root else "it is no feed" if text.strip() else "it is empty")
        return
    if complaint := _complaint(body):
        found.note(f"its XML is malformed ({complaint}); read as far as it goes")
        body = _mended(body)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed = feedparser.parse(
        io.BytesIO(body.encode()), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    for entry in parsed.entries:
        address = entry.get("feedburner_origlink") or entry.get("link")
        found.add(address, _entry_date(entry, zone), entry.get("title"))


def _entry_date(entry: feedparser.FeedParserDict, zone: tzinfo) -> datetime | None:
    name = next((name for name in ("published", "updated", "created") if name in entry), None)
    return read_date(entry[name], zone, entry.get(f"{name}_parsed")) if name else None


def _complaint(body: str) -> str | None:
    """Return what a strict parser says against `body`, or None when it is well formed."""
    try:
        etree.fromstring(body.encode(), _parser(recover=False))
    except etree.XMLSyntaxError as error:
        return f"{error.msg:.120}"
    return None


def _mended(body: str) -> str:
    """Return `body` as well-formed XML: bare ampersands and HTML's entities written out, elements closed, controls dropped."""
    sound = REFERENCE.sub(_sound_reference, body.translate(CONTROLS))
    root = etree.fromstring(sound.encode(), _parser(recover=True))
    return "" if root is None else etree.tostring(root, encoding="unicode")


def _sound_reference(match: re.Match[str]) -> str:
    reference = match[1]
    if match[0].startswith("<") or (reference and (reference in XML_REFERENCES or reference[0] == "#")):
        return match[0]
    return html5.get(reference, f"&amp;{reference}") if reference else "&amp;"


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _read_json(text: str, zone: tzinfo, found: Gathering) -> None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        found.note(f"its JSON is malformed ({error!s:.120})")
        return
    if not str(document.get("version")).startswith(JSON_FEED) or not isinstance(document.get("items"), list):
        found.note("it is JSON, but no JSON Feed")
        return
    for item in document["items"]:
        texts = {key: value for key, value in item.items() if isinstance(value, str)} if isinstance(item, dict) else {}
        date = texts.get("date_published") or texts.get("date_modified")
        found.add(texts.get("url") or texts.get("external_url"), read_date(date, zone), texts.get("title"))
