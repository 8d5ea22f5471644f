"""How a capture came is read from the records beside it and from the first of its file."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.models import Capture, Record
from archive.warc.provenance import CAPTURE_METHOD, IMPORTED_FROM, IMPORTED_RECORD, Method, read_provenance
from archive.warc.references import refer
from archive.warc.writer import WarcInfo, WarcWriter

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def keep(folder: Path, *said: tuple[str, str], software: str = "Warraq/1", robots: str = "obey") -> Record:
    """Write one exchange, with `said` in its metadata, into a file of its own."""
    info = WarcInfo(software=software, operator=None, robots=robots, user_agent="w", hostname="h")
    writer = WarcWriter(folder, info=info)
    capture = Capture(
        target_uri="https://news.example/1",
        date=NOON,
        ip_address="192.0.2.7",
        request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\n\r\n<p>x",
    )
    record = writer.write_pair(capture, now=NOON, digest="sha256:1", fields=said)
    writer.sync()
    writer.close()
    return record


def test_plain_fetch_is_one_with_its_terms(tmp_path):
    told = read_provenance(tmp_path, keep(tmp_path))
    assert (told.method, told.with_what, told.software, told.robots) == (Method.WIRE, None, "Warraq/1", "obey")
    assert (told.ip_address, told.original_file) == ("192.0.2.7", None)


def test_what_a_browser_showed_names_the_browser(tmp_path):
    told = read_provenance(tmp_path, keep(tmp_path, (CAPTURE_METHOD, "browser (Chromium 1)"), robots="ignore"))
    assert (told.method, told.with_what, told.robots) == (Method.BROWSER, "browser (Chromium 1)", "ignore")


@pytest.mark.parametrize(
    ("place", "shown"),
    [("/home/me/old.warc.gz@12", "old.warc.gz@12"), ("a/b.wacz!archive/c.warc.gz@7", "b.wacz!archive/c.warc.gz@7")],
)
def test_copy_names_what_it_is_a_copy_of(tmp_path, place, shown):
    told = read_provenance(tmp_path, keep(tmp_path, (IMPORTED_FROM, place), (IMPORTED_RECORD, "urn:uuid:1")))
    assert (told.method, told.original_file, told.original_record, told.robots) == (Method.COPIED, shown, "urn:uuid:1", None)


def test_record_that_lies_elsewhere_is_referred_to(tmp_path):
    record = keep(tmp_path / "theirs", software="other/1")
    refer(tmp_path / "ours", tmp_path / "theirs" / record.filename)
    told = read_provenance(tmp_path / "ours", record)
    assert (told.method, told.software) == (Method.REFERRED, "other/1")


def test_file_of_another_program_is_called_so(tmp_path):
    assert read_provenance(tmp_path, keep(tmp_path, software="Heritrix/3")).method is Method.FOREIGN


def test_file_without_a_warcinfo_is_read(tmp_path):
    record = keep(tmp_path)
    path = tmp_path / record.filename
    octets = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(octets[record.offset :])
    told = read_provenance(tmp_path, Record(**_fields(record) | {"offset": 0}))
    assert (told.method, told.software, told.robots) == (Method.FOREIGN, None, None)


@pytest.mark.parametrize("hurt", ["gone", "cut", "other", "garbage"])
def test_record_that_cannot_be_read_is_an_error(tmp_path, hurt):
    record = keep(tmp_path)
    path = tmp_path / record.filename
    path.chmod(0o640)
    octets = path.read_bytes()
    match hurt:
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(octets[: record.offset + 40])
        case "other":
            record = Record(**_fields(record) | {"record_id": "urn:uuid:0"})
        case "garbage":
            path.write_bytes(octets[: record.offset] + gzip.compress(b"no record") + octets[record.offset :])
    with pytest.raises(WarcError):
        read_provenance(tmp_path, record)


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in Record.__slots__}
