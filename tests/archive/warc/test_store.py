"""Where files lie, and what a killed process left made whole."""

from __future__ import annotations

import fcntl
import mmap
import random
import shutil
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.models import Capture
from archive.warc.members import whole_end
from archive.warc.records import Stored, records
from archive.warc.store import path_of, recover
from archive.warc.writer import WarcInfo, WarcWriter

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)


@pytest.fixture
def left(tmp_path: Path, info: WarcInfo, capture: Make) -> Callable[[int, int], Path]:
    """Return a function that writes `pairs` with bodies of `size` and leaves the file as a killed process would."""

    def write(pairs: int, size: int) -> Path:
        folder = tmp_path / "made"
        made = WarcWriter(folder, info=info)
        noise = random.Random(7)
        for _ in range(pairs):
            made.write_pair(capture(b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(size)), now=NOW, digest="d")
        (path,) = folder.glob("*.open")
        dead = tmp_path / "dead" / path.name
        dead.parent.mkdir()
        shutil.copy(path, dead)
        made.close()
        return dead

    return write


def ends_of(octets: bytes) -> list[int]:
    """Return where each gzip member ends, by the standard library's own reading."""
    ends = [0]
    while ends[-1] < len(octets):
        decoder = zlib.decompressobj(31)
        decoder.decompress(octets[ends[-1] :])
        ends.append(len(octets) - len(decoder.unused_data))
    return ends


def check_recovery(folder: Path, name: str, octets: bytes, cut: int, ends: list[int]) -> None:
    """Cut `octets`, recover, and see every whole record there and every other byte counted."""
    folder.mkdir()
    (folder / (name + ".open")).write_bytes(octets[:cut])
    (recovered,) = recover(folder, now=NOW)
    whole = max(end for end in ends if end <= cut)
    assert (recovered.name, recovered.torn_bytes, recovered.damaged_at) == (name, cut - whole, None)
    if whole:
        assert recovered.path == folder / name
        assert recovered.path.read_bytes() == octets[:whole]
        assert (folder / (name + ".sha256")).exists()
    else:
        assert recovered.path is None
        assert not (folder / name).exists()
    assert (recovered.torn.read_bytes() if recovered.torn else b"") == octets[whole:cut]
    assert not list(folder.glob("*.open"))
    assert recover(folder, now=NOW) == ()
    shutil.rmtree(folder)


@pytest.mark.slow
def test_whole_records_are_found_at_every_truncation(tmp_path: Path, left: Callable[[int, int], Path]) -> None:
    octets = left(2, 20).read_bytes()
    ends = ends_of(octets)
    assert len(ends) == 8
    path = tmp_path / "cut"
    for cut in range(1, len(octets) + 1):
        path.write_bytes(octets[:cut])
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            assert whole_end(mapped) == (max(end for end in ends if end <= cut), None)


@pytest.mark.slow
def test_truncations_of_a_small_file_are_recovered(tmp_path: Path, left: Callable[[int, int], Path]) -> None:
    path = left(2, 20)
    octets, name = path.read_bytes(), path.stem
    ends = ends_of(octets)
    for cut in sorted(
        {*range(0, len(octets), 53), *ends, *(end - 1 for end in ends[1:]), *range(len(octets) - 20, len(octets))}
    ):
        check_recovery(tmp_path / "home", name, octets, cut, ends)


def test_random_truncations_of_a_larger_file_are_recovered(tmp_path: Path, left: Callable[[int, int], Path]) -> None:
    path = left(5, 300_000)
    octets, name = path.read_bytes(), path.stem
    ends = ends_of(octets)
    for cut in random.Random(11).sample(range(len(octets)), 25):
        check_recovery(tmp_path / "home", name, octets, cut, ends)


def test_tail_of_zeros_is_torn(left: Callable[[int, int], Path]) -> None:
    path = left(1, 100)
    octets = path.read_bytes()
    path.write_bytes(octets + bytes(5_000))
    (recovered,) = recover(path.parent, now=NOW)
    assert recovered.torn_bytes == 5_000
    assert recovered.path is not None
    assert recovered.path.read_bytes() == octets


def test_damage_before_whole_records_is_no_torn_tail(left: Callable[[int, int], Path]) -> None:
    path = left(3, 2_000)
    octets = bytearray(path.read_bytes())
    ends = ends_of(octets)
    octets[ends[3] + 200] ^= 0xFF
    path.write_bytes(octets + b"\x1f\x8b\x08torn")
    (recovered,) = recover(path.parent, now=NOW)
    assert (recovered.damaged_at, recovered.torn_bytes) == (ends[3], 7)
    assert recovered.path is not None
    assert recovered.path.read_bytes() == octets
    found = list(records(recovered.path))
    assert sum(isinstance(one, Stored) for one in found) == len(ends) - 2
    assert [one.offset for one in found if isinstance(one, WarcError)] == [ends[3]]


def test_file_of_a_living_writer_is_left_alone(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(), now=NOW, digest="d")
    assert recover(tmp_path / "warc", now=NOW) == ()
    assert (tmp_path / "warc" / (record.filename + ".open")).exists()


@pytest.mark.parametrize("step", ["hashed", "hash drafted", "locked", "torn kept"])
def test_recovery_killed_half_way_is_finished_by_the_next(left: Callable[[int, int], Path], step: str) -> None:
    path = left(1, 100)
    octets = path.read_bytes()
    beside = {"hashed": ".sha256", "hash drafted": ".sha256.draft", "torn kept": ".torn"}
    if step in beside:
        path.with_suffix(beside[step]).write_bytes(b"left by the killed one")
        path.with_suffix(beside[step]).chmod(0o440)
    if step == "locked":
        path.chmod(0o440)
    else:
        path.write_bytes(octets + b"torn")
    (recovered,) = recover(path.parent, now=NOW)
    assert recovered.path is not None
    assert recovered.path.read_bytes() == octets
    assert not list(path.parent.glob("*.draft"))
    assert "left by" not in path.with_suffix(".sha256").read_text()


def test_recovery_never_replaces_a_closed_file(left: Callable[[int, int], Path]) -> None:
    path = left(1, 100)
    path.with_suffix("").write_bytes(b"closed before")
    with pytest.raises(WarcError, match="is there already"):
        recover(path.parent, now=NOW)
    assert path.with_suffix("").read_bytes() == b"closed before"
    assert path.exists()


def test_recovery_of_a_folder_that_is_not_there_finds_nothing(tmp_path: Path) -> None:
    assert recover(tmp_path / "none", now=NOW) == ()


def test_path_of_an_open_and_a_closed_file(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(), now=NOW, digest="d")
    folder = tmp_path / "warc"
    assert path_of(folder, record.filename) == folder / (record.filename + ".open")
    writer.close()
    assert path_of(folder, record.filename) == folder / record.filename


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/../../secret", "..", ".", "", "secret\0.gz", "sub/x", "\0", "link", "gone"]
)
def test_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "warc"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "x").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"x")
    (folder / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(WarcError):
        path_of(folder, name)


def test_two_recoveries_at_once_do_the_work_once(left: Callable[[int, int], Path]) -> None:
    path = left(1, 100)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert recover(path.parent, now=NOW) == ()
    assert len(recover(path.parent, now=NOW)) == 1


def test_link_named_open_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    folder.mkdir()
    (tmp_path / "outside").write_bytes(b"not ours")
    (folder / "x.warc.gz.open").symlink_to(tmp_path / "outside")
    assert recover(folder, now=NOW) == ()
    assert (tmp_path / "outside").read_bytes() == b"not ours"
