"""One at a time: a lock that the kernel frees when its holder dies, whichever way it dies (flock, not a pid file)."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from archive.errors import Busy


@contextmanager
def held(path: Path, what: str) -> Generator[None]:
    """Hold the lock at `path` while the block runs; `what` says to others who we are. Raises Busy, naming the holder."""
    with _locked(path, fcntl.LOCK_EX) as file:
        file.truncate(0)
        file.write(f"{what}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield


@contextmanager
def shared(path: Path) -> Generator[None]:
    """Hold the lock at `path` together with all who share it. Raises Busy where somebody holds it alone, naming the holder."""
    with _locked(path, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(path: Path, how: int) -> Generator[TextIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            file.seek(0)
            raise Busy(file.read(200).strip() or f"the holder of {path}") from taken
        yield file
