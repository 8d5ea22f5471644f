"""Whether damage is found, wherever it is, and nothing else is called damage."""

from __future__ import annotations

import fcntl
import gzip
import os
import random
import resource
import shutil
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.models import Article, Capture, Original, Record
from archive.warc.closing import write_index
from archive.warc.index import read_lines
from archive.warc.ledger import Ledger
from archive.warc.record import Draft, gzip_member
from archive.warc.records import Stored, records
from archive.warc.verify import Verification
from archive.warc.verify_file import Fault
from archive.warc.verify_walk import Check
from archive.warc.writer import WarcInfo, WarcWriter

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)
SHARED = os.environ.get("WARRAQ_SHARED")
SEED = int(os.environ.get("WARRAQ_SEED", "20261123"))


@pytest.fixture
def closed(writer: WarcWriter, tmp_path: Path, exchanges: list[Capture], article: Article) -> Path:
    """Return a closed file that has every kind of record in it."""
    written = [writer.write_pair(exchange, now=NOW, digest="sha256:1") for exchange in exchanges]
    original = Original(record=written[0], target_uri="http://wire.example/a", date=NOW, digest="sha256:1")
    writer.write_pair(exchanges[0], now=NOW, digest="sha256:1", original=original)
    writer.write_conversion(article, written[0], date=NOW, now=NOW)
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


