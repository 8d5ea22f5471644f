"""One WARC file as it is checked: what its records must agree on, and where a change lies that only its hash tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.warc.closing import OPEN_SUFFIX
from archive.warc.drafts import SALVAGED_FROM, SUBSET_OF
from archive.warc.pages import Pages
from archive.warc.records import bare, parse_fields
from archive.warc.verify_digests import is_right_otherwise
from archive.warc.verify_fields import field_flaws
from archive.warc.verify_walk import Check, Flaw, Walked, is_gzip

OURS = "Warraq/"
OUR_NAME = re.compile(r"-\d{14}-\d{5}-.+~[0-9a-f]{8}\.warc\.gz")
GZIP_HEADER_BYTES = 10
HEADERS_MAX = 16
"""Different gzip headers in one file that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing found. `offset`: in bytes from the start of `file`. `record_id`: "" where it is of no one record."""

    file: Path
    offset: int
    record_id: str
    check: Check
    why: str
    is_damage: bool


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

    def note_damage(self, fault: Fault) -> None:
        """Remember where the first damage is."""
        if fault.is_damage and self.first_offset is None:
            self.first_offset = fault.offset

    def flaws(self, walked: Walked) -> Iterator[Flaw]:
        """Yield all that is wrong with the file's next record in itself."""
        found = tuple(self._warcinfo_flaws(walked))  # the first of them tells whether the file is ours
        yield from (self._strict(flaw) for flaw in walked.flaws)
        if walked.size:
            yield from field_flaws(walked.fields, is_ours=self.is_ours)
        yield from found
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

    def _strict(self, flaw: Flaw) -> Flaw:
        """Return the flaw as what it is in a file of ours: Warraq leaves no custom of others in one."""
        return replace(flaw, is_damage=True) if self.is_ours and flaw.check is Check.FRAMING else flaw

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
            self.is_ours = said.get("software", "").startswith(OURS) and not {SALVAGED_FROM, SUBSET_OF} & said.keys()
        elif self.is_ours:
            yield Flaw(check=Check.WARCINFO, why="a second warcinfo in one file")
        name = walked.fields.get("warc-filename")
        if is_first and name and name != self.path.name.removesuffix(OPEN_SUFFIX):
            yield Flaw(check=Check.WARCINFO, why=f"was written as {name!r}", is_damage=False)


def check_of(path: Path, pages: Pages, number: int = 0) -> FileCheck:
    """Return a check of a file of which nothing was read."""
    return FileCheck(path, number, is_gzip=is_gzip(pages, path.name), is_ours=OUR_NAME.search(path.name) is not None)
