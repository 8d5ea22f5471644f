"""What is remembered of a list from poll to poll, and its JSON, which the catalogue keeps."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from archive.models import Reason
from crawler.polling.pace import HOURS, UNKNOWN, Pace

JSON_MAX = 4096
"""Characters; a longer text was not written here."""
NUMBER_MAX = 1e12
"""No number of a memory comes near it: 100,000 stories a second, remembered for ten hours, are a hundredth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of a list from poll to poll; of bounded size.

    `read_at`: when it was last read without an error. `shown`: stories it then showed (or showed before, after a 304).
    `newest`: the newest date it claimed. `squeeze`: 1, or less after it was found turned over. `errors`: in a row.
    `failing_since`: when the first of them came. `reason`: why the last poll brought nothing, where no answer said so.
    """

    pace: Pace = UNKNOWN
    read_at: datetime | None = None
    shown: int = 0
    newest: datetime | None = None
    squeeze: float = 1.0
    errors: int = 0
    failing_since: datetime | None = None
    reason: Reason | None = None


def to_json(memory: Memory) -> str:
    """Return the memory as one line of JSON, to be read by `from_json`."""
    return json.dumps(asdict(memory), default=datetime.isoformat, separators=(",", ":"))


def from_json(text: str | None) -> Memory | None:
    """Return the memory that `to_json` wrote; None for none, and for what cannot be used: the list is then learned anew."""
    if not text or len(text) > JSON_MAX:
        return None
    try:
        memory = _memory(json.loads(text))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return memory if _usable(memory) else None


def _memory(told: dict[str, Any]) -> Memory:
    return Memory(
        pace=_pace(told["pace"]),
        read_at=_moment(told["read_at"]),
        shown=int(told["shown"]),
        newest=_moment(told["newest"]),
        squeeze=float(told["squeeze"]),
        errors=int(told["errors"]),
        failing_since=_moment(told["failing_since"]),
        reason=Reason(told["reason"]) if told.get("reason") else None,
    )


def _pace(told: dict[str, Any]) -> Pace:
    return Pace(
        stories=tuple(map(float, told["stories"])),
        seconds=tuple(map(float, told["seconds"])),
        found=float(told["found"]),
        expected=float(told["expected"]),
    )


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told is not None else None


def _usable(memory: Memory) -> bool:
    pace, moments = memory.pace, (memory.read_at, memory.newest, memory.failing_since)
    numbers = (*pace.stories, *pace.seconds, pace.found, pace.expected, memory.shown, memory.errors)
    return (
        len(pace.stories) == len(pace.seconds) == HOURS
        and all(isfinite(number) and 0 <= number <= NUMBER_MAX for number in numbers)
        and 0 < memory.squeeze <= 1
        and all(moment is None or moment.tzinfo for moment in moments)
    )
