"""The download handler that keeps the octets: what was sent and received, byte for byte, whatever became of it.

Scrapy parses a response and throws away how it was written. Here a tap sits on the connection itself: `_TapProtocol` sees
each octet both ways, `_Exchange` holds them (on disk past SPOOL_BYTES), and when the exchange ends, well or badly, a
`Capture` goes out with the signal `exchange_captured`. Private names of Twisted 26.10 and Scrapy 2.19 are used in this file
alone; tests/crawler/test_wire.py compares the result with a raw socket's.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, cast
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.defer import maybe_deferred_to_future
from service_identity import VerificationError
from twisted.internet import defer, error
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web import client
from twisted.web._newclient import ParseError, RequestNotSent, RequestTransmissionFailed
from twisted.web.http import PotentialDataLoss, _DataLoss
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.iweb import UNKNOWN_LENGTH

from archive.models import Capture, Octets, Reason, Truncated
from archive.urls import normalize
from archive.warc.http import without_interim
from crawler import guard
from crawler.resolver import refused_by_name

exchange_captured = object()
"""Signal: sent with `capture` and `request` for every exchange in which an octet came, before its response is passed on."""

stop_now = object()
"""Signal: end every live exchange now, keeping what came, and refuse new ones. Ctrl-C must not wait for a slow server."""

SPOOL_BYTES = 1 << 20
HEAD_MAX_BYTES = 256 << 10
"""A head longer than this is an attack or a fault; browsers stop at about the same size."""


class FetchFailed(Exception):
    """No whole response came. `reason` is for the catalogue, `detail` for people, `truncated` says whether octets were kept."""

    def __init__(self, reason: Reason, detail: str, truncated: Truncated | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.truncated = reason, detail, truncated


class ConnectionLost(FetchFailed):
    """The connection broke: worth another try."""


class WireHandler(http11.HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with the tap on it. Responses carry no body: `crawler.keep` reads it from the capture."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _TapFactory
        self._deadline_s: float = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._size_max_bytes: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._allow_private: bool = crawler.settings.getbool("WARRAQ_ALLOW_PRIVATE")
        self._spool_folder: str | None = crawler.settings.get("WARRAQ_SPOOL_FOLDER")
        self._live: set[_Tap] = set()
        self._closing = False
        crawler.signals.connect(self.stop, stop_now)

    async def download_request(self, request: Request) -> Response:
        """Fetch `request`; raises FetchFailed. The deadline counts a URL's fetching time, redirects and retries included."""
        if self._closing:
            raise FetchFailed(Reason.INTERRUPTED, "stopped before it was fetched")
        self._refuse(request.url)
        left_s = self._deadline_s - request.meta.get("fetch_s", 0.0)
        tap = _Tap(url=request.url, size_max_bytes=self._size_max_bytes, folder=self._spool_folder)
        started = monotonic()
        self._live.add(tap)
        try:
            with _typed(tap, self._deadline_s):
                response = await self._fetch(request, tap, max(left_s, 0.1))
        finally:
            self._live.discard(tap)
            took_s = monotonic() - started
            request.meta["fetch_s"] = request.meta.get("fetch_s", 0.0) + took_s
            request.meta["fetch_ms"] = round(took_s * 1000)
            self._emit(tap, request)
        return response

    def stop(self) -> None:
        """End every live exchange, keeping what came."""
        self._closing = True
        for tap in tuple(self._live):
            tap.abort(Truncated.UNSPECIFIED, FetchFailed(Reason.INTERRUPTED, "stopped while it was fetched"))

    def _refuse(self, url: str) -> None:
        why = guard.url_refusal(url, allow_private=self._allow_private)
        if why is not None:
            scheme = not url.startswith(("http:", "https:"))
            raise FetchFailed(Reason.SCHEME if scheme else Reason.ADDRESS, why)

    async def _fetch(self, request: Request, tap: _Tap, timeout_s: float) -> Response:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

        agent = self._agent(timeout_s)._get_agent(request, timeout_s)
        headers = _TappedHeaders(request.headers)
        headers.tap = tap
        body: Any = http11._RequestBodyProducer(request.body) if request.body else None
        deferred = agent.request(request.method.encode(), request.url.encode("ascii"), headers, body)
        deferred.addCallback(_drain, tap)
        tap.cancel = deferred.cancel
        too_slow = FetchFailed(Reason.TIMEOUT, f"not finished after {self._deadline_s:g} s", Truncated.TIME)
        clock: Any = reactor  # typed as a module
        timer = clock.callLater(timeout_s, tap.abort, Truncated.TIME, too_slow)
        try:
            received = await maybe_deferred_to_future(deferred)
        finally:
            if timer.active():
                timer.cancel()
        return _response(request.url, received, tap)

    def _agent(self, timeout_s: float) -> http11._ScrapyAgent:
        return http11._ScrapyAgent(
            contextFactory=self._contextFactory,
            connectTimeout=timeout_s,
            bindAddress=self._bind_address,
            pool=self._pool,
            crawler=self._crawler,
        )

    def _emit(self, tap: _Tap, request: Request) -> None:
        capture = tap.capture(normalize(request.url))
        if capture is not None:
            self._crawler.signals.send_catch_log(exchange_captured, capture=capture, request=request)


