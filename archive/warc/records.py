"""The records of a WARC file, ours or another's, one after another; damage is reported and passed over, never a crash.

Needs the standard library alone: what is kept must be readable when no other package is. ARC files are `archive.warc.arc`'s.
"""

from __future__ import annotations

import io
import mmap
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from archive.errors import WarcError
from archive.models import Octets
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.coding import PIECE_BYTES
from archive.warc.members import MAGIC, RECORD_END, RECORD_START, Member, next_record

BLOCK_MAX_BYTES = 2_000_000_000
"""A larger block is reported and passed over: no page is so large, and a bomb is."""

SPOOL_MIN_BYTES = 8_388_608
"""A block from this size on lies in an unnamed temporary file and is mapped."""

HEADER_MAX_BYTES = 1_048_576
BLANK_LINES_MAX = 1_000
"""Between two records; the standard has one, and a file that has more is still read."""

FOLD = re.compile(r"\r?\n[ \t]+")
BLANK = re.compile(rb"[\r\n]*")
FIELD = re.compile(r"^([^:\n]+):([^\n]*)", re.MULTILINE)


LENGTH_DIGITS_MAX = 18

Fields = tuple[tuple[str, str], ...]


class SupportsRead(Protocol):
    """What a block is read from: a file, a gzip member, warcio's stream."""

    def read(self, size: int, /) -> bytes:
        """Return the next `size` bytes, fewer at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A record as it lies in a file.

    `filename`: the final name. `offset`, `length`: of its gzip member, or of itself in a file that is not compressed;
    `length` is 0 where several records share a member. `fields`: its named fields, in order.
    """

    filename: str
    offset: int
    length: int
    fields: Fields
    block: Octets

    def get(self, name: str) -> str | None:
        """Return the first value of a field, whatever the case of its name."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return tuple(value for key, value in self.fields if key.lower() == name.lower())


def records(
    path: Path, start: int = 0, *, end: int | None = None, block_max_bytes: int | None = None
) -> Iterator[Stored | WarcError]:
    """Yield the records of a WARC file (gzip or plain) from offset `start` on, and a WarcError for each damaged spot.

    Those that begin before `end`, where that is given: a WARC file may lie within another, a package.

    A record is yielded once its gzip checksum is right. After damage, and after a block that is larger than
    `block_max_bytes`, of which nothing is read, the walk goes on at the next record that begins.
    """
    with path.open("rb") as file:
        if not file.seek(0, io.SEEK_END):
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            stop = len(mapped) if end is None else min(end, len(mapped))
            if MAGIC in (mapped[: len(MAGIC)], mapped[start : start + len(MAGIC)]):
                yield from _in_gzip(mapped, path, range(start, stop), block_max_bytes)
            else:
                yield from _in_plain(file, mapped, path, range(start, stop), block_max_bytes)


def record_at(path: Path, offset: int, *, block_max_bytes: int | None = None) -> Stored:
    """Return the record at `offset`. Raises WarcError when there is none, it is damaged, or its block is larger."""
    found = next(records(path, offset, block_max_bytes=block_max_bytes), None)
    if isinstance(found, Stored) and found.offset == offset:
        return found
    raise found if isinstance(found, WarcError) else WarcError(path, offset, "no record is there")


def parse_fields(lines: bytes) -> Fields:
    """Return the named fields that lines of a record header tell."""
    return tuple([(name.strip(), value.strip()) for name, value in _found_fields(lines)])


def fields_by_name(lines: bytes) -> dict[str, str]:
    """Return the first value of each named field, by its name in lower case."""
    return {name.strip().lower(): value.strip() for name, value in reversed(_found_fields(lines))}


def bare(value: str) -> str:
    """Return an id or URI without the angle brackets that the standard puts around ids, and old tools around URIs."""
    return value.strip().removeprefix("<").removesuffix(">")


def block_length(declared: str) -> int:
    """Return the length of a block from its Content-Length. Raises ValueError where that is none, or more than is read."""
    if not (declared.isascii() and declared.isdigit() and len(declared) <= LENGTH_DIGITS_MAX):
        raise ValueError(f"a record without a Content-Length ({declared[:40]!r})")
    return check_length(int(declared))


def check_length(size: int, size_max: int | None = None) -> int:
    """Return `size` if a block may be so large (BLOCK_MAX_BYTES, unless less is said); raises ValueError."""
    most = BLOCK_MAX_BYTES if size_max is None else size_max
    if size > most:
        raise ValueError(f"a block of {size} bytes; at most {most} are read")
    return size


def read_block(reader: SupportsRead, size: int) -> Octets:
    """Read a block: into memory, or onto the disk when it is large."""
    if size < SPOOL_MIN_BYTES:
        return b"".join(_pieces(reader, size))
    with tempfile.TemporaryFile() as spool:
        spool.writelines(_pieces(reader, size))
        spool.flush()
        return mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ)


def _found_fields(lines: bytes) -> list[tuple[str, str]]:
    text = lines.decode("utf-8", "replace")
    if "\n " in text or "\n\t" in text:
        text = FOLD.sub(" ", text)
    return FIELD.findall(text)


def _pieces(reader: SupportsRead, size: int) -> Iterator[bytes]:
    while size > 0:
        piece = reader.read(min(size, PIECE_BYTES))
        if not piece:
            raise EOFError("ends within a block")
        yield piece
        size -= len(piece)


def _in_gzip(mapped: mmap.mmap, path: Path, where: range, block_max_bytes: int | None) -> Iterator[Stored | WarcError]:
    position = where.start
    while position < where.stop:
        member = Member(mapped, position)
        try:
            yield from _in_member(member, path, position, block_max_bytes)
            position = member.end
        except (zlib.error, EOFError, ValueError) as error:
            yield WarcError(path, position, str(error))
            position = next_record(mapped, position + 1)


def _in_member(member: Member, path: Path, offset: int, block_max_bytes: int | None) -> Iterator[Stored]:
    """Yield the records of one member: one, as it should be, or all of a file that was compressed as a whole."""
    reader = io.BufferedReader(member, PIECE_BYTES)
    read, shared = _read_record(reader, block_max_bytes), False
    while read:
        following = _read_record(reader, block_max_bytes)
        shared = shared or following is not None
        yield _stored(path, offset, 0 if shared else member.end - offset, read)
        read = following


def _in_plain(
    file: io.BufferedReader, mapped: mmap.mmap, path: Path, where: range, block_max_bytes: int | None
) -> Iterator[Stored | WarcError]:
    position = where.start
    while (position := _after_blank(mapped, position)) < where.stop:
        file.seek(position)
        try:
            read = _read_record(file, block_max_bytes)
        except (EOFError, ValueError) as error:
            yield WarcError(path, position, str(error))
            found = mapped.find(b"\n" + RECORD_START, position)
            position = len(mapped) if found < 0 else found + 1
            continue
        if read is None:
            return
        end = file.tell()
        is_ended = mapped[end : end + len(RECORD_END)] == RECORD_END
        end = end + len(RECORD_END) if is_ended else _after_blank(mapped, end)  # its length is as `warraq verify` has it
        yield _stored(path, position, end - position, read)
        position = end


def _after_blank(mapped: mmap.mmap, position: int) -> int:
    found = BLANK.match(mapped, position)
    return found.end() if found else position


def _stored(path: Path, offset: int, length: int, read: tuple[Fields, Octets]) -> Stored:
    name = path.name.removesuffix(OPEN_SUFFIX)
    return Stored(filename=name, offset=offset, length=length, fields=read[0], block=read[1])


def _read_record(reader: io.BufferedReader[Any], block_max_bytes: int | None) -> tuple[Fields, Octets] | None:
    """Read one record, None at the end. Raises EOFError where it is cut, ValueError where it is none or too large."""
    line = _after_blank_lines(reader)
    if not line:
        return None
    if not line.startswith(RECORD_START):
        raise ValueError("no WARC record begins here")
    fields = _read_fields(reader)
    declared = next((value for name, value in fields if name.lower() == "content-length"), "")
    return fields, read_block(reader, check_length(block_length(declared), block_max_bytes))


def _after_blank_lines(reader: io.BufferedReader[Any]) -> bytes:
    """Return the first line that is not blank, b"" at the end. Raises ValueError where a bomb of blank lines is."""
    for _ in range(BLANK_LINES_MAX):
        line = _line(reader)
        if not line or line.strip():
            return line
    raise ValueError(f"more than {BLANK_LINES_MAX} blank lines between two records")


def _read_fields(reader: io.BufferedReader[Any]) -> Fields:
    lines, room = [], HEADER_MAX_BYTES
    while (line := _line(reader)).strip():
        lines.append(line)
        room -= len(line)
        if room < 0:
            raise ValueError(f"a record header larger than {HEADER_MAX_BYTES} bytes")
    if not line:
        raise EOFError("ends within a record header")
    return parse_fields(b"".join(lines))


def _line(reader: io.BufferedReader[Any]) -> bytes:
    return reader.readline(HEADER_MAX_BYTES)
