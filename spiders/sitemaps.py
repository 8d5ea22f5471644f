"""Sitemaps → links: urlset with news: dates, index, plain text, a feed that serves as one; gzipped or not.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
Octets are inflated and parsed piece by piece, so a sitemap that swells costs no memory; namespaces are not believed,
since many are mistyped.
"""

from __future__ import annotations

import gzip
import io
import itertools
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from lxml import etree

from spiders.claims import read_date
from spiders.feeds import feed, from_root
from spiders.listing import LINKS_MAX, Gathering, Listing

SIZE_MAX_BYTES = 50 * 1024 * 1024
"""Uncompressed, by the protocol."""
FEED_SIZE_MAX_BYTES = 10_000_000
UNDATED = datetime.min.replace(tzinfo=UTC)
PIECE_BYTES = 65_536
BARREN_MAX_BYTES = 1_000_000
"""So many octets without a finished entry are no sitemap; what is kept of them in memory ends here."""
GZIP = b"\x1f\x8b"
FEEDS = ("rss", "rdf", "feed")
ENTRIES = ("{*}url", "{*}sitemap")
BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
PARTIAL_REFERENCE = re.compile(rb"&[#\w]{0,8}$")


def sitemap(payload: bytes, *, url: str, content_type: str | None = None, zone: tzinfo = UTC) -> Listing:
    """Return the links of a sitemap, or the sitemaps an index names, newest first where it dates them; never raises.

    `payload`: as served, or still gzipped where the file itself is (.xml.gz). `url`: the sitemap's own. `zone`: of dates
    that name none.
    """
    found = Gathering(url)
    pieces = _pieces(payload, found)
    first = next(pieces, b"").lstrip()
    root, _ = from_root(_sample(first))
    if root in FEEDS:
        whole = _joined(first, pieces)
        return feed(whole, url=url, content_type=content_type, zone=zone)
    if root == "html":
        found.note("it is a web page, not a sitemap")
    elif root:
        _read_xml(first, pieces, zone, found)
    elif first.startswith(GZIP):
        found.note("it is gzip within gzip")
    elif first:
        _read_text(first, pieces, found)
    else:
        found.note("it is empty")
    return found.listing()


def _pieces(payload: bytes, found: Gathering) -> Iterator[bytes]:
    """Yield the sitemap's octets, inflated, up to the size limit."""
    size = 0
    for piece in _inflated(payload, found) if payload.startswith(GZIP) else _cut(payload):
        size += len(piece)
        if size > SIZE_MAX_BYTES:
            found.note(f"it is over {SIZE_MAX_BYTES:,} bytes; the rest was left")
            return
        yield piece


def _cut(payload: bytes) -> Iterator[bytes]:
    for start in range(0, len(payload), PIECE_BYTES):
        yield payload[start : start + PIECE_BYTES]


def _inflated(payload: bytes, found: Gathering) -> Iterator[bytes]:
    try:
        with gzip.open(io.BytesIO(payload)) as file:
            while piece := file.read1(PIECE_BYTES):
                yield piece
    except (OSError, EOFError, zlib.error) as error:
        found.note(f"its gzip is damaged ({error}); read as far as it goes")


def _joined(first: bytes, pieces: Iterator[bytes]) -> bytes:
    whole = bytearray(first)
    for piece in pieces:
        whole += piece
        if len(whole) > FEED_SIZE_MAX_BYTES:
            break
    return bytes(whole)


def _sample(first: bytes) -> str:
    return first.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd")


def _read_xml(first: bytes, pieces: Iterator[bytes], zone: tzinfo, found: Gathering) -> None:
    indexed: list[tuple[datetime, str]] = []
    for entry in _entries(_sound(first, pieces), found):
        says = _children(entry)
        # Some indexes leave <loc> out; in a CDATA section an ampersand comes through escaped.
        address = (says.get("loc") or entry.text or "").replace("&amp;", "&")
        date = read_date(says.get("publication_date") or says.get("lastmod"), zone)
        if _local(entry) == "sitemap":
            indexed.append((date or UNDATED, address))
        else:
            found.add(address, date, says.get("title"))
        if found.ended or len(indexed) > LINKS_MAX:
            break
    for _, further in sorted(indexed, key=lambda dated: dated[0], reverse=True):
        found.add_list(further)


def _entries(pieces: Iterator[bytes], found: Gathering) -> Iterator[etree._Element]:
    """Yield each url and sitemap element once it is whole; afterwards its memory is given back."""
    parser = etree.XMLPullParser(
        ("end",), tag=ENTRIES, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    barren = 0
    for piece in pieces:
        parser.feed(piece)
        barren += len(piece)
        for _, element in parser.read_events():
            barren = 0
            yield element
            _forget(element)
        if barren > BARREN_MAX_BYTES:
            found.note(f"it goes on for {BARREN_MAX_BYTES:,} bytes without an entry; the rest was left")
            break
    _note_errors(parser, found)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _note_errors(parser: etree.XMLPullParser, found: Gathering) -> None:
    try:
        parser.close()
    except etree.XMLSyntaxError:
        found.note("its XML ends too soon; read as far as it goes")
    else:
        if len(parser.feed_error_log):
            found.note(f"its XML is malformed ({parser.feed_error_log[0].message:.120}); read as far as it goes")


def _children(entry: etree._Element) -> dict[str, str]:
    """Return the texts of an entry's own children and of its news: block by local name; images and videos are left."""
    news = (child for block in entry if _local(block) == "news" for child in block)
    return {_local(child): (child.text or "").strip() for child in (*entry, *news)}


def _local(element: etree._Element) -> str:
    """Return the local name of an element; "" for a comment or an entity, whose tag is a function."""
    return re.sub(r"^.*[}:]", "", element.tag) if isinstance(element.tag, str) else ""


def _sound(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces with bare ampersands escaped ("?a=1&b=2"), which a parser would drop. UTF-16 passes as it is."""
    wide = b"\0" in first[:4]
    held = b""
    for piece in itertools.chain((first,), pieces):
        whole = held + piece
        partial = PARTIAL_REFERENCE.search(whole[-10:])
        cut = len(whole) - len(partial[0]) if partial else len(whole)
        held = whole[cut:]
        yield whole[:cut] if wide else BARE_AMPERSAND.sub(b"&amp;", whole[:cut])
    yield held


def _read_text(first: bytes, pieces: Iterator[bytes], found: Gathering) -> None:
    """One address a line, UTF-8."""
    for line in _joined(first, pieces).decode("utf-8-sig", "replace").splitlines():
        if found.ended:
            return
        if line.strip().startswith(("http://", "https://")):
            found.add(line)
