"""The address that a running schedule answers at, for Prometheus and for who asks whether it is well: /metrics and /health.

It serves counts and the names of sources to whoever reaches it, without a password: on loopback alone, unless an address is
written out. Nothing it does can hold up the schedule: each request has a thread, a few at a time, and a deadline.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv6Address, ip_address
from socket import AF_INET, AF_INET6, SHUT_RDWR, socket
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

from archive.errors import BadSettings
from crawler.home.log import logger
from crawler.saying import messages
from crawler.service.metrics import exposition
from crawler.service.readings import Reading
from crawler.service.vital import vitals

SETTING = "WARRAQ_LISTEN"
REQUESTS_MAX = 8
"""Requests answered at a time; one more is hung up on."""

DEADLINE_S = 20.0
"""How long a request may take, however slowly it comes."""

OPEN = ", for whoever reaches this address, without a password"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_TEXT = "text/plain; charset=utf-8"
_Answer = tuple[HTTPStatus, str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to listen. `port`: 0 for any that is free."""

    host: str
    port: int

    @property
    def is_open(self) -> bool:
        """Whether others than this machine may reach it."""
        return not ip_address(self.host).is_loopback

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place_of(setting: str) -> Place | None:
    """Return where to listen by the setting: "9464" and ":9464" are on loopback; None for an empty one. Raises BadSettings."""
    text = setting.strip()
    if not text:
        return None
    alone = text.removeprefix(":")
    try:
        parts = urlsplit(f"//127.0.0.1:{alone}" if alone.isdigit() else f"//{text}")
        host = "127.0.0.1" if parts.hostname == "localhost" else str(ip_address(parts.hostname or ""))
        port = parts.port
    except ValueError:
        port = None
    if port is None or parts.netloc.rpartition("@")[1] or parts.path or parts.query or parts.fragment:
        why = f"{text!r} is no address to listen at; write 127.0.0.1:9464, or with another address of this machine"
        raise BadSettings(SETTING, why)
    return Place(host=host, port=port)


@contextmanager
def listening(setting: str, read: Callable[[], Reading]) -> Iterator[None]:
    """Answer with what `read` returns while the block runs, if the setting says where. Raises BadSettings where it cannot."""
    place = place_of(setting)
    if place is None:
        yield
        return
    server = _listen(place, read)
    threading.Thread(target=server.serve_forever, args=(0.1,), name="listening", daemon=True).start()
    messages.say(f"watched at http://{server.place}/metrics and /health{OPEN if place.is_open else ''}")
    try:
        yield
    finally:
        server.shutdown()  # requests under way are left to their threads, which end with the process
        server.server_close()


def _listen(place: Place, read: Callable[[], Reading]) -> _Server:
    try:
        return _Server(place, read)
    except OSError as problem:
        why = f"nothing can listen at {place}: {problem.strerror}; choose another, or see who is there (ss -ltnp)"
        raise BadSettings(SETTING, why) from problem


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 16

    def __init__(self, place: Place, read: Callable[[], Reading]) -> None:
        self.address_family = AF_INET6 if isinstance(ip_address(place.host), IPv6Address) else AF_INET
        self.read = read
        self._free = threading.BoundedSemaphore(REQUESTS_MAX)
        super().__init__((place.host, place.port), _Handler)
        self.place = Place(host=place.host, port=self.server_address[1])

    def server_bind(self) -> None:
        """Bind; http.server would ask a name server who we are, too."""
        TCPServer.server_bind(self)

    def process_request(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        at_last = threading.Timer(DEADLINE_S, _hang_up, (request,))
        at_last.daemon = True
        at_last.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            at_last.cancel()
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as socketserver has it
        """Note what went wrong with one request; a client that hangs up is nobody's trouble."""
        logger.debug("a request at %s went wrong", self.place, exc_info=True)


def _hang_up(connection: socket) -> None:
    with suppress(OSError):
        connection.shutdown(SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5.0
    server_version, sys_version = "Warraq", ""

    def do_GET(self) -> None:
        self._send(*self._answer(), with_body=True)

    def do_HEAD(self) -> None:
        self._send(*self._answer(), with_body=False)

    def log_message(self, *_: object) -> None:
        """Log nothing: a scrape every quarter of a minute is no news."""

    def _answer(self) -> _Answer:
        if not self.server.place.is_open and _name(self.headers.get("Host", "")) not in LOOPBACK:
            return HTTPStatus.FORBIDDEN, _TEXT, b"this is another host than you think\n"  # a page's script: DNS rebinding
        match urlsplit(self.path).path:
            case "/metrics":
                body, content_type = exposition(self.server.read(), self.headers.get("Accept", ""))
                return HTTPStatus.OK, content_type, body
            case "/health":
                is_well, told = vitals(self.server.read())
                status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
                return status, "application/json", json.dumps(told, ensure_ascii=False).encode() + b"\n"
        return HTTPStatus.NOT_FOUND, _TEXT, b"here are /metrics and /health\n"

    def _send(self, status: HTTPStatus, content_type: str, body: bytes, *, with_body: bool) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
