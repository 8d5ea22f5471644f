"""Why a fetch failed: Twisted's and OpenSSL's errors, told apart in the catalogue's words and in people's."""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import IgnoreRequest
from service_identity import VerificationError
from twisted.internet import defer, error
from twisted.python.failure import Failure
from twisted.web import client
from twisted.web._newclient import ParseError, RequestNotSent, RequestTransmissionFailed
from twisted.web.http import PotentialDataLoss, _DataLoss, _MalformedChunkedDataError

from archive.models import Reason, Truncated
from crawler.fetching.resolver import refused_by_name

SHOWN_MAX = 120
"""Characters of a broken answer that people are shown."""


class FetchFailed(Exception):
    """No whole response came. `reason` is for the catalogue, `detail` for people, `truncated` says whether octets were kept."""

    def __init__(self, reason: Reason, detail: str, truncated: Truncated | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.truncated = reason, detail, truncated


class ConnectionLost(FetchFailed):
    """The connection broke: worth another try."""


class NoRoom(FetchFailed):
    """The disk is too full to hold what came: no fault of the page's, and no outcome of it."""

    def __init__(self, problem: OSError) -> None:
        super().__init__(Reason.INTERRUPTED, f"no room to spool it: {problem.strerror}")


class RobotsRefused(IgnoreRequest):
    """robots.txt closes this address, or could not be read (then nothing of the host may be fetched)."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def failed(problem: Exception, *, url: str, deadline_s: float, octets_came: bool) -> Exception:
    """Return what `problem`, raised while `url` was fetched, is in words; itself, where it is a fault of ours."""
    causes = tuple(_causes(problem))
    unconnected = next(filter(None, (_unconnected(cause, url, deadline_s) for cause in causes)), None)
    if unconnected is not None:
        return unconnected
    truncated = Truncated.DISCONNECT if octets_came else None
    malformed = next((cause for cause in causes if isinstance(cause, _MALFORMED)), None)
    if malformed is not None:
        return FetchFailed(Reason.BAD_HTTP, f"not an HTTP response: {_http_words(malformed)}", truncated)
    if any(isinstance(cause, _BROKEN) for cause in causes):
        return ConnectionLost(Reason.CONNECTION_LOST, "the connection broke before the response was whole", truncated)
    return problem


_MALFORMED = (ParseError, ValueError, _MalformedChunkedDataError)
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


def _http_words(cause: BaseException) -> str:
    """Return what Twisted says is wrong, then the beginning of the octets it is wrong with, where it shows them."""
    shown = (text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else str(text) for text in cause.args)
    return ": ".join(shown)[:SHOWN_MAX]


def _tls_words(cause: BaseException) -> str:
    if isinstance(cause, SSL.Error) and cause.args and cause.args[0]:
        return "; ".join(str(part[-1]) for part in cause.args[0] if part)
    return "the certificate is not this host's" if isinstance(cause, VerificationError) else str(cause)
