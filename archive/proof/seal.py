"""The seals of days: what each says, in which files it lies, and how they hang together.

A seal is NAME.json, which is signed as it is, octet for octet; NAME.json.sig and NAME.json.pub, its Ed25519 signature and the
key that checks it, where there is one; NAME.leaves.gz, the lines that its root is over. NAME is the day, "2026-03-01", and for
a day sealed again "2026-03-01.2". None is ever changed, and each names the hash of the one before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.errors import SealError
from archive.proof.merkle import leaf_hash, root_of
from archive.proof.signing import public_pem
from archive.warc.closing import sync_folder, write_whole

NAME = re.compile(r"\d{4}-\d\d-\d\d(?:\.\d+)?\.json")
FORMAT = "warraq-seal/1"
SEAL_MAX_BYTES = 4_096
HEX = re.compile(r"[0-9a-f]{64}")
DRAFT_SUFFIX = ".draft"
SIGNATURE_SUFFIX = ".sig"
KEY_SUFFIX = ".pub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What is said of a day. `number`: of all seals of the archive, from 1. `root`, `previous`: SHA-256 in hexadecimal.

    `previous`: of the file of the seal before, None for the first. `records`: how many leaves the tree has.
    """

    number: int
    day: date
    sealed_at: datetime
    records: int
    root: str
    previous: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A seal as it lies. `text`: the octets of its file, which are what is signed."""

    path: Path
    text: bytes
    seal: Seal


def text_of(seal: Seal) -> bytes:
    """Return the octets of a seal's file."""
    said = {"format": FORMAT} | asdict(seal)
    said |= {"day": seal.day.isoformat(), "sealed_at": seal.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    return json.dumps(said).encode() + b"\n"


def read_seal(text: bytes) -> Seal:
    """Read the octets of a seal's file. Raises ValueError for whatever is none."""
    if len(text) > SEAL_MAX_BYTES:
        raise ValueError(f"no seal: {len(text)} bytes")
    try:
        said = json.loads(text)
        if said.pop("format") != FORMAT:
            raise ValueError("a seal of a format that is not known here")
        said |= {"day": date.fromisoformat(said["day"]), "sealed_at": datetime.fromisoformat(said["sealed_at"])}
        seal = Seal(**said)
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"no seal: {problem}") from problem
    hashes = [seal.root] if seal.previous is None else [seal.root, seal.previous]
    if type(seal.number) is not int or type(seal.records) is not int or not all(HEX.fullmatch(str(one)) for one in hashes):
        raise ValueError("no seal: a number or a hash is none")
    return seal


def seals_in(folder: Path) -> tuple[Sealed, ...]:
    """Return all seals in the order of their numbers. Raises SealError where one is missing or is not as it was."""
    paths = [path for path in folder.glob("*.json") if NAME.fullmatch(path.name)]
    found = sorted(map(_read, paths), key=lambda sealed: sealed.seal.number)
    previous = None
    for number, sealed in enumerate(found, 1):
        if sealed.seal.number != number:
            raise SealError(sealed.path, f"is seal {sealed.seal.number}, and seal {number} is not there")
        if sealed.seal.previous != previous:
            raise SealError(sealed.path, "does not follow the seal before it: one of the two was changed")
        previous = hashlib.sha256(sealed.text).hexdigest()
    return tuple(found)


def make_seal(
    folder: Path, day: date, leaves: Iterable[bytes], *, now: datetime, key: Ed25519PrivateKey | None
) -> Sealed | None:
    """Seal a day; None where its last seal says the same. Safe to be killed: it is there when its .json is.

    `leaves`: in order. Raises SealError, OSError.
    """
    before = seals_in(folder)
    last = next((sealed for sealed in reversed(before) if sealed.seal.day == day), None)
    again = sum(sealed.seal.day == day for sealed in before)
    path = folder / f"{day}{f'.{again + 1}' if again else ''}.json"
    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".leaves" + DRAFT_SUFFIX)
    records, root = _write_leaves(draft, leaves)
    if last and (last.seal.records, last.seal.root) == (records, root):
        draft.unlink()
        return None
    previous = hashlib.sha256(before[-1].text).hexdigest() if before else None
    moment = now.replace(microsecond=0)
    seal = Seal(number=len(before) + 1, day=day, sealed_at=moment, records=records, root=root, previous=previous)
    _put(path, draft, text_of(seal), key)
    return Sealed(path=path, text=text_of(seal), seal=seal)


def signature_of(path: Path) -> tuple[bytes | None, bytes | None]:
    """Return the signature of the seal at `path` and the key that checks it, in PEM; None where it has none."""
    try:
        return path.with_name(path.name + SIGNATURE_SUFFIX).read_bytes(), path.with_name(path.name + KEY_SUFFIX).read_bytes()
    except FileNotFoundError:
        return None, None


def leaves_path(path: Path) -> Path:
    """Return where the leaves of the seal at `path` lie."""
    return path.with_suffix(".leaves.gz")


def read_leaves(sealed: Sealed) -> Iterator[bytes]:
    """Yield the leaves of a seal. Raises SealError where they are not those that were sealed."""
    count = 0
    try:
        with gzip.open(leaves_path(sealed.path)) as file:
            for count, line in enumerate(file, 1):  # noqa: B007 - told after
                yield line
    except (OSError, EOFError) as problem:
        raise SealError(leaves_path(sealed.path), f"cannot be read: {problem}") from problem
    if count != sealed.seal.records:
        raise SealError(leaves_path(sealed.path), f"holds {count} leaves, and {sealed.seal.records} were sealed")


def _put(path: Path, draft: Path, text: bytes, key: Ed25519PrivateKey | None) -> None:
    """Put the files of a seal in their places, the seal itself last."""
    draft.replace(leaves_path(path))
    for suffix, octets in ((SIGNATURE_SUFFIX, key and key.sign(text)), (KEY_SUFFIX, key and public_pem(key.public_key()))):
        beside = path.with_name(path.name + suffix)
        beside.unlink(missing_ok=True)  # of a seal that was never finished
        if octets:
            write_whole(beside, (octets,))
    write_whole(path, (text,))
    sync_folder(path.parent)


def _write_leaves(draft: Path, leaves: Iterable[bytes]) -> tuple[int, str]:
    """Write the leaves, durably; return how many they are, and their root."""
    count = 0

    def hashed() -> Iterator[bytes]:
        nonlocal count
        for leaf in leaves:
            packed.write(leaf)
            count += 1
            yield leaf_hash(leaf)

    draft.unlink(missing_ok=True)
    with draft.open("xb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as packed:
            root = root_of(hashed())
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o440)
    return count, root.hex()


def _read(path: Path) -> Sealed:
    text = path.read_bytes()
    try:
        return Sealed(path=path, text=text, seal=read_seal(text))
    except ValueError as problem:
        raise SealError(path, str(problem)) from problem