@pytest.fixture
def small(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> Path:
    """Return a closed file of three exchanges, each with its article."""
    noise = random.Random(SEED)
    for number in range(3):
        response = b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(300)
        moment = NOW + timedelta(seconds=number)
        record = writer.write_pair(capture(response, date=moment), now=NOW, digest="sha256:1")
        writer.write_conversion(article, record, date=moment, now=NOW)
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


def verify(*paths: Path, is_archive: bool = False) -> list[Fault]:
    with Ledger() as ledger:
        seen = Verification(ledger, is_archive=is_archive)
        return [*(fault for path in paths for fault in seen.look_at(path)), *seen.look_between()]


def damage(*paths: Path, is_archive: bool = False) -> list[Fault]:
    return [fault for fault in verify(*paths, is_archive=is_archive) if fault.is_damage]


def altered(path: Path, octets: bytes) -> Path:
    """Put other octets in the place of a closed file's, as a disk may."""
    path.chmod(0o640)
    path.write_bytes(octets)
    return path


def starts_of(path: Path) -> list[int]:
    return [found.offset for found in records(path) if isinstance(found, Stored)]


def pack(*lines: str, block: bytes = b"", length: int | None = None, end: bytes = b"\r\n\r\n") -> bytes:
    """Return one record of a file that others wrote."""
    size = len(block) if length is None else length
    told = ("WARC/1.0", "WARC-Record-ID: <urn:uuid:7>", "WARC-Date: 2020-01-02T03:04:05Z", *lines, f"Content-Length: {size}")
    return "".join(f"{line}\r\n" for line in told).encode() + b"\r\n" + block + end


def test_nothing_is_wrong_with_a_file_of_every_kind_of_record(closed: Path) -> None:
    assert verify(closed, is_archive=True) == []


def test_r4_every_truncation_and_every_flipped_byte_is_named(small: Path) -> None:
    chance, octets, starts = random.Random(SEED), small.read_bytes(), starts_of(small)
    for cut in chance.sample(range(len(octets)), 200):
        found = damage(altered(small, octets[:cut]))
        assert found, f"cut at {cut}, seed {SEED}"
        last = max(start for start in starts if start <= cut)
        assert {fault.file for fault in found} == {small}
        assert last in {fault.offset for fault in found}, f"cut at {cut}, seed {SEED}"
    for place in chance.sample(range(len(octets)), 200):
        flipped = bytearray(octets)
        flipped[place] ^= 1 << chance.randrange(8)
        found = damage(altered(small, bytes(flipped)))
        assert found, f"flip at {place}, seed {SEED}"
        hit = max(start for start in starts if start <= place)
        assert {hit, len(octets)} & {fault.offset for fault in found}, f"flip at {place}, seed {SEED}"


def test_cut_between_records_shows_in_the_hash(small: Path) -> None:
    starts = starts_of(small)
    (found,) = damage(altered(small, small.read_bytes()[: starts[5]]))
    assert (found.check, found.offset) == (Check.HASH, starts[5])


def test_flip_that_no_checksum_covers_is_placed(small: Path) -> None:
    octets, starts = bytearray(small.read_bytes()), starts_of(small)
    octets[starts[4] + 5] ^= 1  # the time in a gzip header
    (found,) = damage(altered(small, bytes(octets)))
    assert (found.check, found.offset) == (Check.HASH, starts[4])


def test_missing_hash_is_damage_of_an_archive_alone(small: Path) -> None:
    small.with_name(small.name + ".sha256").unlink()
    assert damage(small) == []
    assert [fault.check for fault in damage(small, is_archive=True)] == [Check.HASH]


def test_records_after_the_damaged_one_are_looked_at(small: Path) -> None:
    octets, starts = bytearray(small.read_bytes()), starts_of(small)
    for start in starts[2:9:3]:
        octets[start + 60] ^= 0xFF
    found = [fault.offset for fault in damage(altered(small, bytes(octets))) if fault.check is Check.GZIP]
    assert found == starts[2:9:3]


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Give each record of a file other octets and a right checksum, as a forger would, with no hash beside it."""
    whole = [gzip.compress(change(record), mtime=0) for record in _unpacked(path.read_bytes())]
    path.with_name(path.name + ".sha256").unlink()
    return altered(path, b"".join(whole))


def _unpacked(octets: bytes) -> list[bytes]:
    found = []
    while octets:
        decoder = zlib.decompressobj(31)
        found.append(decoder.decompress(octets))
        octets = decoder.unused_data
    return found


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 KO\r\n\r\n", Check.BLOCK),
        (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:A", Check.PAYLOAD),
        (b"WARC-Date", b"WARC-Dote", Check.FRAMING),
        (b"Content-Length: ", b"Content-Length: 1", Check.FRAMING),
        (b"Content-Length: ", b"Content-Length: x", Check.FRAMING),
        (b"WARC/1.1\r\nWARC-Type: request", b"WORC/1.1\r\nWARC-Type: request", Check.FRAMING),
        (b"WARC-Type: warcinfo", b"WARC-Type: metadata", Check.WARCINFO),
        (b"WARC-Warcinfo-ID: <urn:uuid:", b"WARC-Warcinfo-ID: <urn:uuid:0", Check.WARCINFO),
        (b"WARC-Concurrent-To: <urn:uuid:", b"WARC-Concurrent-To: <urn:uuid:0", Check.PAIR),
        (b"WARC-Type: request", b"WARC-Type: requost", Check.PAIR),
    ],
)
def test_forgery_with_right_checksums_is_found(small: Path, old: bytes, new: bytes, check: Check) -> None:
    found = damage(rewritten(small, lambda record: record.replace(old, new, 1)))
    assert check in {fault.check for fault in found}


def test_conversion_of_a_response_that_is_gone_is_damage_of_an_archive(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> None:  # fmt: skip
    record = writer.write_pair(capture(), now=NOW, digest="d")
    writer.close()
    conversion = writer.write_conversion(article, record, date=NOW, now=NOW)
    writer.close()
    first, second = sorted((tmp_path / "warc").glob("*.warc.gz"))
    assert verify(first, second, is_archive=True) == []
    first.unlink()
    (found,) = damage(second, is_archive=True)
    assert (found.check, found.offset, found.record_id) == (Check.REFERENCE, conversion.offset, conversion.record_id)
    assert [fault.is_damage for fault in verify(second)] == [False]


def test_answer_whose_request_a_crash_tore_off_is_no_damage(small: Path, tmp_path: Path) -> None:
    starts = starts_of(small)
    left = tmp_path / "left" / small.name
    left.parent.mkdir()
    left.write_bytes(small.read_bytes()[: starts[6]])  # ends with the second response
    assert damage(left) == []


def test_what_a_living_writer_is_writing_is_no_damage(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    writer.write_pair(capture(), now=NOW, digest="d")
    (path,) = (tmp_path / "warc").glob("*.open")
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a mem")
    assert verify(path, is_archive=True) == []


def test_open_file_of_a_living_writer_may_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz.open"
    path.touch()
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert verify(path, is_archive=True) == []


def test_every_truncation_of_a_packed_arc_file_is_found(tmp_path: Path) -> None:
    path, record = tmp_path / "x.arc.gz", b"http://wire.example/ 192.0.2.1 20200102030405 text/plain 4\ntext\n"
    said = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    first = b"filedesc://x.arc 0.0.0.0 20200102030405 text/plain %d\n%s\n" % (len(said), said)
    whole = gzip.compress(first, mtime=0) + gzip.compress(record, mtime=0)
    path.write_bytes(whole)
    assert damage(path) == []
    for cut in range(len(gzip.compress(first, mtime=0)) + 1, len(whole)):
        path.write_bytes(whole[:cut])
        assert damage(path), cut


def test_index_of_an_arc_file_is_checked(tmp_path: Path) -> None:
    path, block = tmp_path / "x.arc.gz", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\ntext"
    said = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    first = b"filedesc://x.arc 0.0.0.0 20200102030405 text/plain %d\n%s\n" % (len(said), said)
    record = b"http://wire.example/ 192.0.2.1 20200102030405 text/html %d\n%s\n" % (len(block), block)
    path.write_bytes(gzip.compress(first) + gzip.compress(record))
    write_index(path, read_lines(path))
    assert b'"status": "200"' in beside(path).read_bytes()
    assert damage(path) == []
    altered(beside(path), b"")
    assert [found.check for found in damage(path)] == [Check.INDEX]


def test_torn_tail_of_a_dead_writer_is_named(small: Path) -> None:
    octets = small.read_bytes()
    left = small.with_name(small.name + ".open")
    left.write_bytes(octets[:-7])
    assert [(fault.check, fault.offset) for fault in damage(left)] == [(Check.TAIL, starts_of(small)[-1])]


def test_record_of_another_file_inside_a_damaged_one_is_not_taken_for_ours(
    writer: WarcWriter, tmp_path: Path, capture: Make, info: WarcInfo
) -> None:
    forged = WarcWriter(tmp_path / "forged", info=info)
    forged.write_pair(capture(), now=NOW, digest="d")
    forged.close()
    (inner,) = (tmp_path / "forged").glob("*.warc.gz")
    noise = random.Random(SEED).randbytes(70_000)  # so that zlib stores it as it is
    record = writer.write_pair(capture(b"HTTP/1.1 200 OK\r\n\r\n" + noise + inner.read_bytes() + noise), now=NOW, digest="d")
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    octets = bytearray(path.read_bytes())
    assert inner.read_bytes()[40:400] in octets
    octets[record.offset + 500] ^= 0xFF
    found = damage(altered(path, bytes(octets)))
    inside = [fault for fault in found if record.offset < fault.offset < record.offset + record.length]
    assert sum(fault.check is Check.WARCINFO for fault in inside) == 4  # warcinfo, response, request, metadata


FOREIGN = pack("WARC-Type: resource", "WARC-Block-Digest: sha1:" + "A" * 32, block=b"text")


@pytest.mark.parametrize("name", ["foreign.warc", "foreign.warc.gz"])
def test_file_of_others_is_checked_by_what_it_declares(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    octets = pack("WARC-Type: resource", block=b"one") + pack("WARC-Type: resource", block=b"two")
    path.write_bytes(octets if name.endswith("warc") else gzip.compress(octets[: len(octets) // 2]) + gzip.compress(octets[len(octets) // 2 :]))  # fmt: skip
    assert damage(path) == []
    path.write_bytes(FOREIGN)
    assert [fault.check for fault in damage(path)] == [Check.BLOCK]


@pytest.mark.parametrize("label", ["sha1", "SHA-1", "sha256", "md5", "sha512"])
@pytest.mark.parametrize("spelling", ["base32", "base64", "hex"])
def test_digest_is_right_in_every_spelling(tmp_path: Path, label: str, spelling: str) -> None:
    import base64  # noqa: PLC0415
    import hashlib  # noqa: PLC0415

    digest = hashlib.new(label.lower().replace("-", ""), b"text").digest()
    spelled = {"base32": base64.b32encode, "base64": base64.urlsafe_b64encode, "hex": lambda raw: raw.hex().encode()}
    declared = f"WARC-Block-Digest: {label}:{spelled[spelling](digest).decode()}"
    path = tmp_path / "x.warc"
    path.write_bytes(pack("WARC-Type: resource", declared, block=b"text"))
    assert damage(path) == []
    path.write_bytes(pack("WARC-Type: resource", declared, block=b"texT"))
    assert [fault.check for fault in damage(path)] == [Check.BLOCK]


def test_digest_of_an_unknown_algorithm_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(pack("WARC-Type: resource", "WARC-Block-Digest: crc7:12", block=b"text"))
    assert any("crc7" in fault.why for fault in verify(path))
    assert damage(path) == []


def test_payload_digest_may_be_of_the_entity_without_its_chunks(tmp_path: Path) -> None:
    body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\n0\r\n\r\n"
    lines = ("WARC-Type: response", "Content-Type: application/http", "WARC-Payload-Digest: " + TEXT_SHA1)
    path = tmp_path / "x.warc"
    path.write_bytes(pack(*lines, block=body))
    assert damage(path) == []
    path.write_bytes(pack(*lines, block=body.replace(b"text", b"texT")))
    assert [fault.check for fault in damage(path)] == [Check.PAYLOAD]


TEXT_SHA1 = "sha1:" + "372ea08cab33e71c02c651dbc83a474d32c676ea"


def test_members_that_are_not_records_are_named(tmp_path: Path) -> None:
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(pack("WARC-Type: resource", block=b"one") * 3))
    assert [fault.check for fault in damage(path)] == [Check.MEMBER] * 3
    record = pack("WARC-Type: resource", block=b"one")
    path.write_bytes(gzip.compress(record[:-6]) + gzip.compress(record[-6:]))
    assert [fault.check for fault in damage(path)] == [Check.MEMBER]


@pytest.mark.parametrize("octets", [b"", b"\0" * 5_000, b"no WARC file\n" * 9, b"\x1f\x8b\x08", os.urandom(3_000)])
@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz"])
def test_file_without_a_record_is_damaged(tmp_path: Path, octets: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(octets)
    assert {fault.offset for fault in damage(path)} == {0}


def test_zip_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(ValueError, match="WACZ"):
        verify(path)


def bomb(length: int, size: int) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = deflate.compress(pack("WARC-Type: resource", length=length, end=b""))
    zeros = bytes(1_000_000)
    return head + b"".join(deflate.compress(zeros) for _ in range(size // len(zeros))) + deflate.flush()


@pytest.mark.slow
@pytest.mark.parametrize("length", [5, 600_000_000, 1_999_999_999, 10**12])
def test_r9_bomb_is_stopped_within_memory_and_time(tmp_path: Path, length: int) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(bomb(length, 600_000_000))
    whole = gzip.compress(pack("WARC-Type: resource", block=b"after the bomb"))
    with path.open("ab") as file:
        file.write(whole)
    before, begun = resource.getrusage(resource.RUSAGE_SELF), datetime.now(UTC)
    found = damage(path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert [fault.offset for fault in found] == [0]
    assert after.ru_maxrss - before.ru_maxrss < 64 * 1024
    assert after.ru_utime - before.ru_utime < 2, datetime.now(UTC) - begun


def test_header_without_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.1\r\n" + b"A: b\r\n" * 400_000))
    assert "header larger" in damage(path)[0].why


def test_large_record_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "large.warc.gz"
    noise = random.Random(SEED).randbytes(1_000_000)
    draft = Draft(warc_type="resource", record_id="urn:uuid:1", fields=(("WARC-Date", "2020-01-01T00:00:00Z"),), content_type="a/b", block=noise * 80)  # fmt: skip
    with path.open("wb") as file:
        file.writelines(gzip_member(draft, None)[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert damage(path) == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


def test_file_cut_while_it_is_read_is_damaged(small: Path) -> None:
    with Ledger() as ledger, small.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        walk = Verification(ledger).look_at(small)
        altered(small, small.read_bytes()[:700])
        assert [fault for fault in walk if fault.is_damage]


@pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")
def test_files_of_others_are_read_without_a_crash(tmp_path: Path) -> None:
    folder = Path(SHARED or "") / "torture" / "warc" / "files"
    verdicts = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        copied = Path(shutil.copy(path, tmp_path))
        if path.suffix == ".wacz":
            with pytest.raises(ValueError, match="zip"):
                verify(copied)
        else:
            verdicts[path.relative_to(folder).as_posix()] = bool(damage(copied))
    assert {name for name in verdicts if "bad" in name and not name.endswith(".arc") and "uri" not in name} <= {
        name for name, is_damaged in verdicts.items() if is_damaged
    }
    for name in ("example-digest.warc", "example-trunc.warc", "example-wrong-chunks.warc.gz"):
        assert verdicts["webrecorder+warcio/test/data/" + name]
    for name in ("example.warc.gz", "example.warc", "example-iana.org-chunked.warc", "example.arc.gz"):
        assert not verdicts["webrecorder+warcio/test/data/" + name]


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".cdxj")


def reindexed(path: Path, change: Callable[[list[bytes]], object]) -> list[Fault]:
    """Change the lines of an index; return what is then said."""
    lines = beside(path).read_bytes().splitlines(keepends=True)
    change(lines)
    altered(beside(path), b"".join(lines))
    return damage(path, is_archive=True)


def test_index_that_is_not_there_is_named(small: Path) -> None:
    beside(small).unlink()
    (found,) = damage(small, is_archive=True)
    assert (found.check, found.file) == (Check.INDEX, small)
    assert damage(small) == []


def test_record_without_its_line_is_named(small: Path) -> None:
    (found,) = reindexed(small, lambda lines: lines.pop(1))
    assert (found.check, found.file) == (Check.INDEX, small)
    record = next(one for one in records(small, found.offset) if isinstance(one, Stored))
    assert (record.get("WARC-Type"), record.get("WARC-Record-ID")) == ("response", f"<{found.record_id}>")


def test_line_without_its_record_is_named(small: Path) -> None:
    other = b'example,wire)/b 20260301102030 {"url": "http://wire.example/b", "offset": "1", "filename": "x"}\n'
    (found,) = reindexed(small, lambda lines: lines.append(other))
    assert (found.check, found.file, found.record_id) == (Check.INDEX, beside(small), "")
    assert beside(small).read_bytes()[found.offset :] == other


def test_lines_out_of_order_are_named(small: Path) -> None:
    (found,) = reindexed(small, lambda lines: lines.reverse())
    assert (found.check, found.file, found.offset) == (Check.INDEX, beside(small), 1 + beside(small).read_bytes().index(b"\n"))


def test_every_flipped_byte_of_an_index_is_named(small: Path) -> None:
    chance, octets = random.Random(SEED), beside(small).read_bytes()
    for place in chance.sample(range(len(octets)), 200):
        flipped = bytearray(octets)
        flipped[place] ^= 1 << chance.randrange(8)
        altered(beside(small), bytes(flipped))
        found = damage(small)
        assert found, f"flip at {place}, seed {SEED}"
        assert {fault.check for fault in found} == {Check.INDEX}


def test_wrong_lines_without_end_are_counted(small: Path) -> None:
    found = reindexed(small, lambda lines: lines.extend(b"z%04d\n" % number for number in range(1_000)))
    assert len(found) == 21
    assert "980 more" in found[-1].why


def test_index_of_odd_heads_is_checked_against_the_records_read_again(closed: Path) -> None:
    assert damage(closed, is_archive=True) == []
    text = beside(closed).read_bytes()
    altered(beside(closed), text.replace(b'"status": "404"', b'"status": "405"'))
    assert [(found.check, found.file) for found in damage(closed)] == [(Check.INDEX, closed), (Check.INDEX, beside(closed))]


def doubled(path: Path, number: int) -> Path:
    """Append a record that a file has, as a copy that was begun twice leaves it."""
    octets, starts = path.read_bytes(), [*starts_of(path), path.stat().st_size]
    path.with_name(path.name + ".sha256").unlink()
    return altered(path, octets + octets[starts[number] : starts[number + 1]])


@pytest.mark.parametrize("number", [2, 3, 4])  # a request, its metadata, a conversion
def test_doubled_record_is_named_with_both_places(small: Path, number: int) -> None:
    starts, size = starts_of(small), small.stat().st_size
    (found,) = damage(doubled(small, number))
    assert (found.check, found.offset) == (Check.ID, size)
    assert f"at {starts[number]} of" in found.why


def test_file_that_was_copied_under_another_name_is_damage_of_an_archive(small: Path) -> None:
    copy = small.with_name(small.name.replace("-00000-", "-00001-"))
    shutil.copy(small, copy)
    assert {fault.check for fault in damage(small, copy, is_archive=True)} >= {Check.ID}
    assert damage(small, copy) == []


def test_one_id_of_two_records_of_others_is_a_note(tmp_path: Path) -> None:
    of_arguments = pack("WARC-Type: resource", "WARC-Block-Digest: sha1:BBBB", block=b"-r")
    (path := tmp_path / "wget.warc").write_bytes(pack("WARC-Type: resource", block=b"a manifest") + of_arguments)
    assert [fault.is_damage for fault in verify(path) if fault.check is Check.ID] == [False]


@pytest.mark.parametrize("off_by", [1, -1])
def test_length_that_is_wrong_by_one_is_damage_without_a_digest(tmp_path: Path, off_by: int) -> None:
    block = b"software: another\r\n"
    (path := tmp_path / "others.warc").write_bytes(pack("WARC-Type: metadata", block=block, length=len(block) + off_by))
    assert [fault.check for fault in damage(path)] == [Check.FRAMING]


@pytest.mark.parametrize("end", [b"\r\n", b"\n\n", b""])
def test_line_ends_of_others_after_a_block_are_a_note(tmp_path: Path, end: bytes) -> None:
    (path := tmp_path / "others.warc").write_bytes(pack("WARC-Type: metadata", block=b"text", end=end))
    assert damage(path) == []


def test_conversion_of_another_exchange_is_named(small: Path) -> None:
    ids = [found.get("WARC-Record-ID") for found in records(small) if isinstance(found, Stored)]
    old, new, request = (f"WARC-Refers-To: {ids[number]}".encode() for number in (1, 5, 2))
    once = small.read_bytes()
    found = damage(rewritten(small, lambda record: record.replace(old, new)))
    assert [fault.check for fault in found if "another moment" in fault.why] == [Check.REFERENCE]
    small.with_name(small.name + ".sha256").write_text("")
    found = damage(rewritten(altered(small, once), lambda record: record.replace(old, request)))
    assert any("which is a request" in fault.why for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"WARC-Date: 2026-", b"WARC-Date: 2026x", "a WARC-Date that is none"),
        (b"WARC-Type: response", b"WARC-Type: responze", "of a type that is not known"),
        (b"WARC-Target-URI", b"WARC-Target-URL", "without warc-target-uri"),
        (b"WARC-Block-Digest", b"WARC-Block-Dugest", "without warc-block-digest"),
        (b"WARC-Refers-To:", b"WARC-Refers-Tu:", "without warc-refers-to"),
        (b"WARC/1.1\r\n", b"WARC/1.7\r\n", "a version that is not known"),
    ],
)
def test_field_that_every_record_of_ours_has_is_missed(small: Path, old: bytes, new: bytes, why: str) -> None:
    found = damage(rewritten(small, lambda record: record.replace(old, new, 1)))
    assert any(fault.check is Check.FRAMING and why in fault.why for fault in found)


def test_index_that_lost_its_last_octet_is_damaged(small: Path) -> None:
    index = small.with_name(small.name + ".cdxj")
    index.chmod(0o640)
    index.write_bytes(index.read_bytes()[:-1])
    (found,) = damage(small)
    assert (found.check, found.file) == (Check.INDEX, index)


@pytest.mark.parametrize("opening", [b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"])
def test_file_packed_by_zstandard_is_refused_in_words(tmp_path: Path, opening: bytes) -> None:
    (path := tmp_path / "others.warc.zst").write_bytes(opening + b"\0" * 64)
    with pytest.raises(ValueError, match="Zstandard"):
        verify(path)


@pytest.mark.parametrize(
    ("date", "found"),
    [("2026-03-01T10:20:30.123456789Z", []), ("2026-03", []), ("2026-03-01T10:20:31Z", [Check.REFERENCE])],
)
def test_article_of_a_record_of_others_is_held_to_its_moment_as_far_as_it_says_one(
    writer: WarcWriter, tmp_path: Path, article: Article, date: str, found: list[Check]
) -> None:
    (others := tmp_path / "others.warc").write_bytes(
        pack("WARC-Type: response", block=b"text").replace(b"2020-01-02T03:04:05Z", date.encode())
    )
    record = Record(record_id="urn:uuid:7", warc_type="response", filename=others.name, offset=0, length=1, digest="")
    writer.write_conversion(article, record, date=NOW, now=NOW)
    writer.close()
    (ours,) = (tmp_path / "warc").glob("*.warc.gz")
    assert [fault.check for fault in damage(ours, others, is_archive=True)] == found
