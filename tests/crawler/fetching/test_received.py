from __future__ import annotations

from typing import Any

import pytest

from archive.models import Truncated
from archive.warc.http import entity, redact_request, response_head
from crawler.fetching.received import capture_of


def event(**more: Any) -> dict[str, Any]:
    return {
        "url": "https://news.example/قصة?a=1#there",
        "status": 200,
        "status_text": "OK",
        "headers": [["Content-Type", "text/html"]],
        "request_headers": [["Host", "news.example"], ["Cookie", "a=1"], ["Proxy-Connection", "keep-alive"]],
        "tls": "TLS 1.3",
        "began_ms": 1_700_000_000_123.4,
        "via": None,
        "is_navigation": True,
    } | more


def test_an_exchange_says_where_it_was_and_how():
    capture = capture_of(event(), b"x", {"news.example:443": "203.0.113.5"})
    assert capture.target_uri == "https://news.example/%D9%82%D8%B5%D8%A9?a=1"
    assert (capture.ip_address, capture.protocol) == ("203.0.113.5", ("http/1.1", "tls/1.3"))
    assert capture.date.isoformat().startswith("2023-11-14T22:13:20.123")
    assert redact_request(capture.request) == (
        b"GET /%D9%82%D8%B5%D8%A9?a=1 HTTP/1.1\r\nHost: news.example\r\nCookie: [redacted]\r\n\r\n"
    )


@pytest.mark.parametrize("name", ["Content-Encoding", "transfer-encoding", "CONTENT-LENGTH"])
def test_headers_of_a_coding_that_is_undone_are_kept_under_another_name(name):
    capture = capture_of(event(headers=[[name, "br"]]), b"text", {})
    head = response_head(capture.response)
    assert head is not None
    assert head.headers == ((f"x-orig-{name}", "br"), ("Content-Length", "4"))
    assert entity(capture, 100).data == b"text"


def test_values_that_a_browser_joined_are_lines_again_and_none_can_begin_a_header():
    headers = [["Set-Cookie", "a=1\nb=2"], ["X-Odd", "a\r b"]]
    head = response_head(capture_of(event(headers=headers, status_text="OK\r\nX: y"), b"", {}).response)
    assert head is not None
    assert head.headers[:3] == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Odd", "a  b"))
    assert head.reason == "OK  X: y"


def test_a_body_that_was_too_large_is_told_as_cut():
    capture = capture_of(event(), None, {})
    assert capture.truncated is Truncated.LENGTH
    assert not entity(capture, 100).whole
