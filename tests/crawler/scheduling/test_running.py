"""Crawls as processes: those that crash, hang, take too long or are killed are seen, and end."""

from __future__ import annotations

import os
import signal
import sys
import time

import psutil
import pytest

from crawler.scheduling.running import KILL_AFTER_S, STOPPED, Crawls, Gone

BEAT = "import os, sys, time\nfd = int(os.environ['WARRAQ_ALIVE_FD'])\n"
BEATING = BEAT + "while True: os.write(fd, b'.'); time.sleep(0.05)"
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + BEATING


def crawls(program: str, timeout_s: float = 60, silence_s: float = 60) -> Crawls:
    return Crawls((sys.executable, "-c", program), timeout_s=timeout_s, silence_s=silence_s)


def the_end(ours: Crawls, timeout_s: float = 30) -> Gone:
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        if gone := ours.gone():
            return gone[0]
        time.sleep(0.05)
    raise AssertionError("no end in time")


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


def test_a_crawl_that_gives_signs_is_left_alone():
    ours = crawls(BEATING, silence_s=1.0)
    ours.begin(1, ("a",))
    ends = time.monotonic() + 2
    while time.monotonic() < ends:
        assert ours.gone() == ()
        time.sleep(0.05)
    ours.stop()
    gone = the_end(ours)
    assert (gone.note, gone.failed) == (STOPPED, False)


@pytest.mark.slow
def test_a_crawl_that_will_not_hear_is_killed():
    ours = crawls(DEAF, timeout_s=0.5)
    ours.begin(1, ("a",))
    began = time.monotonic()
    gone = the_end(ours)
    assert gone.code == -signal.SIGKILL
    assert time.monotonic() - began < KILL_AFTER_S + 3


@pytest.mark.slow
def test_a_pause_of_our_own_is_held_against_no_crawl():
    """SIGSTOP, or a machine that slept: the crawl may have slept with us."""
    ours = crawls(BEATING, timeout_s=8, silence_s=8)
    ours.begin(1, ("a",))
    process = ours._runs[0].process
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(10.5)
    os.kill(process.pid, signal.SIGCONT)
    assert ours.gone() == ()
    time.sleep(0.5)
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
