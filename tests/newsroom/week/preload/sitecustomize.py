"""For Python under libfaketime 0.9.10, which breaks clock_nanosleep until a moment of the monotonic clock: sleep otherwise."""

from __future__ import annotations

import select
import time


def sleep(seconds: float) -> None:
    """Sleep, as time.sleep does."""
    select.select((), (), (), seconds)


time.sleep = sleep  # type: ignore[assignment]
