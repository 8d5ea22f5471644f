"""Who sees to what readers ask for: the schedule of the home, while it runs."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

LOCK = "run.lock"
"""Held by `warraq run` (crawler.home.lock), which writes into it who it is."""

_PROCESS = re.compile(r"process (\d+)")


def is_taken_care_of(home: Path) -> bool:
    """Tell whether a schedule runs in the home.

    A lock can be looked at only by asking for it, and a schedule that begins meanwhile would find it taken: so it is asked for
    only where the process that says to hold it is there.
    """
    try:
        with (home / LOCK).open(encoding="utf-8", errors="replace") as file:
            named = _PROCESS.search(file.read(200))
            return named is not None and Path("/proc", named[1]).exists() and _is_held(file.fileno())
    except OSError:
        return False


def _is_held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
