"""A file read block by block, to be sliced and searched as if it were mapped.

Not mapped: where a disk fails, or another process cuts the file, a mapping kills the process (SIGBUS), and whoever looks for
damage must be able to say so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

BLOCK_BYTES = 1_048_576


class Pages:
    """What is read of an open file as large as it is now; what is added later is not seen.

    `hashes`: take the SHA-256 of the whole file in passing. `heard` is told how many more bytes were read, each once.
    Reading may raise OSError. One block is in memory.
    """

    def __init__(self, descriptor: int, *, hashes: bool = False, heard: Callable[[int], None] = lambda _: None) -> None:
        self._descriptor, self._heard = descriptor, heard
        self._size = os.fstat(descriptor).st_size
        self._block, self._start, self._told = b"", 0, 0
        self._hash = hashlib.sha256() if hashes else None

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, where: slice) -> bytes:
        stop = min(where.stop, self._size)
        if stop <= where.start:
            return b""
        if not self._start <= where.start <= stop <= self._start + len(self._block):
            self._load(where.start, max(BLOCK_BYTES, stop - where.start))
        return self._block[where.start - self._start : stop - self._start]

    def find(self, sought: bytes, start: int) -> int:
        """Return where `sought` next begins, from `start` on; -1 where it does not."""
        while start < self._size:
            if not self._start <= start <= self._start + len(self._block) - len(sought):
                self._load(start, BLOCK_BYTES)
            found = self._block.find(sought, start - self._start)
            if found >= 0:
                return self._start + found
            start = max(start, self._start + len(self._block) - len(sought)) + 1
        return -1

    def sha256(self) -> str:
        """Return the SHA-256 of the whole file in hexadecimal; what was not read yet is read now."""
        while self._told < self._size:
            self._load(self._told, BLOCK_BYTES)
        return self._hash.hexdigest() if self._hash else ""

    def _load(self, start: int, size: int) -> None:
        self._block, self._start = os.pread(self._descriptor, min(size, self._size - start), start), start
        if not self._block and start < self._size:  # another process has cut it
            self._size = start
        end = start + len(self._block)
        if start <= self._told < end:
            if self._hash:
                self._hash.update(memoryview(self._block)[self._told - start :])
            self._heard(end - self._told)
            self._told = end
