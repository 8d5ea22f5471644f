"""What other tools say of our files: warcio, gzip, FastWARC, cdxj-indexer, sha256sum."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.models import Article, Capture, Original
from archive.warc.cdxj import read_line
from archive.warc.records import record_at
from archive.warc.writer import WarcInfo, WarcWriter
from tests.archive.warc.conftest import CUT, RESPONSES

Make = Callable[..., Capture]

NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)


@pytest.fixture
def closed(writer: WarcWriter, tmp_path: Path, exchanges: list[Capture], article: Article) -> Path:
    """Return a file that has every kind of record in it."""
    records = [writer.write_pair(exchange, now=NOW, digest="d", fields=[("title", "عاجل")]) for exchange in exchanges]
    original = Original(record=records[0], target_uri="http://wire.example/a", date=NOW, digest="d")
    writer.write_pair(exchanges[0], now=NOW, digest="d", original=original)
    confirmed = Capture(
        target_uri="http://wire.example/a",
        date=NOW,
        ip_address=None,
        request=exchanges[0].request,
        response=b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
    )
    writer.write_pair(confirmed, now=NOW, digest="d", original=original)
    writer.write_conversion(article, records[0], date=NOW, now=NOW)
    writer.sync()
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    return path


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_warcio_check_finds_nothing(closed: Path) -> None:
    said = run(sys.executable, "-c", "from warcio.cli import main; main()", "check", "-v", closed)
    assert "failed" not in said
    assert "no digest" not in said
    assert said.count("digest pass") > 60


def test_gzip_accepts_it(closed: Path) -> None:
    run("gzip", "-t", "-S", ".gz", closed)


def test_sha256sum_accepts_it(closed: Path) -> None:
    assert run("sha256sum", "-c", closed.name + ".sha256", cwd=closed.parent) == f"{closed.name}: OK\n"


def test_fastwarc_verifies_every_block(closed: Path) -> None:
    with closed.open("rb") as file:
        verdicts = [record.verify_block_digest() for record in ArchiveIterator(file, parse_http=False)]
    assert len(verdicts) > 60
    assert all(verdicts)


def payload_verdicts(file: io.BufferedIOBase) -> Iterator[bool]:
    for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="none"):
        if "WARC-Payload-Digest" in record.headers:
            yield record.verify_payload_digest()


def test_fastwarc_verifies_every_payload(closed: Path) -> None:
    with closed.open("rb") as file:
        verdicts = list(payload_verdicts(file))
    assert len(verdicts) > 10
    assert all(verdicts)


def indexed(path: Path) -> list[str]:
    command = ("-c", "from cdxj_indexer.main import main; main()", "--sort", "--records", "response,revisit,resource")
    return run(sys.executable, "-W", "ignore", *command, path).splitlines(keepends=True)


def test_cdxj_indexer_writes_the_index_that_lies_beside_it(closed: Path) -> None:
    lines = closed.with_name(closed.name + ".cdxj").read_text("ascii").splitlines(keepends=True)
    others = {read_line(line.encode()) for line in set(lines) ^ set(indexed(closed))}
    odd = {RESPONSES["line of spaces"], CUT["within the head"], CUT["within the status line"]}
    assert {record_at(closed, one.offset).block for one in others} == odd, "heads of which each tool sees another end"
    assert lines == sorted(lines)
    assert sum('"mime": "warc/revisit"' in line for line in lines) == 2


HOSTILE = [
    "http://wire.example",
    "http://WIRE.Example:80/A/../b//c?B=2&a=1&&",
    "https://www.wire.example:8443/%d8%AE%d8%a8%d8%b1/?q=%2F%20%25",
    "http://user:secret@wire.example/a",
    "http://أخبار.مصر/عاجل/٢٠٢٦?فرع=١#هنا",
    "http://xn--mgbxkf8a.xn--wgbh1c/%D8%AE",
    "http://192.0.2.1:8080/a;jsessionid=0123456789abcdef0123456789abcdef?PHPSESSID=0123456789abcdef0123456789abcdef",
    "http://[2001:db8::1]/a",
    "http://0x7f.1/",
    "http://wire.example/a%ZZ%",
    'http://wire.example/a\\b|c{d}^`"<e>',
    "http://www2.www.wire.example./x?",
    "http://wire.example/?a=" + "%D8%AE" * 300,
    "http://wire.example/a b",
    "http:///nowhere",
    "http://wire.example:99999/",
]


def test_cdxj_indexer_finds_the_same_keys_of_hostile_addresses(writer: WarcWriter, capture: Make, tmp_path: Path) -> None:
    for number, url in enumerate(HOSTILE):
        writer.write_pair(capture(target_uri=url, date=NOW + timedelta(seconds=number // 2)), now=NOW, digest="d")
    writer.close()
    (path,) = (tmp_path / "warc").glob("*.warc.gz")
    lines = path.with_name(path.name + ".cdxj").read_text("ascii").splitlines(keepends=True)
    assert lines == indexed(path)
    assert len(lines) == len(HOSTILE)


ODD_PARTS = b"\r\n|\n|\r|A: b| |\t|:|\x0b|\x0c|\x85|\xa0|\xd9\x85|x|\x00".split(b"|")
ODD = st.lists(st.sampled_from(ODD_PARTS), max_size=12).map(b"".join)


@given(ODD)
@settings(max_examples=150, deadline=None)
def test_tools_agree_on_the_payload_of_any_head(tmp_path_factory: pytest.TempPathFactory, odd: bytes) -> None:
    folder = tmp_path_factory.mktemp("warc")
    info = WarcInfo(software="s", operator=None, robots="obey", user_agent="u", hostname="h")
    writer = WarcWriter(folder, info=info)
    response = b"HTTP/1.1 200 OK" + odd + b"\r\n\r\nbody\r\n\r\nmore"
    exchange = Capture(
        target_uri="http://x.example/", date=NOW, ip_address=None, request=b"GET / HTTP/1.1\r\n\r\n", response=response
    )
    writer.write_pair(exchange, now=NOW, digest="d")
    (path,) = folder.glob("*.open")
    octets = path.read_bytes()
    writer.close()
    shutil.rmtree(folder)
    assert all(payload_verdicts(io.BytesIO(octets)))
    assert warcio_verdicts(octets) <= {True, None}


def warcio_verdicts(octets: bytes) -> set[bool | None]:
    from warcio.archiveiterator import ArchiveIterator as WarcioIterator  # noqa: PLC0415

    verdicts = set()
    for record in WarcioIterator(io.BytesIO(octets), check_digests=True):
        while record.raw_stream.read(65_536):
            pass
        verdicts.add(record.digest_checker.passed)
    return verdicts
