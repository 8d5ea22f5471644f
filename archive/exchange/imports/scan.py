"""The first look at what is imported: which exchanges it holds, when each was captured, and which of them are wanted.

Files of gzip members are read by FastWARC, which is the faster; it ends without a word where a file is cut, and raises where it
is damaged. There the careful walk takes over: it says what is wrong, and where the next record begins.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from archive.errors import WarcError
from archive.exchange.imports.layout import RECORD_MAX_BYTES, Layout, Part, read_from, walk
from archive.exchange.imports.wanted import SAMPLE_BYTES, Wanted, is_wanted_address, is_wanted_page
from archive.warc.pairing import belongs, read_exchange
from archive.warc.records import Stored

RESPONSES = frozenset({"response", "revisit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where an exchange lies in a part: its first record, and how many there are. `date`: WARC-Date. `url`: as it stands."""

    offset: int
    count: int
    date: datetime
    url: str


@dataclass(slots=True)
class Scan:
    """A look through one part, as far as it came. `unwanted`: exchanges left out by what is wanted.

    `heard` is told of records and bytes as they are passed.
    """

    part: Part
    wanted: Wanted
    heard: Callable[[int, int], None]
    records: int = 0
    exchanges: int = 0
    unwanted: int = 0

    def spots(self) -> Iterator[Spot | WarcError]:
        """Yield the exchanges that are wanted, in the order they lie in, and each damaged spot."""
        group: list[Stored] = []
        for found in self._counted():
            if isinstance(found, WarcError):
                yield found
            elif group and belongs(found, group):
                group.append(found)
            else:
                yield from self._spot(group)
                group = [found]
        yield from self._spot(group)

    def _counted(self) -> Iterator[Stored | WarcError]:
        at = self.part.start
        for found in _records(self.part, samples=self._is_chosen):
            self.records += isinstance(found, Stored)
            self.heard(1, max(found.offset - at, 0))
            at = max(found.offset, at)
            yield found
        self.heard(0, max(self.part.end - at, 0))

    def _spot(self, group: list[Stored]) -> Iterator[Spot | WarcError]:
        if not any(stored.get("WARC-Type") in RESPONSES or _is_odd_answer(stored) for stored in group):
            return
        try:
            found = read_exchange(group)
        except ValueError as error:
            yield WarcError(Path(self.part.name), group[0].offset, str(error))
            return
        if found is None or found.record.warc_type == "request":
            return
        self.exchanges += 1
        capture = found.capture
        if not is_wanted_address(capture.target_uri, self.wanted) or (
            self._is_chosen and not is_wanted_page(capture, self.wanted)
        ):
            self.unwanted += 1
        else:
            yield Spot(offset=group[0].offset, count=len(group), date=capture.date, url=capture.target_uri)

    @property
    def _is_chosen(self) -> bool:
        return bool(self.wanted.languages or self.wanted.domains)


def _is_odd_answer(stored: Stored) -> bool:
    """Tell Warraq's own way to keep an answer that was not HTTP."""
    return stored.get("WARC-Type") == "metadata" and (stored.get("Content-Type") or "") == "application/octet-stream"


def _records(part: Part, *, samples: bool) -> Iterator[Stored | WarcError]:
    """Yield the records of a part, their blocks cut short or left out."""
    if part.layout is not Layout.MEMBERS:
        yield from (_light(found, samples=samples) for found in walk(part))
        return
    start: int | None = part.start
    while start is not None:
        held: Stored | None = None
        for stored in _in_bulk(part, start, samples=samples):
            if held is not None:
                yield held
            held = stored
        start = yield from _with_care(part, held.offset if held else start, samples=samples)


def _in_bulk(part: Part, start: int, *, samples: bool) -> Iterator[Stored]:
    """Yield the records from `start` on as FastWARC reads them, up to the first that it cannot read or should not."""
    with Window(part.path, start, part.end) as window:
        # no auto_decode: with it, the walk ends at the first body that is chunked and compressed
        try:
            for record in ArchiveIterator(window, parse_http=False):
                if record.content_length > RECORD_MAX_BYTES:
                    return
                fields = tuple((str(name), str(value)) for name, value in record.headers)
                is_sampled = samples and record.headers.get("WARC-Type") in RESPONSES
                block = record.reader.read(SAMPLE_BYTES) if is_sampled else b""
                yield Stored(filename=part.path.name, offset=start + record.stream_pos, length=0, fields=fields, block=block)
        except (OSError, ValueError, RuntimeError):
            return  # the careful walk says what it is


def _with_care(part: Part, start: int, *, samples: bool) -> Generator[Stored | WarcError, None, int | None]:
    """Yield what lies from `start` on, damage and all; return where a whole record begins after damage, None at the end."""
    is_damaged = False
    for found in read_from(part, start):
        if isinstance(found, Stored) and is_damaged:
            return found.offset
        is_damaged = is_damaged or isinstance(found, WarcError)
        yield _light(found, samples=samples)
    return None


def _light(found: Stored | WarcError, *, samples: bool) -> Stored | WarcError:
    return found if isinstance(found, WarcError) else replace(found, block=found.block[:SAMPLE_BYTES] if samples else b"")


class Window(io.RawIOBase):
    """A file from `start` to `end`, as if there were nothing else."""

    def __init__(self, path: Path, start: int, end: int) -> None:
        self._file = path.open("rb")
        self._file.seek(start)
        self._start, self._left = start, end - start

    def read(self, size: int = -1, /) -> bytes:
        """Return the next octets, at most `size`."""
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece

    def tell(self) -> int:
        """Return how far it was read."""
        return self._file.tell() - self._start

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
