"""What repair makes of torn and damaged files, and what it leaves as it is."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from archive.errors import Busy
from archive.models import Article, Capture
from archive.warc.ledger import Ledger
from archive.warc.records import Stored, records
from archive.warc.repair import Repair, Step, repair
from archive.warc.verify import Verification
from archive.warc.writer import WarcWriter

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)
SHARED = os.environ.get("WARRAQ_SHARED")
SEED = int(os.environ.get("WARRAQ_SEED", "20261123"))


@pytest.fixture
def closed(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> Path:
    """Return a closed file of three exchanges and their articles."""
    noise = random.Random(SEED)
    for _ in range(3):
        response = b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(300)
        record = writer.write_pair(capture(response, date=NOW), now=NOW, digest="sha256:1")
        writer.write_conversion(article, record, date=NOW, now=NOW)
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


def mend(path: Path, *, folder: Path | None = None, is_tried: bool = False) -> list[Repair]:
    return list(repair(path, folder, software="Warraq/0", now=NOW, is_tried=is_tried))


def is_damaged(path: Path) -> bool:
    with Ledger() as ledger:
        seen = Verification(ledger)
        return any(fault.is_damage for fault in (*seen.look_at(path), *seen.look_between()))


def altered(path: Path, octets: bytes) -> bytes:
    path.chmod(0o640)
    path.write_bytes(octets)
    path.chmod(0o440)
    return octets


def found_in(path: Path) -> list[Stored]:
    return [found for found in records(path) if isinstance(found, Stored)]


def said(stored: Stored) -> tuple[object, bytes]:
    return stored.fields, stored.block[:]


def test_whole_file_needs_no_repair(closed: Path) -> None:
    assert mend(closed) == []
    assert not (closed.parent / "salvaged").exists()


def test_r4_every_undamaged_record_comes_back_and_the_original_stays(closed: Path) -> None:
    chance, octets, whole = random.Random(SEED), closed.read_bytes(), found_in(closed)
    for number, place in enumerate(chance.sample(range(len(octets)), 60)):
        damaged = bytearray(octets[:place] if number % 2 else octets)
        if number % 2 == 0:
            damaged[place] ^= 1 << chance.randrange(8)
        altered(closed, bytes(damaged))
        (done,) = mend(closed)
        assert closed.read_bytes() == damaged
        hit = max(record.offset for record in whole if record.offset <= place)
        left = [said(record) for record in whole if (record.offset < hit if number % 2 else record.offset != hit)]
        if done.step is Step.LOST:
            assert left == []
            continue
        assert done.into is not None
        back = [said(record) for record in found_in(done.into)[1:]]
        assert [record for record in left if record not in back] == [], f"{place}, seed {SEED}"
        assert done.records == len(back)
        assert all(record in map(said, whole) for record in back)
        assert not is_damaged(done.into)
        shutil.rmtree(done.into.parent)


def flip(path: Path, number: int) -> bytes:
    """Damage one record of a file; return what it then is."""
    octets = bytearray(path.read_bytes())
    octets[found_in(path)[number].offset + 100] ^= 0xFF
    return altered(path, bytes(octets))


def test_salvaged_file_is_closed_as_every_file_and_says_where_it_is_from(closed: Path) -> None:
    flip(closed, 5)
    (done,) = mend(closed)
    assert done.into is not None
    assert (done.step, done.records) == (Step.SALVAGED, 12)
    assert done.into.stat().st_mode & 0o777 == 0o440
    subprocess.run(["sha256sum", "-c", done.into.name + ".sha256"], cwd=done.into.parent, check=True, capture_output=True)
    first = found_in(done.into)[0]
    assert first.get("WARC-Filename") == done.into.name
    assert f"warraq-salvaged-from: {closed.name}".encode() in first.block[:]
    with done.into.open("rb") as file:
        assert all(record.verify_block_digest() for record in ArchiveIterator(file, parse_http=False))


def test_repair_run_twice_does_it_once(closed: Path) -> None:
    flip(closed, 5)
    (done,) = mend(closed)
    assert done.into is not None
    before = done.into.read_bytes()
    (again,) = mend(closed)
    assert (again.step, again.into) == (Step.STANDING, done.into)
    assert done.into.read_bytes() == before


def test_dry_run_says_the_same_and_does_nothing(closed: Path) -> None:
    flip(closed, 5)
    left = closed.with_name("WARRAQ-20200101000000-00000-x.warc.gz.open")
    left.write_bytes(closed.read_bytes() + b"\x1f\x8btorn")
    before = {path: path.read_bytes() for path in closed.parent.iterdir()}
    tried = [step for path in (closed, left) for step in mend(path, is_tried=True)]
    assert {path: path.read_bytes() for path in closed.parent.iterdir()} == before
    done = [step for path in (closed, left) for step in mend(path)]
    assert [(step.step, step.records, step.torn_bytes) for step in done[:2]] == [
        (step.step, step.records, step.torn_bytes) for step in tried[:2]
    ]
    assert [step.step for step in tried] == [Step.SALVAGED, Step.CUT, Step.SALVAGED]
    assert [step.step for step in done] == [Step.SALVAGED, Step.CUT, Step.SALVAGED]


def test_open_file_of_a_dead_writer_is_closed(closed: Path) -> None:
    octets, name = closed.read_bytes(), closed.name
    closed.unlink()
    closed.with_name(name + ".sha256").unlink()
    left = closed.with_name(name + ".open")
    left.write_bytes(octets)
    (done,) = mend(left)
    assert (done.step, done.into) == (Step.CLOSED, closed)
    assert not is_damaged(closed)


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".cdxj")


@pytest.mark.parametrize("spoiled", [None, b"", b"example,wire)/ 2026 {}\n"])
def test_index_is_written_anew(closed: Path, spoiled: bytes | None) -> None:
    good = beside(closed).read_bytes()
    beside(closed).unlink()
    if spoiled is not None:
        beside(closed).write_bytes(spoiled)
    octets = closed.read_bytes()
    (tried,) = mend(closed, is_tried=True)
    assert beside(closed).exists() == (spoiled is not None)
    (done,) = mend(closed)
    assert tried == done
    assert (done.step, done.into) == (Step.INDEXED, beside(closed))
    assert (beside(closed).read_bytes(), closed.read_bytes()) == (good, octets)
    assert mend(closed) == []


def test_files_of_others_get_an_index_unless_another_folder_is_named(closed: Path, tmp_path: Path) -> None:
    plain = tmp_path / "others.warc"
    plain.write_bytes(gzip.decompress(closed.read_bytes()))
    assert mend(plain, folder=tmp_path / "to") == []
    (done,) = mend(plain)
    assert done.step is Step.INDEXED
    assert len(beside(plain).read_bytes().splitlines()) == 3
    assert not is_damaged(plain)


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\r\n", b"\n\n", b"\r\n\r\n\r\n", b""])
def test_index_of_odd_line_ends_is_right(tmp_path: Path, end: bytes) -> None:
    told = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:%d>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 3\r\n\r\nabc%b"  # fmt: skip
    path = tmp_path / "odd.warc"
    path.write_bytes(b"".join(told % (number, end) for number in range(3)))
    (done,) = mend(path)
    assert done.step is Step.INDEXED
    assert not is_damaged(path)


def test_damaged_file_keeps_the_index_of_what_it_was(closed: Path) -> None:
    flip(closed, 5)
    index = beside(closed).read_bytes()
    (done,) = mend(closed)
    assert done.step is Step.SALVAGED
    assert beside(closed).read_bytes() == index
    assert len(beside(done.into).read_bytes().splitlines()) == len(index.splitlines()) - 1


def test_open_file_of_a_living_writer_is_busy(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    writer.write_pair(capture(), now=NOW, digest="d")
    (path,) = (tmp_path / "warc").glob("*.open")
    with pytest.raises(Busy, match="living"):
        mend(path)


def test_plain_and_whole_compressed_files_get_a_member_a_record(tmp_path: Path) -> None:
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:%d>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nContent-Length: 3\r\n\r\n%d%d%d\r\n\r\n"  # fmt: skip
    whole = b"".join(record % ((number,) * 4) for number in range(5))
    packed, plain = tmp_path / "packed.warc.gz", tmp_path / "plain.warc"
    packed.write_bytes(gzip.compress(whole))
    plain.write_bytes(whole[:-9])
    for path, count in ((packed, 5), (plain, 4)):
        (done,) = mend(path, folder=tmp_path / "to")
        assert done.into is not None
        back = found_in(done.into)[1:]
        assert [record.block[:] for record in back] == [b"%d%d%d" % ((number,) * 3) for number in range(count)]
        assert all(record.length for record in back)
        assert not is_damaged(done.into)


@pytest.mark.slow
def test_killed_repair_is_finished_by_the_next(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    noise = random.Random(SEED)
    for _ in range(40):
        writer.write_pair(capture(b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(1_000_000)), now=NOW, digest="d")
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    damaged = flip(path, 7)
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from archive.warc.repair import repair\n"
        "print('begun', flush=True)\n"
        "list(repair(Path(sys.argv[1]), None, software='Warraq/0', now=datetime.now(UTC), is_tried=False))"
    )
    half_way = 0
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        deadline = time.monotonic() + noise.uniform(0.1, 6)
        while time.monotonic() < deadline and not list((path.parent / "salvaged").glob("*.open")):
            time.sleep(0.005)
        half_way += bool(list((path.parent / "salvaged").glob("*.open")))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert path.read_bytes() == damaged
    (done,) = mend(path)
    assert done.into is not None
    assert [one.name for one in done.into.parent.iterdir() if one.name.endswith((".open", ".draft"))] == []
    assert len(found_in(done.into)) == 1 + 120
    assert not is_damaged(done.into)
    assert half_way, "no kill hit a repair at work"


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_files_of_others_are_repaired_without_a_crash(tmp_path: Path) -> None:
    for number, path in enumerate(sorted(Path(SHARED or "", "torture", "warc", "files").rglob("*"))):
        if not path.is_file() or path.suffix == ".wacz":
            continue
        copied = Path(shutil.copy(path, tmp_path))
        for done in mend(copied, folder=tmp_path / str(number)):
            assert done.step in {Step.SALVAGED, Step.LOST}
            assert done.into is None or not is_damaged(done.into)
        assert copied.read_bytes() == path.read_bytes()
