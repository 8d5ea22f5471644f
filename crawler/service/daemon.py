"""`warraq run`: the schedule at work until it is told to stop, and those told who want to know what happened."""

from __future__ import annotations

import json as jsonlib
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.errors import BadSource
from archive.requests.requests import Requests
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to, logger, quiet
from crawler.notifying.following import Following
from crawler.notifying.telling import Telling
from crawler.room.origins import Wish
from crawler.room.serving import password_for
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.saying import messages
from crawler.scheduling.errands import Errands
from crawler.scheduling.running import Crawls
from crawler.scheduling.schedule import Limits, Schedule
from crawler.service.listening import listening
from crawler.service.readings import Readings
from crawler.service.room import ReadingRoom, room_command
from spiders.source import Source

LOOK_EVERY_S = 0.3
"""Signals only set a flag, and crawls end when they like: so often it is looked at."""

END_WITHIN_S = 9.5
"""After SIGTERM, whatever still waits for whatever: what is acknowledged is kept, and the rest waits in the catalogue."""

SECRET = frozenset({"WARRAQ_WEBHOOK"})
"""Settings that a crawl has no use for, and that must not stand in its command line."""


def run(choice: Choice, *, home: Path | None, options: Mapping[str, Any], wish: Wish | None, json: bool) -> int:
    """Crawl the chosen sources when they are due until SIGINT or SIGTERM; one at a time in a home, the caller sees to it.

    `wish`: where the reading room is to listen; None for no room. Raises BadSettings, also for an address without a password.
    """
    folder = home_folder(home)
    settings = settings_for(folder, options)
    sources = choose(choice, folder)
    log_to(folder, settings)
    quiet()
    ending.ask_for_contact(settings)
    if wish is not None:
        password_for(wish.host)
    crawls = _crawls(command(folder, options, "crawl", "--due", json=json), settings)
    fetching = _crawls(command(folder, options, "archive", json=json), settings)
    signals = _Signals(crawls, fetching)
    readings, requests = Readings(folder, settings), Requests(folder)
    with Catalog.open(folder / "catalog.sqlite") as catalog, listening(settings["WARRAQ_LISTEN"], readings.read):
        limits = limits_of(settings)
        daemon = _Daemon(
            choice=choice,
            home=folder,
            schedule=Schedule(catalog, crawls, limits, folder),
            errands=Errands(catalog, requests, fetching, folder, free_min_bytes=limits.free_min_bytes),
            readings=readings,
            following=Following(catalog, requests),
            telling=Telling(catalog, folder, settings["WARRAQ_WEBHOOK"]),
            room=ReadingRoom(room_command(folder, wish, _shown(options)), folder) if wish else None,
        )
        messages.say(f"{len(sources)} sources, {settings['WARRAQ_CRAWLS_MAX']} crawls at a time, in {folder}; Ctrl-C stops")
        try:
            daemon.begin(sources)
            while not signals.is_stopped or len(crawls) or len(fetching):
                daemon.look(signals)
                signals.wait()
        finally:
            daemon.end()
    messages.say("stopped")
    return messages.EXIT_INTERRUPTED


def command(home: Path, options: Mapping[str, Any], *words: str, json: bool) -> tuple[str, ...]:
    """Return the command of these words, with the same home and options; what it is for is to be named after it."""
    settings = (f"--set={name}={jsonlib.dumps(value)}" for name, value in _shown(options).items())
    told = (sys.executable, "-m", "crawler", *words, f"--home={home}", *settings)
    return (*told, *(("--json",) if json else ()), "--")


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

    def __init__(self, *crawls: Crawls) -> None:
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
        for crawls in self._crawls:
            crawls.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Daemon:
    """All there is to be seen to."""

    choice: Choice
    home: Path
    schedule: Schedule
    errands: Errands
    readings: Readings
    following: Following
    telling: Telling
    room: ReadingRoom | None

    def begin(self, sources: Sequence[Source]) -> None:
        """Begin with these sources."""
        self._take(sources)
        self.schedule.begin(sources)
        self.errands.begin()
        self.telling.begin()
        self.following.start()

    def look(self, signals: _Signals) -> None:
        """See to what has changed."""
        has_ended = bool(self.schedule.look(may_begin=not signals.is_stopped))
        has_ended |= self.errands.look(may_begin=not signals.is_stopped)
        if has_ended:
            self.following.notice()
        if has_ended or self.following.has_told():
            self.telling.tell()
        if self.room is not None:
            self._look_after(self.room, signals)
        self.readings.looked()
        if signals.is_reload:
            signals.is_reload = False
            self._reload()

    def end(self) -> None:
        """End what has begun."""
        self.schedule.end()
        if self.room is not None:
            self.room.end()
        self.following.stop()
        self.telling.end()

    def _look_after(self, room: ReadingRoom, signals: _Signals) -> None:
        if signals.is_stopped:
            room.stop()
        room.look()

    def _reload(self) -> None:
        """Read the sources again; a mistake in them leaves those that were."""
        try:
            sources = choose(self.choice, self.home)
        except (BadSource, OSError, typer.BadParameter) as problem:
            messages.say(f"the sources stay as they were: {problem}")
            return
        self._take(sources)
        self.schedule.take(sources)
        messages.say(f"{len(sources)} sources, read again")
        logger.info("sources read again: %d", len(sources))

    def _take(self, sources: Sequence[Source]) -> None:
        self.readings.take(sources)
        self.following.countries = {source.name: source.country for source in sources}


def _shown(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that may stand in a command line."""
    return {name: value for name, value in options.items() if name not in SECRET}


def _crawls(words: tuple[str, ...], settings: Settings) -> Crawls:
    timeout_s, silence_s = settings.getfloat("WARRAQ_CRAWL_TIMEOUT"), settings.getfloat("WARRAQ_CRAWL_SILENCE")
    return Crawls(words, timeout_s=timeout_s, silence_s=silence_s)
