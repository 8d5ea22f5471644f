"""The digests that a record declares, of its block (WARC 1.1 section 5.8) and of its payload (5.9), against its octets."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from archive.errors import WarcError
from archive.models import Octets
from archive.warc.coding import Flaws, cut, dechunk
from archive.warc.http import HEAD_END, HEAD_MAX_BYTES
from archive.warc.records import Stored, records

ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha-512": hashlib.sha512,
    "md5": hashlib.md5,
}
BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""From the digits of RFC 4648 to those of int()."""

URL_LETTERS = str.maketrans("+/", "-_")


class Declared:
    """A digest as declared ("sha1:BASE32"), and the octets it is of, as they come by."""

    def __init__(self, text: str) -> None:
        """Read it. Raises ValueError where the algorithm is none that is known here."""
        label, _, self._value = text.strip().partition(":")
        algorithm = ALGORITHMS.get(label.lower())
        if algorithm is None:
            raise ValueError(f"a digest that cannot be checked: {text[:80]!r}")
        self._hash = algorithm(usedforsecurity=False)
        self.text = text

    def update(self, octets: bytes | memoryview) -> None:
        """Take what comes next."""
        self._hash.update(octets)

    def is_right(self) -> bool:
        """Tell whether what came has the digest: in base32, as is usual, in hexadecimal or in base64."""
        digest = self._hash.digest()
        return _is_sha1(digest, self._value) or digest in _spelled(self._value)


class Digests:
    """What one record declares; it is fed the record's block, piece by piece.

    `odd`: digests of algorithms that are not known.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        """`fields`: by their names in lower case."""
        self.odd: list[str] = []
        self.block = self._declared(fields.get("warc-block-digest"))
        is_revisit = fields.get("warc-type") == "revisit"  # its payload digest is its original's
        self.payload = None if is_revisit else self._declared(fields.get("warc-payload-digest"))
        is_http = fields.get("content-type", "").lower().startswith("application/http")
        self._head: bytes | None = b"" if is_http else None

    def update(self, piece: memoryview) -> None:
        """Take what comes next of the block."""
        if self.block is not None:
            self.block.update(piece)
        if self.payload is None:
            return
        if self._head is None:
            self.payload.update(piece)
        else:
            self._pass_head(self.payload, piece)

    def _pass_head(self, payload: Declared, piece: memoryview) -> None:
        """Look for the end of the HTTP head; the payload begins after it."""
        self._head = (self._head or b"") + bytes(piece)
        end = HEAD_END.search(self._head)
        if end or len(self._head) > HEAD_MAX_BYTES:
            payload.update(memoryview(self._head)[end.end() if end else 0 :])
            self._head = None

    def _declared(self, text: str | None) -> Declared | None:
        try:
            return Declared(text) if text else None
        except ValueError as error:
            self.odd.append(str(error))
            return None


def is_right_otherwise(path: Path, offset: int, record_id: str, text: str) -> bool:
    """Tell whether a payload digest is right of another payload than the octets after the head, in a record read again.

    By the standard it is of the entity without its chunk framing (IIPC warc-specifications issue 22); and tools see the head
    end elsewhere where lines do not end in CRLF.
    """
    try:
        block = next((one.block for one in _again(path, offset) if one.get("WARC-Record-ID") == record_id), b"")
    except WarcError:
        return False
    return is_right_of(block, text)


def is_right_of(block: Octets, text: str) -> bool:
    """Tell whether a payload digest is right of any reading of the payload in this block."""
    return any(_has(text, payload) for payload in _payloads(block))


def _again(path: Path, offset: int) -> Iterator[Stored]:
    for found in records(path, offset):
        if isinstance(found, WarcError) or found.offset != offset:
            return
        yield found


def _payloads(block: Octets) -> Iterator[Iterable[bytes]]:
    end = HEAD_END.search(block, 0, HEAD_MAX_BYTES)
    strict = block.find(b"\r\n\r\n")
    if end:
        yield dechunk(block, end.end(), Flaws())
    else:
        yield ()  # a head alone
    if strict >= 0:
        yield dechunk(block, strict + 4, Flaws())
        yield cut(block, strict + 4)
    yield cut(block)


def _has(text: str, pieces: Iterable[bytes]) -> bool:
    declared = Declared(text)
    for piece in pieces:
        declared.update(piece)
    return declared.is_right()


def _is_sha1(digest: bytes, value: str) -> bool:
    """Tell whether `value` is a digest in base32, if it is as long as those of SHA-1 are: the usual one, told quickly."""
    try:
        return len(value) == 32 and int(value.upper().translate(BASE32), 32) == int.from_bytes(digest)
    except ValueError:
        return False


def _spelled(value: str) -> Iterator[bytes]:
    """Yield what a digest's text may stand for; base64 also with the letters of URLs (RFC 4648 section 5)."""
    for read in (base64.b16decode, base64.b32decode):
        with suppress(binascii.Error, ValueError):
            yield read(value.upper())
    with suppress(binascii.Error, ValueError):
        yield base64.urlsafe_b64decode(value.translate(URL_LETTERS))
