"""What the writer puts where: pairs, revisits, conversions, names, rollover."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Article, Capture, Original, Record, Truncated
from archive.warc.records import Stored, record_at, records
from archive.warc.store import path_of
from archive.warc.writer import WarcInfo, WarcWriter

Make = Callable[..., Capture]

DIGEST = "sha256:" + "0" * 64
NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)


def only_file(folder: Path, pattern: str = "*.warc.gz") -> Path:
    (path,) = folder.glob(pattern)
    return path


def stored(folder: Path) -> list[Stored]:
    """Return the records of every file, in order."""
    found = [
        record for path in sorted(folder.glob("*.warc.gz*")) if path.suffix in {".gz", ".open"} for record in records(path)
    ]
    assert all(isinstance(record, Stored) for record in found)
    return found


def types(folder: Path) -> list[str | None]:
    return [record.get("WARC-Type") for record in stored(folder)]


def original_of(record: Record, **other: object) -> Original:
    return Original(**({"record": record, "target_uri": "http://wire.example/a", "date": NOW, "digest": DIGEST} | other))


def test_blocks_are_the_octets_received(writer: WarcWriter, tmp_path: Path, exchanges: list[Capture]) -> None:
    written = [writer.write_pair(exchange, now=NOW, digest=DIGEST) for exchange in exchanges]
    writer.close()
    for exchange, record in zip(exchanges, written, strict=True):
        if len(exchange.response):
            lying = record_at(path_of(tmp_path / "warc", record.filename), record.offset)
            assert lying.block[:] == exchange.response[:]
            assert (lying.get("WARC-Record-ID"), lying.length) == (f"<{record.record_id}>", record.length)


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_octets_come_back_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    folder = tmp_path_factory.mktemp("warc")
    info = WarcInfo(software="s", operator=None, robots="obey", user_agent="u", hostname="h")
    made = WarcWriter(folder, info=info)
    exchange = Capture(target_uri="http://x/", date=NOW, ip_address=None, request=b"", response=b"HTTP/1.1 200" + octets)
    record = made.write_pair(exchange, now=NOW, digest=DIGEST)
    made.close()
    assert record_at(folder / record.filename, record.offset).block == exchange.response


def test_pair_is_bound_together(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    exchange = capture(protocol=("http/1.1", "tls/1.3"), cipher_suite="TLS_AES_128_GCM_SHA256")
    writer.write_pair(exchange, now=NOW + timedelta(seconds=9), digest=DIGEST, fields=[("via", "http://wire.example/rss")])
    info, response, request, metadata = stored(tmp_path / "warc")
    assert [one.get("WARC-Type") for one in (response, request, metadata)] == ["response", "request", "metadata"]
    for one in (response, request, metadata):
        assert one.get("WARC-Date") == "2026-03-01T10:20:30.123456Z"
        assert one.get("WARC-Target-URI") == "http://wire.example/a"
        assert one.get("WARC-Warcinfo-ID") == info.get("WARC-Record-ID")
        assert (one is response) != (one.get("WARC-Concurrent-To") == response.get("WARC-Record-ID"))
    for one in (response, request):
        assert one.get("WARC-IP-Address") == "192.0.2.1"
        assert one.all("WARC-Protocol") == ("http/1.1", "tls/1.3")
        assert one.get("WARC-Cipher-Suite") == "TLS_AES_128_GCM_SHA256"
    assert response.get("Content-Type") == "application/http;msgtype=response"
    assert request.get("Content-Type") == "application/http;msgtype=request"
    assert metadata.get("Content-Type") == "application/warc-fields"
    assert metadata.block == f"via: http://wire.example/rss\r\nentity-digest: {DIGEST}\r\n".encode()


def test_secrets_never_reach_the_file(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    writer.write_pair(capture(target_uri="http://user:canary-secret@wire.example/a"), now=NOW, digest=DIGEST)
    for one in stored(tmp_path / "warc"):
        assert b"canary-secret" not in one.block
        assert "canary-secret" not in str(one.fields)


def test_no_field_can_begin_another(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> None:
    evil = "x\r\nWARC-Type: response\r\n\r\nWARC/1.1\r\n\u2028\x00\x85"
    exchange = capture(target_uri="http://x/" + evil, ip_address=evil, protocol=(evil,), cipher_suite=evil)
    record = writer.write_pair(exchange, now=NOW, digest=evil, fields=[("via", evil), ("title", evil)])
    writer.write_conversion(article, record, date=NOW, now=NOW)
    assert types(tmp_path / "warc") == ["warcinfo", "response", "request", "metadata", "conversion"]
    metadata = stored(tmp_path / "warc")[3]
    assert metadata.block.count(b"\r\n") == 3


def test_truncated_response_says_why(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    for why in Truncated:
        writer.write_pair(capture(truncated=why), now=NOW, digest=DIGEST)
    marked = [one.get("WARC-Truncated") for one in stored(tmp_path / "warc") if one.get("WARC-Type") == "response"]
    assert marked == ["length", "time", "disconnect", "unspecified"]


def test_nothing_received_leaves_request_and_reason(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(b"", truncated=Truncated.TIME), now=NOW, digest=DIGEST)
    assert record.warc_type == "request"
    assert types(tmp_path / "warc") == ["warcinfo", "request", "metadata"]
    assert b"truncated: time\r\n" in stored(tmp_path / "warc")[2].block


def test_octets_that_are_no_http_are_kept_as_metadata(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(b"\x16\x03\x01"), now=NOW, digest=DIGEST)
    assert record.warc_type == "metadata"
    assert types(tmp_path / "warc") == ["warcinfo", "metadata", "request", "metadata"]
    assert stored(tmp_path / "warc")[1].get("Content-Type") == "application/octet-stream"


def test_revisit_refers_to_its_original(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    first = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    later = capture(date=NOW + timedelta(hours=1))
    again = writer.write_pair(later, now=NOW, digest=DIGEST, original=original_of(first, target_uri="http://wire.example/b"))
    assert (again.warc_type, again.digest) == ("revisit", first.digest)
    revisit = record_at(only_file(tmp_path / "warc", "*.open"), again.offset)
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.get("WARC-Refers-To") == f"<{first.record_id}>"
    assert revisit.get("WARC-Refers-To-Target-URI") == "http://wire.example/b"
    assert revisit.get("WARC-Refers-To-Date") == "2026-03-01T10:20:30.123456Z"
    assert revisit.get("WARC-Date") == "2026-03-01T11:20:30.123456Z"
    assert revisit.block == b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def test_304_is_a_revisit_of_what_it_confirms(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    first = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    octets = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    again = writer.write_pair(capture(octets), now=NOW, digest=DIGEST, original=original_of(first))
    revisit = record_at(only_file(tmp_path / "warc", "*.open"), again.offset)
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.get("WARC-Payload-Digest") is None
    assert revisit.block == octets


@pytest.mark.parametrize(
    "unfit",
    [
        {"truncated": Truncated.TIME},
        {"response": b"HTTP/1.1 200 OK\r\nContent-Enc", "truncated": Truncated.DISCONNECT},
        {"response": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx"},
        {"response": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    ],
)
def test_capture_that_cannot_be_replayed_as_a_revisit_is_written_whole(
    writer: WarcWriter, capture: Make, unfit: dict[str, object]
) -> None:
    first = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    again = writer.write_pair(capture(**unfit), now=NOW, digest=DIGEST, original=original_of(first))
    assert again.warc_type == "response"


def test_original_that_is_gone_is_not_referred_to(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    first = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    writer.close()
    only_file(tmp_path / "warc").unlink()
    assert writer.write_pair(capture(), now=NOW, digest=DIGEST, original=original_of(first)).warc_type == "response"


def test_revisit_is_not_referred_to(writer: WarcWriter, capture: Make) -> None:
    first = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    second = writer.write_pair(capture(), now=NOW, digest=DIGEST, original=original_of(first))
    assert second.warc_type == "revisit"
    assert writer.write_pair(capture(), now=NOW, digest=DIGEST, original=original_of(second)).warc_type == "response"


def test_conversion_refers_to_what_was_read(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> None:
    response = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    record = writer.write_conversion(article, response, date=NOW, now=NOW + timedelta(seconds=2))
    conversion = record_at(only_file(tmp_path / "warc", "*.open"), record.offset)
    assert conversion.get("WARC-Type") == "conversion"
    assert conversion.get("WARC-Refers-To") == f"<{response.record_id}>"
    assert conversion.get("WARC-Target-URI") == "http://wire.example/a"
    assert conversion.get("WARC-Refers-To-Date") == "2026-03-01T10:20:30.123456Z"
    assert conversion.get("WARC-Date") == "2026-03-01T10:20:32.123456Z"
    assert conversion.get("Content-Type") == "application/ld+json"
    assert "القافلة" in conversion.block[:].decode()


def test_file_begins_with_its_warcinfo(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    info = stored(tmp_path / "warc")[0]
    assert info.offset == 0
    assert info.get("WARC-Type") == "warcinfo"
    assert info.get("WARC-Filename") == record.filename
    assert info.block[:].decode().splitlines() == [
        "software: Warraq/0.1",
        "format: WARC File Format 1.1",
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator: archive@wire.example",
        "robots: obey",
        "http-header-user-agent: Warraq (archive@wire.example)",
        "hostname: reading room/1",
        "size-max-bytes: 10000000",
    ]


def test_names_are_made_of_our_own_ids(writer: WarcWriter, capture: Make) -> None:
    record = writer.write_pair(capture(target_uri="http://x/../../etc/passwd"), now=NOW, digest=DIGEST)
    assert re.fullmatch(r"WARRAQ-20260301102030-00000-reading_room_1~[0-9a-f]{8}\.warc\.gz", record.filename)


def test_file_is_open_until_closed(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    record = writer.write_pair(capture(), now=NOW, digest=DIGEST)
    folder = tmp_path / "warc"
    assert [path.name for path in folder.iterdir()] == [record.filename + ".open"]
    writer.close()
    closed = folder / record.filename
    assert sorted(path.name for path in folder.iterdir()) == [closed.name, closed.name + ".cdxj", closed.name + ".sha256"]
    assert closed.stat().st_mode & 0o777 == 0o440
    digest = hashlib.sha256(closed.read_bytes()).hexdigest()
    assert (folder / (closed.name + ".sha256")).read_text() == f"{digest}  {closed.name}\n"


def test_writer_that_wrote_nothing_leaves_nothing(tmp_path: Path, info: WarcInfo) -> None:
    made = WarcWriter(tmp_path / "warc", info=info)
    made.sync()
    made.close()
    assert not (tmp_path / "warc").exists()


@pytest.mark.parametrize(
    ("limits", "wait_s", "files"),
    [
        ({"size_max_bytes": 1}, 0, 3),
        ({"age_max_s": 10}, 4, 1),
        ({"age_max_s": 10}, 6, 2),
        ({"age_max_s": 10}, 10, 3),
        ({"idle_max_s": 10}, 9, 1),
        ({"idle_max_s": 10}, 10, 3),
    ],
)
def test_file_rolls_over_between_pairs(  # noqa: PLR0917 (a table of cases)
    tmp_path: Path, info: WarcInfo, capture: Make, limits: dict[str, int], wait_s: int, files: int
) -> None:
    made = WarcWriter(tmp_path, info=info, **limits)
    for number in range(3):
        made.write_pair(capture(), now=NOW + timedelta(seconds=number * wait_s), digest=DIGEST)
    made.close()
    assert len(list(tmp_path.glob("*.warc.gz"))) == files
    assert types(tmp_path).count("warcinfo") == files
    for path in tmp_path.glob("*.warc.gz"):
        kinds = [one.get("WARC-Type") for one in records(path)]
        assert kinds[1:4] == ["response", "request", "metadata"]
        assert (len(kinds) - 1) % 3 == 0


def test_sync_closes_a_file_that_is_large_enough(tmp_path: Path, info: WarcInfo, capture: Make) -> None:
    made = WarcWriter(tmp_path, info=info, size_max_bytes=1)
    record = made.write_pair(capture(), now=NOW, digest=DIGEST)
    made.sync()
    assert (tmp_path / record.filename).exists()


def test_twenty_writers_beside_one_another_never_collide(tmp_path: Path, info: WarcInfo, capture: Make) -> None:
    writers = [WarcWriter(tmp_path, info=info) for _ in range(20)]
    names = {made.write_pair(capture(), now=NOW, digest=DIGEST).filename for made in writers}
    for made in writers:
        made.close()
    assert len(names) == 20
    assert {path.name for path in tmp_path.glob("*.warc.gz")} == names


LARGE = """
import mmap, re, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.models import Capture
from archive.warc.reader import read_response
from archive.warc.store import path_of
from archive.warc.writer import WarcInfo, WarcWriter