@dataclass(eq=False, slots=True)
class _Exchange:
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
        if not self.spool._rolled:  # type: ignore[attr-defined]
            self.spool.seek(0)
            return without_interim(self.spool.read(self.received))
        self.spool.truncate(self.received)
        return without_interim(mmap.mmap(self.spool.fileno(), 0, access=mmap.ACCESS_READ))


@dataclass(eq=False, slots=True)
class _Tap:
    """What one download leaves: its last exchange (a stale connection is retried on a new one), and why it was ended early."""

    url: str
    size_max_bytes: int
    folder: str | None
    exchange: _Exchange | None = None
    head_seen: bool = False
    truncated: Truncated | None = None
    failure: FetchFailed | None = None
    cancel: Any = None

    def open(self, transport: Any) -> _Exchange:
        protocol, cipher = _tls(transport)
        peer = transport.getPeer()
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES, dir=self.folder)  # noqa: SIM115 - lives with the exchange
        self.head_seen = False
        self.exchange = _Exchange(datetime.now(UTC), spool, transport, getattr(peer, "host", None), protocol, cipher)
        return self.exchange

    def receive(self, data: bytes) -> None:
        """Keep `data`; end the exchange where the size limit is reached, with the octets up to it kept."""
        assert self.exchange is not None  # noqa: S101 - the protocol opens it with the request
        exchange = self.exchange
        room = self.size_max_bytes - exchange.received
        exchange.spool.write(data[: max(room, 0)])
        exchange.received += min(len(data), max(room, 0))
        if len(data) > room:
            self.too_large(f"more than {_megabytes(self.size_max_bytes)} came, the limit")
        elif not self.head_seen and exchange.received > HEAD_MAX_BYTES:
            failure = FetchFailed(Reason.BAD_HTTP, f"a head of more than {HEAD_MAX_BYTES >> 10} KiB")
            self.abort(Truncated.LENGTH, failure)

    def too_large(self, detail: str) -> None:
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


class _TappedHeaders(TxHeaders):
    """Request headers that carry their tap: the one thing that Twisted hands on from the agent to the protocol."""

    tap: _Tap

    def copy(self) -> _TappedHeaders:
        copied = _TappedHeaders(dict(self.getAllRawHeaders()))
        copied.tap = self.tap
        return copied


class _TapTransport:
    """The connection as the request writer sees it: what is written is kept, the rest passed through."""

    def __init__(self, inner: Any, protocol: _TapProtocol) -> None:
        self._inner, self._protocol = inner, protocol

    def write(self, data: bytes) -> None:
        self._protocol.sent(data)
        self._inner.write(data)

    def writeSequence(self, data: Any) -> None:  # noqa: N802 - Twisted's name
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _TapProtocol(http11._LenientHTTP11ClientProtocol):
    _tap: _Tap | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: N802 - Twisted's name
        super().makeConnection(transport)
        self._real = transport
        self.transport = cast("Any", _TapTransport(transport, self))

    def request(self, request: Any) -> defer.Deferred[Any]:
        self._tap = request.headers.tap
        self._tap.open(self._real)
        return super().request(request)

    def sent(self, data: bytes) -> None:
        if self._tap is not None and self._tap.exchange is not None:
            self._tap.exchange.request += data

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        tap = self._tap
        if tap is not None:
            try:
                tap.receive(data)
            except OSError as problem:
                tap.abort(Truncated.UNSPECIFIED, FetchFailed(Reason.INTERRUPTED, f"no room to spool it: {problem.strerror}"))
        super().dataReceived(data)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - Twisted's name
        tap, self._tap = self._tap, None
        if tap is not None and tap.exchange is not None and tap.failure is None:
            tap.exchange.received -= len(rest)  # what follows the end belongs to no exchange
            tap.exchange.complete = True
        super()._finishResponse(rest)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        super().connectionLost(reason)
        self._tap = None


class _TapFactory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _TapProtocol:  # noqa: N802 - Twisted's name
        return _TapProtocol(self._quiescentCallback)


