"""When the schedule is well, and when /health says that it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.catalog.answers import Status
from archive.watching import Cause, CrawlRun, State
from crawler.service.readings import Reading
from crawler.service.vital import vitals
from crawler.watching.complaints import Complaint
from crawler.watching.health import Health
from crawler.watching.standing import Standing
from crawler.watching.view import View

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


def crawl(number: int, exit_code: int | None = 0, note: str | None = None) -> CrawlRun:
    return CrawlRun(id=number, sources=("a",), started_at=NOW, ended_at=NOW, exit=exit_code, note=note)


def reading(*crawls: CrawlRun, health: tuple[Health, ...] = (), **given) -> Reading:
    status = Status(at=NOW, revision="0004", sources=(), links=0, fetches=0, articles=0, versions=0)
    standing = Standing(at=NOW, daemon="warraq run", begun_at=NOW, crawls=crawls, polls=(), lately={}, webhook=None)
    named = {one.source: one for one in health}
    seen = View(status=status, standing=standing, sources=(), last_day={}, health=named, held={}, due={}, allowed={}, paces={})
    well = {"at": NOW, "seen": seen, "problem": None, "counts": {}, "looked_at": NOW, "looked_ago_s": 0.3}
    return Reading(**(well | {"free_bytes": 10**9, "free_min_bytes": 10**8} | given))


def ill(cause: Cause) -> Health:
    return Health(source="a", state=State.UNHEALTHY, complaints=(Complaint(cause=cause, words="w", remedy="r"),))


WELL = {
    "all is well": reading(crawl(1)),
    "two crawls went wrong": reading(crawl(3, -9, "killed by SIGKILL"), crawl(2, 1, "crashed"), crawl(1)),
    "crawls were stopped with the schedule": reading(*(crawl(n, -15, "stopped with the schedule") for n in range(3))),
    "hosts were busy": reading(*(crawl(n, 6) for n in range(3))),
    "a source is ill": reading(health=(ill(Cause.LISTS_FAIL),)),
}


@pytest.mark.parametrize("found", WELL.values(), ids=WELL.keys())
def test_it_is_well(found):
    is_well, told = vitals(found)
    assert (is_well, told["status"], told["reasons"]) == (True, "ok", [])


ILL = {
    "it hangs": (reading(looked_ago_s=61), "the schedule has not looked after its crawls for 61 s"),
    "no catalogue": (reading(seen=None, problem="it is damaged"), "the catalogue cannot be read: it is damaged"),
    "disk": (reading(free_bytes=10**7), "paused: 10 MB are free on the disk, 100 stay free (WARRAQ_DISK_FREE_MIN)"),
    "crawls crash": (reading(*(crawl(n, -11) for n in range(3))), "the last 3 crawls went wrong; the last: killed by SIGSEGV"),
    "stalled": (reading(health=(ill(Cause.STALLED),)), "due, and not crawled for long: a"),
}


@pytest.mark.parametrize(("found", "words"), ILL.values(), ids=ILL.keys())
def test_it_is_not(found, words):
    is_well, told = vitals(found)
    (reason,) = told["reasons"]
    assert (is_well, told["status"]) == (False, "failing")
    assert reason.startswith(words)


def test_sources_are_counted_by_how_they_are():
    health = (ill(Cause.LOW), replace(ill(Cause.LOW), source="b"), Health(source="c", state=State.OK))
    assert vitals(reading(health=health))[1]["sources"] == {"unhealthy": 2, "ok": 1}


def test_it_is_told_when_the_schedule_looked():
    told = vitals(reading(looked_at=NOW - timedelta(seconds=2)))[1]
    assert told["schedule_last_look"] == "2026-11-03T09:59:58+00:00"