def peak_kb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

folder, now = Path(sys.argv[1]), datetime.now(UTC)
with (folder / "spool").open("w+b") as file:
    file.write(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
    file.truncate(300_000_000)
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
before = peak_kb()
writer = WarcWriter(folder, info=WarcInfo(software="s", operator=None, robots="obey", user_agent="u", hostname="h"))
exchange = Capture(target_uri="http://x/", date=now, ip_address=None, request=b"GET / HTTP/1.1\\r\\n\\r\\n", response=mapped)
record = writer.write_pair(exchange, now=now, digest="d")
writer.close()
assert len(read_response(path_of(folder, record.filename), record.offset).response) == 300_000_000
print(peak_kb() - before)
"""


@pytest.mark.slow
def test_large_response_is_never_in_memory_whole(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LARGE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64_000


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.models import Capture
from archive.warc.writer import WarcInfo, WarcWriter

now = datetime.now(UTC)
info = WarcInfo(software="s", operator=None, robots="obey", user_agent="u", hostname="h")
writer = WarcWriter(Path(sys.argv[1]), info=info, size_max_bytes=3_000_000)
number = 0
while True:
    body = os.urandom(2_000_000 if number % 10 == 9 else 2_000)
    exchange = Capture(target_uri=f"http://x/{number}", date=now, ip_address=None, request=b"GET / HTTP/1.1\\r\\n\\r\\n",
                       response=b"HTTP/1.1 200 OK\\r\\n\\r\\n" + body)
    writer.write_pair(exchange, now=now, digest="d")
    if number % 3 == 0:
        writer.sync()
        print(number, flush=True)
    number += 1
"""


@pytest.mark.slow
@pytest.mark.parametrize("acknowledged", [1, 4, 9, 20, 60])
def test_killed_writer_loses_nothing_that_was_synced(tmp_path: Path, acknowledged: int) -> None:
    from archive.warc.store import recover  # noqa: PLC0415

    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    last = 0
    for _ in range(acknowledged):
        last = int(process.stdout.readline())
    process.kill()
    last = max([last, *map(int, process.stdout.read().split())])
    process.wait()
    process.stdout.close()
    recover(tmp_path, now=NOW)
    assert not list(tmp_path.glob("*.open"))
    kept = {one.get("WARC-Target-URI") for one in stored(tmp_path) if one.get("WARC-Type") == "response"}
    assert {f"http://x/{number}" for number in range(last + 1)} <= kept
