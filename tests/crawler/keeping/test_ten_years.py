"""docs/ten-years.md: its very lines, with Python's standard library or a shell alone, give what the catalogue holds."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome
from archive.warc.records import record_at
from tests.crawler.conftest import Warraq
from tests.newsroom import MORNING, Newsroom

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[3] / "docs" / "ten-years.md"
ARTICLES, PAGE, READINGS, CAPTURES = re.findall(r"```(?:python|sh)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=0.02", "--set=DOWNLOAD_TIMEOUT=5")

Texts = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def home(shared: Warraq) -> Path:
    """The newsroom crawled in the evening and in the morning; one file is left open, as by a writer killed in mid-record."""
    with Newsroom(slow_s=0.1) as room:
        room.write_sources(shared.home / "sources")
        assert shared("crawl", "--json", *FAST).code == 0
        room.at(MORNING)
        assert shared("crawl", "--json", *FAST).code == 0
    closed = sorted((shared.home / "warc").glob("*.warc.gz"))
    opened = closed[-1].with_suffix(".gz.open")
    opened.write_bytes(closed[-1].read_bytes() + closed[0].read_bytes()[:300])
    closed[-1].unlink()
    (shared.home / "warc" / "WARRAQ-empty.warc.gz.open").touch()
    return shared.home


@pytest.fixture(scope="module")
def printed(home: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in run(ARTICLES, str(home / "warc")).decode().splitlines()]


def run(program: str, *arguments: str) -> bytes:
    """Run a program isolated: no site-packages, nothing of this project, warnings shown."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, *arguments], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def shell(lines: str, folder: Path) -> str:
    return subprocess.run(["sh", "-c", lines], cwd=folder, capture_output=True, text=True, check=True).stdout


def known(home: Path) -> Texts:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        urls = {kept.article.url for kept in catalog.outcomes(1_000) if kept.article}
        texts = [version.article for url in urls for version in catalog.versions(url)]
    return {(text.url, text.headline, text.article_body) for text in texts}


def test_articles_are_those_of_the_catalogue(home, printed):
    assert {(line["url"], line["headline"], line["text"]) for line in printed} == known(home)
    assert len(known(home)) > 40


def test_pages_are_those_that_the_articles_were_read_from(home, printed):
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        digests = {
            kept.fetch.record.offset: kept.fetch.digest
            for kept in catalog.outcomes(1_000)
            if kept.fetch and kept.outcome is Outcome.ARCHIVED and kept.fetch.record.warc_type == "response"
        }
    seen = [line for line in printed if line["read_from"][1] in digests][::5]
    assert len(seen) > 8
    for line in seen:
        path, offset = line["read_from"]
        assert f"sha256:{hashlib.sha256(run(PAGE, path, str(offset))).hexdigest()}" == digests[offset], line["url"]


def test_among_them_are_pages_sent_in_chunks_and_packed(printed):
    blocks = [record_at(Path(path), offset).block[:2_000] for path, offset in (line["read_from"] for line in printed)]
    heads = [bytes(block).split(b"\r\n\r\n")[0].lower() for block in blocks]
    assert any(b"transfer-encoding: chunked" in head for head in heads)
    assert any(b"content-encoding: gzip" in head for head in heads)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"", b"plain"),
        (b"Content-Encoding: deflate\r\n", zlib.compress(b"plain")),
        (b"Content-Encoding: deflate\r\n", zlib.compress(b"plain", wbits=-15)),
        (b"content-encoding:gzip\r\nTransfer-Encoding: chunked\r\n", None),
        (b"Transfer-Encoding: chunked\r\n", b"3;name=value\r\npla\r\n2\r\nin\r\n0\r\nX-Trailer: 1\r\n\r\n"),
    ],
)
def test_every_coding_that_is_asked_for_comes_off(tmp_path, said, body):
    packed = gzip.compress(b"plain")
    body = body or b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    block = b"HTTP/1.1 200 OK\r\n%b\r\n%b" % (said, body)
    (tmp_path / "one.warc.gz").write_bytes(
        b"before" + gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n%b\r\n\r\n" % block)
    )
    assert run(PAGE, str(tmp_path / "one.warc.gz"), "6") == b"plain"


def test_a_page_that_a_browser_showed_comes_out_as_it_is(tmp_path):
    html = b"<p>one</p>\r\n\r\n<p>two</p>"
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(b"WARC/1.1\r\nWARC-Type: resource\r\n\r\n%b\r\n\r\n" % html))
    assert run(PAGE, str(tmp_path / "one.warc.gz"), "0") == html


def test_one_damaged_record_costs_no_other_its_article(home, printed, tmp_path):
    (tmp_path / "warc").mkdir()
    for path in (home / "warc").glob("*.warc.gz*"):
        (tmp_path / "warc" / path.name).write_bytes(path.read_bytes())
    path, offset = printed[0]["read_from"]
    damaged = tmp_path / "warc" / Path(path).name
    octets = bytearray(damaged.read_bytes())
    octets[offset + 200] ^= 0xFF
    damaged.write_bytes(octets)
    lines = [json.loads(line) for line in run(ARTICLES, str(tmp_path / "warc")).decode().splitlines()]
    assert {(line["url"], line["text"]) for line in lines} == {(line["url"], line["text"]) for line in printed}
    assert [line["read_from"] for line in lines if line["url"] == printed[0]["url"]] != [printed[0]["read_from"]]


def test_a_shell_finds_every_reading_and_every_capture(home, printed):
    readings = [json.loads(line) for line in shell(READINGS, home).splitlines()]
    assert {(said["url"], said["headline"], said["articleBody"]) for said in readings} == known(home)
    captures = shell(CAPTURES, home)
    assert captures.count("WARC-Type: conversion") == len(readings)
    assert all(f"WARC-Target-URI: {line['url']}" in captures for line in printed)


def test_lines_are_few():
    assert len(ARTICLES.splitlines()) <= 40
    assert len(PAGE.splitlines()) <= 40
