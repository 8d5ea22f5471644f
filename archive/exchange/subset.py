"""WARC files of chosen records, in any number: each begins with a warcinfo that says what was chosen, and by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from archive.exchange.copying import Lifted, octets, warcinfo_of
from archive.warc.cdxj import index_line
from archive.warc.drafts import CONFORMS_TO, SUBSET_OF, WARC_FIELDS
from archive.warc.record import Draft, field_lines, gzip_member, warc_date
from archive.warc.records import Stored

FILE_MAX_BYTES = 1_000_000_000
"""A file is passed by one exchange at most, as the archive's own are."""


class SupportsWrite(Protocol):
    """What octets are written to: a file, an entry of a zip."""

    def write(self, octets: bytes, /) -> object:
        """Write all of them."""


class Counted:
    """Passes octets on, and knows how many they were and their SHA-256."""

    def __init__(self, out: SupportsWrite) -> None:
        self._out, self._hash = out, hashlib.sha256()
        self.size = 0

    def write(self, octets: bytes) -> None:
        """Write all of them."""
        self._out.write(octets)
        self._hash.update(octets)
        self.size += len(octets)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of all that was written, in hexadecimal."""
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is said of an export. `choice`: in words, what was chosen. `now`: when it was. `file_max_bytes`: of a WARC file."""

    title: str
    choice: str
    software: str
    now: datetime
    file_max_bytes: int = FILE_MAX_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """How records are copied. `opened`: gives a file by its name; `noted` hears of the index line of each record that has one.

    `name`: of the only file, however large; None for as many as are needed, with names of their own.
    """

    label: Label
    opened: Callable[[str], AbstractContextManager[Counted]]
    noted: Callable[[bytes], None] = lambda _: None
    name: str | None = None


def write_records(lifted: Iterable[Lifted], how: Copying) -> int:
    """Write the records as they are, those of one exchange side by side; return how many.

    Of each file that they are from, the warcinfo goes before them: they name it in WARC-Warcinfo-ID. Raises OSError, and
    WarcError where a file changes while it is copied.
    """
    count, rest = 0, iter(lifted)
    for serial, first in enumerate(rest):
        name = how.name or f"warraq-subset-{how.label.now.astimezone(UTC):%Y%m%d%H%M%S}-{serial:05}.warc.gz"
        with how.opened(name) as out:
            count += _fill(out, name, chain((first,), rest), how)
    return count


def _fill(out: Counted, name: str, lifted: Iterator[Lifted], how: Copying) -> int:
    count, origin = 0, None
    for group in lifted:
        if not out.size:
            _write(out, gzip_member(_info(name, how.label, group.records[0]), None)[0])
        if group.path != origin and (info := warcinfo_of(group.path)):
            _write(out, octets(info.path, info.records[0]))
        origin = group.path
        for stored in group.records:
            _copy(out, name, group.path, stored, how)
            count += 1
        if how.name is None and out.size >= how.label.file_max_bytes:
            break
    return count


def _copy(out: Counted, name: str, path: Path, stored: Stored, how: Copying) -> None:
    offset = out.size
    _write(out, octets(path, stored))
    fields = {key.lower(): value for key, value in reversed(stored.fields)}
    line = index_line(fields, stored.block, filename=name, offset=offset, length=out.size - offset)
    if line is not None:
        how.noted(line)


def _write(out: Counted, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        out.write(piece)


def _info(name: str, label: Label, first: Stored) -> Draft:
    """Draft the warcinfo of a file; its id follows from what the file is, so that the same export has the same octets."""
    said = (
        ("software", label.software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        (SUBSET_OF, label.choice),
        ("description", label.title),
    )
    date = warc_date(label.now)
    return Draft(
        warc_type="warcinfo",
        record_id=uuid5(NAMESPACE_URL, f"{name} {date} {first.get('WARC-Record-ID')}").urn,
        fields=(("WARC-Date", date), ("WARC-Filename", name)),
        content_type=WARC_FIELDS,
        block=field_lines(said),
    )
