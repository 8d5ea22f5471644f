"""Captures and articles read back, from our files and from files made otherwise."""

from __future__ import annotations

import gzip
import io
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import WarcError
from archive.models import Article, Capture, Original, Truncated
from archive.warc import records as records_module
from archive.warc.http import redact_request
from archive.warc.pairing import read_date
from archive.warc.reader import Archived, captures, read_answer, read_article, read_response
from archive.warc.records import Stored, records
from archive.warc.writer import WarcWriter

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)


@pytest.fixture
def closed(writer: WarcWriter, tmp_path: Path, exchanges: list[Capture]) -> Path:
    """Return a file of every odd kind of exchange."""
    for exchange in exchanges:
        writer.write_pair(exchange, now=NOW, digest="sha256:1", fields=[("via", "http://wire.example/rss")])
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


def plain_warc(*records_said: tuple[str, bytes]) -> bytes:
    """Return WARC/1.0 records, uncompressed, from (header lines, block)."""
    written = b""
    for lines, block in records_said:
        head = "".join(f"{line.strip()}\r\n" for line in ("WARC/1.0", *lines.splitlines()))
        written += f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    return written


RESPONSE = """WARC-Type: response
WARC-Record-ID: <urn:uuid:1>
WARC-Target-URI: <http://wire.example/a b>
WARC-Date: 2020-01-02T03:04:05Z
Content-Type: application/http; msgtype=response"""
REQUEST = """WARC-Type: request
WARC-Record-ID: <urn:uuid:2>
WARC-Concurrent-To: <urn:uuid:1>
WARC-Target-URI: http://wire.example/other
WARC-Date: 2020-01-02T03:04:06Z"""
METADATA = """WARC-Type: metadata
WARC-Record-ID: <urn:uuid:3>
WARC-Refers-To: <urn:uuid:1>
Content-Type: application/warc-fields"""
ANSWER = b"HTTP/1.1 200 OK\r\n\r\nbody"


def read(path: Path, octets: bytes) -> list[Archived | WarcError]:
    path.write_bytes(octets)
    return list(captures(path))


def test_every_exchange_comes_back_as_it_was(closed: Path, exchanges: list[Capture]) -> None:
    found = list(captures(closed))
    assert len(found) == len(exchanges)
    for archived, exchange in zip(found, exchanges, strict=True):
        assert isinstance(archived, Archived)
        kept = archived.capture
        assert kept.response[:] == exchange.response[:]
        assert kept.request == redact_request(exchange.request)
        assert (kept.target_uri, kept.date, kept.ip_address) == (exchange.target_uri, exchange.date, exchange.ip_address)
        assert (kept.truncated, kept.protocol) == (exchange.truncated, exchange.protocol)
        assert kept.cipher_suite == exchange.cipher_suite
        assert ("via", "http://wire.example/rss") in archived.said
        assert ("entity-digest", "sha256:1") in archived.said


def test_records_lie_where_the_writer_said(writer: WarcWriter, tmp_path: Path, exchanges: list[Capture]) -> None:
    written = [writer.write_pair(exchange, now=NOW, digest="d") for exchange in exchanges]
    (path,) = (tmp_path / "warc").glob("*.open")
    assert [archived.record for archived in captures(path) if isinstance(archived, Archived)] == written


def test_response_is_read_by_its_place(closed: Path) -> None:
    for archived in captures(closed):
        assert isinstance(archived, Archived)
        kept = read_response(closed, archived.record.offset)
        assert kept.response[:] == archived.capture.response[:]
        assert (kept.request, kept.date, kept.truncated) == (
            archived.capture.request,
            archived.capture.date,
            archived.capture.truncated,
        )


def test_article_is_read_by_its_place(writer: WarcWriter, tmp_path: Path, capture: Make, article: Article) -> None:
    response = writer.write_pair(capture(), now=NOW, digest="d")
    record = writer.write_conversion(article, response, date=NOW, now=NOW)
    (path,) = (tmp_path / "warc").glob("*.open")
    assert read_article(path, record.offset) == article
    assert read_response(path, response.offset).response == capture().response
    with pytest.raises(WarcError, match="no article"):
        read_article(path, response.offset)
    with pytest.raises(WarcError, match="conversion record, no response"):
        read_response(path, record.offset)


def test_revisit_has_its_head_and_names_its_original(writer: WarcWriter, tmp_path: Path, capture: Make) -> None:
    first = writer.write_pair(capture(), now=NOW, digest="d")
    original = Original(record=first, target_uri="http://wire.example/a", date=NOW, digest="d")
    later = capture(date=NOW + timedelta(hours=1))
    writer.write_pair(later, now=NOW, digest="d", original=original)
    (path,) = (tmp_path / "warc").glob("*.open")
    _, revisit = captures(path)
    assert isinstance(revisit, Archived)
    assert revisit.refers_to == first.record_id
    assert revisit.capture.response == b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    assert revisit.capture.truncated is None


