"""Extraction in child processes: a page that kills, hangs or swells its child costs that page's article, nothing else.

A child is a fresh interpreter (never a fork of a process with threads and an event loop), joined by one pair of pipes and
kept by one thread of the parent. It inherits no socket and no lock, imports nothing of the parent's main module, has a
limit on its memory, leaves Ctrl-C to its parent, and dies with it, however that dies.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from queue import SimpleQueue

from archive.models import Article, Reason, Rejected
from archive.text.child import Reader, Reading
from archive.text.extract import EMPTY_RULES, Page, extract
from archive.text.rules import Rules

TIMEOUT_S = 20.0
START_S = 30.0
"""Seconds a child may take to import what it needs; half a second when nothing else runs."""
MEMORY_MAX_BYTES = 1 << 30
TASKS_MAX = 2_000
"""Pages a child reads before a fresh one takes its place: the allocator gives memory back slowly."""


class Children:
    """`count` processes that read pages, started at the first page or by `warm`.

    `timeout_s`: seconds a page may take. `memory_max_bytes`: of address space a child. `tasks_max`: pages a child reads.
    `reader`: what they run on each page, importable by name; tests give readers that crash, hang and swell.
    """

    def __init__(
        self,
        count: int,
        *,
        timeout_s: float = TIMEOUT_S,
        memory_max_bytes: int = MEMORY_MAX_BYTES,
        tasks_max: int = TASKS_MAX,
        reader: Reader = extract,
    ) -> None:
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._keepers = tuple(_Keeper(self._asked, reader, timeout_s, memory_max_bytes, tasks_max) for _ in range(count))
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, page: Page, rules: Rules = EMPTY_RULES) -> Future[Reading]:
        """Return a future of what `page` reads as. It holds no exception: a lost child is EXTRACT_FAILED, `close` INTERRUPTED.

        A page that comes after `close` is interrupted too: a crawl that is ended still hands over what it has in hand.
        """
        answer: Future[Reading] = Future()
        answer.set_running_or_notify_cancel()
        with self._lock:
            if self._is_closed:
                answer.set_result(_failed(page, "interrupted", Reason.INTERRUPTED))
            else:
                self._start()
                self._asked.put((page, rules, answer))
        return answer

    def warm(self) -> None:
        """Start the children, which import what reading needs, without waiting for them."""
        with self._lock:
            if not self._is_closed:
                self._start()

    def close(self, *, now: bool = False) -> None:
        """Wait for the pages that were submitted, or with `now` give them up at once; no child is left."""
        with self._lock:
            self._is_closed = True
            started = [keeper for keeper in self._keepers if keeper.ident is not None]
        if now:
            for keeper in started:
                keeper.stop()
        for _ in started:
            self._asked.put(None)
        for keeper in started:
            keeper.join()

    def _start(self) -> None:
        for keeper in self._keepers:
            if keeper.ident is None:
                keeper.start()


_Asked = tuple[Page, Rules, "Future[Reading]"]


class _Keeper(threading.Thread):
    """Keeps one child alive and gives it one page after another.

    One thread starts all of a child's successors, because the kernel ties PR_SET_PDEATHSIG to the thread that started it.
    """

    def __init__(
        self, asked: SimpleQueue[_Asked | None], reader: Reader, timeout_s: float, memory_max_bytes: int, tasks_max: int
    ) -> None:
        super().__init__(name="keeper of an extraction child", daemon=True)
        self._asked, self._reader, self._timeout_s = asked, reader, timeout_s
        self._memory_max_bytes, self._tasks_max = memory_max_bytes, tasks_max
        self._child: _Child | None = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Answer until told to end; a child that is lost is replaced at once, before the next page needs it."""
        self._renew()
        while (asked := self._asked.get()) is not None:
            page, rules, answer = asked
            answer.set_result(self._read(page, rules))
            if self._child is None or self._child.tasks >= self._tasks_max:
                self._renew()
        self._end()

    def stop(self) -> None:
        """Give up the page in hand and all that wait. Called from another thread."""
        self._stopped.set()
        child = self._child
        if child is not None:
            child.kill()

    def _read(self, page: Page, rules: Rules) -> Reading:
        if self._stopped.is_set():
            return _failed(page, "interrupted", Reason.INTERRUPTED)
        if self._child is None:
            self._renew()
        if self._child is None:
            return _failed(page, "no child could be started")
        try:
            return self._child.read(page, rules, self._timeout_s)
        except _Lost as lost:
            self._end()
            return _failed(page, "interrupted", Reason.INTERRUPTED) if self._stopped.is_set() else _failed(page, str(lost))

    def _renew(self) -> None:
        self._end()
        if self._stopped.is_set():
            return
        try:
            self._child = _Child(self._reader, self._memory_max_bytes)
        except OSError:
            self._child = None
        if self._stopped.is_set():  # while it was being started, when `stop` had nothing to kill
            self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None


class _Lost(Exception):
    """The child is gone, or must go; the message says how."""


class _Child:
    """A process that reads pages, seen from its parent. `tasks`: how many it has read."""

    def __init__(self, reader: Reader, memory_max_bytes: int) -> None:
        self.tasks = 0
        self._is_ready = False
        self._pipe, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-c",
                    "from archive.text.child import serve; serve()",
                    str(theirs.fileno()),
                    str(os.getpid()),
                    str(memory_max_bytes),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._reader = reader

    def read(self, page: Page, rules: Rules, timeout_s: float) -> Reading:
        """Return what `page` reads as. Raises _Lost when the child dies of it or takes longer than `timeout_s`."""
        try:
            if not self._is_ready:
                self._pipe.send(self._reader)
                self._await(START_S, "did not start within")
                self._is_ready = True
            self._pipe.send((page, rules))
            answer = self._await(timeout_s, "stopped after")
        except (EOFError, OSError) as error:
            raise _Lost(self._how_it_died()) from error
        self.tasks += 1
        if isinstance(answer, (Article, Rejected)):
            return answer
        raise _Lost(str(answer))

    def kill(self) -> None:
        """Kill the process, if it runs."""
        self._process.kill()

    def wait(self) -> None:
        """Take leave of a process that was killed."""
        self._process.wait()
        self._pipe.close()

    def _await(self, limit_s: float, what: str) -> object:
        if not self._pipe.poll(limit_s):
            raise _Lost(f"{what} {limit_s:g} s")
        return self._pipe.recv()

    def _how_it_died(self) -> str:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "child stopped answering"
        return f"child killed by {signal.Signals(-code).name}" if code < 0 else f"child ended with code {code}"


def _failed(page: Page, why: str, reason: Reason = Reason.EXTRACT_FAILED) -> Rejected:
    return Rejected(url=page.url, digest=f"sha256:{hashlib.sha256(page.payload).hexdigest()}", reason=reason, detail=why)
