"""How far walks back in time have come: <home>/walks/NAME.json, one a source, so that a later run goes on where one ended.

It holds nothing that is not read again at the price of some requests: a file that is lost or damaged begins the walk anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from spiders.frontier import Trail
from spiders.items import Listed
from spiders.window import Window

ENTRIES_MAX = 50_000


@dataclass(slots=True, kw_only=True)
class _Past:
    """What is known of one walk; as `spiders.frontier.Trail` has it."""

    walked: dict[str, datetime] = field(default_factory=dict)
    led: dict[str, list[str]] = field(default_factory=dict)
    oldest: date | None = None


class Walks:
    """The lists that were walked, of each source, after the days it is now walked for. Other days begin anew."""

    def __init__(self, home: Path, windows: Iterable[tuple[str, Window]]) -> None:
        self._folder = home / "walks"
        self._days = {source: _days(window) for source, window in windows}
        self._pasts = {source: _read(self._file(source), days) for source, days in self._days.items()}

    def walked(self, source: str) -> Trail:
        """Return how far earlier runs came."""
        past = self._pasts[source]
        return Trail(walked=dict(past.walked), led=dict(past.led), oldest=past.oldest)

    def note(self, listed: Listed, now: datetime) -> None:
        """Note a list that can be done with; to be called when its links are committed."""
        past = self._pasts[listed.source]
        past.oldest = min(filter(None, (past.oldest, listed.oldest)), default=None)
        if not listed.walked or len(past.walked) >= ENTRIES_MAX:
            return
        past.walked[listed.root] = now
        if listed.led:
            past.led[listed.root] = list(dict.fromkeys((*past.led.get(listed.root, ()), *listed.led)))
        self._write(self._file(listed.source), self._days[listed.source] | _told(past))

    def _write(self, file: Path, told: dict[str, object]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(told, indent=0), "utf-8")
        beside.replace(file)

    def _file(self, source: str) -> Path:
        return self._folder / f"{source}.json"


def _days(window: Window) -> dict[str, object]:
    since, until = (day.isoformat() if day else None for day in (window.since, window.until))
    return {"since": since, "until": until, "undated": window.undated}


def _told(past: _Past) -> dict[str, object]:
    walked = {url: at.isoformat() for url, at in past.walked.items()}
    return {"walked": walked, "led": past.led, "oldest": past.oldest.isoformat() if past.oldest else None}


def _read(file: Path, days: dict[str, object]) -> _Past:
    try:
        told = json.loads(file.read_text("utf-8"))
        if {key: told.get(key) for key in days} != days:
            return _Past()
        walked = {url: datetime.fromisoformat(at) for url, at in told["walked"].items()}
        oldest = date.fromisoformat(told["oldest"]) if told["oldest"] else None
        return _Past(walked=walked, led={url: list(map(str, led)) for url, led in told["led"].items()}, oldest=oldest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Past()
