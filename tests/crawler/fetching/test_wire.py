"""The canary: what lies in the WARC files is, octet for octet, what a bare socket receives and what was sent."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tests.crawler.octets import OctetServer, Reply, authority, raw_exchange

PAGE = "<html><body><p>نص الخبر</p></body></html>".encode()
ZIPPED = gzip.compress(PAGE, mtime=0)
LARGE = b"<p>" + b"0123456789abcdef" * 300_000 + b"</p>"


def reply(*octets: bytes, then: str = "keep") -> Reply:
    return Reply(octets=octets, then=then)


def sized(body: bytes, headers: bytes = b"", status: bytes = b"200 OK") -> Reply:
    return reply(b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, headers, len(body), body))


def deflated(body: bytes) -> bytes:
    raw = zlib.compressobj(wbits=-15)
    return raw.compress(body) + raw.flush()


REPLIES = {
    "/plain": sized(PAGE, b"Content-Type: text/html\r\n"),
    "/order-and-case": sized(PAGE, b"x-b: 1\r\nX-A:2\r\nCONTENT-type:   text/html  \r\nx-B: 3\r\n"),
    "/duplicates": sized(PAGE, b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nVary: A\r\nVary: B\r\n"),
    "/non-ascii-headers": sized(PAGE, "X-Title: خبر\r\n".encode() + b"X-Old: \xce\xc8\xd1\r\n"),
    "/non-ascii-names": sized(PAGE, "X-عنوان: 1\r\nX Y: 2\r\n".encode()),
    "/space-before-colon": reply(b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n", b"abcde"),
    "/long-line": sized(PAGE, b"X-Policy: " + b"a" * 60_000 + b"\r\n"),
    "/reason": sized(PAGE, status="200 كل شيء حسن!".encode()),
    "/no-reason": sized(PAGE, status=b"200"),
    "/bare-lf": reply(b"HTTP/1.1 200 OK\nContent-Length: %d\n\n%b" % (len(PAGE), PAGE)),
    "/no-colon": sized(PAGE, b"this line has none\r\n"),
    "/folded": sized(PAGE, b"X-Long: one\r\n  two\r\n"),
    "/chunked": reply(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n",
        b'5;name="v";x\r\n<html\r\n0000A\r\n>012345678\r\n0;last=1\r\nX-Sum: abc\r\n\r\n',
    ),
    "/chunked-gzip": reply(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
        b"14\r\n%b\r\n" % ZIPPED[:20],
        b"%X;e\r\n%b\r\n0\r\n\r\n" % (len(ZIPPED) - 20, ZIPPED[20:]),
    ),
    "/gzip": sized(ZIPPED, b"Content-Encoding: gzip\r\n"),
    "/deflate": sized(zlib.compress(PAGE), b"Content-Encoding: deflate\r\n"),
    "/raw-deflate": sized(deflated(PAGE), b"Content-Encoding: deflate\r\n"),
    "/until-close": reply(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE, then="close"),
    "/empty": sized(b""),
    "/no-content": reply(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/not-modified": reply(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'),
    "/gone": sized(PAGE, status=b"410 Gone"),
    "/large": sized(LARGE),
    "/piecewise": Reply(octets=[bytes([octet]) for octet in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"]),
    "/redirect": sized(b"moved", b"Location: /plain\r\n", b"301 Moved"),
}


def blocks(home: Path, kind: WarcRecordType = WarcRecordType.response) -> dict[str, bytes]:
    """Return the blocks of the records by path: the last one of each."""
    found = {}
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=kind, parse_http=False, verify_digests=True):
                found["/" + record.headers["WARC-Target-URI"].split("/", 3)[3]] = record.reader.read()
    return found


@pytest.mark.slow
def test_blocks_equal_what_a_socket_receives_on_http(warraq):
    with OctetServer(REPLIES) as server:
        warraq.archive(*(server.url(path) for path in REPLIES))
        kept = blocks(warraq.home)
        raw = {path: raw_exchange(server.url(path)) for path in REPLIES}
    assert {path: kept.get(path) == octets for path, octets in raw.items()} == dict.fromkeys(REPLIES, True)


@pytest.mark.slow
def test_blocks_equal_what_a_socket_receives_on_https(warraq, tmp_path):
    context, ca = authority(tmp_path, "127.0.0.1")
    trusting = ssl.create_default_context(cafile=str(ca))
    paths = ("/plain", "/chunked-gzip", "/duplicates", "/large", "/until-close")
    with OctetServer(REPLIES, tls=context) as server:
        ran = type(warraq)(warraq.home, {**warraq.environment, "SSL_CERT_FILE": str(ca)}).archive(
            *(server.url(path) for path in paths)
        )
        kept = blocks(warraq.home)
        raw = {path: raw_exchange(server.url(path), context=trusting) for path in paths}
    assert {path: kept.get(path) == octets for path, octets in raw.items()} == dict.fromkeys(paths, True), ran.said
    headers = _headers(warraq.home)
    assert all("tls/1.3" in values for values in headers["WARC-Protocol"])
    assert all(value.startswith("TLS_") for values in headers["WARC-Cipher-Suite"] for value in values)


@pytest.mark.slow
def test_requests_are_kept_as_sent(warraq):
    with OctetServer(REPLIES) as server:
        warraq.archive(server.url("/plain"), server.url("/خبر?q=1 2"))
        kept = blocks(warraq.home, WarcRecordType.request)
        sent = list(server.requests)
    assert sorted(kept.values()) == sorted(sent)


@pytest.mark.slow
def test_interim_heads_are_dropped_and_nothing_else(warraq):
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    final = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"
    with OctetServer({"/early": reply(early, b"HTTP/1.1 100 Continue\r\n\r\n", final)}) as server:
        warraq.archive(server.url("/early"))
    assert blocks(warraq.home) == {"/early": final}


@pytest.mark.slow
def test_octets_after_the_end_belong_to_nobody(warraq):
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"
    with OctetServer({"/more": reply(whole + b"HTTP/1.1 200 OK\r\n\r\nleft over"), "/plain": REPLIES["/plain"]}) as server:
        warraq.archive(server.url("/more"), server.url("/plain"))
        assert blocks(warraq.home) == {"/more": whole, "/plain": raw_exchange(server.url("/plain"))}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("octets", "then", "truncated", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabcde", "close", "disconnect", "CONNECTION_LOST"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabcde", "reset", "disconnect", "CONNECTION_LOST"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "close", "disconnect", "CONNECTION_LOST"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "close", "disconnect", "CONNECTION_LOST"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabcde", "hang", "time", "TIMEOUT"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n" + b"a" * 5000, "close", "length", "TOO_LARGE"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 300_000, "close", "length", "TOO_LARGE"),
    ],
)
def test_what_came_before_an_abort_is_kept_and_marked(warraq, octets, then, truncated, reason):
    with OctetServer({"/cut": reply(octets, then=then)}) as server:
        timeout = f"DOWNLOAD_TIMEOUT={2 if then == 'hang' else 60}"
        ran = warraq.archive(server.url("/cut"), options=("-s", timeout, "-s", "DOWNLOAD_MAXSIZE=200000"))
    assert (ran.code, ran.answers[0]["outcome"], ran.answers[0]["reason"]) == (4, "failed", reason), ran.said
    records = _records(warraq.home)
    assert records
    for headers, block in records:
        assert headers["WARC-Truncated"] == truncated
        assert block
        assert octets.startswith(block[:100])


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/non-ascii-names", "/space-before-colon", "/long-line"])
def test_odd_heads_that_browsers_read_are_read(shared, path):
    with OctetServer(REPLIES) as server:
        ran = shared.archive(server.url(path))
    assert ran.answers[0]["outcome"] == "rejected", ran.said  # come whole, and read as a page: of one line, no story


@pytest.mark.slow
def test_stale_connection_is_tried_again_on_a_new_one(warraq):
    closing = Reply(octets=REPLIES["/plain"].octets, then="close")  # says nothing of it: the client thinks it may be kept
    with OctetServer({"/one": closing, "/two": closing, "/three": closing}) as server:
        ran = warraq.archive(
            *(server.url(path) for path in ("/one", "/two", "/three")), options=("-s", "CONCURRENT_REQUESTS=1")
        )
    assert [answer["outcome"] for answer in ran.answers] == ["rejected"] * 3, ran.said


@pytest.mark.slow
def test_hostile_replies_end_in_one_outcome_each(warraq):
    hostile = {
        "/garbage": reply(b"\x00\xff\xfe not http at all\r\n\r\n", then="close"),
        "/silence": reply(then="close"),
        "/bad-length": reply(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc", then="close"),
        "/two-lengths": reply(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", then="close"),
        "/bad-chunk": reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", then="close"),
        "/endless-head": reply(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000, then="close"),
        "/endless-line": reply(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 400_000, then="close"),
        "/loop": sized(b"", b"Location: /loop\r\n", b"302 Found"),
        "/switch": reply(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", then="close"),
        "/bad-gzip": sized(b"\x1f\x8b\x08\x00 broken", b"Content-Encoding: gzip\r\nContent-Type: text/html\r\n"),
        "/bomb": sized(gzip.compress(b"0" * 30_000_000), b"Content-Encoding: gzip\r\nContent-Type: text/html\r\n"),
    }
    with OctetServer(hostile) as server:
        ran = warraq.archive(*(server.url(path) for path in hostile), options=("-s", "DOWNLOAD_TIMEOUT=60"))
        outcomes = {path: ran.by_url().get(server.url(path), {}).get("outcome") for path in hostile}
        reasons = {path: ran.by_url().get(server.url(path), {}).get("reason") for path in hostile}
        detail = ran.by_url()[server.url("/garbage")]["detail"]
    assert outcomes == dict.fromkeys(hostile, "failed"), ran.said
    assert reasons["/bomb"] == "TOO_LARGE"
    assert {reasons[path] for path in ("/bad-chunk", "/endless-head", "/endless-line", "/garbage")} == {"BAD_HTTP"}
    assert detail.startswith("not an HTTP response: non-integer status code: ")
    assert reasons["/loop"] == "TOO_MANY_REDIRECTS"


def _records(home: Path) -> list[tuple[dict[str, str], bytes]]:
    found: list[tuple[dict[str, str], bytes]] = []
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)
            found += [(dict(record.headers.items()), record.reader.read()) for record in records]
    return found


def _headers(home: Path) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {"WARC-Protocol": [], "WARC-Cipher-Suite": []}
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
                for name, values in found.items():
                    values.append([value for key, value in record.headers.items() if key == name])
    return found


@pytest.mark.slow
def test_a_head_request_is_kept_with_the_head_that_answers_it(warraq):
    """No command sends HEAD; a spider may. Its answer announces a length that never comes."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\nETag: x\r\n\r\n"
    with OctetServer({"/only-head": reply(head), "/again": reply(head)}) as server:
        urls = [server.url("/only-head"), server.url("/again")]
        done = subprocess.run(
            [sys.executable, "-m", "tests.crawler.heading", str(warraq.home), *urls],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert blocks(warraq.home) == {"/only-head": head, "/again": head}
    assert all(sent.startswith(b"HEAD /") for sent in blocks(warraq.home, WarcRecordType.request).values())
