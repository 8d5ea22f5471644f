"""The reading room beside the schedule: a process of its own, begun again when it ends. The schedule never waits for it.

What keeps it from opening, such as a port that is taken, is said once, and tried again; the schedule goes on.
"""

from __future__ import annotations

import json as jsonlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO, Any

from crawler.home.log import logger
from crawler.room.origins import Wish
from crawler.room.serving import PARENT
from crawler.saying import messages
from crawler.scheduling.running import words
from crawler.watching.opened import RoomTold, note_room

RETRY_MIN_S, RETRY_MAX_S = 1.0, 30.0
"""How long it stays closed after it ended: each time twice as long."""

STEADY_S = 60.0
"""A room that was open for so long may end once: the next time it is begun as soon again."""

END_WITHIN_S = 2.0
"""How long it may take to end before it is killed: the schedule has three seconds for all it has to do."""

SAID_MAX = 4096
"""Octets of what it says that are read at a time."""


class ReadingRoom:
    """Keeps the room open. `command`: what opens it, and says on its standard output where (`room_command`)."""

    def __init__(self, command: tuple[str, ...], home: Path, clock: Callable[[], float] = monotonic) -> None:
        self._command, self._home, self._clock = command, home, clock
        self._process: subprocess.Popen[bytes] | None = None
        self._listener = -1
        self._begun = self._again_at = 0.0
        self._wait_s = RETRY_MIN_S
        self._is_stopped = self._is_open = False
        self._complaint: str | None = None
        self._problem: str | None = None
        note_room(home, RoomTold())

    def look(self) -> None:
        """Begin it where it is time to, hear where it is, notice that it ended."""
        if self._is_stopped:
            return
        if self._process is None:
            if self._clock() >= self._again_at:
                self._begin()
            return
        has_ended = self._process.poll() is not None
        self._hear(self._process)
        if has_ended:
            self._ended(self._process)

    def stop(self) -> None:
        """Ask it to end; it is not begun again."""
        self._is_stopped = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """End it, and wait until it has."""
        self.stop()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_WITHIN_S)
            self._process.kill()
            self._process.wait()
            self._close(self._process)
        note_room(self._home, None)

    def _begin(self) -> None:
        self._listener, theirs = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own
                self._command,
                env={**os.environ, PARENT: str(theirs)},
                pass_fds=(theirs,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=0,  # Ctrl-C is the schedule's to hear
            )
        except OSError as problem:
            os.close(self._listener)
            self._retry(f"no process could be started: {problem.strerror}")
            return
        finally:
            os.close(theirs)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        self._begun, self._is_open, self._complaint = self._clock(), False, None

    def _hear(self, process: subprocess.Popen[bytes]) -> None:
        """Take what it said: where it is, when it is ready; and what is wrong, for the log."""
        if not self._is_open and (ready := _read(process.stdout)):
            self._open(ready)
        if said := _read(process.stderr):
            logger.warning("reading room: %s", said)
            self._complaint = said.splitlines()[-1].removeprefix("warraq: ")

    def _open(self, ready: str) -> None:
        try:
            told = jsonlib.loads(ready)
            where = RoomTold(room=told["room"], replay=told["replay"])
        except (ValueError, KeyError, TypeError):
            logger.warning("reading room: %s", ready)
            return
        self._is_open, self._problem = True, None
        note_room(self._home, where)
        messages.say(f"the reading room is at {where.room}/ (archived pages at {where.replay})")

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        self._close(process)
        lived_s = self._clock() - self._begun
        logger.warning("reading room ended exit=%d after_s=%.1f", process.returncode, lived_s)
        if self._is_open and lived_s >= STEADY_S:
            self._wait_s = RETRY_MIN_S
        self._retry(self._complaint or words(process.returncode) or f"it ended with exit code {process.returncode}")

    def _retry(self, problem: str) -> None:
        """Try again in a while; what is wrong is said once, however often it is tried."""
        self._again_at, self._wait_s = self._clock() + self._wait_s, min(2 * self._wait_s, RETRY_MAX_S)
        note_room(self._home, RoomTold(problem=problem))
        if problem != self._problem:
            messages.say(f"the reading room is closed: {problem}; the schedule goes on, and it is tried again")
        self._problem = problem

    def _close(self, process: subprocess.Popen[bytes]) -> None:
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        os.close(self._listener)
        self._process = None


def room_command(home: Path, wish: Wish, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the command that opens the room, with the same home and options."""
    settings = (f"--set={name}={jsonlib.dumps(value)}" for name, value in options.items())
    named = (("--origin", wish.origin), ("--replay-origin", wish.replay_origin))
    origins = (f"{option}={origin}" for option, origin in named if origin is not None)
    where = (f"--home={home}", f"--host={wish.host}", f"--port={wish.port}", *origins)
    return (sys.executable, "-m", "crawler", "serve", "--json", *where, *settings)


def _read(pipe: IO[bytes] | None) -> str:
    """Return what a pipe holds by now."""
    with suppress(BlockingIOError):
        return os.read(pipe.fileno(), SAID_MAX).decode("utf-8", "replace").strip() if pipe else ""
    return ""
