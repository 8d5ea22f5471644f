"""Exchanges and writers for the tests of the WARC room."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from archive.models import Article, Capture, Extractor, Truncated
from archive.warc.writer import WarcInfo, WarcWriter

NOW = datetime(2026, 3, 1, 10, 20, 30, 123456, tzinfo=UTC)
DIGEST = "sha256:" + "0" * 64
REQUEST = b"GET /a HTTP/1.1\r\nHost: wire.example\r\nCookie: session=canary-secret\r\nAccept-Language: ar\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
PAGE = "<html><body><p>وصلت القافلة إلى المدينة مساء أمس.</p></body></html>".encode()


def chunked(*pieces: bytes) -> bytes:
    framed = b"".join(b"%X;note=%d\r\n%s\r\n" % (len(piece), at, piece) for at, piece in enumerate(pieces))
    return framed + b"0\r\nServer-Timing: 3\r\n\r\n"


PACKED = gzip.compress(PAGE, mtime=0)

RESPONSES = {
    "plain": HEAD + b"\r\n" + PAGE,
    "chunked and gzip": HEAD
    + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    + chunked(PACKED[:20], PACKED[20:]),
    "duplicate headers": b"HTTP/1.1 200 OK\r\nset-COOKIE: a=1\r\nSet-Cookie: b=2\r\nX-Pad:   two  spaces \r\n\r\n" + PAGE,
    "octets above 127": "HTTP/1.1 200 حسنًا\r\nX-Title: عاجل\r\n".encode() + b"X-Raw: \xff\xfe\x80\r\n\r\nbody",
    "no reason": b"HTTP/1.1 404\r\n\r\n",
    "odd reason": b'HTTP/1.0 200 it\'s "fine" <b>\x0b\r\nA: b\r\n\r\nx',
    "no body": HEAD + b"Content-Length: 0\r\n\r\n",
    "no headers": b"HTTP/1.1 200 OK\r\n\r\n",
    "bare LF": b"HTTP/1.1 200 OK\nA: b\n\nbody",
    "LF then CRLF": b"HTTP/1.1 200 OK\n\r\nbody",
    "line of spaces": b"HTTP/1.1 200 OK\r\n \t\r\nC: d\r\n\r\nbody",
    "CR CR LF": b"HTTP/1.1 200 OK\r\nA: b\r\r\n\r\nbody",
    "folded line": b"HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n\r\nbody",
    "no colon": b"HTTP/1.1 200 OK\r\nnonsense\r\nA: b\r\n\r\nbody",
    "large": HEAD + b"\r\n" + bytes(range(256)) * 32_768,
}

CUT = {
    "within the body": HEAD + b"Content-Length: 999\r\n\r\n" + PAGE,
    "after the head": HEAD + b"\r\n",
    "within the head": b"HTTP/1.1 200 OK\r\nConte",
    "within the status line": b"HTTP/1.1 20",
    "within the version": b"HTT",
    "no HTTP": b"\x16\x03\x01 this is TLS\r\n\r\n\x00",
    "another version": b"HTTP/2 200\r\n\r\nbody",
    "nothing": b"",
}


def make_capture(response: bytes = RESPONSES["plain"], **other: Any) -> Capture:
    told = {"target_uri": "http://wire.example/a", "date": NOW, "ip_address": "192.0.2.1", "request": REQUEST} | other
    return Capture(response=response, **told)


def all_captures() -> list[Capture]:
    whole = [make_capture(response) for response in RESPONSES.values()]
    cut = [make_capture(response, truncated=Truncated.DISCONNECT) for response in CUT.values()]
    special = [
        make_capture(HEAD + b"Content-Length: 90\r\n\r\n", request=b"HEAD /a HTTP/1.1\r\nHost: wire.example\r\n\r\n"),
        make_capture(target_uri="https://wire.example/%D8%AE%D8%A8%D8%B1", protocol=("http/1.1", "tls/1.3"), cipher_suite="X"),
        make_capture(ip_address=None),
    ]
    return whole + cut + special


@pytest.fixture
def capture() -> Callable[..., Capture]:
    """Return a function that makes a capture of given response octets."""
    return make_capture


@pytest.fixture
def exchanges() -> list[Capture]:
    """Return captures of every odd kind, whole and truncated."""
    return all_captures()


@pytest.fixture
def info() -> WarcInfo:
    return WarcInfo(
        software="Warraq/0.1",
        operator="archive@wire.example",
        robots="obey",
        user_agent="Warraq (archive@wire.example)",
        hostname="reading room/1",
        settings=(("size-max-bytes", "10000000"),),
    )


@pytest.fixture
def writer(tmp_path: Path, info: WarcInfo) -> Iterator[WarcWriter]:
    made = WarcWriter(tmp_path / "warc", info=info)
    yield made
    made.close()


@pytest.fixture
def article() -> Article:
    return Article(
        url="http://wire.example/a",
        canonical_url="http://wire.example/story/1",
        headline="القافلة تصل «أخيرًا»",
        alternative_headline=None,
        description="خبر قصير",
        article_body="وصلت القافلة.\nوعادت.",
        author=("سلمى", "نادر"),
        publisher="صحيفة المدينة",
        source_organization="وكالة الأنباء",
        dateline="تونس",
        date_published=date(2026, 2, 28),
        date_modified=datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=3))),
        in_language="ar",
        article_section=None,
        keywords=("سفر",),
        image=None,
        is_accessible_for_free=True,
        digest=DIGEST,
        extractor=Extractor(name="warraq", version="0.1", rules_version="0"),
    )
