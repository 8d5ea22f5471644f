"""Whether WARC files are what they were: every gzip member, record, digest and reference, and the hash of the whole.

warcio's checker exits 0 on 191 of 200 truncated files and FastWARC is silent on 99 of 100; so here everything is looked at.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import WarcError
from archive.warc.arc import arc_records, is_arc
from archive.warc.closing import HASH_SUFFIX, OPEN_SUFFIX
from archive.warc.drafts import SALVAGED_FROM
from archive.warc.ledger import Ledger, Loose, Row
from archive.warc.pages import Pages
from archive.warc.records import parse_fields
from archive.warc.store import is_alive
from archive.warc.verify_digests import is_right_otherwise
from archive.warc.verify_walk import Check, Flaw, Walked, bare, is_gzip, walk

OURS = "Warraq/"
OUR_NAME = re.compile(r"-\d{14}-\d{5}-.+~[0-9a-f]{8}\.warc\.gz")
GZIP_HEADER_BYTES = 10
HEADERS_MAX = 16
"""Different gzip headers in one file that are remembered."""

ZIP = b"PK\x03\x04"
REFERS = {
    "request": "warc-concurrent-to",
    "metadata": "warc-concurrent-to",
    "conversion": "warc-refers-to",
    "revisit": "warc-refers-to",
}
"""By which field a record of each type says what it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing found. `offset`: in bytes from the start of `file`. `record_id`: "" where it is of no one record."""

    file: Path
    offset: int
    record_id: str
    check: Check
    why: str
    is_damage: bool


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
        for loose in self.ledger.revisits_of_others():
            yield self._between(loose, f"a revisit of {loose.target}, which is a {loose.found}", is_damage=loose.is_strict)
        for loose in self.ledger.unasked():
            yield self._between(loose, f"a {loose.warc_type} without its request", is_damage=True)

    def _look(self, path: Path, descriptor: int) -> Iterator[Fault]:
        beside = None if path.name.endswith(OPEN_SUFFIX) else _read_hash(path)
        pages = Pages(descriptor, hashes=bool(beside), heard=self._heard)
        if pages[0 : len(ZIP)] == ZIP:
            raise ValueError(f"{path} is a zip file (a WACZ?), no WARC file: take its WARC files out and name them")
        file = check_of(path, pages, len(self.files))
        self.files.append(path)
        self.bytes += len(pages)
        found = 0
        for fault in self._records(file, pages):
            found += fault.is_damage
            file.first_offset = fault.offset if file.first_offset is None and fault.is_damage else file.first_offset
            yield fault
        yield from self._whole(file, pages, beside)
        is_strict = file.is_ours and not path.name.endswith(OPEN_SUFFIX)  # what an open file refers to may be still to come
        self.ledger.add_file(file.number, path.name.removesuffix(OPEN_SUFFIX), is_strict=is_strict)

    def _records(self, file: FileCheck, pages: Pages) -> Iterator[Fault]:
        if is_arc(file.path):
            yield from self._arc(file)
            return
        count, last = 0, None
        for walked in walk(pages, file.path.name):
            if last is not None:
                yield from last
            last = tuple(self._faults(file, walked, pages))
            count += walked.size > 0
        last = last or ()
        if file.path.name.endswith(OPEN_SUFFIX):
            last = tuple(_of_open(file.path, last, is_alive=is_alive(file.path)))
        yield from last
        self.records += count
        if not count and not last:
            yield file.fault(0, Flaw(check=Check.FRAMING, why="holds no record"))

    def _arc(self, file: FileCheck) -> Iterator[Fault]:
        """ARC files declare no digests: they are read to their end."""
        file.is_ours = False
        for found in arc_records(file.path):
            if isinstance(found, WarcError):
                yield file.fault(found.offset, Flaw(check=Check.FRAMING, why=found.why))
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
            if self._is_archive and not file.path.name.endswith(OPEN_SUFFIX):
                why = f"{file.path.name}{HASH_SUFFIX} is not there or holds no hash: the file as a whole cannot be checked"
                yield file.fault(0, Flaw(check=Check.HASH, why=why))
        elif (found := pages.sha256()) != beside:
            offset, where = file.likeliest(len(pages))
            yield file.fault(offset, Flaw(check=Check.HASH, why=f"its SHA-256 is {found}, and was {beside}; {where}"))

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


@dataclass(slots=True)
class FileCheck:
    """A file as far as it was read. `is_ours`: Warraq wrote it, and promises more than the standard asks."""

    path: Path
    number: int
    is_gzip: bool
    is_ours: bool
    info_id: str = ""
    first_offset: int | None = None
    is_begun: bool = False
    headers: dict[bytes, int] = field(default_factory=dict)
    often: Counter[bytes] = field(default_factory=Counter)

    def fault(self, offset: int, flaw: Flaw, record_id: str = "") -> Fault:
        """Return a fault of this file."""
        return Fault(
            file=self.path, offset=offset, record_id=record_id, check=flaw.check, why=flaw.why, is_damage=flaw.is_damage
        )

    def flaws(self, walked: Walked) -> Iterator[Flaw]:
        """Yield all that is wrong with the file's next record in itself."""
        yield from walked.flaws
        yield from self._warcinfo_flaws(walked)
        declared = walked.payload_digest
        if declared and not is_right_otherwise(self.path, walked.offset, walked.fields.get("warc-record-id", ""), declared):
            yield Flaw(check=Check.PAYLOAD, why=f"the payload is not that of {declared}")

    def note_header(self, walked: Walked, pages: Pages) -> None:
        """Remember the gzip header of a member: no checksum covers it, but one writer writes the same throughout."""
        if walked.length and self.is_gzip:
            header = pages[walked.offset : walked.offset + GZIP_HEADER_BYTES]
            if header in self.headers or len(self.headers) < HEADERS_MAX:
                self.headers.setdefault(header, walked.offset)
                self.often[header] += 1

    def likeliest(self, size: int) -> tuple[int, str]:
        """Return where the change is that the hash tells of, and why there."""
        if self.first_offset is not None:
            return self.first_offset, "the first damage is here"
        if len(self.headers) > 1:
            odd = min(self.often, key=lambda header: self.often[header])
            return self.headers[odd], "this member's gzip header is not like the others'"
        return size, "every record is whole: the file was cut between records here, or changed where no record is read"

    def _warcinfo_flaws(self, walked: Walked) -> Iterator[Flaw]:
        """Yield what is wrong with the file's warcinfo, its first record, and with the others' naming it."""
        is_first, self.is_begun = not self.is_begun, True
        if walked.fields.get("warc-type") == "warcinfo":
            yield from self._info_flaws(walked, is_first=is_first)
            return
        named = bare(walked.fields.get("warc-warcinfo-id", ""))
        if is_first and walked.size:
            yield Flaw(check=Check.WARCINFO, why="the file does not begin with a warcinfo", is_damage=self.is_ours)
        self.info_id = self.info_id or (named if self.is_ours else "")
        if self.is_ours and walked.size and named != self.info_id:
            yield Flaw(check=Check.WARCINFO, why=f"names another warcinfo ({named or 'none'}) than the file's")

    def _info_flaws(self, walked: Walked, *, is_first: bool) -> Iterator[Flaw]:
        said = {name.lower(): value for name, value in parse_fields(walked.opening)}
        if is_first and walked.size:
            self.info_id = walked.record_id
            self.is_ours = said.get("software", "").startswith(OURS) and SALVAGED_FROM not in said
        elif self.is_ours:
            yield Flaw(check=Check.WARCINFO, why="a second warcinfo in one file")
        name = walked.fields.get("warc-filename")
        if is_first and name and name != self.path.name.removesuffix(OPEN_SUFFIX):
            yield Flaw(check=Check.WARCINFO, why=f"was written as {name!r}", is_damage=False)


def check_of(path: Path, pages: Pages, number: int = 0) -> FileCheck:
    """Return a check of a file of which nothing was read."""
    return FileCheck(path, number, is_gzip=is_gzip(pages, path.name), is_ours=OUR_NAME.search(path.name) is not None)


def _row(walked: Walked, record_id: str, number: int) -> Row:
    fields = walked.fields
    digest = fields.get("warc-payload-digest") or fields.get("warc-block-digest") or ""
    return record_id, fields.get("warc-type", ""), number, walked.offset, walked.length, digest


def _refers(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    named = REFERS.get(fields.get("warc-type", ""))
    if named and (target := fields.get(named)):
        yield named, bare(target)


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


def _read_hash(path: Path) -> str | None:
    """Return the SHA-256 that is kept beside a file, None where there is none that can be read."""
    try:
        words = path.with_name(path.name + HASH_SUFFIX).read_text("ascii")[:1_000].split()
    except (OSError, UnicodeDecodeError):
        return None
    return words[0].lower() if words and re.fullmatch(r"[0-9a-fA-F]{64}", words[0]) else None
