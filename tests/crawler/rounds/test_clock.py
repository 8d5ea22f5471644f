"""A crawl whose machine's clock is set while it waits for an answer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

import pytest

from tests.crawler.living import living

SLOW_S, TIMEOUT_S = 3.0, 8
PROGRAM = """
import os, sys, time
true_time, flag, shift_s = time.time, sys.argv.pop(1), float(sys.argv.pop(1))
time.time = lambda: true_time() + (shift_s if os.path.exists(flag) else 0)
from crawler.cli import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("shift_s", "slow_s", "outcome"), [(3600, SLOW_S, "archived"), (-3600, 60, "failed")])
def test_a_clock_that_is_set_ends_no_exchange_and_prolongs_none(tmp_path, shift_s, slow_s, outcome):
    """Set forward, an answer that comes in time is kept; set back, one that does not come is waited for no longer."""
    flag = tmp_path / "set"
    options = ("--json", "--allow-private", "--ignore-robots", f"--home={tmp_path}", f"--set=DOWNLOAD_TIMEOUT={TIMEOUT_S}")
    with living() as site:
        site.publish(1)
        site.slow_s = slow_s
        threading.Thread(target=set_when_asked, args=(site, flag), daemon=True).start()
        words = [sys.executable, "-c", PROGRAM, str(flag), str(shift_s), "archive", *options, "--", site.url(1)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert flag.exists()
    assert json.loads(done.stdout)["outcome"] == outcome, done.stderr


def set_when_asked(site, flag):
    while not site.busy:
        time.sleep(0.05)
    flag.touch()
