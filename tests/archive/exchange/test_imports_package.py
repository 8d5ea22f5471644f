"""Packages of others: what is hostile is refused as a whole, what is wrong is told."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.exchange.imports.package import Entry, open_package
from tests.archive.exchange.foreign import story, write_package, write_warc

NAME = "archive/data.warc.gz"


@pytest.fixture
def octets(tmp_path: Path) -> bytes:
    return write_warc(tmp_path / "data.warc.gz", [story(0)]).read_bytes()


def hostile(path: Path, change: Callable[[zipfile.ZipInfo], None], data: bytes = b"x") -> Path:
    """Add an entry that `change` makes hostile."""
    info = zipfile.ZipInfo("pages/pages.jsonl")
    change(info)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(info, data, info.compress_type)
    return path


def named(name: str) -> Callable[[zipfile.ZipInfo], None]:
    def change(info: zipfile.ZipInfo) -> None:
        info.filename = name

    return change


def linked(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def packed(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_BZIP2


def test_a_package_gives_its_archives_where_they_lie(tmp_path: Path, octets: bytes) -> None:
    path = write_package(tmp_path / "a.wacz", {NAME: octets, "indexes/index.cdx": b""})
    (entry,) = open_package(path)
    assert isinstance(entry, Entry)
    assert path.read_bytes()[entry.start : entry.end] == octets


HOSTILE = {
    "climbs": (named("archive/../../evil.warc"), "leads out"),
    "absolute": (named("/etc/evil.warc"), "leads out"),
    "drive": (named("C:/evil.warc"), "leads out"),
    "backslash": (named("archive\\..\\evil.warc"), "leads out"),
    "long": (named("a" * 2_000), "too long"),
    "link": (linked, "is a link"),
    "packed": (packed, "packed in a way"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_entry_refuses_the_package(tmp_path: Path, octets: bytes, kind: str) -> None:
    change, why = HOSTILE[kind]
    path = hostile(write_package(tmp_path / "a.wacz", {NAME: octets}), change)
    with pytest.raises(WarcError, match=why):
        list(open_package(path))


def test_an_entry_that_swells_refuses_the_package(tmp_path: Path, octets: bytes) -> None:
    path = write_package(tmp_path / "a.wacz", {NAME: octets, "archive/b.warc": b"\0" * 80_000_000}, packed=["archive/b.warc"])
    with pytest.raises(WarcError, match="unfold to far more"):
        list(open_package(path))


def test_entries_that_overlap_refuse_the_package(tmp_path: Path, octets: bytes) -> None:
    path = write_package(tmp_path / "a.wacz", {NAME: octets})
    with zipfile.ZipFile(path) as package:
        first = package.infolist()[0]
    raw = path.read_bytes()
    directory = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    entry = raw[directory : raw.index(b"PK\x01\x02", directory + 4)]
    assert first.filename == NAME
    copies = b"".join(entry.replace(NAME.encode(), f"archive/{n:03}a.warc.gz".encode()[: len(NAME)]) for n in range(50))
    counts = (2 + 50).to_bytes(2, "little") * 2 + (end - directory + len(copies)).to_bytes(4, "little")
    path.write_bytes(raw[:end] + copies + raw[end : end + 8] + counts + raw[end + 16 :])
    with pytest.raises(WarcError, match=r"overlap|zip file"):
        list(open_package(path))


def test_a_directory_that_is_too_large_is_not_read(tmp_path: Path, octets: bytes) -> None:
    path = write_package(tmp_path / "a.wacz", {NAME: octets})
    raw = bytearray(path.read_bytes())
    end = raw.rindex(b"PK\x05\x06")
    raw[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(WarcError, match="directory is larger"):
        list(open_package(path))


def test_a_digest_that_is_wrong_is_told_and_the_file_is_read(tmp_path: Path, octets: bytes) -> None:
    path = write_package(tmp_path / "a.wacz", {NAME: octets}, wrong=[NAME])
    wrong, entry = open_package(path)
    assert isinstance(wrong, WarcError)
    assert f"{NAME} is not what its digest says" in wrong.why
    assert isinstance(entry, Entry)


def test_what_is_no_package_is_refused(tmp_path: Path, octets: bytes) -> None:
    bare = write_package(tmp_path / "a.wacz", {NAME: octets}, bare=True)
    with pytest.raises(WarcError, match=r"no datapackage.json"):
        list(open_package(bare))
    with pytest.raises(WarcError, match="no WARC file in archive/"):
        list(open_package(write_package(tmp_path / "b.wacz", {"pages/pages.jsonl": b"{}"})))
    (tmp_path / "c.wacz").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(WarcError, match="no whole zip file"):
        list(open_package(tmp_path / "c.wacz"))


@pytest.mark.slow
def test_a_package_of_the_wacz_tool_is_read(tmp_path: Path, octets: bytes) -> None:
    assert octets
    tool = shutil.which("wacz", path=str(Path(sys.executable).parent))
    assert tool, "wacz is among the tools of development"
    made = tmp_path / "tool.wacz"
    command = [tool, "create", str(tmp_path / "data.warc.gz"), "-o", str(made), "--text", "--detect-pages"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    (entry,) = open_package(made)
    assert isinstance(entry, Entry)
    assert entry.is_stored
