"""`warraq run`: the scheduled way in. APScheduler says when a source is due; those due together are one crawl in a subprocess.

A subprocess costs a second and isolates hangs, crashes and leaks: a crawl that goes wrong never stalls the schedule. Jobs are
derived from the sources at each start; no job store, so nothing can run twice or linger.
"""

from __future__ import annotations

import json as jsonlib
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from crawler import ending, messages
from crawler.choice import Choice, choose
from crawler.configure import settings_for
from crawler.home import home_folder
from crawler.log import log_to, logger

STOP_GRACE_S = 10
"""How long a crawl may take to end after SIGTERM before it is killed; its links stay listed either way."""


def run(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Crawl sources when they are due until SIGINT or SIGTERM; one at a time in a home, the caller sees to it."""
    folder = home_folder(home)
    settings = settings_for(folder, options)
    sources = choose(choice, folder)
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    interval_s, timeout_s = settings.getfloat("WARRAQ_POLL_MIN"), settings.getfloat("WARRAQ_CRAWL_TIMEOUT")
    batch = Batch(command(folder, options, json=json), timeout_s)
    scheduler = _schedule([source.name for source in sources], batch, interval_s)
    _stop_on_signals(batch)
    messages.say(f"{len(sources)} sources, each every {interval_s:g} s, in {folder}; Ctrl-C stops")
    try:
        batch.work()
    finally:
        scheduler.shutdown(wait=False)
    messages.say("stopped")
    return messages.EXIT_INTERRUPTED


class Batch:
    """The sources that are due, and the crawls they become. `work` runs in the main thread until `stop`."""

    def __init__(self, command: Sequence[str], timeout_s: float) -> None:
        self._command, self._timeout_s = command, timeout_s
        self._due: dict[str, None] = {}
        self._changed = threading.Condition()
        self._stopped = False
        self._crawl: subprocess.Popen[bytes] | None = None

    def add(self, source: str) -> None:
        """Mark a source as due; being due twice is being due once."""
        with self._changed:
            self._due[source] = None
            self._changed.notify()

    def stop(self) -> None:
        """End the crawl that runs, and `work`."""
        self._stopped = True
        self._end_crawl()

    def work(self) -> None:
        """Crawl what is due, batch by batch."""
        while not self._stopped:
            sources = self._take()
            if sources and not self._stopped:
                self._run(sources)

    def _take(self) -> tuple[str, ...]:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._due), timeout=0.5)  # signals only set a flag: look at it twice a second
            sources, self._due = tuple(self._due), {}
        return sources

    def _run(self, sources: tuple[str, ...]) -> None:
        started = datetime.now(UTC)
        self._crawl = subprocess.Popen([*self._command, *sources])  # noqa: S603 - our own command
        if self._stopped:  # by a signal that came before there was a crawl to end
            self._end_crawl()
        try:
            code = self._crawl.wait(self._timeout_s)
        except subprocess.TimeoutExpired:
            logger.error("crawl of %d sources not finished after %g s: ended", len(sources), self._timeout_s)
            self._end_crawl()
            code = self._crawl.wait()
        took_s = (datetime.now(UTC) - started).total_seconds()
        logger.info("crawl sources=%d exit=%d took_s=%.1f", len(sources), code, took_s)

    def _end_crawl(self) -> None:
        """Ask the crawl to end; one that does not hear is killed."""
        if self._crawl is not None:
            self._crawl.terminate()
            at_last = threading.Timer(STOP_GRACE_S, self._crawl.kill)
            at_last.daemon = True
            at_last.start()


def command(home: Path, options: Mapping[str, Any], *, json: bool) -> tuple[str, ...]:
    """Return the command that crawls the sources to be named after it, with the same home and options."""
    settings = (f"--set={name}={jsonlib.dumps(value)}" for name, value in options.items())
    return (sys.executable, "-m", "crawler", "crawl", f"--home={home}", *settings, *(("--json",) if json else ()), "--")


def _schedule(names: Sequence[str], batch: Batch, interval_s: float) -> BackgroundScheduler:
    """Start a scheduler with one job a source. A late job runs late, but once: never skipped, never doubled."""
    scheduler = BackgroundScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    for name in names:
        scheduler.add_job(batch.add, "interval", seconds=interval_s, args=(name,), id=name, next_run_time=datetime.now(UTC))
    scheduler.start()
    return scheduler


def _stop_on_signals(batch: Batch) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: batch.stop())
