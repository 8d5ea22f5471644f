"""Whether a WACZ package keeps its word, more strictly than `wacz validate` asks: what it says of files, records and pages.

What could harm who opens it is `imports_package`'s to refuse; the records themselves are `archive.warc.verify`'s.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from archive.errors import WarcError
from archive.exchange.copying import pieces_of
from archive.exchange.imports_package import Entry, open_package
from archive.exchange.wacz import ARCHIVE, CDX, DIGEST, PACKAGE, PAGES, VERSION
from archive.exchange.wacz_holdings import Holdings
from archive.warc.ledger import Ledger
from archive.warc.verify import Verification

KNOWN = (ARCHIVE, "indexes/", "pages/", "logs/", PACKAGE, DIGEST, "fuzzy.json")
"""What WACZ 1.1.1 has names for."""

UNLISTED = frozenset({PACKAGE, DIGEST})
STORED = (ARCHIVE, CDX)
"""What players read by offsets, so that it must not be packed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One thing that does not hold. `where`: the file in the package, "" for all of it; `offset`: in it, or where it lies."""

    where: str
    offset: int
    why: str


def check_package(path: Path) -> Iterator[Broken]:
    """Yield all that does not hold. Raises OSError, and WarcError for what is no package, or one that may not be read.

    The WARC files are unpacked one by one into the folder for temporary files; nothing else takes room.
    """
    entries = []
    for found in open_package(path):
        if isinstance(found, Entry):
            entries.append(found)
        else:
            yield Broken(where="", offset=found.offset, why=found.why)
    try:
        with zipfile.ZipFile(path) as package, Holdings() as holdings:
            yield from _files(package)
            yield from _records(path, package, entries, holdings)
            for where, offset, why in chain(holdings.look_at_index(package), holdings.look_at_pages(package, PAGES)):
                yield Broken(where=where, offset=offset, why=why)
    except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
        yield Broken(where="", offset=0, why=f"cannot be read to its end: {problem}")


def _files(package: zipfile.ZipFile) -> Iterator[Broken]:
    """Look at what is said of the files: each by name, with its size, stored as it must be."""
    said = json.loads(package.read(PACKAGE))
    listed = {str(one.get("path")): one for one in said.get("resources", ()) if isinstance(one, dict)}
    if said.get("wacz_version") != VERSION or said.get("profile") != "data-package":
        yield Broken(where=PACKAGE, offset=0, why=f"is not of WACZ {VERSION}")
    for name in (DIGEST, PAGES):
        if name not in package.namelist():
            yield Broken(where=name, offset=0, why="is not there")
    for info in package.infolist():
        if why := _of_file(info, listed.get(info.filename)):
            yield Broken(where=info.filename, offset=info.header_offset, why=why)


def _of_file(info: zipfile.ZipInfo, said: dict[str, Any] | None) -> str | None:
    if not info.filename.startswith(KNOWN):
        return "has no place in a package"
    if info.filename.startswith(STORED) and info.compress_type != zipfile.ZIP_STORED:
        return "is packed, and has to be read at offsets"
    if info.filename in UNLISTED:
        return None
    if said is None:
        return f"is not listed in {PACKAGE}"
    if said.get("bytes") != info.file_size or not said.get("hash"):
        return f"is {info.file_size} bytes long; {PACKAGE} says {said.get('bytes')}, with the hash {said.get('hash')}"
    return None


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
                        yield Broken(where=entry.name, offset=fault.offset, why=f"{fault.check}: {fault.why}")
                holdings.add(warc)
            except (ValueError, WarcError) as problem:
                yield Broken(where=entry.name, offset=0, why=str(problem))
            warc.unlink()
        for where, offset, why in holdings.look_at_revisits():
            yield Broken(where=where, offset=offset, why=why)


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
