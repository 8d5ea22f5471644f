"""Crawls as processes: those that crash, hang, take too long or are killed are seen, and end."""

from __future__ import annotations

import select
import signal
import sys
import time

import psutil
import pytest

from crawler.scheduling import running
from crawler.scheduling.running import KILL_AFTER_S, STALL_S, STOPPED, Crawls, Gone
from tests.timing import UNTIL_MAX_S, promptly, until

BEAT = "import os, sys, time\nfd = int(os.environ['WARRAQ_ALIVE_FD'])\n"
BEATING = BEAT + "while True: os.write(fd, b'.'); time.sleep(0.05)"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + BEATING


def crawls(program: str, timeout_s: float = 60, silence_s: float = 60) -> Crawls:
    return Crawls((sys.executable, "-c", program), timeout_s=timeout_s, silence_s=silence_s)


def the_end(ours: Crawls) -> Gone:
    found: list[Gone] = []
    until(lambda: found.extend(ours.gone()) or found)
    return found[0]


def wait_for_a_sign(ours: Crawls) -> None:
    """Wait until the crawl gives a sign of life that was not looked at."""
    assert select.select([ours._runs[0].signs], [], [], UNTIL_MAX_S)[0]


class Clock:
    """The monotonic clock of `running`, as a test sets it."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead_s


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(running, "monotonic", clock)
    return clock


@pytest.mark.parametrize(
    ("program", "code", "note", "failed"),
    [
        ("", 0, None, False),
        ("raise SystemExit(4)", 4, None, False),
        ("raise SystemExit(6)", 6, "another crawl was at its hosts", False),
        ("raise SystemExit(7)", 7, "the disk is full", False),
        ("raise SystemExit(1)", 1, "crashed with exit code 1", True),
        ("raise SystemExit(2)", 2, "a setting or a source cannot be used", True),
        ("raise SystemExit(130)", 130, "stopped from outside", True),
        ("import os; os.kill(os.getpid(), 9)", -9, "killed by SIGKILL", True),
        ("import os; os.kill(os.getpid(), 11)", -11, "killed by SIGSEGV", True),
    ],
)
def test_how_a_crawl_ended_is_said(program, code, note, failed):
    ours = crawls(program)
    ours.begin(5, ("a", "b"))
    gone = the_end(ours)
    assert (gone.key, gone.sources, gone.code, gone.note, gone.failed) == (5, ("a", "b"), code, note, failed)
    assert len(ours) == 0


def test_a_crawl_that_takes_too_long_is_ended():
    ours = crawls(BEATING, timeout_s=0.5)
    ours.begin(1, ("a",))
    gone = the_end(ours)
    assert (gone.code, gone.note, gone.failed) == (-signal.SIGTERM, "not finished after 0.5 s", True)


def test_a_crawl_without_a_sign_of_life_is_taken_for_hung():
    ours = crawls("import time; time.sleep(60)", silence_s=0.5)
    ours.begin(1, ("a",))
    assert the_end(ours).note == "hung: no sign of life for 0.5 s"


def test_a_crawl_that_gives_signs_is_left_alone(clock):
    ours = crawls(BEATING, timeout_s=600, silence_s=60)
    ours.begin(1, ("a",))
    for _ in range(20):
        wait_for_a_sign(ours)
        clock.ahead_s += STALL_S - 1
        assert ours.gone() == ()
    ours.stop()
    gone = the_end(ours)
    assert (gone.note, gone.failed) == (STOPPED, False)


@pytest.mark.slow
def test_a_crawl_that_will_not_hear_is_killed():
    ours = crawls(DEAF, timeout_s=0.5)
    ours.begin(1, ("a",))
    wait_for_a_sign(ours)  # it is deaf by now
    with promptly(KILL_AFTER_S + 3):
        gone = the_end(ours)
    assert gone.code == -signal.SIGKILL


def test_a_pause_of_our_own_is_held_against_no_crawl(clock):
    """SIGSTOP, or a machine that slept: the crawl may have slept with us."""
    ours = crawls("import time; time.sleep(600)", timeout_s=60, silence_s=60)
    ours.begin(1, ("a",))
    clock.ahead_s += 61
    assert ours.gone() == ()
    clock.ahead_s += STALL_S - 1
    assert ours.gone() == ()
    ours.stop()
    the_end(ours)


def test_a_crawl_begun_after_the_stop_ends_at_once():
    ours = crawls(BEATING)
    ours.stop()
    ours.begin(1, ("a",))
    assert the_end(ours).note == STOPPED


def test_no_descriptor_is_left_behind():
    ours = crawls("")
    ours.begin(1, ("a",))
    the_end(ours)
    before = psutil.Process().num_fds()
    for number in range(5):
        ours.begin(number, ("a",))
        the_end(ours)
    assert psutil.Process().num_fds() == before