@pytest.mark.parametrize("offset", [1, 10_000_000])
def test_place_without_a_record_is_an_error(closed: Path, offset: int) -> None:
    with pytest.raises(WarcError):
        read_response(closed, offset)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0), (2, 0, 1)])
def test_parts_of_an_exchange_are_found_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    parts = [(RESPONSE, ANSWER), (REQUEST, b"GET /a HTTP/1.1\r\n\r\n"), (METADATA, b"via: x\r\nfetchTimeMs: 12\r\n")]
    if order == (1, 2, 0):
        parts[0] = (RESPONSE + "\nWARC-Concurrent-To: <urn:uuid:2>", ANSWER)
        parts[2] = (METADATA.replace("uuid:1", "uuid:2"), parts[2][1])
    (archived,) = read(tmp_path / "x.warc", plain_warc(*(parts[at] for at in order)))
    assert isinstance(archived, Archived)
    assert archived.capture.response == ANSWER
    assert archived.capture.request == b"GET /a HTTP/1.1\r\n\r\n"
    assert archived.capture.target_uri == "http://wire.example/a%20b"
    assert archived.said == (("via", "x"), ("fetchTimeMs", "12"))


def test_response_alone_has_an_empty_request(tmp_path: Path) -> None:
    second = RESPONSE.replace("uuid:1", "uuid:9")
    found = read(tmp_path / "x.warc", plain_warc((RESPONSE, ANSWER), (second, ANSWER)))
    assert [archived.capture.request for archived in found if isinstance(archived, Archived)] == [b"", b""]


def test_records_that_are_no_exchange_are_passed_over(tmp_path: Path) -> None:
    others = [(f"WARC-Type: {kind}\nWARC-Record-ID: <urn:uuid:{kind}>", b"x") for kind in ("warcinfo", "resource", "odd")]
    dns = ("WARC-Type: response\nWARC-Target-URI: dns:wire.example\nWARC-Date: 2020-01-01T00:00:00Z", b"1.2.3.4")
    assert read(tmp_path / "x.warc", plain_warc(*others, dns)) == []


def test_bad_date_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    bad = RESPONSE.replace("2020-01-02", "2020-13-02")
    first, second = read(tmp_path / "x.warc", plain_warc((bad, ANSWER), (RESPONSE.replace("uuid:1", "uuid:4"), ANSWER)))
    assert isinstance(first, WarcError)
    assert isinstance(second, Archived)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02T03:04:05.123456789Z", datetime(2020, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2020-01-02T03:04:05.1Z", datetime(2020, 1, 2, 3, 4, 5, 100000, tzinfo=UTC)),
        ("2020-01-02T03:04Z", datetime(2020, 1, 2, 3, 4, tzinfo=UTC)),
        ("2020-01", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_date_is_read_at_every_precision(text: str, date: datetime) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize("text", ["", "yesterday", "2020-02-30", "2020-01-02T03:04:05", "٢٠٢٠", "2020-01-02T03:04:05+03:00"])
def test_what_is_no_warc_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"WARC-Date|day is out of range"):
        read_date(text)


def test_files_that_warcio_writes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "foreign.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
        uri, body = "http://x.example/", io.BytesIO(b"body")
        response = writer.create_warc_record(uri, "response", payload=body, length=4, http_headers=head)
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.example")], is_http_request=True)
        request = writer.create_warc_record(uri, "request", payload=io.BytesIO(), length=0, http_headers=asked)
        writer.write_request_response_pair(request, response)
    (archived,) = captures(path)
    assert isinstance(archived, Archived)
    assert archived.capture.response == b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nbody"
    assert archived.capture.request == b"GET / HTTP/1.1\r\nHost: x.example\r\n\r\n"


def test_file_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    records_said = plain_warc((RESPONSE, ANSWER), (REQUEST, b"GET / HTTP/1.1\r\n\r\n"))
    (archived,) = read(tmp_path / "x.warc.gz", gzip.compress(records_said))
    assert isinstance(archived, Archived)
    assert archived.capture.request == b"GET / HTTP/1.1\r\n\r\n"
    assert archived.record.length == 0


