"""Whether WARC files are what they were: every gzip member, record, digest and reference, and the hash of the whole.

warcio's checker exits 0 on 191 of 200 truncated files and FastWARC is silent on 99 of 100; so here everything is looked at.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from archive.errors import WarcError
from archive.warc.arc import arc_records, is_arc
from archive.warc.closing import HASH_SUFFIX, OPEN_SUFFIX, read_hash
from archive.warc.index import index_of
from archive.warc.ledger import Double, Ledger, Loose, Row
from archive.warc.pages import Pages
from archive.warc.records import bare
from archive.warc.store import is_alive
from archive.warc.verify_file import Fault, FileCheck, check_of
from archive.warc.verify_index import REMEDY, IndexCheck
from archive.warc.verify_reading import GzipFeed
from archive.warc.verify_walk import Check, Flaw, Walked, flaw_of, walk

ZIP = b"PK\x03\x04"
ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
"""How a file begins that is packed by Zstandard, and one that brings its dictionary."""

SECOND_LETTERS = len("2026-03-01T10:20:30")
"""Of a WARC-Date that says a second; one of others may say a day, or a year alone (5.4)."""

REFERS = {
    "request": ("warc-concurrent-to", "warc-date"),
    "metadata": ("warc-concurrent-to", "warc-date"),
    "resource": ("warc-concurrent-to", ""),
    "conversion": ("warc-refers-to", "warc-refers-to-date"),
    "revisit": ("warc-refers-to", "warc-refers-to-date"),
}
"""By which field a record of each type says what it belongs to, and by which when that was captured."""


class Verification:
    """Looks at files one after another, then at what lies between them.

    `is_archive`: the files are all there are, so that what they refer to must be among them. `heard` is told how many more
    bytes were read. `records`, `bytes`: looked at so far.
    """

    def __init__(self, ledger: Ledger, *, is_archive: bool = False, heard: Callable[[int], None] = lambda _: None) -> None:
        self.ledger = ledger
        self.files: list[Path] = []
        self.records = self.bytes = 0
        self._is_archive, self._heard = is_archive, heard

    def look_at(self, path: Path) -> Iterator[Fault]:
        """Yield the faults of one file, in their order. Raises OSError, and ValueError for what is no WARC file at all."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ValueError(f"{path} is no file")
            yield from self._look(path, descriptor)
        finally:
            os.close(descriptor)

    def look_between(self) -> Iterator[Fault]:
        """Yield what is wrong between the records of the files that were looked at."""
        for loose in self.ledger.unresolved():
            is_damage = loose.is_strict and (self._is_archive or loose.warc_type in {"request", "metadata"})
            where = "is in no file that was read" if is_damage else "is not in the files that were read"
            yield self._between(loose, f"refers to {loose.target}, which {where}", is_damage=is_damage)
        for loose in self.ledger.misled():
            why = f"a {loose.warc_type} of {loose.target}, which is a {loose.found}"
            yield self._between(loose, why, is_damage=loose.is_strict)
        for loose in self.ledger.mistimed():
            why = f"says another moment of {loose.target} than its WARC-Date, which is {loose.moment}"
            yield self._between(loose, why, is_damage=True)
        yield from map(self._doubled, self.ledger.doubled())
        for loose in self.ledger.unasked():
            yield self._between(loose, f"a {loose.warc_type} without its request", is_damage=True)

    def _look(self, path: Path, descriptor: int) -> Iterator[Fault]:
        beside = None if path.name.endswith(OPEN_SUFFIX) else read_hash(path)
        pages = Pages(descriptor, hashes=bool(beside), heard=self._heard)
        _refuse_others(path, pages[0 : len(ZIP)])
        file, index = check_of(path, pages, len(self.files)), IndexCheck(path)
        self.files.append(path)
        self.bytes += len(pages)
        for fault in self._records(file, pages, index):
            file.note_damage(fault)
            yield fault
        for fault in self._whole(file, pages, beside):
            yield fault
            file.note_damage(fault)
        yield from self._index(file, index)
        is_strict = file.is_ours and not path.name.endswith(OPEN_SUFFIX)  # what an open file refers to may be still to come
        self.ledger.add_file(file.number, path.name.removesuffix(OPEN_SUFFIX), is_strict=is_strict)

    def _records(self, file: FileCheck, pages: Pages, index: IndexCheck) -> Iterator[Fault]:
        if is_arc(file.path):
            yield from self._arc(file, pages, index)
            return
        count, last = 0, None
        for walked in walk(pages, file.path.name):
            if last is not None:
                yield from last
            last = tuple(self._faults(file, walked, pages))
            index.note(walked)
            count += walked.size > 0
        self.records += count
        if file.path.name.endswith(OPEN_SUFFIX):
            yield from _of_open(file.path, last or (), is_alive=is_alive(file.path))
        else:
            yield from last or ()
            if not count and not last:
                yield file.fault(0, Flaw(check=Check.FRAMING, why="holds no record"))

    def _arc(self, file: FileCheck, pages: Pages, index: IndexCheck) -> Iterator[Fault]:
        """Read an ARC file to its end: it declares no digests. Where a member is damaged, nothing after it is read."""
        file.is_ours = False
        if (damaged := _damaged_member(pages) if file.is_gzip else None) is not None:
            yield file.fault(*damaged)
            return
        for found in arc_records(file.path):
            if isinstance(found, WarcError):
                yield file.fault(found.offset, Flaw(check=Check.FRAMING, why=found.why))
            else:
                index.note_stored(found)
            self.records += 1

    def _faults(self, file: FileCheck, walked: Walked, pages: Pages) -> Iterator[Fault]:
        record_id = walked.record_id
        for flaw in file.flaws(walked):
            yield file.fault(walked.offset, flaw, record_id)
        file.note_header(walked, pages)
        if record_id:
            self.ledger.add_record(_row(walked, record_id, file.number), _refers(walked.fields))

    def _whole(self, file: FileCheck, pages: Pages, beside: str | None) -> Iterator[Fault]:
        """Compare the file's hash; where that alone tells of a change, say the likeliest place."""
        if beside is None:
            if file.is_ours and self._is_archive and not file.path.name.endswith(OPEN_SUFFIX):
                why = f"{file.path.name}{HASH_SUFFIX} is not there or holds no hash: the file as a whole cannot be checked"
                yield file.fault(0, Flaw(check=Check.HASH, why=why))
        elif (found := pages.sha256()) != beside:
            offset, where = file.likeliest(len(pages))
            yield file.fault(offset, Flaw(check=Check.HASH, why=f"its SHA-256 is {found}, and was {beside}; {where}"))

    def _index(self, file: FileCheck, index: IndexCheck) -> Iterator[Fault]:
        if not index.is_there and file.is_ours and self._is_archive and not file.path.name.endswith(OPEN_SUFFIX):
            yield file.fault(0, Flaw(check=Check.INDEX, why=f"{index_of(file.path).name} is not there: {REMEDY}"))
        for offset, record_id, flaw in index.flaws(is_damaged=file.first_offset is not None):
            fault = file.fault(offset, flaw, record_id or "")
            yield fault if record_id is not None else replace(fault, file=index_of(file.path))

    def _between(self, loose: Loose, why: str, *, is_damage: bool) -> Fault:
        check = Check.REFERENCE if loose.warc_type in {"conversion", "revisit"} else Check.PAIR
        return Fault(
            file=self.files[loose.file],
            offset=loose.offset,
            record_id=loose.record_id,
            check=check,
            why=why,
            is_damage=is_damage,
        )

    def _doubled(self, double: Double) -> Fault:
        """Tell of an id that two records have (5.2): of ours, in one file or in an archive, it is damage.

        Others give one id to two records: wget 1.14 does, to its manifest and its arguments.
        """
        is_damage = double.is_strict and (double.first_file == double.file or self._is_archive)
        why = f"has the id of another record, at {double.first_offset} of {self.files[double.first_file].name}"
        return Fault(
            file=self.files[double.file],
            offset=double.offset,
            record_id=double.record_id,
            check=Check.ID,
            why=why,
            is_damage=is_damage,
        )


