"""What other tools make of an archive that was really crawled: pywb (in its own environment), warcio, FastWARC, cdxj-indexer.

pywb's requirements fight Scrapy's, so it lives in `.venv-pywb`, made at need; where it cannot be had, its tests say so.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from archive.models import CdxRecord
from archive.warc.cdxj import REVISIT_MIME, read_line
from archive.warc.http import entity
from archive.warc.index import merged_lines
from archive.warc.reader import read_response
from archive.warc.records import Stored, records
from crawler.keeping.keeper import CAPTURING
from tests.crawler.conftest import Warraq
from tests.newsroom import MORNING, Newsroom

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
PYWB = ROOT / ".venv-pywb"
FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=0.02")
ENTITY_MAX_BYTES = 50_000_000


@pytest.fixture(scope="module")
def files(shared: Warraq) -> list[Path]:
    """Return the files of three crawls of the newsroom and a page archived by itself."""
    with Newsroom(slow_s=0.3) as room:
        room.write_sources(shared.home / "sources")
        for _ in range(2):
            shared("crawl", "--json", *FAST)
        room.at(MORNING)
        shared("crawl", "--json", *FAST)
        story = next(line.url for line in map(read_line, merged_lines(closed(shared.home))) if line.mime == "text/html")
        assert shared.archive(story).answers
    return closed(shared.home)


def closed(home: Path) -> list[Path]:
    return sorted((home / "warc").glob("*.warc.gz"))


@pytest.fixture(scope="module")
def lines(files: list[Path]) -> list[CdxRecord]:
    found = [read_line(line) for line in merged_lines(files)]
    kinds = Counter(one.mime == REVISIT_MIME for one in found)
    assert kinds[False] > 50
    assert kinds[True] > 3
    return found


@pytest.fixture(scope="module")
def pywb() -> Path:
    """Return pywb's folder of commands; made at first."""
    if not (PYWB / "bin" / "wayback").exists():
        subprocess.run([sys.executable, "-m", "venv", PYWB], check=True)
        done = subprocess.run(
            [PYWB / "bin" / "pip", "install", "-q", "pywb==2.10.*"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.skip(f"NOT SHOWN: pywb cannot be installed: {done.stderr[-300:]}")
    return PYWB / "bin"


@pytest.fixture(scope="module")
def served(pywb: Path, files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the files twice: as `ours` by our own indices, as `theirs` by the one that pywb makes. Yield the port."""
    folder = tmp_path_factory.mktemp("pywb")
    for name in ("ours", "theirs"):
        subprocess.run([pywb / "wb-manager", "init", name], cwd=folder, check=True, capture_output=True)
    subprocess.run([pywb / "wb-manager", "add", "theirs", *files], cwd=folder, check=True, capture_output=True)
    ours = folder / "collections" / "ours"
    for path in files:
        shutil.copy(path, ours / "archive")
    (ours / "indexes" / "index.cdxj").write_bytes(b"".join(merged_lines(files)))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [pywb / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("pywb does not answer")


def replayed(port: int, collection: str, one: CdxRecord) -> tuple[int, bytes]:
    """Return status and entity of a capture as pywb gives it; a body that was cut ends where it was cut."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/{collection}/{one.timestamp}id_/{one.url}", headers={"Connection": "close"})
    answer = connection.getresponse()
    try:
        body = answer.read()
    except http.client.IncompleteRead as cut:
        body = cut.partial
    finally:
        connection.close()
    return answer.status, gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body


def kept(files: list[Path], one: CdxRecord, lines: list[CdxRecord]) -> tuple[int | None, bytes]:
    """Return status and entity of a record; of a payload that came again, the entity of the response that has it."""
    has_body = one
    if one.mime == REVISIT_MIME and one.status != 304:
        has_body = next(other for other in lines if other.digest == one.digest and other.mime != REVISIT_MIME)
    path = next(path for path in files if path.name == has_body.filename)
    return one.status, entity(read_response(path, has_body.offset), ENTITY_MAX_BYTES).data


@pytest.mark.parametrize("collection", ["ours", "theirs"])
def test_pywb_replays_every_capture(served: int, files: list[Path], lines: list[CdxRecord], collection: str) -> None:
    for one in lines:
        assert replayed(served, collection, one) == kept(files, one, lines), (one.url, one.timestamp)


def test_cdxj_indexer_writes_our_indices(files: list[Path]) -> None:
    command = [sys.executable, "-W", "ignore", "-c", "from cdxj_indexer.main import main; main()", "--sort"]
    for path in files:
        made = subprocess.run([*command, "--records", "response,revisit,resource", path], capture_output=True, check=True)
        assert made.stdout == path.with_name(path.name + ".cdxj").read_bytes()


def test_warcio_and_fastwarc_find_nothing_wrong(files: list[Path]) -> None:
    for path in files:
        command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", "-v", path]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "digest pass" in said
        assert "failed" not in said
        with path.open("rb") as file:
            verdicts = [record.verify_block_digest() for record in ArchiveIterator(file, parse_http=False)]
        assert len(verdicts) > 3
        assert all(verdicts)


def test_jwarc_would_find_nothing_wrong(files: list[Path]) -> None:
    """The rules that `jwarc validate` holds records to (its WarcValidator and record classes), written out."""
    for path in files:
        ids: set[str] = set()
        for one in records(path):
            assert isinstance(one, Stored)
            assert not set(_broken(one, ids)), (path, one.offset)
            ids.add(one.get("WARC-Record-ID") or "")


URI_FIELDS = ("WARC-Record-ID", "WARC-Concurrent-To", "WARC-Refers-To", "WARC-Warcinfo-ID")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
DIGEST = re.compile(r"sha1:[A-Z2-7]{32}|sha256:[0-9a-f]{64}")
TRUNCATED = {"length", "time", "disconnect", "unspecified"}
ONCE = ("WARC-Record-ID", "Content-Length", "WARC-Date", "WARC-Type", "WARC-Target-URI", "WARC-Block-Digest", "Content-Type")


def _broken(one: Stored, before: set[str]) -> Iterator[str]:
    """Yield the rules that a record breaks. `before`: ids of the records before it."""
    kind = one.get("WARC-Type")
    yield from (f"no {name}" for name in ONCE[:4] if one.get(name) is None)
    yield from (f"{name} twice" for name in ONCE if len(one.all(name)) > 1)
    yield from (name for name in URI_FIELDS for value in one.all(name) if not re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", value))
    yield from (name for name, value in one.fields if name.endswith("-Date") and not DATE.fullmatch(value))
    yield from (name for name, value in one.fields if name.endswith("-Digest") and not DIGEST.fullmatch(value))
    if one.get("Content-Length") != str(len(one.block)) or one.get("WARC-Record-ID") in before:
        yield "length, or an id that was there before"
    if (
        kind in {"response", "request", "revisit", "conversion", "resource"}
        and not (one.get("WARC-Target-URI") or "").isascii()
    ):
        yield "no URI"
    if one.get("WARC-Truncated") not in TRUNCATED | {None}:
        yield "WARC-Truncated"
    if (kind == "request" and not one.all("WARC-Concurrent-To")) or (kind == "revisit" and not one.get("WARC-Profile")):
        yield "no answer, or no profile"
    if kind == "response" and (one.get("Content-Type") or "").replace(" ", "") != "application/http;msgtype=response":
        yield "Content-Type"
    if kind != "warcinfo" and one.get("WARC-Warcinfo-ID") not in before:
        yield "another file's warcinfo"


def test_files_are_named_kept_and_described_as_promised(files: list[Path], shared: Warraq) -> None:
    for path in files:
        assert re.fullmatch(r"WARRAQ-\d{14}-\d{5}-[A-Za-z0-9._-]+~[0-9a-f]{8}\.warc\.gz", path.name)
        for beside in ("", ".cdxj", ".sha256"):
            assert path.with_name(path.name + beside).stat().st_mode & 0o777 == 0o440
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.with_name(path.name + ".sha256").read_text() == f"{digest}  {path.name}\n"
        first = next(records(path))
        assert isinstance(first, Stored)
        assert (first.get("WARC-Type"), first.get("WARC-Filename")) == ("warcinfo", path.name)
        said = {line.partition(": ")[0] for line in first.block[:].decode().splitlines()}
        assert said >= {"software", "format", "conformsTo", "operator", "robots", "http-header-user-agent", "hostname"}
        assert said >= {name for name, _ in CAPTURING} | {"certificates", "addresses", "http-header-accept-encoding"}
    assert not list((shared.home / "warc").glob("*.open"))
