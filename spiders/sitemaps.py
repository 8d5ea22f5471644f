"""Sitemaps → links: urlset with news: dates, index, plain text, a feed that serves as one; gzipped or not.

https://www.sitemaps.org/protocol.html, https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
Octets are inflated and parsed piece by piece, so a sitemap that swells costs no memory; namespaces are not believed,
since many are mistyped.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from archive.links import Claim
from archive.text.dates.addressed import day_in_address
from archive.text.encoding.decode import declared_codec
from spiders.claims import UTC_CLOCK, Clock, read_date
from spiders.feeds import feed
from spiders.listing import LINKS_MAX, Gathering, Listing
from spiders.mending import SURROGATE, from_root

SIZE_MAX_BYTES = 50 * 1024 * 1024
"""Uncompressed, by the protocol."""
FEED_SIZE_MAX_BYTES = 10_000_000
UNDATED = datetime.min.replace(tzinfo=UTC)
CHANGED_WITHIN = timedelta(days=1)
PIECE_BYTES = 65_536
BARREN_MAX_BYTES = 1_000_000
"""So many octets without a finished entry are no sitemap; what is kept of them in memory ends here."""
GZIP = b"\x1f\x8b"
FEEDS = ("rss", "rdf", "feed")
ENTRIES = ("{*}url", "{*}sitemap")
BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
PARTIAL_REFERENCE = re.compile(r"&[#\w]{0,9}$", re.ASCII)


def sitemap(payload: bytes, *, url: str, content_type: str | None = None, clock: Clock = UTC_CLOCK) -> Listing:
    """Return the links of a sitemap, or the sitemaps an index names, newest first where it dates them; never raises.

    `payload`: as served, or still gzipped where the file itself is (.xml.gz). `url`: the sitemap's own. `clock`:
    for dates without a zone.
    """
    found = Gathering(url)
    pieces = _pieces(payload, found)
    first = next(pieces, b"")
    root, _ = from_root(first.decode(_codec(first), "replace"))
    if root in FEEDS:
        whole = _joined(first, pieces)
        return feed(whole, url=url, content_type=content_type, clock=clock)
    if root == "html":
        found.note("it is a web page, not a sitemap")
    elif root:
        _read_xml(first, pieces, clock, found)
    elif first.startswith(GZIP):
        found.note("it is gzip within gzip")
    elif first.strip():
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


def _read_xml(first: bytes, pieces: Iterator[bytes], clock: Clock, found: Gathering) -> None:
    indexed: list[tuple[datetime, str]] = []
    for entry in _entries(_sound(_texts(first, pieces)), found):
        says = _children(entry)
        # Some indexes leave <loc> out; in a CDATA section an ampersand comes through escaped.
        address = (says.get("loc") or entry.text or "").replace("&amp;", "&")
        date = read_date(says.get("publication_date"), clock) or _changed(read_date(says.get("lastmod"), clock), address)
        if _local(entry) == "sitemap":
            indexed.append((date or UNDATED, address))
        else:
            found.add(address, Claim(date=date, title=says.get("title")))
        if found.ended or len(indexed) > LINKS_MAX:
            break
    for date, further in sorted(indexed, key=lambda dated: dated[0], reverse=True):
        found.add_list(further, None if date == UNDATED else date)


def _changed(moment: datetime | None, address: str) -> datetime | None:
    """Return when a page changed as the date of its story, unless its address names an earlier day, which is the story's."""
    day = day_in_address(address) if moment else None
    return None if moment and day and moment.date() - day > CHANGED_WITHIN else moment


def _entries(pieces: Iterator[bytes], found: Gathering) -> Iterator[etree._Element]:
    """Yield each url and sitemap element once it is whole; afterwards its memory is given back."""
    parser = etree.XMLPullParser(
        ("end",),
        tag=ENTRIES,
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
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


def _texts(first: bytes, pieces: Iterator[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(_codec(first))("replace")
    yield from_root(decoder.decode(first))[1]
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _codec(first: bytes) -> str:
    """Return the codec of a byte order mark, of UTF-16's zeros, of the declaration, or UTF-8."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in first[:2]:
        return "utf-16-be" if first.startswith(b"\0") else "utf-16-le"
    declared = declared_codec(first) or "utf-8"
    return "utf-8-sig" if declared.startswith("utf") else declared


def _sound(texts: Iterator[str]) -> Iterator[bytes]:
    """Yield UTF-8 with bare ampersands escaped ("?a=1&b=2"), which a parser would drop."""
    held = ""
    for text in texts:
        whole = held + text
        partial = PARTIAL_REFERENCE.search(whole[-12:])
        cut = len(whole) - len(partial[0]) if partial else len(whole)
        held = whole[cut:]
        yield SURROGATE.sub("", BARE_AMPERSAND.sub("&amp;", whole[:cut])).encode()
    yield held.encode()


def _read_text(first: bytes, pieces: Iterator[bytes], found: Gathering) -> None:
    """One address a line, UTF-8."""
    for line in _joined(first, pieces).decode(_codec(first), "replace").splitlines():
        if found.ended:
            return
        if line.strip().startswith(("http://", "https://")):
            found.add(line)
