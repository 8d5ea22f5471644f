"""Where the reading room of a running schedule is, or why it is not: noted by the schedule, read by `warraq status`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.home.log import logger
from crawler.home.replacing import write_whole

FILE = "room.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTold:
    """`room`, `replay`: what browsers call the two, None while there is no room; then `problem` says why, where it is known."""

    room: str | None = None
    replay: str | None = None
    problem: str | None = None


def note_room(home: Path, told: RoomTold | None) -> None:
    """Note where the room is; None where the schedule has none. On a full disk what was noted before stays."""
    try:
        if told is None:
            (home / FILE).unlink(missing_ok=True)
        else:
            write_whole(home / FILE, json.dumps(asdict(told), ensure_ascii=False).encode())
    except OSError as problem:
        logger.error("%s cannot be written: %s", FILE, problem)


def room_told(home: Path) -> RoomTold | None:
    """Return what was noted last; None where nothing was, or nothing that can be used."""
    try:
        found = json.loads((home / FILE).read_bytes())
        told = {name: found[name] for name in ("room", "replay", "problem")}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return RoomTold(**told) if all(value is None or isinstance(value, str) for value in told.values()) else None
