"""What a browser received, as exchanges: heads as it gave them, bodies decoded, and nothing said of a body that is not so.

The browser undoes transfer and content codings. The headers that told of them stay under names that begin with `x-orig-`, as
Browsertrix and ArchiveWeb.page write them, and Content-Length is that of the body as it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from archive.models import Capture, Reason, Record, Truncated
from archive.urls import normalize

CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
OF_PROXY = frozenset({"proxy-connection", "proxy-authorization"})
"""What the browser told its proxy; the server never had it."""
_ENDS = str.maketrans({"\r": " ", "\n": " "})

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as a browser shows it. `payload`: its document, UTF-8. `record`: where that lies, when written.

    `assets`: of what it asked for beside, why it failed or None, and its octets.
    """

    payload: bytes
    record: Future[Record]
    assets: tuple[tuple[Reason | None, int], ...]


def capture_of(event: Mapping[str, Any], body: bytes | None, addresses: Mapping[str, str]) -> Capture:
    """Return the exchange of an event of `crawler.browsing.child`. `body`: None where it was too large to be kept."""
    target_uri = normalize(event["url"])
    parts = urlsplit(target_uri)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    tls = (event.get("tls") or "").lower().split()
    return Capture(
        target_uri=target_uri,
        date=datetime.fromtimestamp(event["began_ms"] / 1000, UTC),
        ip_address=addresses.get(f"{parts.hostname}:{port}"),
        request=_request(parts.path + (f"?{parts.query}" if parts.query else ""), event["request_headers"]),
        response=_response(event["status"], event["status_text"], event["headers"], body or b""),
        truncated=None if body is not None else Truncated.LENGTH,
        protocol=("http/1.1", "/".join(tls)) if len(tls) == 2 else ("http/1.1",),
    )


def _request(path: str, headers: Headers) -> bytes:
    sent = ((name, value) for name, value in headers if name.lower() not in OF_PROXY)
    return _head(f"GET {path} HTTP/1.1", sent)


def _response(status: int, words: str, headers: Headers, body: bytes) -> bytes:
    given = [(f"x-orig-{name}" if name.lower() in CODED else name, value) for name, value in headers]
    return _head(f"HTTP/1.1 {status} {words}".rstrip(), (*given, ("Content-Length", str(len(body))))) + body


def _head(line: str, headers: Headers) -> bytes:
    """Return a head. A browser joins the values of one name by line ends: each is a line of its own again."""
    lines = [f"{name}: {one.translate(_ENDS)}" for name, value in headers for one in value.split("\n")]
    return "\r\n".join((line.translate(_ENDS), *lines, "", "")).encode("utf-8", "replace")
