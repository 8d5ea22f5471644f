"""The real `warraq run`, kept running as a service manager would keep it; and what can be done to it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tests.crawler.conftest import Warraq

RESTART_AFTER_S = 1.0
END_WITHIN_S = 10.0


class Service:
    """The daemon. `codes`: how its processes ended; `cpu_s`, `lived_s`: what they took of the processor, and of time."""

    def __init__(self, warraq: Warraq, options: Sequence[str]) -> None:
        self._warraq, self._options = warraq, tuple(options)
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = self._ended = 0.0
        self._cpu_s = 0.0
        self.codes: list[int] = []
        self.cpu_s = self.lived_s = 0.0

    @property
    def pid(self) -> int | None:
        """The daemon's, while it runs."""
        return self._process.pid if self._process else None

    def tend(self) -> None:
        """Begin the daemon where there is none; note how one ended, and begin another a second later."""
        if self._process is None and time.monotonic() - self._ended > RESTART_AFTER_S:
            self._begin()
        elif self._process is not None and self._process.poll() is not None:
            self._note_end(self._process.returncode)
        elif self._process is not None:
            with suppress(psutil.Error):
                spent = psutil.Process(self._process.pid).cpu_times()
                self._cpu_s = spent.user + spent.system

    def crawls(self) -> list[psutil.Process]:
        """Return the crawls that run."""
        if self.pid is None:
            return []
        with suppress(psutil.Error):
            return [child for child in psutil.Process(self.pid).children() if "crawl" in child.cmdline()]
        return []

    def signal(self, number: signal.Signals) -> None:
        """Send it to the daemon, where there is one."""
        if self._process is not None:
            self._process.send_signal(number)

    def second(self) -> int:
        """Begin another in the same home; return its exit code."""
        return self._warraq("run", *self._options, timeout=30).code

    def end(self) -> float:
        """End it as a service manager does; return the seconds that it took."""
        begun = time.monotonic()
        if self._process is not None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_WITHIN_S * 2)
            self._note_end(self._process.wait() if self._process.poll() is not None else -signal.SIGKILL)
        return time.monotonic() - begun

    def left(self, within_s: float) -> list[psutil.Process]:
        """Return the processes of this archive that are there still after so many seconds."""
        ends = time.monotonic() + within_s
        while (found := self._all()) and time.monotonic() < ends:
            time.sleep(0.2)
        return found

    def _all(self) -> list[psutil.Process]:
        mark = self._warraq.environment["FAKETIME_TIMESTAMP_FILE"]
        return [one for one in psutil.process_iter() if _lives_by(one, mark)]

    def _begin(self) -> None:
        with Path(f"{self._warraq.home}.said").open("ab") as said:
            self._process = subprocess.Popen(
                self._warraq.words("run", *self._options),
                env={**os.environ, **self._warraq.environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._begun, self._cpu_s = time.monotonic(), 0.0

    def _note_end(self, code: int) -> None:
        self._process, self._ended = None, time.monotonic()
        self.codes.append(code)
        self.cpu_s += self._cpu_s
        self.lived_s += self._ended - self._begun


def _lives_by(process: psutil.Process, mark: str) -> bool:
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("FAKETIME_TIMESTAMP_FILE") == mark
    return False
