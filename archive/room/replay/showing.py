"""One capture as an answer of HTTP: its status, its type, its headers for whoever asks, and an entity that cannot act."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.responses import PlainTextResponse, Response

from archive.catalog.mementos import Memento, is_redirect
from archive.errors import BadUrl
from archive.room.replay.looking import page_for_looking, sheet_for_looking
from archive.room.replay.moments import http_date
from archive.room.replay.places import IMAGE, RAW, capture_path
from archive.text.encoding.decode import decode
from archive.urls import SCHEMES, normalize
from archive.warc.http import Head

PAGE_MAX_BYTES = 5_000_000
"""A larger page is not made fit to be looked at; real ones are below two."""

HEADERS_MAX = 100
HEADER_MAX = 4_000
"""Header lines, and characters of one, that are told as X-Archive-Orig-."""

CACHE = "private, max-age=3600"
HTML = frozenset({"text/html", "application/xhtml+xml"})

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_TYPE = re.compile(r"\A\s*+([\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,60})\s*(?:;.*)?", re.ASCII | re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_UNPRINTED = re.compile(r"[^\x20-\x7e\x80-\xff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A capture read. `stamp`, `flag`: as its address names it. `payload`: framing and codings undone."""

    memento: Memento
    stamp: str
    flag: str
    head: Head
    payload: bytes

    @property
    def mime(self) -> str:
        """Return the media type it was sent as; what came without one is a page if it looks like one."""
        found = _TYPE.fullmatch(self.head.get("content-type") or "")
        if found:
            return found[1].lower()
        return "text/html" if self.payload[:1_000].lstrip()[:1] == b"<" else "application/octet-stream"


def answer(shown: Shown, wanted_as: str) -> Response:
    """Return the answer. `wanted_as`: what the browser wants it for (Sec-Fetch-Dest), "" where it does not say."""
    payload, content_type = _entity(shown, wanted_as)
    if payload is None:
        raw = capture_path(shown.stamp, shown.memento.url, RAW)
        return PlainTextResponse(f"this page is too large to be shown; its octets are at {raw}\n", 413)
    status = shown.head.status if shown.head.status and 200 <= shown.head.status <= 599 else 200
    headers = {**_told(shown), "Content-Type": content_type}
    if shown.flag == RAW:
        headers["Content-Disposition"] = "attachment"  # for programs: a browser would follow what it preconnects to
    if wanted_as == "font":  # asked for with CORS, and a sandbox has no origin to allow
        headers["Access-Control-Allow-Origin"] = "*"
    if is_redirect(status) and (place := _led_on(shown)):
        headers["Location"] = place
    return Response(b"" if status in {204, 205} else payload, status, headers)


def _entity(shown: Shown, wanted_as: str) -> tuple[bytes | None, str]:
    """Return the octets to send, None where they are too many, and their type."""
    url, stated = shown.memento.url, shown.head.get("content-type")
    if shown.flag == RAW:
        return shown.payload, _with_charset(shown.mime, stated)
    if shown.mime in HTML:
        page = page_for_looking(shown.payload, stated, url, shown.stamp) if len(shown.payload) <= PAGE_MAX_BYTES else None
        return page, "text/html; charset=utf-8"
    if shown.mime == "text/css":
        return sheet_for_looking(shown.payload, url, shown.stamp), _with_charset(shown.mime, stated)
    if shown.mime.endswith(("/xml", "+xml")) and (shown.flag != IMAGE or wanted_as in {"document", "iframe", "frame"}):
        # a document of XML can hold elements of HTML, which ask the net before any policy is asked
        return (decode(shown.payload, stated) or "").encode("utf-8", "replace"), "text/plain; charset=utf-8"
    return shown.payload, _with_charset(shown.mime, stated)


def _told(shown: Shown) -> dict[str, str]:
    """Return the headers of replay: the moment, what is not whole, and the capture's own under names that do nothing."""
    told = {"Memento-Datetime": http_date(shown.memento.date), "Cache-Control": CACHE}
    if shown.memento.truncated:
        told["X-Archive-Truncated"] = shown.memento.truncated
    for name, value in shown.head.headers[:HEADERS_MAX]:
        if _NAME.fullmatch(name):
            key = f"X-Archive-Orig-{name}"
            told[key] = f"{told[key]}, {_plain(value)}" if key in told else _plain(value)
    return told


def _led_on(shown: Shown) -> str | None:
    """Return where in the archive a redirect leads, if it leads to the web."""
    try:
        url = normalize(_located(shown.head), base=shown.memento.url)
    except BadUrl:
        return None
    return capture_path(shown.stamp, url, shown.flag) if url.startswith(SCHEMES) else None


def _located(head: Head) -> str:
    """Return the Location as browsers read it: octets above 127 are UTF-8, or else what they are in latin-1."""
    written = head.get("location") or ""
    try:
        return written.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return written


def _with_charset(mime: str, stated: str | None) -> str:
    """Return the type with the charset it was sent with; a text without one gets none from us."""
    found = _CHARSET.search(stated or "")
    return f"{mime}; charset={found[1]}" if found else mime


def _plain(value: str) -> str:
    return _UNPRINTED.sub(" ", value[:HEADER_MAX]).strip()
