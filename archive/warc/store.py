"""The folder of WARC files: where one lies, and what a killed process left.

The seam for other places (closed files in S3): everything else knows a file by its name alone.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.errors import WarcError
from archive.warc.cdxj import lines_of
from archive.warc.closing import OPEN_SUFFIX, finish, sync_folder
from archive.warc.members import whole_end
from archive.warc.records import records
from archive.warc.references import references

TORN_SUFFIX = ".torn"

ENDINGS = (".warc.gz", ".warc.gz" + OPEN_SUFFIX, ".warc")
"""What is a WARC file in an archive: ours, and what others may have put there by hand."""

Redo = Callable[[Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What `recover` did with one file that its writer left open.

    `path`: where it lies now, None when it held no whole record and was removed. `torn_bytes`: octets cut from its end,
    kept in `torn`. `damaged_at`: offset of a damage before the last whole record, which is left as it is.
    """

    at: datetime
    name: str
    path: Path | None
    torn_bytes: int
    torn: Path | None
    damaged_at: int | None


def path_of(folder: Path, filename: str) -> Path:
    """Return where the file of a record's `filename` lies: closed, or still open. Raises WarcError when it may not be read.

    A name that is more than a name, or a link out of the folder, is refused: names come from catalogues and packages. A file
    of others that the archive refers to lies where `archive.warc.references` says.
    """
    if filename != Path(filename).name or "\0" in filename or filename in {"", ".", ".."}:
        raise WarcError(folder, 0, f"{filename!r} is not the name of a file")
    for path in (folder / filename, folder / (filename + OPEN_SUFFIX)):
        if path.is_file():
            if path.resolve().parent != folder.resolve():
                raise WarcError(path, 0, "leads out of the archive's folder")
            return path
    referred = references(folder).get(filename)
    if referred is None:
        raise WarcError(folder / filename, 0, "no such file")
    if not referred.is_file():
        raise WarcError(referred, 0, "kept by reference, and not there any more")
    return referred


def own_files(home: Path) -> tuple[Path, ...]:
    """Return the WARC files that lie in the archive in `home`, closed and open, by name."""
    folder = home / "warc"
    return tuple(sorted(path for ending in ENDINGS for path in folder.glob("*" + ending)))


def archive_files(home: Path) -> tuple[Path, ...]:
    """Return all WARC files of an archive: its own, then those of others it refers to. Raises WarcError."""
    referred = sorted(references(home / "warc").items())
    return (*own_files(home), *(path for _, path in referred if path.is_file()))


def is_alive(path: Path) -> bool:
    """Tell whether a living writer holds the lock of an open file. Raises OSError where it cannot be read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def recover(folder: Path, *, now: datetime, redo: Redo = lambda _: None) -> tuple[Recovered, ...]:
    """Finish every file whose writer is dead: cut what is torn, then hash, name and lock it as its writer would have.

    `redo` is given each file, whole and still open, before it is closed: to commit what its writer had no time to. Files whose
    lock is held belong to a living writer and are left alone. Safe to run twice, at once, and to be killed.
    """
    recovered = (recover_file(path, now=now, redo=redo) for path in sorted(folder.glob("*.warc.gz" + OPEN_SUFFIX)))
    return tuple(one for one in recovered if one is not None)


def recover_file(path: Path, *, now: datetime, is_tried: bool = False, redo: Redo = lambda _: None) -> Recovered | None:
    """Recover one file, None when it has a living owner or was recovered by another just now.

    `is_tried`: only say what would be done; `path` and `torn` are then what would be there.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno not in {errno.ENOENT, errno.ELOOP}:  # gone by now; a link, which no writer of ours makes
            raise
        return None
    try:
        return _finish_dead(path, descriptor, now, None if is_tried else redo) if _is_dead(path, descriptor) else None
    finally:
        os.close(descriptor)


def _is_dead(path: Path, descriptor: int) -> bool:
    """Take the lock, and see that `path` still is the file that was locked."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _finish_dead(path: Path, descriptor: int, now: datetime, redo: Redo | None) -> Recovered:
    """Finish it, and say what was done; without `redo`: only say it."""
    size = os.fstat(descriptor).st_size
    end, damaged_at = _whole_end(descriptor, size)
    if redo is not None:
        _cut_and_close(path, descriptor, end, size, redo)
    return Recovered(
        at=now,
        name=path.with_suffix("").name,
        path=path.with_suffix("") if end else None,
        torn_bytes=size - end,
        torn=path.with_suffix(TORN_SUFFIX) if end < size else None,
        damaged_at=damaged_at,
    )


def _cut_and_close(path: Path, descriptor: int, end: int, size: int, redo: Redo) -> None:
    if end < size:
        _keep_torn(path, descriptor, end, size)
        os.truncate(path, end)
    if end:
        redo(path)
        finish(path, descriptor, lines_of(records(path)))
    else:
        path.unlink()
        sync_folder(path.parent)


def _whole_end(descriptor: int, size: int) -> tuple[int, int | None]:
    if not size:
        return 0, None
    with mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) as mapped:
        return whole_end(mapped)


def _keep_torn(path: Path, descriptor: int, start: int, end: int) -> None:
    """Copy the tail beside the file before it is cut, durably.

    It was never acknowledged, for what is acknowledged is whole; but a disk that fails may make a whole record look torn.
    It needs room: with none, nothing is cut, and nothing could be crawled either.
    """
    torn = path.with_suffix(TORN_SUFFIX)
    torn.unlink(missing_ok=True)
    with torn.open("xb") as file:
        while start < end:
            start += os.sendfile(file.fileno(), descriptor, start, end - start)
        os.fsync(file.fileno())
    sync_folder(path.parent)
