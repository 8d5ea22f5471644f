"""How a capture came into the archive: what the records beside it, and the first one of its file, say of that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive.errors import WarcError
from archive.models import Record
from archive.warc.drafts import WARC_FIELDS
from archive.warc.reader import read_archived
from archive.warc.records import Stored, fields_by_name, records
from archive.warc.store import path_of

CAPTURE_METHOD = "capture-method"
"""In the metadata of what did not come over the plain wire: with what it was captured, in words."""

IMPORTED_FROM = "warraq-imported-from"
IMPORTED_RECORD = "warraq-imported-record"
IMPORTED_SOFTWARE = "warraq-imported-software"
"""In the metadata record of an exchange kept by copy: FILE@OFFSET, the id of the record it is a copy of, and who wrote that."""

OUR_SOFTWARE = "Warraq"
"""How `software` begins in the warcinfo of a file that Warraq wrote."""

WARCINFO_MAX_BYTES = 1_000_000


class Method(StrEnum):
    """How a capture came: fetched as it is, shown by a browser, copied or referred to out of an archive of others.

    FOREIGN: it lies in a file that another program wrote, and that was put among ours.
    """

    WIRE = "wire"
    BROWSER = "browser"
    COPIED = "copied"
    REFERRED = "referred"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a capture came. `with_what`: what captured it, where that was no plain request. `software`: that wrote its file.

    `robots`: whether robots.txt was obeyed ("obey", "ignore"), None where it is not said. `original_file`: "FILE@OFFSET"
    without the folders, and `original_record`: the id, of what it is a copy of. `original_software`: that wrote that.
    """

    method: Method
    with_what: str | None
    software: str | None
    robots: str | None
    ip_address: str | None
    protocol: tuple[str, ...]
    original_file: str | None
    original_record: str | None
    original_software: str | None


def read_provenance(folder: Path, record: Record) -> Provenance:
    """Return how the capture of a record came. Raises WarcError where another record is there, or none; OSError."""
    path = path_of(folder, record.filename)
    archived = read_archived(path, record.offset)
    if archived.record.record_id != record.record_id:
        raise WarcError(path, record.offset, "another record is there than the catalogue says")
    said, info = dict(archived.said), _warcinfo(path)
    software = info.get("software")
    method = _method(said, software, is_ours=path.parent == folder)
    return Provenance(
        method=method,
        with_what=said.get(CAPTURE_METHOD),
        software=software,
        robots=None if method is Method.COPIED else info.get("robots"),  # what the file says of it is of our own captures
        ip_address=archived.capture.ip_address,
        protocol=archived.capture.protocol,
        original_file=_without_folders(said.get(IMPORTED_FROM)),
        original_record=said.get(IMPORTED_RECORD),
        original_software=said.get(IMPORTED_SOFTWARE),
    )


def _method(said: dict[str, str], software: str | None, *, is_ours: bool) -> Method:
    if not is_ours:
        return Method.REFERRED
    if IMPORTED_FROM in said:
        return Method.COPIED
    if not (software or "").startswith(OUR_SOFTWARE):
        return Method.FOREIGN
    return Method.BROWSER if CAPTURE_METHOD in said else Method.WIRE


def _without_folders(place: str | None) -> str | None:
    """Return a place without the folders that its file lay in: readers need not know them. PACKAGE!ENTRY keeps the entry's."""
    file, mark, entry = (place or "").partition("!")
    return (file.rpartition("/")[2] + mark + entry) or None


def _warcinfo(path: Path) -> dict[str, str]:
    """Return what the first record of a file says of it, by names in lower case; {} where it is no warcinfo."""
    first = next(records(path, block_max_bytes=WARCINFO_MAX_BYTES), None)
    if not isinstance(first, Stored) or first.get("WARC-Type") != "warcinfo":
        return {}
    is_told = (first.get("Content-Type") or "").startswith(WARC_FIELDS)
    return fields_by_name(first.block[:]) if is_told else {}
