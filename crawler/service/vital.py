"""Whether the schedule itself is well: what /health answers with. Sources that are ill are counted, and no fault of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from archive.watching import Cause
from crawler.saying.messages import EXIT_BUSY, EXIT_DISK_FULL, EXIT_OK
from crawler.scheduling.running import STOPPED, words
from crawler.service.readings import Reading
from crawler.watching.view import View

LOOKED_WITHIN_S = 60.0
"""The schedule looks three times a second; a machine under load may keep it waiting for so long."""

FAILED_MAX = 3
"""Crawls that went wrong, one after the other, after which it is no single source's fault."""

_NO_FAULT = frozenset({EXIT_BUSY, EXIT_DISK_FULL})


def vitals(reading: Reading) -> tuple[bool, dict[str, Any]]:
    """Return whether all is well, and what to tell programs and people of it."""
    reasons = [*_of_schedule(reading), *(_of_archive(reading.seen) if reading.seen else ())]
    states = Counter(health.state.value for health in reading.seen.health.values()) if reading.seen else {}
    return not reasons, {
        "status": "failing" if reasons else "ok",
        "reasons": reasons,
        "at": reading.at.isoformat(timespec="seconds"),
        "schedule_last_look": reading.looked_at.isoformat(timespec="seconds"),
        "disk_free_bytes": reading.free_bytes,
        "sources": dict(states),
    }


def _of_schedule(reading: Reading) -> Iterator[str]:
    if reading.looked_ago_s > LOOKED_WITHIN_S:
        yield f"the schedule has not looked after its crawls for {reading.looked_ago_s:.0f} s: restart it"
    if reading.problem is not None:
        yield f"the catalogue cannot be read: {reading.problem}"
    if reading.free_bytes < reading.free_min_bytes:
        free_mb, kept_mb = reading.free_bytes / 1_000_000, reading.free_min_bytes / 1_000_000
        yield f"paused: {free_mb:,.0f} MB are free on the disk, {kept_mb:,.0f} stay free (WARRAQ_DISK_FREE_MIN); make room"


def _of_archive(seen: View) -> Iterator[str]:
    ended = [run for run in seen.standing.crawls if run.ended_at is not None][:FAILED_MAX]
    wrong = [run.note or words(run.exit or EXIT_OK) for run in ended if run.exit not in _NO_FAULT and run.note != STOPPED]
    if len(wrong) == FAILED_MAX and all(wrong):
        yield f"the last {FAILED_MAX} crawls went wrong; the last: {wrong[0]}"
    stalled = [name for name, health in seen.health.items() if any(one.cause is Cause.STALLED for one in health.complaints)]
    if stalled:
        more = f" and {len(stalled) - 3} more" if stalled[3:] else ""
        yield f"due, and not crawled for long: {', '.join(stalled[:3])}{more}"
