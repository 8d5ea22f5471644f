"""The schedule under clocks that jump, crawls that crash, disks that fill: each due slot once, or merged into one."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apscheduler.schedulers.base
import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.watching import Poll
from crawler.scheduling.running import Crawls
from crawler.scheduling.schedule import Limits, Schedule
from spiders.source import Source
from tests.crawler.scheduling.test_batches import source

CRAWL = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.watching import Poll
folder, names = Path(sys.argv[1]), sys.argv[2:]
with (folder / "asked").open("a") as asked:
    print(" ".join(names), file=asked)
if (folder / "crash").exists():
    raise SystemExit(1)
now = datetime.fromisoformat((folder / "now").read_text())
with Catalog.open(folder / "catalog.sqlite") as catalog:
    for name in names:
        poll = Poll(source=name, url=f"http://{name}.jo/rss", polled_at=now, due_at=now + timedelta(days=2), status=200)
        catalog.list_links((), lambda _: Polled(poll=poll))
"""


@dataclass(slots=True)
class Clock:
    """The time of day, as a person sets it; crawls find it in `file`."""

    file: Path
    offset: timedelta = field(default_factory=timedelta)

    def __post_init__(self) -> None:
        self.set(timedelta(0))

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def set(self, offset: timedelta) -> None:
        self.offset = offset
        self.file.write_text(self().isoformat())


@dataclass(slots=True)
class Desk:
    """A schedule and all about it. The crawls note who was asked for, and poll for two days ahead."""

    schedule: Schedule
    crawls: Crawls
    catalog: Catalog
    clock: Clock
    folder: Path

    def asked(self) -> list[str]:
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def times(self) -> Counter[str]:
        return Counter(" ".join(self.asked()).split())

    def polled(self, name: str, at: datetime, due: datetime) -> None:
        poll = Poll(source=name, url=f"http://{name}.jo/rss", polled_at=at, due_at=due, status=200)
        self.catalog.list_links((), lambda _: Polled(poll=poll))

    def work(self, seconds: float, until: Callable[[], object] = lambda: False) -> None:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not until():
            self.schedule.look()
            time.sleep(0.05)

    def settle(self) -> None:
        """Let what runs end."""
        self.work(60, lambda: not len(self.crawls))


@pytest.fixture
def clock(tmp_path, monkeypatch) -> Clock:
    clock = Clock(tmp_path / "now")

    class Shifted(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + clock.offset

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Shifted)
    return clock


LIMITS = Limits(rest_s=1.0, crawls_max=2, sources_max=10, free_min_bytes=0)


@pytest.fixture
def open_desk(tmp_path, clock) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def opened(limits: Limits = LIMITS) -> Desk:
        catalog = Catalog.open(tmp_path / "catalog.sqlite")
        crawls = Crawls((sys.executable, "-c", CRAWL, str(tmp_path)), timeout_s=60, silence_s=60)
        desks.append(Desk(Schedule(catalog, crawls, limits, tmp_path, clock), crawls, catalog, clock, tmp_path))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.crawls.stop()
        desk.settle()
        desk.schedule.end()
        desk.catalog.close()


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()


def both() -> tuple[Source, Source]:
    return source("a", "a.jo"), source("b", "b.jo")


def test_what_was_never_polled_is_crawled_at_once_and_together(desk):
    desk.schedule.begin(both())
    desk.work(60, lambda: desk.times().total() == 2)
    desk.settle()
    desk.work(2)
    assert desk.asked() == ["a b"]


def test_what_is_due_is_crawled_once_and_the_rest_left(desk):
    now = desk.clock()
    desk.polled("a", now, now + timedelta(seconds=1))
    desk.polled("b", now, now + timedelta(hours=1))
    desk.schedule.begin(both())
    desk.work(60, desk.asked)
    desk.settle()
    desk.work(2)
    assert desk.asked() == ["a"]


