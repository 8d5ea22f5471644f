"""The week, lived through: outlets open, the daemon is tended, faults happen when they are due, until the week is over."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from tests.crawler.conftest import Warraq
from tests.newsroom.declare import to_toml
from tests.newsroom.server import Server
from tests.newsroom.week.clock import Clock
from tests.newsroom.week.faults import OF_SITES, Fault, FaultKind, faults
from tests.newsroom.week.outlets import OUTLETS
from tests.newsroom.week.script import Piece, script
from tests.newsroom.week.service import Service
from tests.newsroom.week.site import Office, Trouble

START = datetime(2026, 11, 2, tzinfo=UTC)
"""A Monday, midnight."""

STALL_S = 20.0
"""Real seconds for which a site, or the daemon, says nothing: several time-outs. Less in a short week."""

ORPHANS_END_WITHIN_S = 20.0
"""Real seconds that a crawl may live on without its daemon: it gives a sign of life every two, and then ends within seven."""

LOOK_EVERY_S = 0.05
SETTINGS = (
    *("DOWNLOAD_DELAY=0.02", "DOWNLOAD_TIMEOUT=10", "WARRAQ_SYNC_DELAY=0.02", "WARRAQ_POLL_MIN=1"),
    *("WARRAQ_CRAWL_TURN=40", "WARRAQ_CRAWL_TIMEOUT=240", "WARRAQ_CRAWL_SILENCE=60"),
)
"""Limits in real time are as much shorter as the run is. What is due when (rechecks, removals, the pace) is as shipped."""

BROKEN = '[[source]]\nname = "broken"\ncountry = "nowhere"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A week: `days` of news, then `after` days in which nothing new appears. `day_s`: real seconds to a day.

    `late_s`: real seconds by which crawls may be late, at least: they wait for each other; of slow ones more is taken (compare).
    """

    days: float
    day_s: float
    seed: int
    faulty: bool
    after: float
    late_s: float = 90.0

    @property
    def end(self) -> datetime:
        """When it is over."""
        return START + timedelta(days=self.days + self.after)

    @property
    def grace(self) -> timedelta:
        """How much later than due anything may be done: crawls take real seconds, each of which is minutes here."""
        return timedelta(days=self.late_s / self.day_s)


@dataclass(slots=True, kw_only=True)
class Lived:
    """A week that is over: what was to happen, what did, and what is left of it."""

    plan: Plan
    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]
    offices: tuple[Office, ...]
    warraq: Warraq
    codes: list[int] = field(default_factory=list)
    second: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    took_s: float = 0.0
    ended_in_s: float = 0.0
    cpu_share: float = 0.0


def live(plan: Plan, home: Path, tell: Callable[[str], None], settled: Callable[[Lived], None]) -> Lived:
    """Live through the week in the folder `home`. `tell`: is told what happens. `settled`: called before the sites close."""
    stall = timedelta(days=min(STALL_S / plan.day_s, plan.days / 12))
    pieces = script(OUTLETS, START, plan.days, plan.seed)
    due = faults(START, plan.days, plan.seed, stall=stall) if plan.faulty else ()
    home.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        clock = stack.enter_context(Clock(START, 86400 / plan.day_s, home.with_suffix(".clock")))
        server = stack.enter_context(Server())
        offices = tuple(Office(one, (p for p in pieces if p.outlet == one.name), clock, server) for one in OUTLETS)
        warraq = Warraq(home, {"WARRAQ_CONTACT": "week@example.com", **clock.environment()})
        service = Service(warraq, ("--allow-private", *(f"--set={setting}" for setting in SETTINGS)))
        lived = Lived(plan=plan, pieces=pieces, faults=due, offices=offices, warraq=warraq)
        _Week(lived, clock, service, tell).live()
        settled(lived)
        return lived