@pytest.mark.parametrize("packed", [False, True])
def test_arc_files_are_read(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    intro = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n\n"
    head = b"filedesc://x.arc 0.0.0.0 20050101000000 text/plain %d\n" % len(intro) + intro + b"\n"
    one = b"http://wire.example/old 192.0.2.7 20050102030405 text/html %d\n" % len(ANSWER) + ANSWER + b"\n"
    members = (gzip.compress(head) + gzip.compress(one)) if packed else head + one
    (archived,) = read(tmp_path / "x.arc", members)
    assert isinstance(archived, Archived)
    assert archived.capture.response == ANSWER
    assert archived.capture.target_uri == "http://wire.example/old"
    assert archived.capture.date == datetime(2005, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_cut_arc_file_is_reported(tmp_path: Path) -> None:
    octets = b"filedesc://x.arc 0.0.0.0 20050101000000 text/plain 900\n1 0 test\nURL\n\nshort"
    (found,) = read(tmp_path / "x.arc", octets)
    assert isinstance(found, WarcError)


def test_large_block_lies_on_disk_and_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "SPOOL_MIN_BYTES", 1_000)
    block = ANSWER + os.urandom(200_000)
    (archived,) = read(tmp_path / "x.warc.gz", gzip.compress(plain_warc((RESPONSE, block))))
    assert isinstance(archived, Archived)
    assert not isinstance(archived.capture.response, bytes)
    assert archived.capture.response[:] == block


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x1f\x8b",
        b"\x1f\x8b\x08" + bytes(50),
        b"not a WARC file at all",
        b"WARC/1.1\r\n",
        b"WARC/1.1\r\nContent-Length: x\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 3000000000\r\n\r\nx",
        b"WARC/1.1\r\nContent-Length: 100\r\n\r\nshort",
        b"WARC/1.1\r\n" + b"A: b\r\n" * 300_000,
        b"WARC/1.1\r\nContent-Length: 0\r\n\r\n" + bytes(100),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_no_warc_is_reported_not_raised(tmp_path: Path, octets: bytes, packed: bool) -> None:  # noqa: FBT001
    found = read(tmp_path / "x.warc.gz", gzip.compress(octets) if packed else octets)
    assert all(isinstance(one, WarcError) for one in found)
    assert len(found) == (1 if octets else 0)


def test_bomb_in_a_member_is_reported_within_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "BLOCK_MAX_BYTES", 1_000_000)
    bomb = gzip.compress(b"WARC/1.1\r\nContent-Length: 50000000\r\n\r\n" + bytes(50_000_000))
    first, second = read(tmp_path / "x.warc.gz", bomb + gzip.compress(plain_warc((RESPONSE, ANSWER))))
    assert isinstance(first, WarcError)
    assert "at most 1000000" in first.why
    assert isinstance(second, Archived)


def flips(octets: bytes) -> Iterator[bytes]:
    chance = random.Random(5)
    for at in chance.sample(range(10, len(octets)), 60):
        yield octets[:at] + bytes([octets[at] ^ (1 << chance.randrange(8))]) + octets[at + 1 :]


def test_flipped_byte_costs_one_record(tmp_path: Path, writer: WarcWriter, capture: Make) -> None:
    for number in range(4):
        writer.write_pair(capture(target_uri=f"http://x/{number}"), now=NOW, digest="d")
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    before = [one for one in records(path) if isinstance(one, Stored)]
    for octets in flips(path.read_bytes()):
        damaged = tmp_path / "damaged.warc.gz"
        damaged.write_bytes(octets)
        found = list(records(damaged))
        whole = [one.offset for one in found if isinstance(one, Stored)]
        assert len(whole) >= len(before) - 1
        assert set(whole) <= {one.offset for one in before}
        lost = {one.offset for one in before} - set(whole)
        assert {one.offset for one in found if isinstance(one, WarcError)} == lost


def test_truncated_capture_keeps_its_reason(tmp_path: Path) -> None:
    said = RESPONSE + "\nWARC-Truncated: nonsense"
    (archived,) = read(tmp_path / "x.warc", plain_warc((said, ANSWER)))
    assert isinstance(archived, Archived)
    assert archived.capture.truncated is Truncated.UNSPECIFIED


def test_answer_larger_than_asked_for_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(plain_warc((RESPONSE, ANSWER))))
    assert read_answer(path, 0, len(ANSWER)).response == ANSWER
    with pytest.raises(WarcError, match=f"at most {len(ANSWER) - 1} are read"):
        read_answer(path, 0, len(ANSWER) - 1)


def test_answer_is_read_where_a_request_or_nothing_lies_not(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(plain_warc((RESPONSE.replace("response", "warcinfo", 1), ANSWER))))
    with pytest.raises(WarcError, match="no response is there"):
        read_answer(path, 0, 1_000_000)


def test_blank_lines_without_end_are_a_damage(tmp_path: Path) -> None:
    octets = gzip.compress(plain_warc((RESPONSE, ANSWER)) + b"\r\n" * 100_000)
    found = list(records(_written(tmp_path / "x.warc.gz", octets)))
    assert [type(one) for one in found] == [WarcError]


def _written(path: Path, octets: bytes) -> Path:
    path.write_bytes(octets)
    return path
