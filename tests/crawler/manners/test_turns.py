"""Sources of one crawl share it fairly: a slow, a huge and a bad server do not delay the rest."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crawler.living import Living, living, pass_time
from tests.site import SOURCE

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0.05", "--set=DOWNLOAD_DELAY_JITTER=0", "--set=WARRAQ_SYNC_DELAY=0.02")
STORIES = 20


@contextmanager
def dripping() -> Iterator[str]:
    """Serve one octet a second, for ever, to whoever asks for whatever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ends = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection:
            while not ends.wait(1):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ends.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def declare(home: Path, base: str, name: str) -> None:
    (home / "sources").mkdir(parents=True, exist_ok=True)
    text = SOURCE.format(base=base, host=base.removeprefix("http://")).replace('"site"', f'"{name}"', 1)
    (home / "sources" / f"{name}.toml").write_text(text, "utf-8")


def took_s(sites: list[Living], warraq, *options: str) -> float:
    """Crawl; return how long the sites were asked for things, from the first to the last story of all."""
    started = time.monotonic()
    stop = threading.Event()
    ended: list[float] = []

    def watch() -> None:
        while not stop.wait(0.02):
            if all(sum(path.startswith("/story") for path, _, _ in site.asked) >= STORIES for site in sites):
                ended.append(time.monotonic())
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    ran = warraq("crawl", "--due", "--json", *FAST, *options)
    stop.set()
    watcher.join()
    assert ended, ran.said[-2000:]
    return ended[0] - started


def test_bad_servers_and_a_huge_one_leave_the_others_their_speed(warraq):
    """Ten hosts that drip and one with ten times the stories: within twice the time of the good ones alone, where the same
    crawl in the order of Scrapy's own queue takes until the bad ones time out."""
    with ExitStack() as stack:
        good = [stack.enter_context(living()) for _ in range(3)]
        for number, site in enumerate(good):
            site.publish(*range(1, STORIES + 1))
            site.declare(warraq.home, f"good-{number}")
        alone_s = took_s(good, warraq, "--set=WARRAQ_RECHECKS=[]")
        for site in good:
            site.asked.clear()
            site.publish(*range(100, 100 + STORIES))
        huge = stack.enter_context(living())
        huge.publish(*range(1, 10 * STORIES))
        huge.declare(warraq.home, "a-huge-one")
        for number in range(10):
            declare(warraq.home, stack.enter_context(dripping()), f"bad-{number}")
        pass_time(warraq.home, timedelta(hours=7))
        beside_s = took_s(good, warraq, "--set=WARRAQ_RECHECKS=[]", "--set=DOWNLOAD_TIMEOUT=25", "--set=WARRAQ_CRAWL_TURN=20")
    assert beside_s < 2 * alone_s + 2
    assert beside_s < 20, "the bad ones were waited for"


def test_a_crawl_s_turn_ends_and_the_rest_waits(warraq):
    with living() as site:
        site.publish(*range(1, 100))
        site.declare(warraq.home)
        slow = ("--set=DOWNLOAD_DELAY=0.3", "--set=WARRAQ_CRAWL_TURN=5")
        first = warraq("crawl", "--due", "--json", *FAST, *slow)
        assert first.code == 0
        kept = len([answer for answer in first.answers if "outcome" in answer])
        assert 0 < kept < 99
        rest = warraq("crawl", "--due", "--json", *FAST, "--set=DOWNLOAD_DELAY=0")
        assert len([answer for answer in rest.answers if "outcome" in answer]) == 99 - kept
        stories = [path for path, _, _ in site.asked if path.startswith("/story")]
        assert len(stories) == len(set(stories)) == 99
