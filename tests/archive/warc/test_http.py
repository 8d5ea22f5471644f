"""Heads, interim answers, redaction."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.warc.http import codings, redact_request, response_head, without_interim


def test_head_of_a_usual_response() -> None:
    octets = b"HTTP/1.1 301 Moved Permanently\r\nLocation: /b\r\nset-cookie: a\r\nSet-Cookie:b\r\n\r\nbody"
    head = response_head(octets)
    assert head is not None
    assert (head.version, head.status, head.reason) == ("HTTP/1.1", 301, "Moved Permanently")
    assert head.headers == (("Location", "/b"), ("set-cookie", "a"), ("Set-Cookie", "b"))
    assert octets[head.length :] == b"body"
    assert head.get("LOCATION") == "/b"
    assert head.get("SET-cookie") == "a"
    assert head.all("set-cookie") == ("a", "b")
    assert head.get("etag") is None


@pytest.mark.parametrize(
    ("octets", "status", "reason", "headers", "body"),
    [
        (b"HTTP/1.1 200 OK\nA: b\n\nbody", 200, "OK", (("A", "b"),), b"body"),
        (b"HTTP/1.1 200\r\n\r\nbody", 200, "", (), b"body"),
        (b"HTTP/1.1 200 \r\n\r\nbody", 200, "", (), b"body"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\nA: b\r\n\r\n", 200, "OK", (("A", "b"),), b""),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n  c\r\n\td\r\n\r\n", 200, "OK", (("A", "b c d"),), b""),
        (b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", 200, "OK", (("A", "b"),), b""),
        (b"HTTP/1.1 200 OK\r\nA: \xd9\x85\xff\r\n\r\n", 200, "OK", (("A", "\xd9\x85\xff"),), b""),
        (b"http/1.0 404 nothing here: sorry\r\n\r\n", 404, "nothing here: sorry", (), b""),
        (b"HTTP/1.1 2000 OK\r\n\r\n", None, "2000 OK", (), b""),
        (b"HTTP/1.1\r\n\r\n", None, "", (), b""),
    ],
)
def test_head_of_a_server_that_bends_the_rules(
    octets: bytes, status: int | None, reason: str, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    head = response_head(octets)
    assert head is not None
    assert (head.status, head.reason, head.headers) == (status, reason, headers)
    assert octets[head.length :] == body


@pytest.mark.parametrize("octets", [b"", b"H", b"HTTP/1.1 200 OK\r\nA: b\r\n", b"<html>\r\n\r\n", b"HTTP/x\r\n\r\n"])
def test_head_that_is_not_whole_is_none(octets: bytes) -> None:
    assert response_head(octets) is None


def test_head_larger_than_its_limit_is_none() -> None:
    assert response_head(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1_100_000 + b"\r\n\r\n") is None


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_head_of_any_octets_lies_within_them(octets: bytes) -> None:
    head = response_head(b"HTTP/1.1 200" + octets)
    assert head is None or 0 < head.length <= len(octets) + 12


@pytest.mark.parametrize("interim", [b"100 Continue", b"102 Processing", b"103 Early Hints", b"199"])
def test_interim_heads_are_dropped(interim: bytes) -> None:
    first = b"HTTP/1.1 " + interim + b"\r\nLink: </a>\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 100 no head\r\n\r\n"
    assert without_interim(first + first + answer) == answer


@pytest.mark.parametrize("octets", [b"HTTP/1.1 101 Switching\r\n\r\nx", b"HTTP/1.1 1000 x\r\n\r\n", b"HTTP/1.1 100 C\r\n", b""])
def test_what_is_no_whole_interim_head_stays(octets: bytes) -> None:
    assert without_interim(octets) == octets


def test_mapped_octets_are_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    path.write_bytes(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        head = response_head(mapped)
        assert head is not None
        assert mapped[head.length :] == b"body"
        assert without_interim(mapped) is mapped


def test_codings_are_read_in_order_whatever_the_case() -> None:
    lines = (b"HTTP/1.1 200 OK", b"Content-Encoding: GZIP, identity", b"content-encoding: br", b"Transfer-Encoding: Chunked")
    head = response_head(b"\r\n".join((*lines, b"", b"")))
    assert head is not None
    assert codings(head) == (("chunked",), ("gzip", "br"))


def test_secrets_are_redacted_and_nothing_else_changes() -> None:
    request = (
        b"POST /a HTTP/1.1\r\nHost: x\r\ncookie: canary=1\r\n canary-folded\r\nAUTHORIZATION :Basic canary\r\n"
        b"Proxy-Authorization:\tcanary\r\nX-Cookie: kept\r\n\r\nCookie: body\r\n"
    )
    assert redact_request(request) == (
        b"POST /a HTTP/1.1\r\nHost: x\r\ncookie: [redacted]\r\nAUTHORIZATION : [redacted]\r\n"
        b"Proxy-Authorization: [redacted]\r\nX-Cookie: kept\r\n\r\nCookie: body\r\n"
    )


@pytest.mark.parametrize(
    "request_octets",
    [
        b"GET / HTTP/1.1\r\nCookie: canary",
        b"GET / HTTP/1.1\nCookie: canary\nA: b\n\n",
        b"GET / HTTP/1.1\r\nCookie: a\rcanary\r\n\r\n",
        b"GET / HTTP/1.1\r\nCookie:\r\n canary\r\n\tcanary\r\n\r\n",
        b"GET / HTTP/1.1\r\nCookie: a\r\nCookie: canary\r\nAuthorization: canary\r\n\r\n",
    ],
)
def test_secrets_of_odd_requests_are_redacted(request_octets: bytes) -> None:
    assert b"canary" not in redact_request(request_octets)


@given(st.binary(max_size=100), st.sampled_from([b"\r\n", b"\n"]))
@settings(max_examples=100)
def test_no_value_of_a_cookie_survives(value: bytes, end: bytes) -> None:
    line = value.replace(b"\r", b"").replace(b"\n", b"")
    request = b"GET / HTTP/1.1" + end + b"Cookie: {" + line + b"}" + end + b"A: b" + end + end
    assert redact_request(request) == b"GET / HTTP/1.1" + end + b"Cookie: [redacted]" + end + b"A: b" + end + end
