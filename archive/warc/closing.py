"""The end of a WARC file's writing: durable, indexed, hashed, named, closed to change; after a crash as after a run."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from archive.errors import WarcError

OPEN_SUFFIX = ".open"
HASH_SUFFIX = ".sha256"
INDEX_SUFFIX = ".cdxj"
CLOSED_MODE = 0o440


def finish(path: Path, descriptor: int, lines: Iterable[bytes]) -> Path:
    """Give `path` (NAME.open) its final name and return it. The caller holds the lock on `descriptor` throughout.

    `lines`: of its index, in order. Each step may be repeated: a process killed between any two of them leaves a file that the
    next `recover` finishes. Index and hash are beside the file before the file has its name, so that a closed file always has
    them. Raises WarcError when a closed file has the name already.
    """
    closed = path.with_suffix("")
    if closed.exists():
        raise WarcError(closed, 0, f"is there already: {path.name} cannot be given its name")
    os.fsync(descriptor)
    write_index(closed, lines)
    _write_hash(path, closed.name)
    os.fchmod(descriptor, CLOSED_MODE)
    os.fsync(descriptor)
    path.rename(closed)
    sync_folder(closed.parent)
    return closed


def write_index(closed: Path, lines: Iterable[bytes]) -> None:
    """Write NAME.cdxj beside a file, in place of one that is there. `lines`: in order. Raises OSError."""
    write_whole(closed.with_name(closed.name + INDEX_SUFFIX), lines)


def read_hash(path: Path) -> str | None:
    """Return the SHA-256 that is kept beside a file, None where there is none that can be read."""
    try:
        words = path.with_name(path.name + HASH_SUFFIX).read_text("ascii")[:1_000].split()
    except (OSError, UnicodeDecodeError):
        return None
    return words[0].lower() if words and re.fullmatch(r"[0-9a-fA-F]{64}", words[0]) else None


def write_whole(beside: Path, lines: Iterable[bytes]) -> None:
    """Write a small file that is there entirely or not at all; it is durable once its folder is."""
    draft = beside.with_name(beside.name + ".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, CLOSED_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(descriptor)
    draft.replace(beside)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable (a rename or a new file is lost in a power cut until then)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_hash(path: Path, name: str) -> None:
    """Write NAME.sha256 as `sha256sum -c` reads it, replacing what a killed process may have left."""
    with path.open("rb") as file:
        line = f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n"
    write_whole(path.with_name(name + HASH_SUFFIX), (line.encode("ascii"),))
