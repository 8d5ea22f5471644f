"""A small HTTP/1.1 server: several ports of one address, one thread, keep-alive, pipelining; it costs little CPU."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

from tests.newsroom.http1 import Answer, Request, refuse

HEAD_MAX_BYTES = 64 * 1024
SLICES = 20
"""A slow body leaves in this many slices."""

Site = Callable[[Request], Answer | None]
"""None: the request is never answered."""


class Server:
    """Ports on `host`, each with a site, served by one thread of its own. A context manager."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self._loop = asyncio.new_event_loop()
        self._connections: set[Connection] = set()
        self._listeners: dict[int, asyncio.Server] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsroom", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def listen(self, site: Site, port: int = 0) -> int:
        """Serve `site` on `port` (0: a free one) and return the port."""
        return asyncio.run_coroutine_threadsafe(self._listen(site, port), self._loop).result()

    def refuse(self, port: int) -> None:
        """Let connections to `port` be refused, until it is listened on again; those that stand are reset."""
        asyncio.run_coroutine_threadsafe(self._refuse(port), self._loop).result()

    async def _listen(self, site: Site, port: int) -> int:
        listener = await self._loop.create_server(lambda: Connection(site, self._connections), self.host, port, backlog=512)
        bound: int = listener.sockets[0].getsockname()[1]
        self._listeners[bound] = listener
        return bound

    async def _refuse(self, port: int) -> None:
        self._listeners.pop(port).close()
        for connection in tuple(self._connections):
            if connection.port == port:
                connection.abort()

    async def _close(self) -> None:
        for listener in self._listeners.values():
            listener.close()
        for connection in tuple(self._connections):
            connection.abort()
        await asyncio.sleep(0)
        for listener in self._listeners.values():
            await listener.wait_closed()


class Connection(asyncio.Protocol):
    """One connection: requests are answered in their order, bodies of requests are not read (none are expected)."""

    def __init__(self, site: Site, connections: set[Connection]) -> None:
        self._site = site
        self._connections = connections
        self._received = bytearray()
        self._slow: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._slow is not None:
            self._slow.cancel()
        self._connections.discard(self)

    def abort(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._answer_all()

    def _answer_all(self) -> None:
        while self._slow is None and not self._transport.is_closing() and (head := self._next_head()) is not None:
            request = parse_request(head)
            if request is None:
                self._end(HTTPStatus.BAD_REQUEST)
                return
            answer = self._site(request)
            if answer is not None:
                self._send(request, answer)
        if len(self._received) > HEAD_MAX_BYTES:
            self._end(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _next_head(self) -> bytes | None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._received[:end])
        del self._received[: end + 4]
        return head

    def _send(self, request: Request, answer: Answer) -> None:
        last = request.method not in {"GET", "HEAD"} or request.headers.get("connection", "").lower() == "close"
        if answer.over_s:
            self._transport.write(answer.head)
            self._dribble(answer.body, max(1, -(-len(answer.body) // SLICES)), answer.over_s / SLICES, last=last)
            return
        self._transport.write(answer.head + answer.body)
        if last:
            self._transport.close()

    def _dribble(self, rest: bytes, slice_bytes: int, pause_s: float, *, last: bool) -> None:
        self._slow = None
        self._transport.write(rest[:slice_bytes])
        if rest := rest[slice_bytes:]:
            loop = asyncio.get_running_loop()
            self._slow = loop.call_later(pause_s, lambda: self._dribble(rest, slice_bytes, pause_s, last=last))
        elif last:
            self._transport.close()
        else:
            self._answer_all()

    def _end(self, status: HTTPStatus) -> None:
        answer = refuse(status, datetime.now(UTC))
        self._received.clear()
        self._transport.write(answer.head + answer.body)
        self._transport.close()


def parse_request(head: bytes) -> Request | None:
    """Return the request whose head (less its final empty line) this is, or None."""
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        return None
    fields = (line.partition(":") for line in lines)
    return Request(method=parts[0], target=parts[1], headers={name.strip().lower(): value.strip() for name, _, value in fields})
