"""How far walks back in time have come: <home>/walks/NAME.json, one a source, so that a later run goes on where one ended.

It holds nothing that is not read again at the price of some requests: a file that is lost or damaged begins the walk anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from spiders.items import Listed
from spiders.window import Window

ENTRIES_MAX = 50_000


class Walks:
    """The lists that were walked, of each source, after the days it is now walked for. Other days begin anew."""

    def __init__(self, home: Path, windows: Iterable[tuple[str, Window]]) -> None:
        self._folder = home / "walks"
        self._days = {source: _days(window) for source, window in windows}
        self._walked = {source: _read(self._file(source), days) for source, days in self._days.items()}

    def walked(self, source: str) -> dict[str, datetime]:
        """Return when earlier runs were done with which lists."""
        return dict(self._walked[source])

    def note(self, listed: Listed, now: datetime) -> None:
        """Note a list that can be done with; to be called when its links are committed."""
        walked = self._walked[listed.source]
        if not listed.walked or len(walked) >= ENTRIES_MAX:
            return
        walked[listed.root] = now
        told = {**self._days[listed.source], "walked": {url: at.isoformat() for url, at in walked.items()}}
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._file(listed.source)
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(told, indent=0), "utf-8")
        beside.replace(file)

    def _file(self, source: str) -> Path:
        return self._folder / f"{source}.json"


def _days(window: Window) -> dict[str, object]:
    since, until = (day.isoformat() if day else None for day in (window.since, window.until))
    return {"since": since, "until": until, "undated": window.undated}


def _read(file: Path, days: dict[str, object]) -> dict[str, datetime]:
    try:
        told = json.loads(file.read_text("utf-8"))
        if {key: told.get(key) for key in days} != days:
            return {}
        return {url: datetime.fromisoformat(at) for url, at in told["walked"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
