"""A proof as one file: a record, the path from it to the root of its day, the seal, its signature; checked by itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from archive.errors import SealError
from archive.proof.leaves import day_of, leaf_of
from archive.proof.merkle import DIGEST_BYTES, leaf_hash, path_to, root_from, root_of
from archive.proof.seal import Seal, Sealed, read_leaves, read_seal, signature_of
from archive.proof.signing import is_signed, read_public
from archive.warc.coding import GZIP, PIECE_BYTES
from archive.warc.records import HEADER_MAX_BYTES, fields_by_name

FORMAT = "warraq-proof/1"
FIELDS = frozenset({"format", "leaf", "index", "path", "seal", "signature", "public_key", "record"})
BUNDLE_MAX_BYTES = 256_000_000
RECORD_MAX_BYTES = 2_000_000_000
PATH_MAX = 64
"""Steps from a leaf to a root: enough for more leaves than there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a bundle proves: that a record with these fields was in the archive when its day was sealed.

    `fields`: by their names in lower case. `digest`: SHA-256 of the record. `key`: that signed the seal, None where none did.
    """

    fields: dict[str, str]
    digest: str
    seal: Seal
    key: Ed25519PublicKey | None


def make_bundle(member: bytes, sealed: Sealed) -> bytes:
    """Return the proof of a record, given as it lies: a gzip member or plain. Raises LookupError where it is not in the seal.

    Raises SealError where the seal's leaves are not those that were sealed, ValueError for what is no record.
    """
    leaf = leaf_of(*_opened(member))
    leaves = tuple(read_leaves(sealed))
    if leaf not in leaves:
        raise LookupError(f"not in {sealed.path.name}")
    index, hashes = leaves.index(leaf), tuple(map(leaf_hash, leaves))
    if root_of(hashes).hex() != sealed.seal.root:
        raise SealError(sealed.path, "its leaves are not those that were sealed")
    signature, key = signature_of(sealed.path)
    said = {
        "format": FORMAT,
        "leaf": leaf.decode("utf-8", "replace"),
        "index": index,
        "path": [step.hex() for step in path_to(index, hashes)],
        "seal": sealed.text.decode(),
        "signature": base64.b64encode(signature).decode() if signature else None,
        "public_key": key.decode() if key else None,
        "record": base64.b64encode(member).decode(),
    }
    return json.dumps(said, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def check_bundle(octets: bytes, key: Ed25519PublicKey | None = None) -> Proven:
    """Check every part of a bundle against every other. Raises ValueError, which says what is wrong.

    `key`: whose signature there must be; without one, that of the key in the bundle, if there is one.
    """
    said = _read(octets)
    leaf = _text(said, "leaf").encode()
    fields, digest = _opened(_decoded(said, "record"))
    if leaf != leaf_of(fields, digest):
        raise ValueError("the record is not the one that the leaf is of: it, or the leaf, was changed")
    text = _text(said, "seal").encode()
    seal = read_seal(text)
    if day_of(leaf) != seal.day:
        raise ValueError(f"the record is of {day_of(leaf)}, and the seal of {seal.day}")
    root = root_from(leaf_hash(leaf), _index(said), seal.records, _path(said))
    if root.hex() != seal.root:
        raise ValueError("the path does not lead from the record to the root that was sealed")
    return Proven(fields=fields, digest=digest, seal=seal, key=_signer(said, text, key))


def _read(octets: bytes) -> dict[str, Any]:
    if len(octets) > BUNDLE_MAX_BYTES:
        raise ValueError(f"larger than {BUNDLE_MAX_BYTES} bytes: no proof")
    try:
        said = json.loads(octets)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"no proof: {problem}") from problem
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError(f"no proof: its format is not {FORMAT}")
    if said.keys() != FIELDS:
        raise ValueError(f"no proof: its fields are not {', '.join(sorted(FIELDS))}")
    return said


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise ValueError(f"its {name!r} is no text")  # noqa: TRY004 - of a file, not of an argument
    return value


def _decoded(said: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(_text(said, name), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise ValueError(f"its {name!r} is no base64: {problem}") from problem


def _index(said: dict[str, Any]) -> int:
    if type(said.get("index")) is not int:
        raise ValueError("its 'index' is no number")
    return int(said["index"])


def _path(said: dict[str, Any]) -> tuple[bytes, ...]:
    path = said.get("path")
    if not isinstance(path, list) or len(path) > PATH_MAX:
        raise ValueError(f"its 'path' is no list of at most {PATH_MAX} hashes")
    try:
        steps = tuple(bytes.fromhex(step) for step in path)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"its 'path' holds what is no hash: {problem}") from problem
    if any(len(step) != DIGEST_BYTES for step in steps) or [step.hex() for step in steps] != path:
        raise ValueError("its 'path' holds what is no SHA-256")
    return steps


def _opened(member: bytes) -> tuple[dict[str, str], str]:
    """Return the named fields and the SHA-256 of a record; it is unfolded piece by piece, and never in memory whole."""
    digest, head, size = hashlib.sha256(), b"", 0
    for piece in _pieces(member):
        digest.update(piece)
        size += len(piece)
        if size > RECORD_MAX_BYTES:
            raise ValueError(f"its record unfolds to more than {RECORD_MAX_BYTES} bytes")
        if len(head) < HEADER_MAX_BYTES:
            head += piece
    end = head.find(b"\r\n\r\n")
    if not head.startswith(b"WARC/") or end < 0:
        raise ValueError("its 'record' is no WARC record")
    return fields_by_name(head[:end]), digest.hexdigest()


def _pieces(member: bytes) -> Iterator[bytes]:
    if member[:2] != b"\x1f\x8b":
        yield member
        return
    decoder = zlib.decompressobj(GZIP)
    piece = member
    try:
        while not decoder.eof:
            out = decoder.decompress(piece, PIECE_BYTES)
            if not out and not decoder.eof:
                raise ValueError("its record ends within its gzip member")
            yield out
            piece = decoder.unconsumed_tail
    except zlib.error as problem:
        raise ValueError(f"its record cannot be unfolded: {problem}") from problem
    if decoder.unused_data:
        raise ValueError("more than one gzip member is in its 'record'")


def _signer(said: dict[str, Any], text: bytes, key: Ed25519PublicKey | None) -> Ed25519PublicKey | None:
    if said.get("signature") is None:
        if key is not None:
            raise ValueError("the seal is not signed")
        if said["public_key"] is not None:
            raise ValueError("there is a key in it, and no signature")
        return None
    signer = key or read_public(_text(said, "public_key").encode())
    if not is_signed(text, _decoded(said, "signature"), signer):
        raise ValueError("the signature is not this key's, or not of this seal")
    return signer
