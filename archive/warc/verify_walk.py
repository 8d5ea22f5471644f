"""The walk over a WARC file's records, one after another, each checked in itself; damage is passed over and told.

Nothing of a record is in memory but its head and the piece being read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from archive.warc.coding import PIECE_BYTES
from archive.warc.members import MAGIC, RECORD_START, AsItLies, next_record
from archive.warc.records import bare, block_length, fields_by_name
from archive.warc.verify_digests import Digests
from archive.warc.verify_reading import BLOCK_END, Bomb, GzipFeed, PlainFeed, Reader

ENDS_OF_OTHERS = frozenset({BLOCK_END, b"\n\n", b"\r\n", b"\n", b""})
"""What writers put after a block; anything else is what a wrong Content-Length leaves."""

VERSIONS = frozenset({b"WARC/1.1", b"WARC/1.0", b"WARC/0.18", b"WARC/0.17"})

KEPT_BYTES = PIECE_BYTES
KEPT_TYPES = frozenset({"warcinfo", "response", "revisit"})
"""How much is kept of a block, and of which: what a warcinfo says, and the heads of answers."""


class Check(StrEnum):
    """What is looked at."""

    GZIP = "gzip"
    MEMBER = "gzip-member"
    FRAMING = "framing"
    BLOCK = "block-digest"
    PAYLOAD = "payload-digest"
    BOMB = "bomb"
    WARCINFO = "warcinfo"
    ID = "record-id"
    PAIR = "pair"
    REFERENCE = "reference"
    INDEX = "cdxj"
    HASH = "file-hash"
    CATALOG = "catalogue"
    SEAL = "seal"
    TAIL = "torn-tail"
    PACKAGE = "wacz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with one record. `is_damage`: octets are not what they were; else it is merely worth a word."""

    check: Check
    why: str
    is_damage: bool = True


class Walked(NamedTuple):
    """A record, or a spot where one should be.

    `offset`: of the gzip member that it begins in, or of itself in a file that is not compressed. `length`: as in the
    catalogue; 0 where a member holds several records, or none could be read. `feed_start`, `feed_at`, `size`: its octets are
    `size` from `feed_at` on in what unfolds from offset `feed_start`; none could be read where `size` is 0. `fields`: by their
    names in lower case, the first of each. `opening`: how the block begins, of KEPT_TYPES alone. `payload_digest`: one that is
    wrong of the octets after the head, and may be right of others.
    """

    offset: int
    is_gzip: bool
    fields: Mapping[str, str]
    length: int = 0
    feed_start: int = 0
    feed_at: int = 0
    size: int = 0
    flaws: tuple[Flaw, ...] = ()
    opening: bytes = b""
    payload_digest: str | None = None

    @property
    def record_id(self) -> str:
        """Return WARC-Record-ID without angle brackets, "" where it could not be read."""
        return bare(self.fields.get("warc-record-id", ""))


def is_gzip(pages: AsItLies, name: str) -> bool:
    """Tell whether a WARC file is, or by its name was, compressed."""
    opening = pages[0 : len(RECORD_START)]
    return opening != RECORD_START and (opening.startswith(MAGIC) or ".gz" in name)


def walk(pages: AsItLies, name: str) -> Iterator[Walked]:
    """Yield every record of a WARC file, and every spot that is damaged. Raises OSError."""
    gzip = is_gzip(pages, name)
    position = 0
    while position < len(pages):
        record = _Record()
        feed = GzipFeed(pages, position) if gzip else PlainFeed(pages, position)
        try:
            yield from _records(feed, record)
            position = feed.end
        except (zlib.error, EOFError, ValueError) as error:
            if not gzip:
                position += record.feed_at
            yield Walked(offset=max(position, record.offset), is_gzip=gzip, fields=record.fields, flaws=(flaw_of(error),))
            position = next_record(pages, position + 1) if gzip else _next_plain(pages, position)


class _Record:
    """What is known so far of the record being read."""

    def __init__(self) -> None:
        self.offset = self.feed_at = 0
        self.fields: dict[str, str] = {}
        self.version, self.end = b"", BLOCK_END


def _records(feed: GzipFeed | PlainFeed, known: _Record) -> Iterator[Walked]:
    """Yield the records of one feed: one, where they are as they should be."""
    reader, start, is_shared = Reader(feed), feed.at, False
    is_gzip_feed, is_over = isinstance(feed, GzipFeed), reader.is_over()
    while not is_over:
        known.feed_at, known.fields = reader.taken, {}
        known.offset = feed.at if is_gzip_feed else start + reader.taken
        digests, opening = _read(reader, known)
        size = reader.taken - known.feed_at
        is_over = reader.is_over()  # this reads on: where a member ends, its checksum is right
        is_shared = is_gzip_feed and (not is_over or is_shared)
        length = 0 if is_shared or feed.is_spanning else (feed.end - start if is_gzip_feed else size)
        yield Walked(
            offset=known.offset,
            is_gzip=is_gzip_feed,
            length=length,
            feed_start=start,
            feed_at=known.feed_at,
            size=size,
            fields=known.fields,
            flaws=tuple(_flaws(known, digests, is_alone=length > 0)),
            opening=opening,
            payload_digest=digests.payload.text if digests.payload and not digests.payload.is_right() else None,
        )


def _read(reader: Reader, known: _Record) -> tuple[Digests, bytes]:
    """Read one record to its end."""
    head = reader.head(RECORD_START)
    known.version, known.fields = head.splitlines()[0], fields_by_name(head)
    digests, opening = Digests(known.fields), b""
    is_kept = known.fields.get("warc-type") in KEPT_TYPES
    for piece in reader.block(block_length(known.fields.get("content-length", ""))):
        digests.update(piece)
        if is_kept and len(opening) < KEPT_BYTES:
            opening += piece
    known.end = reader.block_end()
    return digests, opening


def _flaws(known: _Record, digests: Digests, *, is_alone: bool) -> Iterator[Flaw]:
    if known.version not in VERSIONS:
        yield Flaw(check=Check.FRAMING, why=f"a version that is not known: {known.version[:20]!r}", is_damage=False)
    if not is_alone:
        yield Flaw(check=Check.MEMBER, why="its gzip member is not its own: it cannot be found by its offset")
    if known.end not in ENDS_OF_OTHERS:
        yield Flaw(check=Check.FRAMING, why="the block is not as long as its Content-Length says")
    elif known.end != BLOCK_END:
        yield Flaw(check=Check.FRAMING, why="its block is not followed by two line ends", is_damage=False)
    if digests.block is not None and not digests.block.is_right():
        yield Flaw(check=Check.BLOCK, why=f"the block is not that of {digests.block.text}")
    for why in digests.odd:
        yield Flaw(check=Check.BLOCK, why=why, is_damage=False)


def flaw_of(error: Exception) -> Flaw:
    """Return what an error of reading says of what was read."""
    if isinstance(error, zlib.error):
        return Flaw(check=Check.GZIP, why=f"damaged: {str(error).rpartition(': ')[2]}")
    check = Check.BOMB if isinstance(error, Bomb) else Check.GZIP if "gzip" in str(error) else Check.FRAMING
    return Flaw(check=check, why=str(error))


def _next_plain(pages: AsItLies, position: int) -> int:
    found = pages.find(b"\n" + RECORD_START, position)
    return len(pages) if found < 0 else found + 1