@pytest.mark.slow
@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=25)])
def test_a_clock_set_forward_makes_one_catch_up_of_all_that_fell_due(desk, ahead):
    """APScheduler sleeps for so many seconds; it must not sleep on."""
    now = desk.clock()
    desk.polled("a", now, now + timedelta(minutes=30))
    desk.polled("b", now, now + timedelta(days=3))
    desk.schedule.begin(both())
    desk.work(1)
    assert desk.asked() == []
    desk.clock.set(ahead)
    desk.work(60, desk.asked)
    desk.settle()
    desk.work(2)
    assert desk.asked() == ["a"]


@pytest.mark.slow
def test_a_clock_set_back_makes_one_look_and_none_waits_an_hour_more(desk):
    now = desk.clock()
    for name in "ab":
        desk.polled(name, now, now + timedelta(minutes=2))
    desk.schedule.begin(both())
    desk.work(1)
    desk.clock.set(timedelta(hours=-1))
    desk.work(60, lambda: desk.times().total() == 2)
    desk.settle()
    desk.work(3)
    assert desk.times() == {"a": 1, "b": 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Africa/Cairo", "2026-04-23T22:00:00+00:00"),
        ("Asia/Beirut", "2026-10-24T21:00:00+00:00"),
        ("Africa/Casablanca", "2026-02-15T02:00:00+00:00"),
    ],
)
def test_daylight_saving_neither_skips_nor_doubles(desk, monkeypatch, zone, moment):
    """Due three seconds after the minute in which the country sets its clocks."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    turn = datetime.fromisoformat(moment)
    desk.clock.set(turn - datetime.now(UTC) - timedelta(seconds=2))
    desk.polled("a", turn - timedelta(minutes=5), turn + timedelta(seconds=1))
    desk.schedule.begin(both()[:1])
    desk.work(60, desk.asked)
    desk.settle()
    desk.work(2)
    assert desk.asked() == ["a"]
    assert desk.catalog.crawls(1)[0].started_at >= turn
    monkeypatch.undo()
    time.tzset()


def test_an_idle_schedule_does_nothing_busily(desk):
    now = desk.clock()
    desk.polled("a", now, now + timedelta(hours=1))
    desk.schedule.begin(both()[:1])
    began = time.process_time()
    desk.work(2)
    assert time.process_time() - began < 0.5


@pytest.mark.slow
def test_a_crawl_that_crashes_is_recorded_and_its_sources_retried_apart_and_later(desk):
    (desk.folder / "crash").touch()
    desk.schedule.begin(both())
    desk.work(60, lambda: len(desk.asked()) >= 3)
    (desk.folder / "crash").unlink()
    desk.settle()
    desk.work(60, lambda: desk.catalog.polls(["a"]) and desk.catalog.polls(["b"]))
    desk.settle()
    assert desk.asked()[0] == "a b"
    assert all(names in {"a", "b"} for names in desk.asked()[1:])
    runs = desk.catalog.crawls(10)
    assert (runs[-1].exit, runs[-1].note, runs[-1].sources) == (1, "crashed with exit code 1", ("a", "b"))
    assert runs[0].exit == 0
    assert all(run.ended_at for run in runs)


def test_crawls_that_an_earlier_schedule_left_are_noted(desk):
    key = desk.catalog.begin_crawl(("a",), desk.clock())
    desk.schedule.begin(())
    run = desk.catalog.crawls(1)[0]
    assert (run.id, run.exit) == (key, None)
    assert run.ended_at
    assert "left behind" in run.note


def test_nothing_is_begun_while_the_disk_is_nearly_full(open_desk, capsys):
    desk = open_desk(replace(LIMITS, free_min_bytes=1 << 60))
    desk.schedule.begin(both())
    desk.work(3)
    assert desk.asked() == []
    assert capsys.readouterr().err.count("paused: the disk is nearly full") == 1
    desk.schedule._limits = LIMITS
    desk.work(60, desk.asked)
    assert "going on" in capsys.readouterr().err


def test_sources_may_be_exchanged_while_it_works(desk):
    desk.schedule.begin(both()[:1])
    desk.work(60, desk.asked)
    desk.schedule.take(both()[1:])
    desk.work(60, lambda: len(desk.asked()) == 2)
    desk.settle()
    assert desk.asked() == ["a", "b"]
