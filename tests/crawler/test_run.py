"""`warraq run`: crawls at once and again, ends when told, alone in its home, whatever becomes of a crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.site import Site

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")


def until(condition: Callable[[], object], timeout_s: float = 30) -> None:
    ends = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < ends, "did not happen in time"
        time.sleep(0.05)


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
                process.wait(20)


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
    with running(warraq, "--set=WARRAQ_POLL_INTERVAL=4"):
        until(lambda: site.asked.count("/rss.xml") == 1)
        until(lambda: site.asked.count("/rss.xml") == 3)
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
            started = time.monotonic()
            process.send_signal(number)
            assert process.wait(20) == 130
            took_s = time.monotonic() - started
            _, alive = psutil.wait_procs(family, timeout=2)
    assert took_s < 4
    assert alive == []
    assert "stopped" in said(warraq)
    assert not list((warraq.home / "warc").glob("*.open"))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("after_s", [0.2, 0.6, 1.0, 1.4, 1.8])
def test_it_ends_whenever_it_is_told(warraq, after_s):
    """While it starts, while its crawl starts, while it crawls."""
    with running(warraq) as process:
        time.sleep(after_s)
        family = psutil.Process(process.pid).children(recursive=True)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert time.monotonic() - started < 4
        assert psutil.wait_procs(family, timeout=2)[1] == []
    assert process.returncode in {130, -signal.SIGTERM}
    assert "Traceback" not in said(warraq)


def test_a_second_is_told_who_is_first(warraq, site):
    with running(warraq) as first:
        until(lambda: "/rss.xml" in site.asked)
        started = time.monotonic()
        second = warraq("run")
        took_s = time.monotonic() - started
    assert second.code == 6
    assert f"warraq run, process {first.pid}, since 20" in second.said
    assert took_s < 2


def test_a_lock_that_was_left_behind_is_no_obstacle(warraq, site):
    warraq.home.mkdir(exist_ok=True)
    for name in ("run.lock", "crawl.lock"):
        (warraq.home / name).write_text("warraq run, process 1, since 2020-01-01 00:00:00 UTC")
    with running(warraq) as killed:
        until(lambda: "/story/7" in site.asked)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
    with running(warraq) as process:
        before = site.asked.count("/rss.xml")
        until(lambda: site.asked.count("/rss.xml") > before)
        assert process.poll() is None


def test_a_crawl_that_is_killed_is_survived(warraq):
    with Site(40, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        with running(warraq, "--set=WARRAQ_POLL_INTERVAL=3", "--set=DOWNLOAD_DELAY=0.05") as process:
            until(lambda: len(site.asked) > 6)
            crawl = psutil.Process(process.pid).children()[0]
            crawl.kill()
            until(lambda: len(set(site.asked)) == 42)
            until(lambda: "exit=0" in log(warraq))
            assert process.poll() is None
        assert "exit=-9" in log(warraq)


def test_a_crawl_that_takes_too_long_is_ended(warraq):
    with Site(40, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        with running(warraq, "--set=WARRAQ_CRAWL_TIMEOUT=4", "--set=DOWNLOAD_DELAY=5"):
            until(lambda: "exit=130" in log(warraq))
    assert "not finished after 4 s" in log(warraq)
