"""When each source is crawled. APScheduler says that it is due; those due together are one crawl in a subprocess.

A subprocess costs a second and isolates hangs, crashes and leaks: a crawl that goes wrong never stalls the schedule. Jobs are
derived from the due times in the catalogue at each start; there is no job store, so nothing can run twice or linger.
"""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from archive.catalog.catalog import Catalog
from archive.errors import Busy, DiskFull
from crawler.home.log import logger
from crawler.rounds.due import next_due
from crawler.saying import messages
from crawler.scheduling.batches import Units, batches, units
from crawler.scheduling.running import Crawls, Gone
from spiders.source import Source

GATHER_S = 1.0
"""How long the first that is due waits for others: a crawl more costs a second."""

JITTER_MAX_S = 10.0
"""By how much a source is crawled later than it is due, at most, lest all that fell due in an outage stay in step for ever."""

RETRY_MAX_S = 3600.0
"""The longest wait after crawls of a source that crashed or hung, one after the other."""

SPLIT = 3
"""Into how many crawls, at least, the sources of one that went wrong are parted: none of them may be to blame, or one."""

CLOCK_STEP_S = 5.0
"""By how much the clock must have been set, against the monotonic one, before anything is done about it."""

CLOCK_TOLD_EVERY_S = 600.0
"""How often a clock that is set again and again, or runs fast or slow, is told of."""


Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the time of day, which people and servers set."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`rest_s`: between the beginnings of two crawls of a source. `crawls_max`: side by side. `free_min_bytes`: of the disk.

    `daily_max`: requests in 24 hours of a source that declares no cap; 0 for any number.
    """

    rest_s: float
    crawls_max: int
    sources_max: int
    free_min_bytes: int
    daily_max: int = 0


class Schedule:
    """The sources, when each is due, and the crawls they become. `now`: the clock.

    What must outlast a crash lies in the catalogue. What is here may be forgotten: who is due and waits, who rests, whose last
    crawls went wrong.
    """

    def __init__(self, catalog: Catalog, crawls: Crawls, limits: Limits, home: Path, now: Now = wall_clock) -> None:
        self._catalog, self._crawls, self._limits, self._home, self._now = catalog, crawls, limits, home, now
        self._sources: dict[str, Source] = {}
        self._units: Units = {}
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()
        self._rest: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._apart: dict[str, int] = {}
        self._is_paused = False
        self._ahead_s = self._ahead()
        self._clock_told: float | None = None
        self._jobs = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def begin(self, sources: Sequence[Source]) -> None:
        """Begin: note how crawls ended that an earlier schedule left behind, and plan the first."""
        for run in self._catalog.crawls(100, unfinished=True):
            self._catalog.end_crawl(run.id, self._now(), None, "left behind: the schedule was killed or the machine went down")
        self.take(sources)
        self._jobs.start()

    def take(self, sources: Sequence[Source]) -> None:
        """Let these be the sources from now on."""
        for name in self._sources.keys() - {source.name for source in sources}:
            self._forget(name)
        self._sources = {source.name: source for source in sources}
        self._units = units(sources)
        self._plan(self._sources.keys() - self._crawls.sources)

    def look(self, *, may_begin: bool = True) -> tuple[Gone, ...]:
        """See to all that has changed: crawls that ended, sources that are due, a clock that was set. Return what ended."""
        self._notice_clock()
        gone = self._crawls.gone()
        for one in gone:
            self._record(one)
        if may_begin and self._has_room():
            for names in self._next_crawls():
                self._crawl(names)
        return gone

    def end(self) -> None:
        """Make nothing due any more."""
        self._jobs.shutdown(wait=False)

    def _plan(self, names: Iterable[str]) -> None:
        """Give each source its next job, as the catalogue says; not before it has rested. Those that wait have had theirs."""
        now, clock = self._now(), monotonic()
        with self._lock:
            chosen = [self._sources[name] for name in names if name in self._sources and name not in self._due]
        for name, at in next_due(self._catalog, chosen, now, self._limits.daily_max).items():
            wait_s = max(0.0, self._rest.get(name, 0.0) - clock, (at - now).total_seconds())
            late_s = random.uniform(0, min(wait_s / 10, self._limits.rest_s / 12, JITTER_MAX_S))  # noqa: S311 - no secret
            trigger = DateTrigger(run_date=now + timedelta(seconds=wait_s + late_s), timezone=UTC)
            self._jobs.add_job(self._add, trigger, args=(name,), id=name, replace_existing=True)

    def _add(self, name: str) -> None:
        """Mark a source as due; being due twice is being due once. Called by a thread of APScheduler."""
        with self._lock:
            self._due.setdefault(name, monotonic())

    def _forget(self, name: str) -> None:
        with self._lock:
            self._due.pop(name, None)
        if self._jobs.get_job(name):
            self._jobs.remove_job(name)

    def _next_crawls(self) -> tuple[tuple[str, ...], ...]:
        """Return the crawls to be begun now, and take their sources from those that wait."""
        free = self._limits.crawls_max - len(self._crawls)
        with self._lock:
            if free <= 0 or not self._due or monotonic() - min(self._due.values()) < GATHER_S:
                return ()
            rested = {name for name in self._due if self._rest.get(name, 0.0) <= monotonic()}  # also where the clock was set
            due = sorted(rested & self._sources.keys(), key=lambda name: self._due[name])
        busy = {self._units[name] for name in self._crawls.sources if name in self._units}
        crawls = batches(due, self._units, busy=busy, apart=self._apart, free=free, sources_max=self._limits.sources_max)
        with self._lock:
            for name in (name for names in crawls for name in names):
                del self._due[name]
        return crawls

    def _crawl(self, names: tuple[str, ...]) -> None:
        """Begin a crawl; what keeps it from beginning passes, and is tried again."""
        for name in names:
            self._rest[name] = monotonic() + self._limits.rest_s
        try:
            key = self._catalog.begin_crawl(names, self._now())
        except (Busy, DiskFull) as problem:
            logger.error("the crawl of %d sources cannot be noted: %s", len(names), problem)
            self._retry(names)
            return
        try:
            self._crawls.begin(key, names, [self._sources[name] for name in names])
        except OSError as problem:
            note = f"no process could be started: {problem.strerror}"
            self._record(Gone(key=key, sources=names, code=1, took_s=0.0, note=note))

    def _record(self, gone: Gone) -> None:
        """Note how a crawl ended, and plan its sources anew: after one that went wrong later and later, and fewer together."""
        said = logger.warning if gone.failed else logger.info
        said("crawl sources=%d exit=%d took_s=%.1f note=%s", len(gone.sources), gone.code, gone.took_s, gone.note)
        try:
            self._catalog.end_crawl(gone.key, self._now(), gone.code, gone.note)
        except (Busy, DiskFull) as problem:
            logger.error("the end of a crawl cannot be noted: %s", problem)
        if gone.failed:
            some = ", ".join(gone.sources[:3]) + (" …" if gone.sources[3:] else "")
            messages.say(f"the crawl of {some}: {gone.note}; it will be tried again")
            self._retry(gone.sources)
            return
        for name in gone.sources:
            self._failures.pop(name, None)
            self._apart.pop(name, None)
        self._plan(gone.sources)

    def _retry(self, names: Sequence[str]) -> None:
        for name in names:
            self._failures[name] = self._failures.get(name, 0) + 1
            self._apart[name] = max(1, len(names) // SPLIT)
            wait_s = min(self._limits.rest_s * 2 ** min(self._failures[name] - 1, 20), max(RETRY_MAX_S, self._limits.rest_s))
            self._rest[name] = monotonic() + wait_s
        self._plan(names)

    def _has_room(self) -> bool:
        """Whether the disk has room; nothing is begun while it has none."""
        free_bytes = shutil.disk_usage(self._home).free
        is_full = free_bytes < self._limits.free_min_bytes
        if is_full != self._is_paused:
            self._is_paused = is_full
            state = "paused: the disk is nearly full" if is_full else "going on: the disk has room again"
            messages.say(f"{state} ({free_bytes / 1_000_000:,.0f} MB free)")
            logger.warning("schedule %s", state)
        return not is_full

    def _notice_clock(self) -> None:
        """Have APScheduler look at a clock that was set forward: it sleeps so many seconds, not until a moment.

        After one that was set back, plan anew: due times that lie further ahead than they did are now's.
        """
        step_s = self._ahead() - self._ahead_s
        if abs(step_s) <= CLOCK_STEP_S:
            return
        self._ahead_s += step_s
        self._tell_of_clock(step_s)
        if step_s > 0:
            self._jobs.wakeup()
        else:
            self._plan(self._sources.keys() - self._crawls.sources)

    def _tell_of_clock(self, step_s: float) -> None:
        if self._clock_told is None or monotonic() - self._clock_told > CLOCK_TOLD_EVERY_S:
            self._clock_told = monotonic()
            logger.warning("the clock was set by %+.0f s", step_s)

    def _ahead(self) -> float:
        """Return how far the clock is ahead of the monotonic one, which nobody sets."""
        return self._now().timestamp() - monotonic()
