"""Time in tests: waiting for a state, and what must be prompt held to that on a slow or busy machine as well."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

UNTIL_MAX_S = 120.0
"""No state is waited for longer; it is there long before, or never."""

SLICE_STEPS, SLICE_S = 200_000, 0.005
"""A slice of work, and the CPU time it takes where the bounds of the tests were set."""


def until(condition: Callable[[], object], within_s: float = UNTIL_MAX_S) -> None:
    """Wait for a state."""
    ends = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends, "did not happen in time"
        time.sleep(0.05)


@contextmanager
def promptly(seconds: float) -> Iterator[None]:
    """Hold the block to `seconds` of a machine that does nothing else; as many times more as this one is slower and busier."""
    began = time.monotonic()
    yield
    took_s = time.monotonic() - began
    allowed_s = seconds * slowness()
    assert took_s < allowed_s, f"took {took_s:.1f} s of {allowed_s:.1f} s allowed, {seconds:g} s where nothing else runs"


def slowness() -> float:
    """Return how many times longer than at its best things may take now: by the speed of a core, and by who waits for one."""
    return max(1.0, _slice_s() / SLICE_S) * max(1.0, _wanting() / (os.cpu_count() or 1))


def _slice_s() -> float:
    """Return the CPU time that a slice of work takes: the shortest of a few, for others' work is no part of it."""
    times = []
    for _ in range(5):
        began = time.thread_time()
        for _ in range(SLICE_STEPS):
            pass
        times.append(time.thread_time() - began)
    return min(times)


def _wanting() -> float:
    """Return how many want a core: over the last minute, or just now, whichever is more."""
    running = Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[0] if Path("/proc/loadavg").exists() else "0"
    return max(os.getloadavg()[0], float(running))
