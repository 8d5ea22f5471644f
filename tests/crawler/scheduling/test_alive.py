"""A crawl whose schedule is gone, and whose loop is stuck: it hears nothing, and nobody else would end it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from crawler.saying import messages
from crawler.scheduling.running import KILL_AFTER_S

STUCK = """
import asyncio, os, signal, sys, time
from crawler.scheduling.alive import Alive
signal.signal(signal.SIGTERM, signal.SIG_IGN)
async def main():
    Alive(int(sys.argv[1])).start()
    print("begun", flush=True)
    time.sleep(120)
asyncio.run(main())
"""


@pytest.mark.slow
def test_a_crawl_that_is_stuck_does_not_outlive_its_schedule_for_long():
    signs, theirs = os.pipe()
    with subprocess.Popen([sys.executable, "-c", STUCK, str(theirs)], pass_fds=(theirs,), stdout=subprocess.PIPE) as stuck:
        os.close(theirs)
        assert stuck.stdout
        stuck.stdout.readline()
        os.close(signs)  # as the kernel does when the schedule is killed
        assert stuck.wait(KILL_AFTER_S + 60) == messages.EXIT_INTERRUPTED
