"""The browser's way out, spoken to as a browser does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from archive.models import Reason
from crawler.browsing.forward import TUNNEL_EXTRA_BYTES, Forward
from tests.crawler.octets import OctetServer
from tests.crawler.replies import sized


def through(
    said: bytes, *, then: bytes = b"", allow_private: bool = True, size_max_bytes: int = 10_000
) -> tuple[bytes, Forward]:
    """Return what comes of octets sent to a proxy, and the proxy. `then`: sent when the first answer has come."""

    async def ask(forward: Forward) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", forward.port)
        writer.write(said)
        answer = b""
        if then:
            answer = await reader.readuntil(b"\r\n\r\n")
            writer.write(then)
        answer += await reader.read()
        writer.close()
        return answer

    return asyncio.run(_with(ask, allow_private=allow_private, size_max_bytes=size_max_bytes))


async def _with(
    ask: Callable[[Forward], Awaitable[bytes]], *, allow_private: bool, size_max_bytes: int
) -> tuple[bytes, Forward]:
    limits = {"size_max_bytes": size_max_bytes, "total_max_bytes": 4_000_000, "timeout_s": 5}
    async with Forward(allow_private=allow_private, **limits) as forward:
        return await ask(forward), forward


@pytest.fixture
def server():
    replies = {"/a?b": sized(b"here", then="close"), "/large": sized(b"x" * (TUNNEL_EXTRA_BYTES + 20_000))}
    with OctetServer(replies) as server:
        yield server


def request(server: OctetServer, path: str) -> bytes:
    return f"GET {server.url(path)} HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nX-A: b\r\n\r\n".encode()


def test_a_plain_request_reaches_its_server_without_what_is_for_proxies(server):
    answer, forward = through(request(server, "/a?b"))
    assert answer.endswith(b"\r\n\r\nhere")
    assert server.requests == [b"GET /a?b HTTP/1.1\r\nHost: x\r\nX-A: b\r\nConnection: close\r\n\r\n"]
    assert forward.addresses == {f"127.0.0.1:{server.port}": "127.0.0.1"}


def test_a_second_request_on_the_connection_reaches_nobody(server):
    through(request(server, "/a?b") + request(server, "/large"))
    assert len(server.requests) == 1


def test_a_tunnel_passes_both_ways(server):
    connect = f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n\r\n".encode()
    answer, _ = through(connect, then=b"GET /a?b HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"here")


@pytest.mark.parametrize(
    ("said", "host"),
    [
        (b"GET http://127.0.0.1:8000/ HTTP/1.1\r\n\r\n", "127.0.0.1:8000"),
        (b"CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n", "127.0.0.1:443"),
        (b"CONNECT [::1]:443 HTTP/1.1\r\n\r\n", "[::1]:443"),
        (b"CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n", "169.254.169.254:80"),
        (b"CONNECT localhost:443 HTTP/1.1\r\n\r\n", "localhost:443"),
        (b"CONNECT news.example:22 HTTP/1.1\r\n\r\n", "news.example:22"),
        (b"GET ftp://news.example/ HTTP/1.1\r\n\r\n", "news.example"),
    ],
)
def test_an_address_that_may_not_be_reached_is_a_connection_closed(said, host):
    answer, forward = through(said, allow_private=False)
    assert answer == b""
    assert forward.troubles[host].reason is Reason.ADDRESS


def test_a_name_that_leads_inwards_is_refused_where_it_is_resolved(monkeypatch):
    async def inwards(_loop: object, _host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("10.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", inwards)
    _, forward = through(b"CONNECT news.example:443 HTTP/1.1\r\n\r\n", allow_private=False)
    assert forward.troubles["news.example:443"].detail == "10.0.0.1 is loopback or a private network"


def test_an_answer_past_the_limit_is_cut(server):
    answer, forward = through(request(server, "/large"))
    assert len(answer) <= TUNNEL_EXTRA_BYTES + 20_000
    assert forward.troubles[f"127.0.0.1:{server.port}"].reason is Reason.TOO_LARGE


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n", b"CONNECT x HTTP/1.1\r\n\r\n"])
def test_what_is_no_request_is_a_connection_closed(said):
    assert through(said, allow_private=False)[0] == b""