class _Week:
    """The week as it goes."""

    def __init__(self, lived: Lived, clock: Clock, service: Service, tell: Callable[[str], None]) -> None:
        self._lived, self._clock, self._service, self._tell = lived, clock, service, tell
        self._offices = {office.outlet.name: office for office in lived.offices}
        self._sources = lived.warraq.home / "sources"
        self._steps = _steps(lived.faults)
        self._is_stopped = False
        self._orphans: list[tuple[psutil.Process, float]] = []

    def live(self) -> None:
        begun, hours = time.monotonic(), 0
        self._declare(late=not self._lived.plan.faulty)
        while (now := self._clock.now()) < self._lived.plan.end:
            self._service.tend()
            self._do_due(now)
            self._see_to_orphans()
            if now - START >= timedelta(hours=hours):
                hours += 12
                self._tell(self._progress(now))
            time.sleep(LOOK_EVERY_S)
        self._lived.took_s = time.monotonic() - begun
        self._lived.ended_in_s = self._service.end()
        self._lived.left = [" ".join(one.cmdline()) for one in self._service.left(within_s=8)]
        self._lived.codes = self._service.codes
        self._lived.cpu_share = self._service.cpu_s / max(1.0, self._service.lived_s)

    def _do_due(self, now: datetime) -> None:
        for step in tuple(self._steps):
            at, fault, begins = step
            if at <= now and (self._do(fault, begins=begins) or now > at + timedelta(hours=12)):
                self._steps.remove(step)

    def _do(self, fault: Fault, *, begins: bool) -> bool:
        """Let it happen, or be over; return whether it did: a crawl can be killed when there is one."""
        if fault.outlet is not None:
            self._offices[fault.outlet].suffer(Trouble(fault.kind.value) if begins else None)
        else:
            done = self._do_to_daemon(fault.kind, begins=begins)
            if not done:
                return False
        words = f"{fault.outlet}: {fault.kind}" if fault.outlet else fault.kind.value
        self._tell(f"{self._clock.now():%a %H:%M}  {words}{'' if begins else ' is over'}")
        return True

    def _do_to_daemon(self, kind: FaultKind, *, begins: bool) -> bool:
        if kind is FaultKind.CLOCK_WRONG:
            self._clock.wrong_by = timedelta(hours=1) if begins else timedelta(0)
        elif kind is FaultKind.SECOND_DAEMON:
            self._lived.second.append(self._service.second())
        elif self._service.pid is None:
            return False
        elif kind is FaultKind.KILL_CRAWL:
            return self._kill_crawl()
        elif kind is FaultKind.KILL_DAEMON:
            return self._kill_daemon()
        elif kind is FaultKind.STOP_DAEMON:
            self._is_stopped = begins
            self._service.signal(signal.SIGSTOP if begins else signal.SIGCONT)
        else:
            self._exchange_sources(kind, begins=begins)
        return True

    def _kill_crawl(self) -> bool:
        crawls = self._service.crawls()
        for crawl in crawls[:1]:
            crawl.kill()
        return bool(crawls)

    def _kill_daemon(self) -> bool:
        """Kill it while it has a crawl, which must end by itself."""
        crawls = self._service.crawls()
        if not crawls or self._is_stopped:
            return False
        self._service.signal(signal.SIGKILL)
        self._orphans += [(crawl, time.monotonic() + ORPHANS_END_WITHIN_S) for crawl in crawls]
        return True

    def _see_to_orphans(self) -> None:
        self._orphans = [(crawl, ends) for crawl, ends in self._orphans if crawl.is_running()]
        for crawl, ends in tuple(self._orphans):
            if time.monotonic() > ends:
                self._lived.missed.append(f"a crawl outlived its killed daemon by {ORPHANS_END_WITHIN_S:g} s: {crawl.pid}")
                self._orphans.remove((crawl, ends))

    def _exchange_sources(self, kind: FaultKind, *, begins: bool) -> None:
        broken = self._sources / "broken.toml"
        if kind is FaultKind.NEW_SOURCE:
            self._declare(late=True)
        elif begins:
            broken.write_text(BROKEN)
        else:
            broken.unlink()
        self._service.signal(signal.SIGHUP)

    def _declare(self, *, late: bool) -> None:
        self._sources.mkdir(parents=True, exist_ok=True)
        chosen = tuple(office.declared for office in self._lived.offices if late or not office.outlet.late)
        (self._sources / "week.toml").write_text(to_toml(chosen), "utf-8")

    def _progress(self, now: datetime) -> str:
        out = sum(START <= piece.published <= now for piece in self._lived.pieces)
        asked = sum(len(office.asked) for office in self._lived.offices)
        return f"{now:%a %H:%M}  {out} stories published, {asked} requests"


def _steps(due: Sequence[Fault]) -> list[tuple[datetime, Fault, bool]]:
    begin = [(fault.at, fault, True) for fault in due]
    end = [(fault.until, fault, False) for fault in due if fault.until is not None]
    return sorted((*begin, *end), key=lambda step: (step[0], step[2]))


def lasting(lived: Lived, outlet: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return when an outlet could not be read, from and until."""
    return tuple(
        (fault.at, fault.until)
        for fault in lived.faults
        if fault.until is not None and fault.kind in OF_SITES and fault.outlet == outlet
    )
