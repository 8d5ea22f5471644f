"""`warraq run`: crawls at once and again, ends when told, alone in its home, whatever becomes of a crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import feedparser
import psutil
import pytest

from archive.catalog.catalog import Catalog
from archive.watching import CrawlRun
from tests.crawler.hook import receiving
from tests.crawler.living import Living, living
from tests.site import Site
from tests.timing import promptly, slowness, until

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")
OFTEN = ("--set=WARRAQ_POLL_MIN=3", "--set=WARRAQ_POLL_MAX=3")


@contextmanager
def running(warraq, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`warraq run` until the block ends; its output is in <home>.said."""
    with Path(f"{warraq.home}.said").open("a") as said:
        process = subprocess.Popen(
            warraq.words("run", *FAST, *options),
            env={**os.environ, **warraq.environment},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def said(warraq) -> str:
    return Path(f"{warraq.home}.said").read_text()


def log(warraq) -> str:
    file = warraq.home / "logs" / "warraq.log"
    return file.read_text("utf-8") if file.exists() else ""


@pytest.fixture
def site(warraq) -> Iterator[Site]:
    with Site(8, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        yield site


def test_a_source_is_crawled_at_once_and_again_when_it_is_due(warraq, site):
    with running(warraq, *OFTEN):
        until(lambda: site.asked.count("/rss.xml") >= 3)
    for number in range(8):
        assert site.asked.count(f"/story/{number}") == 1
    assert log(warraq).count("exit=0") >= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_within_three_seconds_and_leaves_nobody(warraq, number):
    with Site(60, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        with running(warraq, "--set=DOWNLOAD_DELAY=0.3", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=1") as process:
            until(lambda: "/story/0" in site.asked or len(site.asked) > 4)
            family = psutil.Process(process.pid).children(recursive=True)
            assert len(family) >= 2, "a crawl and those who read for it"
            with promptly(4):
                process.send_signal(number)
                assert process.wait(60) == 130
            assert psutil.wait_procs(family, timeout=2 * slowness())[1] == []
    assert "stopped" in said(warraq)
    assert not list((warraq.home / "warc").glob("*.open"))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("after_s", [0.2, 0.6, 1.0, 1.4, 1.8])
def test_it_ends_whenever_it_is_told(warraq, after_s):
    """While it starts, while its crawl starts, while it crawls."""
    with running(warraq) as process:
        time.sleep(after_s)
        family = psutil.Process(process.pid).children(recursive=True)
        with promptly(4):
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        assert psutil.wait_procs(family, timeout=2 * slowness())[1] == []
    assert process.returncode in {130, -signal.SIGTERM}
    assert "Traceback" not in said(warraq)


def test_a_second_is_told_who_is_first(warraq, site):
    with running(warraq) as first:
        until(lambda: "/rss.xml" in site.asked)
        with promptly(2):
            second = warraq("run")
    assert second.code == 6
    assert f"warraq run, process {first.pid}, since 20" in second.said


def test_a_lock_that_was_left_behind_is_no_obstacle(warraq, site):
    warraq.home.mkdir(exist_ok=True)
    for name in ("run.lock", "crawl.lock"):
        (warraq.home / name).write_text("warraq run, process 1, since 2020-01-01 00:00:00 UTC")
    with running(warraq, *OFTEN) as killed:
        until(lambda: "/story/7" in site.asked)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
    with running(warraq, *OFTEN) as process:
        before = site.asked.count("/rss.xml")
        until(lambda: site.asked.count("/rss.xml") > before)
        assert process.poll() is None


def crawls(warraq) -> tuple[CrawlRun, ...]:
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        return catalog.crawls(50)


def crawl_of(process: subprocess.Popen[str]) -> psutil.Process:
    """Return the crawl that is at work: one that waits for an answer of its site, and so does not end meanwhile."""
    (crawl,) = psutil.Process(process.pid).children()
    return crawl


def test_a_crawl_that_is_killed_is_recorded_and_retried(warraq):
    with Site(40, large_bytes=(10, 20), answers_max=6) as site:
        site.declare(warraq.home)
        with running(warraq, *OFTEN) as process:
            until(lambda: len(site.asked) > 6)
            crawl_of(process).kill()
            until(lambda: "exit=-9" in log(warraq))
            site.release()
            until(lambda: len(set(site.asked)) == 42)
            until(lambda: "exit=0" in log(warraq))
            assert process.poll() is None
        run = next(run for run in crawls(warraq) if run.exit == -9)
        assert (run.sources, run.note) == (("site",), "killed by SIGKILL")
        assert "killed by SIGKILL; it will be tried again" in said(warraq)
        assert max(site.asked.count(f"/story/{number}") for number in range(40)) <= 2


def test_a_crawl_that_takes_too_long_is_ended_and_recorded(warraq):
    with Site(40, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        with running(warraq, "--set=WARRAQ_CRAWL_TIMEOUT=6", "--set=DOWNLOAD_DELAY=5"):
            until(lambda: "not finished after 6 s" in log(warraq))
        until(lambda: any(run.note == "not finished after 6 s" for run in crawls(warraq)))


def test_a_crawl_that_hangs_is_seen_killed_and_retried(warraq):
    """Stopped by SIGSTOP, it neither ends nor hears."""
    with Site(40, large_bytes=(10, 20), answers_max=6) as site:
        site.declare(warraq.home)
        with running(warraq, *OFTEN, "--set=WARRAQ_CRAWL_SILENCE=8") as process:
            until(lambda: len(site.asked) > 6)
            crawl_of(process).suspend()
            site.release()
            until(lambda: len(set(site.asked)) == 42)
        assert any(run.note == "hung: no sign of life for 8 s" for run in crawls(warraq))


def test_a_crawl_does_not_outlive_its_schedule(warraq):
    with Site(60, large_bytes=(10, 20), answers_max=4) as site:
        site.declare(warraq.home)
        with running(warraq) as process:
            until(lambda: len(site.asked) > 4)
            orphan = crawl_of(process)
            process.kill()
            process.wait()
            gone, _ = psutil.wait_procs([orphan], timeout=60)
        assert gone
        site.release()
        with running(warraq, "--set=DOWNLOAD_DELAY=0.05"):
            until(lambda: len(set(site.asked)) == 62)
        first = crawls(warraq)[-1]
        assert first.exit is None
        assert "left behind" in first.note
        assert max(site.asked.count(f"/story/{number}") for number in range(60)) <= 2


def test_it_goes_on_where_it_was(warraq, site):
    """Due times lie in the catalogue: what was polled is not polled again because the schedule was started again."""
    with running(warraq):
        until(lambda: "exit=0" in log(warraq))
    with living() as other:
        other.publish(1)
        other.declare(warraq.home, "other")  # which is due, and shows that the schedule looked for what is
        with running(warraq):
            until(lambda: log(warraq).count("exit=0") == 2)
    assert [path for path, _, _ in other.asked if path != "/robots.txt"] == ["/rss.xml", "/story/1"]
    assert site.asked.count("/rss.xml") == 1


def test_a_schedule_that_was_stopped_for_a_while_catches_up_once(warraq, site):
    """The slots it slept through make one crawl: the next one comes no sooner than it would have anyway."""
    with running(warraq, "--set=WARRAQ_POLL_MIN=4", "--set=WARRAQ_POLL_MAX=4") as process:
        until(lambda: "exit=0" in log(warraq))
        suspend_alone(psutil.Process(process.pid))
        before = site.asked.count("/rss.xml")
        time.sleep(9)
        assert site.asked.count("/rss.xml") == before
        process.send_signal(signal.SIGCONT)
        until(lambda: site.asked.count("/rss.xml") >= before + 2)
        assert process.poll() is None
    begun = sorted(run.started_at for run in crawls(warraq))
    assert min((later - earlier).total_seconds() for earlier, later in pairwise(begun)) >= 4


def suspend_alone(daemon: psutil.Process) -> None:
    """Suspend it at a moment when no crawl of it is at work."""

    def is_alone() -> bool:
        daemon.suspend()
        if not daemon.children():
            return True
        daemon.resume()
        return False

    until(is_alone)


def test_two_sources_on_one_host_are_never_in_two_crawls(warraq):
    """Each is due at its own times; the host sees one crawl's connections at a time."""
    with living() as one, living() as other:
        one.publish(1, 2, 3)
        other.publish(4)
        one.declare(warraq.home, "first")
        one.declare(warraq.home, "second")
        other.declare(warraq.home, "third")
        feed = (warraq.home / "sources" / "second.toml").read_text("utf-8")
        (warraq.home / "sources" / "second.toml").write_text(feed.replace("/rss.xml", "/rss.xml?second"), "utf-8")
        one.slow_s = 1.0
        with running(warraq, "--set=WARRAQ_POLL_MIN=2", "--set=WARRAQ_POLL_MAX=2", "--set=WARRAQ_CRAWLS_MAX=3") as process:
            seen = set()
            ends = time.monotonic() + 200
            while time.monotonic() < ends and min(lists := [_polls(one, "?second"), _polls(one, ""), _polls(other, "")]) < 3:
                seen |= {frozenset(_named(child)) for child in psutil.Process(process.pid).children()}
                busy = [_named(child) & {"first", "second"} for child in psutil.Process(process.pid).children()]
                assert sum(map(bool, busy)) <= 1
                time.sleep(0.05)
        assert any("third" in names for names in seen)
        assert one.busy_max <= 2  # CONCURRENT_REQUESTS_PER_DOMAIN
        assert min(lists) >= 3


def _polls(site: Living, query: str) -> int:
    return sum(path == f"/rss.xml{query}" for path, _, _ in site.asked)


def _named(crawl: psutil.Process) -> set[str]:
    return {"first", "second", "third"} & set(_command_line(crawl).split())


def _command_line(process: psutil.Process) -> str:
    """Of a process that may have ended: then it has none."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # ZombieProcess is one of these
        return ""


def test_sources_are_read_again_on_a_signal(warraq, site):
    with living() as other, running(warraq, *OFTEN) as process:
        other.publish(1)
        until(lambda: "/story/7" in site.asked)
        (warraq.home / "sources" / "wrong.toml").write_text("[[source]]\n")
        process.send_signal(signal.SIGHUP)
        until(lambda: "the sources stay as they were" in said(warraq))
        polls = site.asked.count("/rss.xml")
        until(lambda: site.asked.count("/rss.xml") >= polls + 2)  # crawled as they were, too
        assert "cannot be used" not in log(warraq)
        (warraq.home / "sources" / "wrong.toml").unlink()
        other.declare(warraq.home, "other")
        process.send_signal(signal.SIGHUP)
        until(lambda: any(path == "/story/1" for path, _, _ in other.asked))
        assert process.poll() is None


def test_those_who_want_to_know_are_told(warraq):
    with living() as site, receiving() as receiver:
        site.publish(1, 2)
        site.declare(warraq.home)
        warraq.home.mkdir(exist_ok=True)
        hook = receiver.base.replace("//", "//desk:s3cret@")
        (warraq.home / "settings.toml").write_text(f'WARRAQ_WEBHOOK = "{hook}/T0KEN"\nWARRAQ_RECHECKS = [5, 10, 15, 20, 40]\n')
        receiver.answers = [500]
        with running(warraq, *OFTEN) as process:
            until(lambda: {("/story/1", False, 200), ("/story/2", False, 200)} <= set(site.asked))
            site.edit(1, "وقالت البلدية لاحقا إن الخطة ألغيت.", silently=True)
            until(lambda: len(receiver.bodies) >= 2)
            feed = warraq.home / "events.atom"
            until(lambda: feed.exists() and b"silent_edit" in feed.read_bytes())
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            words = " ".join(map(_command_line, family))
            status = warraq("status", "--json")
        assert receiver.bodies[0] == receiver.bodies[1]
        told = receiver.bodies[1][0]
        assert (told["kind"], told["url"], told["source"]) == ("silent_edit", site.url(1), "site")
        assert receiver.paths[0] == "/T0KEN"
        assert not feedparser.parse(feed.read_bytes()).bozo
        kept = log(warraq) + said(warraq) + words + status.said + feed.read_text("utf-8")
        assert not [secret for secret in ("s3cret", "T0KEN") if secret in kept]
        assert warraq("events", "--json").answers[0]["id"] == told["id"]
