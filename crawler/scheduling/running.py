"""The crawls that run: each a subprocess, begun, watched, and ended when it takes too long, hangs, or is wanted no more."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from crawler.rounds.handing import VARIABLE, hand
from crawler.saying import messages
from spiders.source import Source

KILL_AFTER_S = 7.0
"""How long a crawl may take to end after SIGTERM before it is killed; its links stay listed either way."""

STALL_S = 10.0
"""We look at the crawls twice a second. A longer pause was ours, a suspended machine or a SIGSTOP, and is held against none."""

STOPPED = "stopped with the schedule"

WENT_WELL = frozenset({messages.EXIT_OK, messages.EXIT_FAILED, messages.EXIT_BUSY})
"""Exit codes of a crawl that did its work: a list that failed, or a host that was busy, stands in the catalogue or waits."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A crawl that runs. `key`: in the catalogue. `begun`, `sign`: by the monotonic clock; the latter its last sign of life."""

    key: int
    sources: tuple[str, ...]
    process: subprocess.Popen[bytes]
    signs: int
    begun: float
    sign: float
    ended_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A crawl that ended. `code`: its exit code, or minus the signal. `note`: what went wrong, in words, or None."""

    key: int
    sources: tuple[str, ...]
    code: int
    took_s: float
    note: str | None

    @property
    def failed(self) -> bool:
        """Whether its sources must be retried with care; a full disk is no fault of theirs."""
        return self.note not in {None, STOPPED} and self.code not in {messages.EXIT_DISK_FULL, messages.EXIT_BUSY}


class Crawls:
    """Begins crawls by `command` and the names of sources. A crawl may take `timeout_s`, and be silent for `silence_s`."""

    def __init__(self, command: Sequence[str], *, timeout_s: float, silence_s: float) -> None:
        self._command, self._timeout_s, self._silence_s = tuple(command), timeout_s, silence_s
        self._runs: list[Run] = []
        self._looked = monotonic()
        self._stopped = False

    @property
    def sources(self) -> frozenset[str]:
        """Those that are being crawled."""
        return frozenset(name for run in self._runs for name in run.sources)

    def __len__(self) -> int:
        return len(self._runs)

    def begin(self, key: int, sources: tuple[str, ...], declared: Sequence[Source] = ()) -> None:
        """Begin a crawl of the sources named. `declared`: as they are handed to it. Raises OSError where it cannot be."""
        signs, theirs = os.pipe()
        try:
            process = self._start(sources, theirs, declared)
        except OSError:
            os.close(signs)
            raise
        finally:
            os.close(theirs)
        os.set_blocking(signs, False)
        now = monotonic()
        run = Run(key=key, sources=sources, process=process, signs=signs, begun=now, sign=now)
        self._runs.append(run)
        if self._stopped:  # by a signal that came before there was a crawl to end
            _end(run, STOPPED)

    def gone(self) -> tuple[Gone, ...]:
        """Look at all crawls, end those that must be; return those that have ended since the last look."""
        now = monotonic()
        pause, self._looked = now - self._looked, now
        for run in self._runs:
            if pause > STALL_S:
                run.begun += pause
                run.sign = now
            self._watch(run, now)
        ended = [run for run in self._runs if run.process.poll() is not None]
        self._runs = [run for run in self._runs if run not in ended]
        return tuple(_gone(run, now) for run in ended)

    def stop(self) -> None:
        """End all crawls; those still to come too."""
        self._stopped = True
        for run in self._runs:
            _end(run, STOPPED)

    def _start(self, sources: Sequence[str], signs: int, declared: Sequence[Source]) -> subprocess.Popen[bytes]:
        environment: Mapping[str, str] = {**os.environ, VARIABLE: str(signs)}
        command = [*self._command, *sources]
        with hand(declared) as given:
            return subprocess.Popen(command, env=environment, pass_fds=(signs,), stdin=given)  # noqa: S603 - our own

    def _watch(self, run: Run, now: float) -> None:
        with suppress(BlockingIOError):
            if os.read(run.signs, 4096):
                run.sign = now
        if run.ended_for is None and now - run.begun > self._timeout_s:
            _end(run, f"not finished after {self._timeout_s:g} s")
        elif run.ended_for is None and now - run.sign > self._silence_s:
            _end(run, f"hung: no sign of life for {self._silence_s:g} s")


def words(code: int) -> str | None:
    """Return what an exit code, or minus a signal, says is wrong; None for a crawl that did its work."""
    if code in WENT_WELL:
        return "another crawl was at its hosts" if code == messages.EXIT_BUSY else None
    if code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    known = {
        messages.EXIT_USAGE: "a setting or a source cannot be used",
        messages.EXIT_DISK_FULL: "the disk is full",
        messages.EXIT_DAMAGE: "the archive is damaged",
        messages.EXIT_INTERRUPTED: "stopped from outside",
    }
    return known.get(code, f"crashed with exit code {code}")


def _end(run: Run, why: str) -> None:
    """Ask the crawl to end; one that does not hear is killed."""
    run.ended_for = run.ended_for or why
    run.process.terminate()
    at_last = threading.Timer(KILL_AFTER_S, run.process.kill)
    at_last.daemon = True
    at_last.start()


def _gone(run: Run, now: float) -> Gone:
    os.close(run.signs)
    code = run.process.returncode
    return Gone(key=run.key, sources=run.sources, code=code, took_s=now - run.begun, note=run.ended_for or words(code))
