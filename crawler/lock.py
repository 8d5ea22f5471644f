"""One at a time: a lock that the kernel frees when its holder dies, whichever way it dies (flock, not a pid file)."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import Busy


@contextmanager
def held(path: Path, what: str) -> Generator[None]:
    """Hold the lock at `path` while the block runs; `what` says to others who we are. Raises Busy, naming the holder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            file.seek(0)
            raise Busy(file.read(200).strip() or f"the holder of {path}") from taken
        file.truncate(0)
        file.write(f"{what}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield
