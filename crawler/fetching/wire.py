"""The download handler that keeps the octets: what was sent and received, byte for byte, whatever became of it.

Scrapy parses a response and throws away how it was written. Here a tap sits on the connection itself: `_TapProtocol` sees
each octet both ways, `tap` holds them, and when the exchange ends, well or badly, a `Capture` goes out with the signal
`exchange_captured`. Private names of Twisted 26.10 and Scrapy 2.19 are used in this file and in failures.py alone;
tests/crawler/fetching/test_wire.py compares the result with a raw socket's.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import defer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web import client
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TxHeaders
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import UNKNOWN_LENGTH

from archive.models import Reason, Truncated
from archive.urls import normalize
from crawler.fetching import guard
from crawler.fetching.failures import FetchFailed, NoRoom, failed
from crawler.fetching.tap import HEAD_MAX_BYTES, Tap, megabytes
from crawler.home.folder import home_of

exchange_captured = object()
"""Signal: sent with `capture` and `request` for every exchange in which an octet came, before its response is passed on."""

stop_now = object()
"""Signal: end every live exchange now, keeping what came, and refuse new ones. Ctrl-C must not wait for a slow server."""


class WireHandler(http11.HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with the tap on it. No body in responses: `crawler.keeping.keep` reads it from the capture."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _TapFactory
        self._deadline_s: float = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._size_max_bytes: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._allow_private: bool = crawler.settings.getbool("WARRAQ_ALLOW_PRIVATE")
        self._spool_folder = home_of(crawler.settings)  # where the WARC files lie: one disk to be full
        self._live: set[Tap] = set()
        self._closing = False
        crawler.signals.connect(self.stop, stop_now)

    async def download_request(self, request: Request) -> Response:
        """Fetch `request`; raises FetchFailed. The deadline counts a URL's fetching time, redirects and retries included."""
        if self._closing:
            raise FetchFailed(Reason.INTERRUPTED, "stopped before it was fetched")
        self._refuse(request.url)
        left_s = self._deadline_s - request.meta.get("fetch_s", 0.0)
        tap = Tap(url=request.url, size_max_bytes=self._size_max_bytes, folder=self._spool_folder)
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

    async def _fetch(self, request: Request, tap: Tap, timeout_s: float) -> Response:
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
        return _response(request.url, received)

    def _agent(self, timeout_s: float) -> http11._ScrapyAgent:
        return http11._ScrapyAgent(
            contextFactory=self._contextFactory,
            connectTimeout=timeout_s,
            bindAddress=self._bind_address,
            pool=self._pool,
            crawler=self._crawler,
        )

    def _emit(self, tap: Tap, request: Request) -> None:
        try:
            capture = tap.capture(normalize(request.url))
        except OSError as problem:  # the last of it is written to the spool when it is read
            tap.drop()
            raise NoRoom(problem) from problem
        if capture is not None:
            self._crawler.signals.send_catch_log(exchange_captured, capture=capture, request=request)


class _TappedHeaders(TxHeaders):
    """Request headers that carry their tap: the one thing that Twisted hands on from the agent to the protocol."""

    tap: Tap

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
    _tap: Tap | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: N802 - Twisted's name
        super().makeConnection(transport)
        self._real = transport
        self.transport = cast("Any", _TapTransport(transport, self))

    def request(self, request: Any) -> defer.Deferred[Any]:
        self._tap = request.headers.tap
        self._tap.open(self._real)
        answer = super().request(request)
        parser: Any = self._parser
        if parser is not None:  # Scrapy's own way to have another parser than Twisted's
            parser.__class__ = _TapParser
        return answer

    def sent(self, data: bytes) -> None:
        if self._tap is not None and self._tap.exchange is not None:
            self._tap.exchange.request += data

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        tap = self._tap
        if tap is not None:
            try:
                tap.receive(data)
            except OSError as problem:
                tap.abort(Truncated.UNSPECIFIED, NoRoom(problem))
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


class _TapParser(http11._LenientHTTPClientParser):
    """Reads heads as browsers do: as long as the tap lets them be, and past names that are none."""

    MAX_LENGTH = HEAD_MAX_BYTES

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        with suppress(InvalidHeaderName):  # Arabic letters, a space within: the octets are kept, nobody asks for the value
            super().headerReceived(name.rstrip(), value)


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


def _drain(received: Any, tap: Tap) -> Any:
    tap.head_seen = True
    if received.length == 0:
        return received
    if received.length != UNKNOWN_LENGTH and received.length > tap.size_max_bytes:
        tap.too_large(f"{megabytes(received.length)} announced, the limit is {megabytes(tap.size_max_bytes)}")
    finished: defer.Deferred[Any] = defer.Deferred()
    received.deliverBody(_Drain(finished, received))
    return finished


def _response(url: str, received: Any) -> Response:
    headers = Headers(received.headers.getAllRawHeaders())
    return Response(url, status=received.code, headers=headers)


@contextmanager
def _typed(tap: Tap, deadline_s: float) -> Generator[None]:
    """Turn Twisted's errors into FetchFailed, with the words a person needs; an abort of our own keeps its own reason."""
    try:
        yield
    except Exception as problem:
        came = tap.exchange is not None and tap.exchange.received > 0
        raise (tap.failure or failed(problem, url=tap.url, deadline_s=deadline_s, octets_came=came)) from problem
    if tap.failure is not None:
        raise tap.failure