def _refuse_others(path: Path, opening: bytes) -> None:
    """Raise ValueError for what is packed in ways that no part of this reads."""
    if opening == ZIP:
        raise ValueError(f"{path} is a zip file (a WACZ?), no WARC file: take its WARC files out and name them")
    if opening in ZSTD:
        raise ValueError(f"{path} is packed by Zstandard, which is not read here: unpack it (zstd -d) and name what comes out")


def _row(walked: Walked, record_id: str, number: int) -> Row:
    fields = walked.fields
    digest = fields.get("warc-payload-digest") or fields.get("warc-block-digest") or ""
    moment = _moment(fields.get("warc-date", ""))
    return record_id, fields.get("warc-type", ""), number, walked.offset, walked.length, digest, moment


def _refers(fields: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    named, dated = REFERS.get(fields.get("warc-type", ""), ("", ""))
    if target := fields.get(named):
        yield named, bare(target), _moment(fields.get(dated, ""))


def _moment(date: str) -> str:
    """Return a WARC-Date to the microsecond, so that two may be compared as they stand; "" for one that says no second."""
    whole, _, fraction = date.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:6]:0<6}Z" if len(whole) == SECOND_LETTERS else ""


def _of_open(path: Path, last: tuple[Fault, ...], *, is_alive: bool) -> Iterator[Fault]:
    """Say of an open file's last faults what they are: of a living writer, what it is writing; of a dead one, a torn tail."""
    if is_alive:
        yield from (fault for fault in last if fault.check not in {Check.GZIP, Check.FRAMING})
        return
    for fault in last:
        is_tail = fault.check is Check.GZIP
        why = "the tail was torn in a crash and never acknowledged: `warraq repair` cuts it off" if is_tail else fault.why
        yield Fault(
            file=path,
            offset=fault.offset,
            record_id=fault.record_id,
            check=Check.TAIL if is_tail else fault.check,
            why=why,
            is_damage=fault.is_damage,
        )
    why = "was left open by a process that died: `warraq repair`, or the next crawl, closes it"
    yield Fault(file=path, offset=0, record_id="", check=Check.TAIL, why=why, is_damage=False)


def _damaged_member(pages: Pages) -> tuple[int, Flaw] | None:
    """Return where the first gzip member that is not whole lies, and what is wrong with it."""
    position = 0
    while position < len(pages):
        feed = GzipFeed(pages, position)
        try:
            while feed.more(within=False):
                pass
        except (zlib.error, EOFError, ValueError) as error:
            return position, flaw_of(error)
        position = feed.end
    return None
