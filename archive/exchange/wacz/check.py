"""Whether a WACZ package keeps its word, more strictly than `wacz validate` asks: what it says of files, records and pages.

What could harm who opens it is refused by `archive.exchange.imports.package`; its records are for `archive.warc.verify`.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archive.errors import WarcError
from archive.exchange.copying import pieces_of
from archive.exchange.imports.package import Entry, open_package
from archive.exchange.wacz.holdings import Broken, Holdings
from archive.exchange.wacz.package import ARCHIVE, CDX, DIGEST, PACKAGE, PAGES, VERSION
from archive.warc.ledger import Ledger
from archive.warc.verify import Verification

KNOWN = (ARCHIVE, "indexes/", "pages/", "logs/", PACKAGE, DIGEST, "fuzzy.json")
"""What WACZ 1.1.1 has names for."""

UNLISTED = frozenset({PACKAGE, DIGEST})
STORED = (ARCHIVE, CDX)
"""What players read by offsets, so that it must not be packed again."""


HASH = re.compile(r"sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}")


def check_package(path: Path) -> Iterator[Broken]:
    """Yield all that does not hold. Raises OSError, and WarcError for what is no package, or one that may not be read.

    The WARC files are unpacked one by one into the folder for temporary files; nothing else takes room.
    """
    entries = []
    for found in open_package(path):
        if isinstance(found, Entry):
            entries.append(found)
        else:
            yield Broken("", found.offset, found.why)
    try:
        with zipfile.ZipFile(path) as package, Holdings() as holdings:
            yield from _files(package)
            yield from _records(path, package, entries, holdings)
            yield from holdings.look_at_index(package)
            yield from holdings.look_at_pages(package, PAGES)
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        yield Broken("", 0, f"cannot be read to its end: {problem}")


def _files(package: zipfile.ZipFile) -> Iterator[Broken]:
    """Look at what is said of the files: each by name, with its size, stored as it must be."""
    said = json.loads(package.read(PACKAGE))
    listed = {str(one.get("path")): one for one in said.get("resources", ()) if isinstance(one, dict)}
    if said.get("wacz_version") != VERSION or said.get("profile") != "data-package":
        yield Broken(PACKAGE, 0, f"is not of WACZ {VERSION}", is_damage=False)
    if PAGES not in package.namelist():
        yield Broken(PAGES, 0, "is not there")
    if DIGEST not in package.namelist():
        yield Broken(DIGEST, 0, "is not there", is_damage=False)
    elif not _is_hash(json.loads(package.read(DIGEST)).get("hash")):
        yield Broken(DIGEST, 0, f"has no hash of {PACKAGE}")
    for info in package.infolist():
        yield from _of_file(info, listed)


def _of_file(info: zipfile.ZipInfo, listed: Mapping[str, dict[str, Any]]) -> Iterator[Broken]:
    said, place = listed.get(info.filename, {}), (info.filename, info.header_offset)
    if not info.filename.startswith(KNOWN):
        yield Broken(*place, "has no place in a package", is_damage=False)
    if info.filename.startswith(STORED) and info.compress_type != zipfile.ZIP_STORED:
        yield Broken(*place, "is packed, and has to be read at offsets")
    if info.filename in UNLISTED:
        return
    if said.get("bytes", info.file_size) != info.file_size:
        yield Broken(*place, f"is {info.file_size} bytes long, and {said['bytes']} by {PACKAGE}")
    if "bytes" not in said or not _is_hash(said.get("hash")):
        yield Broken(*place, f"is not listed in {PACKAGE} with its size and hash", is_damage=False)


def _is_hash(said: object) -> bool:
    return isinstance(said, str) and HASH.fullmatch(said) is not None


def _records(path: Path, package: zipfile.ZipFile, entries: list[Entry], holdings: Holdings) -> Iterator[Broken]:
    """Verify the records of each WARC file, and note where each lies."""
    with Ledger() as ledger, tempfile.TemporaryDirectory() as folder:
        verification = Verification(ledger)
        for entry in entries:
            warc = Path(folder) / entry.name.rpartition("/")[2]
            _unpack(path, package, entry, warc)
            try:
                for fault in verification.look_at(warc):
                    if fault.is_damage:
                        yield Broken(entry.name, fault.offset, f"{fault.check}: {fault.why}")
                holdings.add(warc)
            except (ValueError, WarcError) as problem:
                yield Broken(entry.name, 0, str(problem))
            warc.unlink()
        yield from holdings.look_at_revisits()


def _unpack(path: Path, package: zipfile.ZipFile, entry: Entry, warc: Path) -> None:
    """Copy a file as it lies, where it can be: zipfile stops at a wrong checksum, and the damage is to be found."""
    with warc.open("wb") as file:
        if entry.is_stored:
            with path.open("rb") as octets:
                octets.seek(entry.start)
                file.writelines(pieces_of(octets.read, entry.end - entry.start))
        else:
            with package.open(entry.name) as packed:
                shutil.copyfileobj(packed, file)
