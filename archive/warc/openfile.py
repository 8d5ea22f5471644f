"""The one WARC file being written: locked, whole records or nothing, broken rather than wrong."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import DiskFull, WarcError
from archive.warc.closing import OPEN_SUFFIX, finish, sync_folder
from archive.warc.sorting import SortedLines

BUFFER_BYTES = 1_048_576
"""Written at once; a pair of usual size is one write."""

MODE = 0o640
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class OpenFile:
    """NAME.open under an exclusive flock, which tells a live owner from a dead one (`archive.warc.store.recover`).

    What is written inside `with file.whole():` is in the file entirely or not at all, and what is noted there in its index.
    When not even cutting back works, or a sync fails (what the kernel then still holds is unknown:
    https://lwn.net/Articles/752063/), the file is broken: it takes nothing more, nothing of it may be acknowledged, and closing
    leaves it for `recover`.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Create it. Raises FileExistsError when the name is taken, open or closed, or was taken before the lock was got."""
        self.name = name
        self.path = folder / (name + OPEN_SUFFIX)
        self.size = 0
        self.broken = False
        self._buffer = bytearray()
        self._index, self._noted = SortedLines(), list[bytes]()
        self._named = False
        self._descriptor = self._create()
        _OPEN.add(self)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Write all of what the body writes, or cut the file back to where it was. Raises DiskFull, OSError, WarcError."""
        start = self.size
        try:
            with self._saying_disk_full():
                yield
                self._flush()
        except BaseException:
            self._cut_back(start)
            raise
        self._index.add(self._noted)
        self._noted.clear()

    def write(self, pieces: Iterable[bytes]) -> tuple[int, int]:
        """Write one record, inside `whole`; return its offset and length."""
        self._check()
        offset = self.size
        for piece in pieces:
            self._buffer += piece
            self.size += len(piece)
            if len(self._buffer) >= BUFFER_BYTES:
                self._flush()
        return offset, self.size - offset

    def note(self, line: bytes) -> None:
        """Add the line of a record to the index, inside `whole`."""
        self._noted.append(line)

    def sync(self) -> None:
        """Make everything written durable, the file's name too."""
        self._check()
        try:
            with self._saying_disk_full():
                os.fdatasync(self._descriptor)
                if not self._named:
                    sync_folder(self.path.parent)
                    self._named = True
        except (OSError, DiskFull):
            self.broken = True
            raise

    def close(self) -> None:
        """Finish the file and give up the lock; an empty one is removed, a broken one left to `recover`."""
        try:
            with self._saying_disk_full():
                if not self.broken:
                    self._finish()
        finally:
            self._release()

    def discard(self) -> None:
        """Give it up: nothing of it is kept."""
        with suppress(OSError):
            self.path.unlink()
        self._release()

    def _create(self) -> int:
        if self.path.with_suffix("").exists():
            raise FileExistsError(errno.EEXIST, "a closed WARC file has this name", str(self.path))
        with self._saying_disk_full():
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        try:
            self._lock(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def _lock(self, descriptor: int) -> None:
        """Take the lock, unless another process's `recover` came between creation and lock."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileExistsError(errno.EEXIST, "taken before it was locked", str(self.path)) from error
        if os.fstat(descriptor).st_nlink == 0:
            raise FileExistsError(errno.EEXIST, "removed before it was locked", str(self.path))

    def _finish(self) -> None:
        if self.size:
            finish(self.path, self._descriptor, self._index)
        else:
            self.path.unlink()

    def _flush(self) -> None:
        """Write the buffer out; a write may take only part of it."""
        written = 0
        try:
            while written < len(self._buffer):
                with memoryview(self._buffer) as view, view[written:] as rest:
                    written += os.write(self._descriptor, rest)
        finally:
            self._buffer.clear()

    def _cut_back(self, start: int) -> None:
        self._buffer.clear()
        self._noted.clear()
        self.size = start
        try:
            os.ftruncate(self._descriptor, start)
            os.lseek(self._descriptor, start, os.SEEK_SET)
        except OSError:
            self.broken = True

    def _check(self) -> None:
        if self.broken:
            raise WarcError(self.path, self.size, "could not be written; nothing is added to it")

    @contextmanager
    def _saying_disk_full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise DiskFull(self.path, shutil.disk_usage(self.path.parent).free) from error

    def _release(self) -> None:
        self.broken = True
        with suppress(OSError):
            os.close(self._descriptor)
        _OPEN.discard(self)


_OPEN: weakref.WeakSet[OpenFile] = weakref.WeakSet()


def _release_in_child() -> None:
    """Close a forked child's copies: they would keep the lock, and so the look of a live owner, after its parent's death."""
    for file in tuple(_OPEN):
        file._release()  # noqa: SLF001


os.register_at_fork(after_in_child=_release_in_child)
