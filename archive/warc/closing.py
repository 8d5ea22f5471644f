"""The end of a WARC file's writing: durable, hashed, named, closed to change; the same after a crash as after a run."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from archive.errors import WarcError

OPEN_SUFFIX = ".open"
HASH_SUFFIX = ".sha256"
CLOSED_MODE = 0o440


def finish(path: Path, descriptor: int) -> Path:
    """Give `path` (NAME.open) its final name and return it. The caller holds the lock on `descriptor` throughout.

    Each step may be repeated: a process killed between any two of them leaves a file that the next `recover` finishes.
    The hash is beside the file before the file has its name, so that a closed file always has one. Raises WarcError when a
    closed file has the name already.
    """
    closed = path.with_suffix("")
    if closed.exists():
        raise WarcError(closed, 0, f"is there already: {path.name} cannot be given its name")
    os.fsync(descriptor)
    _write_hash(path, closed.name)
    os.fchmod(descriptor, CLOSED_MODE)
    os.fsync(descriptor)
    path.rename(closed)
    sync_folder(closed.parent)
    return closed


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
    beside = path.with_name(name + HASH_SUFFIX)
    draft = beside.with_name(beside.name + ".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, CLOSED_MODE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(descriptor)
    draft.replace(beside)
