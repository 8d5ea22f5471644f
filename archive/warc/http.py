"""What the octets of an HTTP/1 exchange say: head, entity. Pure, and patient with servers that do not keep the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.models import Capture, Octets
from archive.warc.coding import Flaws, TooLarge, capped, cut, dechunk, decode

HEAD_MAX_BYTES = 1_048_576
"""A longer head is no head. Servers' own limits are 8 to 64 KiB."""

CODINGS_MAX = 5
"""Content codings one on another; curl's limit too."""

HEAD_END = re.compile(rb"\n\r*\n")
"""The blank line, bare LF allowed (RFC 9112 section 2.2). warcio and FastWARC see the same end."""

STATUS_LINE = re.compile(r"(HTTP/\d+(?:\.\d+)?)(?:[ \t]+(\d{3})(?!\d))?[ \t]*(.*)", re.IGNORECASE | re.DOTALL)
INTERIM = re.compile(rb"HTTP/1\.[01][ \t]+1(?!01)\d\d(?!\d)", re.IGNORECASE)
OBS_FOLD = re.compile(r"(?<!\r)\r*\n[ \t]+")

SECRET = re.compile(
    rb"(\n(?:cookie|authorization|proxy-authorization)[ \t]*:)[^\n]*?(?:\n[ \t][^\n]*?)*(?=\r*(?:\n(?![ \t])|\Z))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A response's status line and header lines.

    `version`: as received ("HTTP/1.1"). `status`: None where the status line has none. `headers`: (name, value) in latin-1,
    order, case and duplicates as received, outer space and folds removed. `length`: octets, the blank line included.
    """

    version: str
    status: int | None
    reason: str
    headers: tuple[tuple[str, str], ...]
    length: int

    def get(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A response's body as its server meant it, framing and codings undone.

    `whole`: nothing is missing and all of it was read. `too_large`: cut at the limit. `why`: what is wrong, or None.
    """

    data: bytes
    whole: bool
    too_large: bool
    why: str | None


def response_head(octets: Octets) -> Head | None:
    """Read the head of a response; None when there is no whole one, or it is not HTTP.

    Bare LF, a missing reason, lines without a colon, folded lines (RFC 9112 section 5.2) and any octet above 127 pass.
    """
    if octets[:5].upper() != b"HTTP/":
        return None
    end = HEAD_END.search(octets, 0, HEAD_MAX_BYTES)
    if not end:
        return None
    lines = OBS_FOLD.sub(" ", octets[: end.start()].decode("latin-1")).split("\n")
    status = STATUS_LINE.match(lines[0].rstrip("\r"))
    if not status:
        return None
    return Head(
        version=status[1],
        status=int(status[2]) if status[2] else None,
        reason=status[3].strip(),
        headers=tuple(_fields(lines[1:])),
        length=end.end(),
    )


def without_interim(octets: Octets) -> Octets:
    """Drop interim heads (100, 102, 103) from before the answer; 101 is an answer.

    Mapped octets are given back as they are when there is nothing to drop; else what is left is copied to memory.
    """
    start = 0
    while INTERIM.match(octets, start):
        end = HEAD_END.search(octets, start, start + HEAD_MAX_BYTES)
        if not end:
            break
        start = end.end()
    return octets[start:] if start else octets


def entity(capture: Capture, size_max_bytes: int) -> Entity:
    """Read the entity: chunk framing undone, then gzip, x-gzip and deflate (zlib or bare), one on another.

    At most `size_max_bytes` are unfolded, at any layer. A coding that is not known is left as it is, and `why` names it.
    """
    head = response_head(capture.response)
    if head is None:
        return Entity(data=b"", whole=False, too_large=False, why="no whole head")
    if _has_no_body(capture.request, head):
        return Entity(data=b"", whole=capture.truncated is None, too_large=False, why=None)
    flaws = Flaws()
    data, too_large = _gather(_decoded(capture.response, head, size_max_bytes, flaws))
    if too_large:
        flaws.missing.append(f"larger than {size_max_bytes} bytes")
    if capture.truncated:
        flaws.missing.append(f"truncated: {capture.truncated}")
    why = "; ".join(flaws.missing + flaws.odd) or None
    return Entity(data=data, whole=not flaws.missing, too_large=too_large, why=why)


def codings(head: Head) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the transfer and the content codings that a head declares, in the order they were applied."""
    return _listed(head, "Transfer-Encoding"), _listed(head, "Content-Encoding")


def redact_request(request: bytes) -> bytes:
    """Put "[redacted]" in place of the values of Cookie, Authorization and Proxy-Authorization.

    The names stay, so that the archive still says the request was not anonymous; nothing else changes.
    """
    end = HEAD_END.search(request)
    head_length = end.end() if end else len(request)
    return SECRET.sub(rb"\1 [redacted]", request[:head_length]) + request[head_length:]


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(" \t\r"), value.strip(" \t\r")


def _has_no_body(request: bytes, head: Head) -> bool:
    """Tell answers without a body whatever their headers say (RFC 9112 section 6.3)."""
    return request[:5].upper() == b"HEAD " or head.status in {204, 304}


def _decoded(octets: Octets, head: Head, size_max_bytes: int, flaws: Flaws) -> Iterator[bytes]:
    transfer, content = codings(head)
    if "chunked" in transfer:
        pieces = dechunk(octets, head.length, flaws)
    else:
        _check_length(octets, head, flaws)
        pieces = cut(octets, head.length)
    layers = (*content, *(layer for layer in transfer if layer != "chunked"))
    if len(layers) > CODINGS_MAX:
        flaws.odd.append(f"{len(layers)} codings, {CODINGS_MAX} undone")
    for coding in reversed(layers[-CODINGS_MAX:]):
        pieces = decode(capped(pieces, size_max_bytes), coding, flaws)
    return capped(pieces, size_max_bytes)


def _listed(head: Head, name: str) -> tuple[str, ...]:
    values = ",".join(head.all(name)).lower().split(",")
    return tuple(value.strip() for value in values if value.strip() not in {"", "identity"})


def _check_length(octets: Octets, head: Head, flaws: Flaws) -> None:
    declared = head.get("Content-Length")
    if declared and declared.isascii() and declared.isdigit() and len(octets) - head.length < int(declared[:18]):
        flaws.missing.append("shorter than its Content-Length")


def _gather(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    data = bytearray()
    try:
        for piece in pieces:
            data += piece
    except TooLarge:
        return bytes(data), True
    return bytes(data), False
