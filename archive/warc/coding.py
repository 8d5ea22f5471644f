"""Transfer and content codings, undone piece by piece: what was sent, from how it was sent.

Every function here is a generator over pieces, so that a bomb is stopped while it unfolds; what is wrong with the octets
is told in `Flaws` in a few words, and what could be read before it is kept.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from archive.models import Octets

PIECE_BYTES = 65_536
"""How much is taken up, and given out, at a time."""

WINDOW_BYTES = 8_388_608
"""How much of a mapped file may stay in memory behind the place being read."""

CODED_PIECE_BYTES = 4_096
"""How much is given to a decoder at a time: all that is lost before a damaged spot."""

CHUNK_LINE_MAX_BYTES = 16_384
"""A chunk's size with its extensions (RFC 9112 section 7.1.1 asks for a limit and names none)."""

CHUNK_LINE = re.compile(rb"\A[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r*\Z")

CHUNK_LINE_CUT = re.compile(rb"\A[ \t]*(?:[0-9A-Fa-f]{1,15}[ \t]*(?:;[^\n]*)?)?\r*\Z")

GZIP_MAGIC = b"\x1f\x8b"
GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15
"""zlib's names (wbits) for a gzip stream, a zlib stream and bare deflate."""


class TooLarge(Exception):
    """A body unfolded past its limit; never leaves `archive.warc.http.entity`."""


@dataclass(slots=True)
class Flaws:
    """What is wrong with a body: octets that are `missing` or unreadable, and what is merely `odd`."""

    missing: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def cut(octets: Octets, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield octets[start:end] in pieces, so that a mapped gigabyte is never in memory."""
    stop = len(octets) if end is None else end
    for position in range(start, stop, PIECE_BYTES):
        yield octets[position : min(position + PIECE_BYTES, stop)]
        if isinstance(octets, mmap.mmap):
            let_go(octets, position, position + PIECE_BYTES)


def let_go(mapped: mmap.mmap, before: int, now: int) -> None:
    """Give mapped pages back each time a window is passed: they would count as this process's memory until the end."""
    if now // WINDOW_BYTES > before // WINDOW_BYTES and now < len(mapped):
        mapped.madvise(mmap.MADV_DONTNEED, 0, now // WINDOW_BYTES * WINDOW_BYTES)


def capped(pieces: Iterable[bytes], size_max_bytes: int) -> Iterator[bytes]:
    """Pass on at most `size_max_bytes`, then raise TooLarge if there is more."""
    room = size_max_bytes
    for piece in pieces:
        yield piece[:room]
        room -= len(piece)
        if room < 0:
            raise TooLarge


def dechunk(octets: Octets, start: int, flaws: Flaws) -> Iterator[bytes]:
    """Undo chunk framing (RFC 9112 section 7.1) from `start` on; extensions and trailers are left out.

    A body that is declared chunked and is not, as many archives keep it, comes out as it is: nothing of it is missing.
    """
    position = start
    if not _may_be_chunked(octets, start):
        flaws.odd.append("declared chunked, and is not")
        yield from cut(octets, start)
        return
    while size := _chunk_size(octets, position, flaws):
        position = octets.find(b"\n", position) + 1
        end = position + size
        yield from cut(octets, position, min(end, len(octets)))
        if end > len(octets):
            flaws.missing.append("ends within a chunk")
            return
        position = _after_line_end(octets, end)


def decode(pieces: Iterable[bytes], coding: str, flaws: Flaws) -> Iterator[bytes]:
    """Undo one content coding (RFC 9110 section 8.4.1); one that is not known leaves the pieces as they are."""
    opening, whole = _opening(pieces)
    if coding in {"gzip", "x-gzip"} and opening.startswith(GZIP_MAGIC):
        return _inflate(whole, GZIP, flaws)
    if coding == "deflate" and opening:
        return _inflate(whole, ZLIB if _is_zlib(opening) else RAW_DEFLATE, flaws)
    if opening:
        flaws.odd.append(f"declared {coding}, left as it is")
    return whole


def unfold(decoder: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    """Give `piece` to the decoder and take what it gives, never more than PIECE_BYTES at a time."""
    while True:
        out = decoder.decompress(piece, PIECE_BYTES)
        if out:
            yield out
        piece = decoder.unconsumed_tail
        if decoder.eof or (not piece and len(out) < PIECE_BYTES):
            return


def _may_be_chunked(octets: Octets, start: int) -> bool:
    """Tell whether a chunk begins here, or what is left of its first line may be the beginning of one."""
    end = octets.find(b"\n", start, start + CHUNK_LINE_MAX_BYTES)
    if end >= 0:
        return CHUNK_LINE.match(octets[start:end]) is not None
    return CHUNK_LINE_CUT.match(octets[start : start + CHUNK_LINE_MAX_BYTES]) is not None


def _chunk_size(octets: Octets, position: int, flaws: Flaws) -> int:
    """Return the size of the chunk that starts at `position`; 0 for the last one, and for one that cannot be read."""
    end = octets.find(b"\n", position, position + CHUNK_LINE_MAX_BYTES)
    if end < 0:
        flaws.missing.append("ends before the last chunk")
        return 0
    match = CHUNK_LINE.match(octets[position:end])
    if not match:
        flaws.missing.append("bad chunk size")
        return 0
    return int(match[1], 16)


def _after_line_end(octets: Octets, position: int) -> int:
    if octets[position : position + 2] == b"\r\n":
        return position + 2
    return position + 1 if octets[position : position + 1] == b"\n" else position


def _opening(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first two bytes or more, and all the pieces again: chunks may be a byte long."""
    rest, opening = iter(pieces), b""
    for piece in rest:
        opening += piece
        if len(opening) >= 2:
            break
    return opening, chain((opening,), rest)


def _is_zlib(opening: bytes) -> bool:
    """Tell zlib's header (RFC 1950 section 2.2) from bare deflate, which servers send by mistake as `deflate`."""
    return len(opening) >= 2 and opening[0] & 0x0F == 8 and int.from_bytes(opening[:2]) % 31 == 0


def _inflate(pieces: Iterable[bytes], wbits: int, flaws: Flaws) -> Iterator[bytes]:
    """Unfold one stream, or a row of gzip members; what stands after the end is padding, as for browsers."""
    decoder = zlib.decompressobj(wbits)
    try:
        for piece in chain.from_iterable(map(_small, pieces)):
            rest = piece
            while rest:
                if decoder.eof:
                    if wbits != GZIP or rest[:1] != GZIP_MAGIC[:1]:
                        return
                    decoder = zlib.decompressobj(wbits)
                yield from unfold(decoder, rest)
                rest = decoder.unused_data
    except zlib.error:
        flaws.missing.append("damaged in its content coding")
        return
    if not decoder.eof:
        flaws.missing.append("ends within its content coding")


def _small(piece: bytes) -> Iterator[bytes]:
    return (piece[at : at + CODED_PIECE_BYTES] for at in range(0, len(piece), CODED_PIECE_BYTES))
