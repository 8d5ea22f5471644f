"""The one way out for a browser: a proxy on loopback that connects to addresses that were checked, and to nothing else.

`crawler.fetching.guard` decides, as for all that Warraq fetches; the name is resolved here, and the address checked is the
address connected to. CONNECT and plain http are spoken. Whatever is refused, fails or grows too large is a connection closed
without a word, so that no answer of ours is ever taken for a site's; `Forward.troubles` says why, by host.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from archive.models import Reason
from crawler.fetching import guard
from crawler.fetching.tap import HEAD_MAX_BYTES, megabytes

PIECE_BYTES = 65_536
CONNECTIONS_MAX = 200
"""Of one page, at a time."""
HOSTS_MAX = 2_000
TUNNEL_EXTRA_BYTES = 1 << 20
"""What a tunnel may carry beside one response of the largest size: TLS, its certificates, heads."""


class Trouble(Exception):
    """Why a connection came to its end."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class Forward:
    """A proxy for one page, an asynchronous context manager. `size_max_bytes`: of one response; `total_max_bytes`: of the page.

    `addresses`: where each host:port was connected to. `troubles`: the last trouble of each host. `port`: on 127.0.0.1.
    """

    def __init__(self, *, allow_private: bool, size_max_bytes: int, total_max_bytes: int, timeout_s: float) -> None:
        self._allow_private, self._timeout_s = allow_private, timeout_s
        self._size_max_bytes, self._left_bytes = size_max_bytes, total_max_bytes
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.addresses: dict[str, str] = {}
        self.troubles: dict[str, Trouble] = {}
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0, limit=HEAD_MAX_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio runs each connection in one
        self._tasks.add(task)
        try:
            if len(self._tasks) <= CONNECTIONS_MAX:
                async with asyncio.timeout(self._timeout_s):
                    await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # a browser, or a server, that goes away or does not speak HTTP: the browser sees its end
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        is_tunnel = method == "CONNECT"
        url = f"https://{target}/" if is_tunnel else target
        host = urlsplit(url).netloc
        try:
            there = await self._connect(url)
            await self._relay(reader, writer, there, b"" if is_tunnel else _for_server(head), is_tunnel=is_tunnel)
        except Trouble as trouble:
            if len(self.troubles) < HOSTS_MAX:
                self.troubles[host] = trouble

    async def _connect(self, url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the first checked address of the URL's host that answers. Raises Trouble."""
        why = guard.url_refusal(url, allow_private=self._allow_private)
        if why is not None:
            raise Trouble(Reason.ADDRESS, why)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        for address in await self._resolve(parts.hostname or "", port):
            with suppress(OSError):
                connected = await asyncio.open_connection(address, port)
                if len(self.addresses) < HOSTS_MAX:
                    self.addresses[f"{parts.hostname}:{port}"] = address
                return connected
        raise Trouble(Reason.CONNECTION_REFUSED, "the server refused the connection")

    async def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as problem:
            raise Trouble(Reason.NO_DNS, "no such host, or no answer from DNS") from problem
        addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
        allowed = tuple(one for one in addresses if guard.refusal(one, allow_private=self._allow_private) is None)
        if not allowed:
            why = guard.refusal(addresses[0], allow_private=self._allow_private) if addresses else None
            raise Trouble(Reason.ADDRESS, why or "it has no address")
        return allowed

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        head: bytes,
        *,
        is_tunnel: bool,
    ) -> None:
        from_server, to_server = there
        meter = _Meter(self)
        try:
            if is_tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _first_of(self._up(reader, to_server, meter), self._down(from_server, writer, meter))
            else:
                to_server.write(head)
                length = _body_length(head)
                await _first_of(self._up(reader, to_server, meter, length), self._down(from_server, writer, meter))
        finally:
            to_server.close()

    async def _up(
        self, reader: asyncio.StreamReader, to_server: asyncio.StreamWriter, meter: _Meter, length: int | None = None
    ) -> None:
        """Pass on what the browser sends; of a plain request its body alone: the next may be for another server."""
        while length is None or length > 0:
            piece = await reader.read(PIECE_BYTES if length is None else min(PIECE_BYTES, length))
            if not piece:
                return
            length = None if length is None else length - len(piece)
            meter.asked()
            to_server.write(piece)
            await to_server.drain()
        await reader.read(1)

    async def _down(self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter, meter: _Meter) -> None:
        while piece := await from_server.read(PIECE_BYTES):
            meter.came(len(piece))
            writer.write(piece)
            await writer.drain()

    def spend(self, size_bytes: int, since_asked_bytes: int) -> None:
        """Count octets that came. Raises Trouble past a limit."""
        self._left_bytes -= size_bytes
        if since_asked_bytes > self._size_max_bytes + TUNNEL_EXTRA_BYTES:
            raise Trouble(Reason.TOO_LARGE, f"more than {megabytes(self._size_max_bytes)} came, the limit")
        if self._left_bytes < 0:
            raise Trouble(Reason.TOO_LARGE, "the page and what it asks for are larger than WARRAQ_ASSETS_SIZE_MAX")


class _Meter:
    """What came on a connection since the browser last sent something: with HTTP/1.1 that is one response."""

    def __init__(self, forward: Forward) -> None:
        self._forward, self._since_asked_bytes = forward, 0

    def asked(self) -> None:
        self._since_asked_bytes = 0

    def came(self, size_bytes: int) -> None:
        self._since_asked_bytes += size_bytes
        self._forward.spend(size_bytes, self._since_asked_bytes)


async def _first_of(*ways: Awaitable[None]) -> None:
    """Go both ways until one has come to its end. Raises what ended it."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _for_server(head: bytes) -> bytes:
    """Return a request's head as its server takes it: the path alone, nothing for proxies, one request a connection."""
    line, _, rest = head.partition(b"\r\n")
    method, target, version = line.split(b" ", 2)
    parts = urlsplit(target.decode("latin-1"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [one for one in rest.split(b"\r\n") if one and one.partition(b":")[0].strip().lower() not in _OF_HOP]
    return b"\r\n".join((b" ".join((method, path.encode("latin-1"), version)), *kept, b"Connection: close", b"", b""))


_OF_HOP = frozenset({b"proxy-connection", b"proxy-authorization", b"connection", b"keep-alive"})


def _body_length(head: bytes) -> int:
    """Return how long a request's body is. Raises ValueError for one that says so in no way browsers use."""
    lengths = [one.partition(b":")[2].strip() for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")]
    return int(lengths[0]) if lengths else 0
