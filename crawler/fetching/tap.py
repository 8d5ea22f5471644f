"""One download as it is tapped: the octets both ways, on disk past SPOOL_BYTES, and why it was ended early if it was."""

from __future__ import annotations

import mmap
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from OpenSSL import SSL

from archive.models import Capture, Octets, Reason, Truncated
from archive.warc.http import without_interim
from crawler.fetching.failures import FetchFailed

SPOOL_BYTES = 1 << 20
HEAD_MAX_BYTES = 256 << 10
"""A head longer than this is an attack or a fault; browsers stop at about the same size."""


@dataclass(eq=False, slots=True)
class TappedExchange:
    """One request and what came back on one connection. `spool` is a temporary file that is already unlinked."""

    started: datetime
    spool: tempfile.SpooledTemporaryFile[bytes]
    transport: Any
    ip_address: str | None
    protocol: tuple[str, ...]
    cipher_suite: str | None
    request: bytearray = field(default_factory=bytearray)
    received: int = 0
    complete: bool = False

    def octets(self) -> Octets:
        """Return what came, less interim heads; mapped from disk when it was spooled there."""
        self.spool.flush()
        if self.received <= SPOOL_BYTES:
            self.spool.seek(0)
            return without_interim(self.spool.read(self.received))
        self.spool.truncate(self.received)
        return without_interim(mmap.mmap(self.spool.fileno(), 0, access=mmap.ACCESS_READ))


@dataclass(eq=False, slots=True)
class Tap:
    """What one download leaves: its last exchange (a stale connection is retried on a new one), and why it was ended early."""

    url: str
    size_max_bytes: int
    folder: Path
    exchange: TappedExchange | None = None
    head_seen: bool = False
    truncated: Truncated | None = None
    failure: FetchFailed | None = None
    cancel: Any = None

    def open(self, transport: Any) -> None:
        """Begin an exchange on a connection."""
        protocol, cipher = _tls(transport)
        peer = transport.getPeer()
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES, dir=str(self.folder))  # noqa: SIM115 - lives as long as it
        self.head_seen = False
        self.exchange = TappedExchange(datetime.now(UTC), spool, transport, getattr(peer, "host", None), protocol, cipher)

    def receive(self, data: bytes) -> None:
        """Keep `data`; end the exchange where the size limit is reached, with the octets up to it kept."""
        assert self.exchange is not None  # noqa: S101 - the protocol opens it with the request
        exchange = self.exchange
        room = self.size_max_bytes - exchange.received
        exchange.spool.write(data[: max(room, 0)])
        exchange.received += min(len(data), max(room, 0))
        if len(data) > room:
            self.too_large(f"more than {megabytes(self.size_max_bytes)} came, the limit")
        elif not self.head_seen and exchange.received > HEAD_MAX_BYTES:
            failure = FetchFailed(Reason.BAD_HTTP, f"a head of more than {HEAD_MAX_BYTES >> 10} KiB")
            self.abort(Truncated.LENGTH, failure)

    def too_large(self, detail: str) -> None:
        """End the download because of its size."""
        self.abort(Truncated.LENGTH, FetchFailed(Reason.TOO_LARGE, detail))

    def abort(self, truncated: Truncated, failure: FetchFailed) -> None:
        """End the download now. The first reason given is the one that stands."""
        if self.failure is not None:
            return
        failure.truncated = truncated
        self.truncated, self.failure = truncated, failure
        if self.exchange is not None:
            self.exchange.transport.abortConnection()
        if self.cancel is not None:
            self.cancel()

    def capture(self, target_uri: str) -> Capture | None:
        """Return the exchange as a Capture, or None where no octet came."""
        exchange = self.exchange
        if exchange is None or not exchange.received:
            return None
        return Capture(
            target_uri=target_uri,
            date=exchange.started,
            ip_address=exchange.ip_address,
            request=bytes(exchange.request),
            response=exchange.octets(),
            truncated=self.truncated or (None if exchange.complete else Truncated.DISCONNECT),
            protocol=exchange.protocol,
            cipher_suite=exchange.cipher_suite,
        )

    def drop(self) -> None:
        """Forget what came: its last part cannot be written, and the spool would complain of that when it is collected."""
        if self.exchange is not None:
            with suppress(OSError):
                self.exchange.spool.close()


def _tls(transport: Any) -> tuple[tuple[str, ...], str | None]:
    """Return WARC-Protocol values and the cipher suite: ("http/1.1", "tls/1.3"), "TLS_AES_256_GCM_SHA384"."""
    connection = transport.getHandle() if hasattr(transport, "getPeerCertificate") else None
    if not isinstance(connection, SSL.Connection):
        return ("http/1.1",), None
    version = connection.get_protocol_version_name().removeprefix("TLSv")
    return ("http/1.1", f"tls/{version}"), connection.get_cipher_name()


def megabytes(size_bytes: int) -> str:
    """Return a size in words."""
    return f"{size_bytes / 1_000_000:.1f} MB"
