"""A WACZ package (1.1.1) that another made: looked at before anything of it is unpacked or believed.

What could lead out of it, swell, or be read in two ways is refused as a whole; digests of datapackage.json that are not those
of the files are told, and the files are read all the same: their records have digests of their own.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from archive.errors import WarcError
from archive.warc.verify_reading import UNFOLD_FREE_BYTES, UNFOLD_RATIO_MAX

ENTRIES_MAX = 10_000
DIRECTORY_MAX_BYTES = 16_777_216
"""What a zip file's directory may take: all of it is read into memory."""

JSON_MAX_BYTES = 16_777_216
NAME_MAX = 1_000
PIECE_BYTES = 1_048_576
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
DIRECTORY_END = struct.Struct("<4s4H2IH")
COMMENT_MAX_BYTES = 65_535
ENCRYPTED = 0x1
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
WARC_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A WARC file in a package: its octets lie from `start` to before `end`, as they are where `is_stored`."""

    name: str
    start: int
    end: int
    size: int
    packed_size: int
    is_stored: bool


def open_package(path: Path) -> Iterator[Entry | WarcError]:
    """Yield the WARC files of a package, and a WarcError for each digest that is wrong.

    Raises WarcError where it is no package, or one that may not be read.
    """
    if _directory_bytes(path) > DIRECTORY_MAX_BYTES:
        raise WarcError(path, 0, f"its directory is larger than {DIRECTORY_MAX_BYTES} bytes")
    try:
        with zipfile.ZipFile(path) as package:
            found = _checked(path, package.infolist())
            described = _described(path, package, found)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError) as problem:
        raise WarcError(path, 0, f"no whole zip file: {problem}") from problem
    warcs = [info for name, info in found.items() if name.startswith("archive/") and name.lower().endswith(WARC_ENDINGS)]
    if not warcs:
        raise WarcError(path, 0, "holds no WARC file in archive/: no WACZ package")
    yield from _wrong_digests(path, found, described)
    for info in warcs:
        start = _start_of(path, info)
        yield Entry(
            name=info.filename,
            start=start,
            end=start + info.compress_size,
            size=info.file_size,
            packed_size=info.compress_size,
            is_stored=info.compress_type == zipfile.ZIP_STORED,
        )


def _directory_bytes(path: Path) -> int:
    """Return how large the directory says it is (APPNOTE 4.3.16); that of a file without one is 0: zipfile says the rest."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - COMMENT_MAX_BYTES - DIRECTORY_END.size))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < DIRECTORY_END.size:
        return 0
    return int(DIRECTORY_END.unpack_from(tail, at)[5])


def _checked(path: Path, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files by name. Raises WarcError for what no honest package holds."""
    if len(infos) > ENTRIES_MAX:
        raise WarcError(path, 0, f"holds {len(infos)} files; at most {ENTRIES_MAX} are read")
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise WarcError(path, 0, "its files overlap: nothing of the package is read")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        why = _hostile(info) or ("is there twice" if info.filename in found else None)
        if why:
            raise WarcError(path, info.header_offset, f"{info.filename[:100]!r} {why}: nothing of the package is read")
        found[info.filename] = info
    return found


def _hostile(info: zipfile.ZipInfo) -> str | None:
    """Return what is wrong with an entry, or None."""
    name = info.orig_filename
    pure = PurePosixPath(name)
    leads_out = pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name or ":" in name.split("/")[0]
    wrong = (
        (leads_out, "leads out of the package"),
        (len(name) > NAME_MAX, "has a name that is too long"),
        (stat.S_ISLNK(info.external_attr >> 16), "is a link"),
        (bool(info.flag_bits & ENCRYPTED), "is encrypted"),
        (info.compress_type not in METHODS, "is packed in a way that WACZ does not know"),
        (info.file_size > max(UNFOLD_FREE_BYTES, UNFOLD_RATIO_MAX * info.compress_size), "would unfold to far more than it is"),
    )
    return next((why for is_so, why in wrong if is_so), None)


def _described(path: Path, package: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Return the digests that datapackage.json and datapackage-digest.json declare, by name."""
    described = {
        str(one.get("path", "")): str(one["hash"])
        for one in _json(path, package, found, "datapackage.json").get("resources", ())
        if isinstance(one, dict) and one.get("hash")
    }
    if "datapackage-digest.json" in found:
        signed = _json(path, package, found, "datapackage-digest.json")
        if signed.get("hash"):
            described["datapackage.json"] = str(signed["hash"])
    return described


def _json(path: Path, package: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], name: str) -> dict[str, Any]:
    if name not in found:
        raise WarcError(path, 0, f"has no {name}: no WACZ package")
    if found[name].file_size > JSON_MAX_BYTES:
        raise WarcError(path, 0, f"its {name} is larger than {JSON_MAX_BYTES} bytes")
    try:
        said = json.loads(package.read(name))
    except (ValueError, RecursionError) as problem:
        raise WarcError(path, found[name].header_offset, f"its {name} is no JSON: {problem}") from problem
    if not isinstance(said, dict) or not isinstance(said.get("resources", []), list):
        raise WarcError(path, found[name].header_offset, f"its {name} is not what WACZ asks for")
    return said


def _wrong_digests(path: Path, found: Mapping[str, zipfile.ZipInfo], described: Mapping[str, str]) -> Iterator[WarcError]:
    """Yield the files that are missing, and those whose SHA-256 is not the one declared."""
    try:
        with zipfile.ZipFile(path) as package:
            for name, declared in described.items():
                if name not in found:
                    yield WarcError(path, 0, f"{name[:NAME_MAX]} is declared and not there")
                elif not _has(package, name, declared):
                    yield WarcError(path, found[name].header_offset, f"{name} is not what its digest says: {declared[:100]}")
    except (zipfile.BadZipFile, RuntimeError, EOFError) as problem:
        yield WarcError(path, 0, f"damaged: {problem}")


def _has(package: zipfile.ZipFile, name: str, declared: str) -> bool:
    label, _, value = declared.partition(":")
    if label.lower() not in {"sha256", "md5"}:
        return True  # one that cannot be checked is no wrong one
    digest = hashlib.new(label.lower(), usedforsecurity=False)
    with package.open(name) as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest() == value.lower()


def _start_of(path: Path, info: zipfile.ZipInfo) -> int:
    """Return where an entry's octets begin: after its local header (APPNOTE 4.3.7), whose lengths are its own."""
    with path.open("rb") as file:
        file.seek(info.header_offset)
        head = file.read(LOCAL_HEADER.size)
        size = file.seek(0, os.SEEK_END)
    if len(head) < LOCAL_HEADER.size or not head.startswith(b"PK\x03\x04"):
        raise WarcError(path, info.header_offset, "no file of the package begins here")
    *_, name_length, extra_length = LOCAL_HEADER.unpack(head)
    start = info.header_offset + LOCAL_HEADER.size + int(name_length) + int(extra_length)
    if start + info.compress_size > size:
        raise WarcError(path, start, f"{info.filename} ends after the package does")
    return start
