"""`warraq run`: the schedule at work until it is told to stop, and those told who want to know what happened."""

from __future__ import annotations

import json as jsonlib
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.errors import BadSource
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to, logger, quiet
from crawler.notifying.telling import Telling
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.saying import messages
from crawler.scheduling.running import Crawls
from crawler.scheduling.schedule import Limits, Schedule
from crawler.service.listening import listening
from crawler.service.readings import Readings

LOOK_EVERY_S = 0.3
"""Signals only set a flag, and crawls end when they like: so often it is looked at."""

END_WITHIN_S = 9.5
"""After SIGTERM, whatever still waits for whatever: what is acknowledged is kept, and the rest waits in the catalogue."""

SECRET = frozenset({"WARRAQ_WEBHOOK"})
"""Settings that a crawl has no use for, and that must not stand in its command line."""


def run(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Crawl the chosen sources when they are due until SIGINT or SIGTERM; one at a time in a home, the caller sees to it."""
    folder = home_folder(home)
    settings = settings_for(folder, options)
    sources = choose(choice, folder)
    log_to(folder, settings)
    quiet()
    ending.ask_for_contact(settings)
    crawls = Crawls(
        command(folder, options, json=json),
        timeout_s=settings.getfloat("WARRAQ_CRAWL_TIMEOUT"),
        silence_s=settings.getfloat("WARRAQ_CRAWL_SILENCE"),
    )
    signals = _Signals(crawls)
    readings = Readings(folder, settings)
    with Catalog.open(folder / "catalog.sqlite") as catalog, listening(settings["WARRAQ_LISTEN"], readings.read):
        schedule = Schedule(catalog, crawls, limits_of(settings), folder)
        telling = Telling(catalog, folder, settings["WARRAQ_WEBHOOK"])
        readings.take(sources)
        schedule.begin(sources)
        telling.begin()
        messages.say(f"{len(sources)} sources, {settings['WARRAQ_CRAWLS_MAX']} crawls at a time, in {folder}; Ctrl-C stops")
        try:
            _work(schedule, readings, signals, telling, crawls, choice=choice, home=folder)
        finally:
            schedule.end()
            telling.end()
    messages.say("stopped")
    return messages.EXIT_INTERRUPTED


def command(home: Path, options: Mapping[str, Any], *, json: bool) -> tuple[str, ...]:
    """Return the command that crawls what is due of the sources to be named after it, with the same home and options."""
    settings = (f"--set={name}={jsonlib.dumps(value)}" for name, value in options.items() if name not in SECRET)
    words = (sys.executable, "-m", "crawler", "crawl", "--due", f"--home={home}", *settings)
    return (*words, *(("--json",) if json else ()), "--")


def limits_of(settings: Settings) -> Limits:
    """Return the limits of the schedule."""
    return Limits(
        rest_s=max(1.0, settings.getfloat("WARRAQ_POLL_MIN")),
        crawls_max=max(1, settings.getint("WARRAQ_CRAWLS_MAX")),
        sources_max=max(1, settings.getint("WARRAQ_CRAWL_SOURCES_MAX")),
        free_min_bytes=settings.getint("WARRAQ_DISK_FREE_MIN"),
        daily_max=settings.getint("WARRAQ_DAILY_MAX"),
    )


class _Signals:
    """What was signalled: SIGINT and SIGTERM end, SIGHUP has the sources read again."""

    def __init__(self, crawls: Crawls) -> None:
        self._crawls = crawls
        self.is_stopped = self.is_reload = False
        self._woken = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def wait(self) -> None:
        """Wait for the next look."""
        self._woken.wait(LOOK_EVERY_S)
        self._woken.clear()

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self.is_reload = True
            return
        if not self.is_stopped:
            at_last = threading.Timer(END_WITHIN_S, os._exit, (messages.EXIT_INTERRUPTED,))
            at_last.daemon = True
            at_last.start()
        self.is_stopped = True
        self._crawls.stop()


def _work(  # noqa: PLR0913 - all there is to be seen to
    schedule: Schedule, readings: Readings, signals: _Signals, telling: Telling, crawls: Crawls, *, choice: Choice, home: Path
) -> None:
    while not signals.is_stopped or len(crawls):
        if schedule.look(may_begin=not signals.is_stopped):
            telling.tell()
        readings.looked()
        if signals.is_reload:
            signals.is_reload = False
            _reload(schedule, readings, choice, home)
        signals.wait()


def _reload(schedule: Schedule, readings: Readings, choice: Choice, home: Path) -> None:
    """Read the sources again; a mistake in them leaves those that were."""
    try:
        sources = choose(choice, home)
    except (BadSource, OSError, typer.BadParameter) as problem:
        messages.say(f"the sources stay as they were: {problem}")
        return
    readings.take(sources)
    schedule.take(sources)
    messages.say(f"{len(sources)} sources, read again")
    logger.info("sources read again: %d", len(sources))