class _Drain(Protocol):
    """Reads a body to its end and forgets it: the tap has the octets."""

    def __init__(self, finished: defer.Deferred[Any], received: Any) -> None:
        self._finished, self._received = finished, received

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        if self._finished.called:
            return
        if reason.check(client.ResponseDone, PotentialDataLoss):
            self._finished.callback(self._received)
        else:
            self._finished.errback(reason)


def _drain(received: Any, tap: _Tap) -> Any:
    tap.head_seen = True
    if received.length == 0:
        return received
    if received.length != UNKNOWN_LENGTH and received.length > tap.size_max_bytes:
        tap.too_large(f"{_megabytes(received.length)} announced, the limit is {_megabytes(tap.size_max_bytes)}")
    finished: defer.Deferred[Any] = defer.Deferred()
    received.deliverBody(_Drain(finished, received))
    return finished


def _response(url: str, received: Any, tap: _Tap) -> Response:
    headers = Headers(received.headers.getAllRawHeaders())
    address = tap.exchange.ip_address if tap.exchange else None
    return Response(url, status=received.code, headers=headers, flags=[f"ip:{address}"])


def _tls(transport: Any) -> tuple[tuple[str, ...], str | None]:
    """Return WARC-Protocol values and the cipher suite: ("http/1.1", "tls/1.3"), "TLS_AES_256_GCM_SHA384"."""
    connection = transport.getHandle() if hasattr(transport, "getPeerCertificate") else None
    if not isinstance(connection, SSL.Connection):
        return ("http/1.1",), None
    version = connection.get_protocol_version_name().removeprefix("TLSv")
    return ("http/1.1", f"tls/{version}"), connection.get_cipher_name()


@contextmanager
def _typed(tap: _Tap, deadline_s: float) -> Generator[None]:
    """Turn Twisted's errors into FetchFailed, with the words a person needs; an abort of our own keeps its own reason."""
    try:
        yield
    except Exception as problem:
        raise (tap.failure or _failed(problem, tap, deadline_s)) from problem
    if tap.failure is not None:
        raise tap.failure


def _failed(problem: Exception, tap: _Tap, deadline_s: float) -> Exception:
    causes = tuple(_causes(problem))
    unconnected = next(filter(None, (_unconnected(cause, tap.url, deadline_s) for cause in causes)), None)
    if unconnected is not None:
        return unconnected
    truncated = Truncated.DISCONNECT if tap.exchange and tap.exchange.received else None
    if any(isinstance(cause, (ParseError, ValueError)) for cause in causes):
        return FetchFailed(Reason.BAD_HTTP, f"not an HTTP response: {causes[-1]}", truncated)
    if any(isinstance(cause, _BROKEN) for cause in causes):
        return ConnectionLost(Reason.CONNECTION_LOST, "the connection broke before the response was whole", truncated)
    return problem  # a fault of ours: let it be seen


_BROKEN = (
    *(error.ConnectError, error.ConnectionClosed, _DataLoss, PotentialDataLoss),
    *(client.ResponseFailed, client.ResponseNeverReceived, RequestNotSent, RequestTransmissionFailed),
)


def _unconnected(cause: BaseException, url: str, deadline_s: float) -> FetchFailed | None:
    """Return what kept the connection from being made, if `cause` is of that kind."""
    match cause:
        case error.DNSLookupError():
            why = refused_by_name(urlsplit(url).hostname or "")
            return (
                FetchFailed(Reason.ADDRESS, why) if why else FetchFailed(Reason.NO_DNS, "no such host, or no answer from DNS")
            )
        case SSL.Error() | VerificationError():
            return FetchFailed(Reason.BAD_CERTIFICATE, _tls_words(cause))
        case error.ConnectionRefusedError():
            return FetchFailed(Reason.CONNECTION_REFUSED, "the server refused the connection")
        case error.TimeoutError() | defer.TimeoutError():
            return FetchFailed(Reason.TIMEOUT, f"no connection within {deadline_s:g} s")
    return None


def _causes(problem: BaseException) -> Generator[BaseException]:
    """Yield `problem` and what lies beneath it: Twisted wraps failures in `reasons`."""
    yield problem
    for reason in getattr(problem, "reasons", ()) or ():
        beneath = reason.value if isinstance(reason, Failure) else reason
        if isinstance(beneath, BaseException):
            yield from _causes(beneath)
    if problem.__cause__ is not None:
        yield from _causes(problem.__cause__)


def _tls_words(cause: BaseException) -> str:
    if isinstance(cause, SSL.Error) and cause.args and cause.args[0]:
        return "; ".join(str(part[-1]) for part in cause.args[0] if part)
    return "the certificate is not this host's" if isinstance(cause, VerificationError) else str(cause)


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"
