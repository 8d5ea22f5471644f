"""Which sources the schedule of a home crawls: noted when it takes them, so that `warraq status` knows whom to miss."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from crawler.home.log import logger
from crawler.home.replacing import write_whole

FILE = "chosen.json"


def note_chosen(home: Path, names: Iterable[str]) -> None:
    """Note the sources of the schedule that runs in `home`; on a full disk those of before stay noted."""
    try:
        write_whole(home / FILE, json.dumps(sorted(names)).encode())
    except OSError as problem:
        logger.error("%s cannot be written: %s", FILE, problem)


def chosen(home: Path) -> frozenset[str]:
    """Return the sources of the schedule that runs or ran last in `home`; none where there never was one."""
    try:
        found = json.loads((home / FILE).read_bytes())
    except (OSError, ValueError):
        return frozenset()
    return frozenset(name for name in found if isinstance(name, str)) if isinstance(found, list) else frozenset()
