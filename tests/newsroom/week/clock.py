"""One time of day for all: the newsroom asks for it, and libfaketime tells it to every process of the real command.

Only the time of day runs fast. The monotonic clock does not: a crawl takes as long as it takes, and time-outs are real.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

TOLD_EVERY_S = 0.02


def library() -> Path | None:
    """Return libfaketime (Debian's package is called faketime), or None where it is not installed."""
    return next(iter(sorted(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"))), None)


class Clock:
    """Runs `rate` times as fast as time does, from `start`; tells it in `file`. A context manager.

    `wrong_by`: how far the clock of Warraq's machine is ahead of everybody's.
    """

    def __init__(self, start: datetime, rate: float, file: Path) -> None:
        self.start, self.rate = start, rate
        self.wrong_by = timedelta(0)
        self._file, self._begun, self._ended = file, time.monotonic(), threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        self._write()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def now(self) -> datetime:
        """Return the time of day, UTC."""
        return self.start + self.passed()

    def passed(self) -> timedelta:
        """Return how much time has passed, by this clock."""
        return timedelta(seconds=(time.monotonic() - self._begun) * self.rate)

    def environment(self) -> Mapping[str, str]:
        """Return what makes a process, and its children, live by this clock."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(Path(__file__).parent / "preload"),
        }

    def _tell(self) -> None:
        while not self._ended.wait(TOLD_EVERY_S):
            self._write()

    def _write(self) -> None:
        ahead_s = (self.now() + self.wrong_by - datetime.now(UTC)).total_seconds()
        new = self._file.with_suffix(".new")
        new.write_text(f"{ahead_s:+.3f}\n")
        new.replace(self._file)  # whole or not at all: it is read at every look at the clock
