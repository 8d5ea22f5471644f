"""Ed25519 keys (RFC 8032) as PEM files that openssl reads: one that signs seals, its other half that checks them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE_MODE = 0o600
PEM_MAX_BYTES = 16_384


def new_key(path: Path) -> Ed25519PrivateKey:
    """Make a key and write it, for its owner alone to read. Raises FileExistsError: no key is ever replaced."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(descriptor)
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a key that signs. Raises OSError, ValueError for a file that holds none."""
    with path.open("rb") as file:
        key = _loaded(lambda pem: serialization.load_pem_private_key(pem, None), file.read(PEM_MAX_BYTES))
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("no Ed25519 private key in PEM")  # noqa: TRY004 - of what is in a file, not of an argument
    return key


def read_public(pem: bytes) -> Ed25519PublicKey:
    """Read a key that checks, from PEM. Raises ValueError."""
    key = _loaded(serialization.load_pem_public_key, pem[:PEM_MAX_BYTES])
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("no Ed25519 public key in PEM")  # noqa: TRY004 - as above
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key (of its DER form, as `openssl pkey -pubin -outform DER | sha256sum` has it)."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def is_signed(text: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether a signature is the key's, of this text."""
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _loaded(load: Callable[[bytes], object], pem: bytes) -> object:
    try:
        return load(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise ValueError(f"no key that can be used: {problem}") from problem
