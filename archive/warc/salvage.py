"""The undamaged records of a damaged WARC file, in a new file; the damaged one is only read."""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import Busy
from archive.warc.cdxj import lines_of
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.coding import GZIP, PIECE_BYTES
from archive.warc.drafts import CONFORMS_TO, SALVAGED_FROM, WARC_FIELDS
from archive.warc.openfile import OpenFile
from archive.warc.pages import Pages
from archive.warc.record import LEVEL, Draft, field_lines, gzip_member, new_id, warc_date
from archive.warc.records import records
from archive.warc.verify_file import check_of
from archive.warc.verify_reading import GzipFeed, PlainFeed, Reader
from archive.warc.verify_walk import Check, Walked, walk

NAME_SUFFIX = "-salvaged.warc.gz"
ENDINGS = (".gz", ".warc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """`path`: the new file, None when there was nothing to salvage. `records`: in it, besides its own warcinfo.

    `is_new`: it was written now; else it was there already.
    """

    path: Path | None
    records: int
    is_new: bool


def salvage_name(path: Path) -> str:
    """Return what the file of a damaged file's records is called."""
    name = path.name
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return name + NAME_SUFFIX


def count_whole(path: Path) -> int:
    """Return how many records of a file are undamaged."""
    with _opened(path) as file:
        return sum(1 for _ in _whole(file, path))


def salvage(path: Path, folder: Path, *, software: str, now: datetime) -> Salvaged:
    """Write the undamaged records of `path` to a new file in `folder`, closed as every WARC file is: all of them or none.

    A record in a gzip member of its own is copied as it lies; any other gets one. They keep the id of the warcinfo that they
    name; the new file begins with one that says where they are from. A file that is there already is left as it is, and one
    that a killed process left half-written is written anew. Raises OSError, DiskFull, WarcError.
    """
    if (folder / salvage_name(path)).exists():
        return Salvaged(path=folder / salvage_name(path), records=0, is_new=False)
    if not count_whole(path):
        return Salvaged(path=None, records=0, is_new=False)
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder / (salvage_name(path) + OPEN_SUFFIX))
    written = OpenFile(folder, salvage_name(path))
    count = 0
    try:
        with written.whole(), _opened(path) as file:
            written.write(gzip_member(_info(path.name, written.name, software, now), None)[0])
            copier = _Copier(file)
            for walked in _whole(file, path):
                written.write(copier.octets(walked))
                count += 1
        written.sync()
        with written.whole():
            for line in lines_of(records(written.path)):
                written.note(line)
    except BaseException:
        written.discard()
        raise
    written.close()
    return Salvaged(path=folder / written.name, records=count, is_new=True)


class _Copier:
    """Gives records' octets as gzip members, in the order in which they lie."""

    def __init__(self, file: int) -> None:
        self._pages = Pages(file)
        self._reader: Reader | None = None
        self._start = -1

    def octets(self, walked: Walked) -> Iterator[bytes]:
        """Yield one record as a gzip member of its own."""
        if walked.length and walked.is_gzip:
            return self._as_it_lies(walked.offset, walked.offset + walked.length)
        return self._packed(walked)

    def _as_it_lies(self, start: int, end: int) -> Iterator[bytes]:
        for position in range(start, end, PIECE_BYTES):
            piece = self._pages[position : min(position + PIECE_BYTES, end)]
            if len(piece) < min(PIECE_BYTES, end - position):
                raise ValueError(f"the file was cut at {len(self._pages)} while it was read; run it again")
            yield piece

    def _packed(self, walked: Walked) -> Iterator[bytes]:
        if self._reader is None or self._start != walked.feed_start:
            feed = GzipFeed if walked.is_gzip else PlainFeed
            self._reader, self._start = Reader(feed(self._pages, walked.feed_start)), walked.feed_start
        for _ in self._reader.block(walked.feed_at - self._reader.taken):
            pass
        deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        for piece in self._reader.block(walked.size):
            yield deflate.compress(piece)
        yield deflate.flush()


def _whole(file: int, path: Path) -> Iterator[Walked]:
    """Yield the records that nothing is wrong with but the gzip member that they lie in."""
    pages = Pages(file)
    check = check_of(path, pages)
    for walked in walk(pages, path.name):
        flaws = tuple(check.flaws(walked))
        if walked.size and not any(flaw.is_damage and flaw.check is not Check.MEMBER for flaw in flaws):
            yield walked


def _info(damaged: str, name: str, software: str, now: datetime) -> Draft:
    said = (
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        (SALVAGED_FROM, damaged),
        ("description", f"the undamaged records of {damaged}, each as it was"),
    )
    return Draft(
        warc_type="warcinfo",
        record_id=new_id(),
        fields=(("WARC-Date", warc_date(now)), ("WARC-Filename", name)),
        content_type=WARC_FIELDS,
        block=field_lines(said),
    )


def _clear(path: Path) -> None:
    """Remove what a killed salvage left. Raises Busy when another is at it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except BlockingIOError as taken:
        raise Busy(f"another process writes {path}") from taken
    finally:
        os.close(descriptor)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
