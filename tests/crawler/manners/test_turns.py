"""Sources of one crawl share it fairly: a slow, a huge and a bad server do not delay the rest."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.saying import messages
from tests.crawler.living import Living, living
from tests.site import SOURCE
from tests.timing import UNTIL_MAX_S, until

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0.05", "--set=DOWNLOAD_DELAY_JITTER=0", "--set=WARRAQ_SYNC_DELAY=0.02")
STORIES = 20


@dataclass(slots=True)
class Dripping:
    """A server of one octet a second, for ever, to whoever asks for whatever, until `ends`. `hung_up`: those who went away."""

    base: str
    ends: threading.Event = field(default_factory=threading.Event)
    asked: int = 0
    hung_up: int = 0


@contextmanager
def dripping() -> Iterator[Dripping]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Dripping(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def drip(connection: socket.socket) -> None:
        server.asked += 1
        with connection:
            while not server.ends.wait(1):
                try:
                    connection.sendall(b"H")
                except OSError:
                    server.hung_up += 1
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
        yield server
    finally:
        server.ends.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def declare(home: Path, base: str, name: str) -> None:
    (home / "sources").mkdir(parents=True, exist_ok=True)
    text = SOURCE.format(base=base, host=base.removeprefix("http://")).replace('"site"', f'"{name}"', 1)
    (home / "sources" / f"{name}.toml").write_text(text, "utf-8")


def stories_of(site: Living) -> int:
    return sum(path.startswith("/story") for path, _, _ in site.asked)


def test_bad_servers_and_a_huge_one_leave_the_others_their_speed(warraq):
    """Ten hosts that drip and one with ten times the stories: the good ones are done while every bad one still drips, and
    before the huge one is much farther than they are. In the order of Scrapy's own queue they wait until the bad ones time out.
    """
    with ExitStack() as stack:
        good = [stack.enter_context(living()) for _ in range(3)]
        for number, site in enumerate(good):
            site.publish(*range(1, STORIES + 1))
            site.declare(warraq.home, f"good-{number}")
        huge = stack.enter_context(living())
        huge.publish(*range(1, 10 * STORIES))
        huge.declare(warraq.home, "a-huge-one")
        bad = [stack.enter_context(dripping()) for _ in range(10)]
        for number, server in enumerate(bad):
            declare(warraq.home, server.base, f"bad-{number}")
        options = (
            "--set=WARRAQ_RECHECKS=[]",
            f"--set=DOWNLOAD_TIMEOUT={UNTIL_MAX_S:g}",
            f"--set=WARRAQ_CRAWL_TURN={UNTIL_MAX_S:g}",
        )
        with subprocess.Popen(warraq.words("crawl", "--due", *FAST, *options), stdout=subprocess.DEVNULL) as crawl:
            until(lambda: min(map(stories_of, good)) >= STORIES)
            assert stories_of(huge) < 3 * STORIES
            assert (min(server.asked for server in bad), max(server.hung_up for server in bad)) == (1, 0)
            crawl.terminate()
    assert crawl.returncode == messages.EXIT_INTERRUPTED


def test_a_crawl_s_turn_ends_and_the_rest_waits(warraq):
    with living() as site:
        site.publish(*range(1, 100))
        site.declare(warraq.home)
        slow = ("--set=DOWNLOAD_DELAY=0.5", "--set=WARRAQ_CRAWL_TURN=7")
        first = warraq("crawl", "--due", "--json", *FAST, *slow)
        assert first.code == 0
        kept = len([answer for answer in first.answers if "outcome" in answer])
        assert 0 < kept < 99
        rest = warraq("crawl", "--due", "--json", *FAST, "--set=DOWNLOAD_DELAY=0")
        assert len([answer for answer in rest.answers if "outcome" in answer]) == 99 - kept
        stories = [path for path, _, _ in site.asked if path.startswith("/story")]
        assert len(stories) == len(set(stories)) == 99
