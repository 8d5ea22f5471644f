"""Pages as octets: the head of an answer, gzip when asked for, 304 when the validators match, HEAD, 404, 405."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from tests.newsroom.model import Page

GZIP_LEVEL = 6
COMPRESS_MIN_BYTES = 512
CHUNK_BYTES = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The head of one request. `target`: path and query as sent. `headers`: names in lower case; the last of a name wins."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The octets of one answer, and over how many seconds its body is to be sent."""

    head: bytes
    body: bytes
    status: int
    over_s: float = 0.0


def answer(page: Page, request: Request, now: datetime) -> Answer:
    """Return what a server says to `request` when the address holds `page`: the same octets at the same `now`."""
    if request.method not in {"GET", "HEAD"}:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED, now, (("Allow", "GET, HEAD"),))
    body, coding = _coded(page, request)
    etag = f'W/"{hashlib.sha256(page.body).hexdigest()[:20]}"'
    if page.modified is not None and _unchanged(request, etag, page.modified):
        return Answer(head=_head(304, now, _validators(page, etag)), body=b"", status=304)
    headers = [*_framing(page, body), *_entity(page, coding), *_validators(page, etag), *page.headers]
    sent = b"" if request.method == "HEAD" else in_chunks(body) if page.chunked else body
    return Answer(head=_head(page.status, now, headers), body=sent, status=page.status, over_s=page.over_s)


def is_conditional(request: Request) -> bool:
    """Say whether the client asks for the page only if it has changed."""
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def refuse(status: HTTPStatus, now: datetime) -> Answer:
    """Return a bare answer of `status` that ends the connection."""
    return _plain(status, now, (("Connection", "close"),))


def _coded(page: Page, request: Request) -> tuple[bytes, str | None]:
    wanted = "gzip" in request.headers.get("accept-encoding", "")
    if wanted and page.compress and len(page.body) >= COMPRESS_MIN_BYTES:
        return gzip.compress(page.body, GZIP_LEVEL, mtime=0), "gzip"
    return page.body, None


def _unchanged(request: Request, etag: str, modified: datetime) -> bool:
    """Say whether the copy the client has is good (RFC 9110 section 13.2.2: If-None-Match goes before the date)."""
    if (known := request.headers.get("if-none-match")) is not None:
        return known.strip() == "*" or etag in (each.strip() for each in known.split(","))
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
    except (KeyError, ValueError):
        return False
    return modified.replace(microsecond=0) <= since


def in_chunks(body: bytes) -> bytes:
    """Return `body` in the chunked transfer coding."""
    parts = (body[start : start + CHUNK_BYTES] for start in range(0, len(body), CHUNK_BYTES))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _framing(page: Page, body: bytes) -> list[tuple[str, str]]:
    return [("Transfer-Encoding", "chunked")] if page.chunked else [("Content-Length", str(len(body)))]


def _entity(page: Page, coding: str | None) -> list[tuple[str, str]]:
    headers = []
    if page.content_type is not None:
        headers.append(("Content-Type", page.content_type))
    if page.compress:
        headers.append(("Vary", "Accept-Encoding"))
    if coding is not None:
        headers.append(("Content-Encoding", coding))
    return headers


def _validators(page: Page, etag: str) -> list[tuple[str, str]]:
    if page.modified is None:
        return []
    return [("ETag", etag), ("Last-Modified", http_date(page.modified))]


def http_date(moment: datetime) -> str:
    """Return an aware datetime in the form of HTTP's headers."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _plain(status: HTTPStatus, now: datetime, more: tuple[tuple[str, str], ...]) -> Answer:
    body = f"{status.value} {status.phrase}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body))), *more]
    return Answer(head=_head(status, now, headers), body=body, status=status)


def _head(status: int, now: datetime, headers: list[tuple[str, str]]) -> bytes:
    first = [f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}", f"Date: {http_date(now)}", "Server: newsroom"]
    lines = first + [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
