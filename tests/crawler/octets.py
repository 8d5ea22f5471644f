"""A server that sends exactly the octets a test wrote, on http or https, with pauses, cuts and keep-alive as asked."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import trustme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`octets`: pieces, sent one by one with `pause_s` between. `then`: keep the connection, close it, reset it or hang."""

    octets: Sequence[bytes]
    pause_s: float = 0.0
    then: str = "keep"


@dataclass(slots=True)
class OctetServer:
    replies: dict[str, Reply]
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    _socket: socket.socket = field(init=False)
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http{'s' if self.tls else ''}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._socket.close()

    def _accept(self) -> None:
        while not self._stopped:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                while self._answer(connection):
                    pass
        except OSError:
            return

    def note(self, head: bytes) -> None:
        """Take down a request, as soon as it is there."""
        self.requests.append(head)

    def _answer(self, connection: socket.socket) -> bool:
        head = _read_head(connection)
        if not head:
            return False
        self.note(head)
        reply = self.replies.get(_path(head), NOT_FOUND)
        for piece in reply.octets:
            connection.sendall(piece)
            if reply.pause_s:
                time.sleep(reply.pause_s)
        if reply.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        if reply.then == "hang":
            connection.recv(1)
        return reply.then == "keep" and LAST not in head


LAST = b"\r\nConnection: close\r\n"
"""Who says so is answered, and hung up on: what came is then known to be all."""
NOT_FOUND = Reply(octets=(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",))


def raw_exchange(url: str, method: str = "GET", context: ssl.SSLContext | None = None) -> bytes:
    """Return what a bare socket receives for `url`, until the server closes."""
    scheme, host, port, path = re.fullmatch(r"(https?)://([^:/]+):(\d+)(/.*)", url).groups()  # type: ignore[union-attr]
    connection: socket.socket = socket.create_connection((host, int(port)), timeout=60)
    if scheme == "https":
        assert context is not None
        connection = context.wrap_socket(connection, server_hostname=host)
    with connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}".encode() + LAST + b"\r\n")
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def authority(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """Return a server's TLS context for `names`, and the file of the authority that vouches for it."""
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(*names).configure_cert(context)
    file = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return context, file


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


def _path(head: bytes) -> str:
    return head.split(b" ", 2)[1].decode("latin-1")
