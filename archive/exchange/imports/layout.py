"""What lies in a file that is to be imported: told by its octets, never by its name.

a WARC file (1.0, 1.1), plain or a gzip member a record   read where it lies
a WARC or ARC file packed by gzip as a whole              unpacked first, within bounds (`archive.exchange.imports.unpack`)
an ARC file                                               read where it lies
a WACZ package                                            its WARC files are read where they lie in it
a list of addresses and paths                             `crawler.imports.lists`
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive.errors import WarcError
from archive.exchange.imports.package import Entry, open_package
from archive.exchange.imports.unpack import unpack, unpack_entry
from archive.warc.arc import ARC_START
from archive.warc.coding import GZIP
from archive.warc.members import MAGIC, RECORD_START
from archive.warc.records import Stored, records
from archive.warc.verify import ZSTD

BEGINNING_BYTES = 65_536
ZIP_START = b"PK\x03\x04"
RECORD_MAX_BYTES = 100_000_000
"""A larger block is reported and left out, unread: no page of an outlet is so large, and a bomb is."""


class Layout(StrEnum):
    """How a file's records lie in it."""

    MEMBERS = "WARC, a gzip member a record"
    PLAIN = "WARC, not compressed"
    ARC = "ARC"
    WHOLE = "packed by gzip as a whole"
    PACKAGE = "WACZ"
    LIST = "a list"
    ZSTANDARD = "packed by Zstandard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that can be read by their offset: from `start` to before `end` in the file at `path`.

    `name`: what people are told: the file's path, or PACKAGE!ENTRY. `is_own`: it lies where the user put it, not unpacked.
    """

    path: Path
    name: str
    layout: Layout
    start: int
    end: int
    is_own: bool = True


def layout_of(path: Path) -> Layout | None:
    """Return what a file is; None for nothing that can be imported. Raises OSError."""
    with path.open("rb") as file:
        beginning = file.read(BEGINNING_BYTES)
    if beginning.startswith(ZIP_START):
        return Layout.PACKAGE
    if beginning.startswith(MAGIC):
        return _of_gzip(path, _unfolded(beginning))
    if beginning.startswith(ZSTD):
        return Layout.ZSTANDARD
    return _of_plain(beginning)


def parts_of(path: Path, layout: Layout, scratch: Path, *, room_bytes: int) -> Iterator[Part | WarcError]:
    """Yield the parts of a file, and what is wrong with the package that it is. What must be unpacked is put into `scratch`.

    `room_bytes`: how much may be written there. Raises WarcError where nothing of it can or may be read; OSError.
    """
    if layout is Layout.PACKAGE:
        for found in open_package(path):
            yield from (found,) if isinstance(found, WarcError) else _of_entry(path, found, scratch, room_bytes)
    elif layout is Layout.WHOLE:
        yield from _of_whole(path, str(path), scratch, room_bytes)
    else:
        yield Part(path=path, name=str(path), layout=layout, start=0, end=path.stat().st_size)


def walk(part: Part) -> Iterator[Stored | WarcError]:
    """Yield the records of a part as `archive.warc.records.records` does: with care, and no faster than that."""
    return read_from(part, part.start)


def read_from(part: Part, offset: int) -> Iterator[Stored | WarcError]:
    """Yield the records from the one at `offset` on."""
    if part.layout is Layout.ARC:
        from archive.warc.arc import arc_records  # noqa: PLC0415 - warcio is slow to import

        return arc_records(part.path, offset, end=part.end)
    return records(part.path, offset, end=part.end, block_max_bytes=RECORD_MAX_BYTES)


def _of_entry(path: Path, entry: Entry, scratch: Path, room_bytes: int) -> Iterator[Part | WarcError]:
    """Yield the records of one file of a package: where they lie, or unpacked where they cannot be read there."""
    name = f"{path}!{entry.name}"
    layout = _within(path, entry) if entry.is_stored else None
    if layout is not None:
        yield Part(path=path, name=name, layout=layout, start=entry.start, end=entry.end)
        return
    taken = unpack_entry(path, entry, scratch, room_bytes=room_bytes)
    if layout_of(taken) is Layout.WHOLE:
        yield from _of_whole(taken, name, scratch, room_bytes - entry.size)
    else:
        yield _unpacked(taken, name)


def _of_whole(path: Path, name: str, scratch: Path, room_bytes: int) -> Iterator[Part | WarcError]:
    unpacked, damage = unpack(path, scratch, room_bytes=room_bytes)
    yield _unpacked(unpacked, name)
    if damage is not None:
        yield damage


def _within(path: Path, entry: Entry) -> Layout | None:
    """Return how the records of a stored entry lie, where they can be read there."""
    with path.open("rb") as file:
        file.seek(entry.start)
        beginning = file.read(BEGINNING_BYTES)
    if beginning.startswith(RECORD_START):
        return Layout.PLAIN
    is_warc = beginning.startswith(MAGIC) and _unfolded(beginning).startswith(RECORD_START)
    return Layout.MEMBERS if is_warc and not _is_whole(path, entry.start) else None


def _unpacked(path: Path, name: str) -> Part:
    layout = layout_of(path)
    if layout not in {Layout.MEMBERS, Layout.PLAIN, Layout.ARC}:
        raise WarcError(Path(name), 0, "what is packed in it is neither WARC nor ARC")
    return Part(path=path, name=name, layout=layout, start=0, end=path.stat().st_size, is_own=False)


def _of_plain(beginning: bytes) -> Layout | None:
    if beginning.startswith(RECORD_START):
        return Layout.PLAIN
    if beginning.startswith(ARC_START):
        return Layout.ARC
    return Layout.LIST if _is_text(beginning) else None


def _of_gzip(path: Path, unfolded: bytes) -> Layout | None:
    if unfolded.startswith(RECORD_START):
        return Layout.WHOLE if _is_whole(path, 0) else Layout.MEMBERS
    if unfolded.startswith(ARC_START):
        return Layout.WHOLE if _holds_more(unfolded) else Layout.ARC
    return Layout.LIST if _is_text(unfolded) else None


def _is_whole(path: Path, start: int) -> bool:
    """Tell whether the first gzip member holds more records than one."""
    first = next(records(path, start, block_max_bytes=RECORD_MAX_BYTES), None)
    return isinstance(first, Stored) and first.length == 0


def _holds_more(unfolded: bytes) -> bool:
    """Tell whether more than an ARC file's first record lies in its first gzip member."""
    line, _, rest = unfolded.partition(b"\n")
    length = line.split()[-1]
    return length.isdigit() and bool(rest[int(length[:9]) :].strip())


def _unfolded(beginning: bytes) -> bytes:
    try:
        return zlib.decompressobj(GZIP).decompress(beginning, BEGINNING_BYTES)
    except zlib.error:
        return b""


def _is_text(beginning: bytes) -> bool:
    """Tell whether these are lines of text: a letter that is cut at the end is none of their fault."""
    text = beginning.decode("utf-8", "replace")
    return bool(text.strip()) and "\0" not in text and "\ufffd" not in text[:-1]
