"""`warraq status`: how the sources are, what is missing and why, what runs and is due, the room on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from archive.catalog.answers import Hours, SourceStatus, Total
from archive.catalog.catalog import Catalog
from archive.catalog.hours import HOUR, hour_of
from archive.exchange import answers
from archive.warc.store import own_files
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.reading.asking import is_empty, open_catalog
from crawler.rounds.choice import Choice, choose
from crawler.saying import messages
from crawler.watching import closeup
from crawler.watching.overview import print_hours, print_overview
from crawler.watching.standing import print_standing, standing_answer
from crawler.watching.view import View, declared_in, view

HOURS_TOLD = 24
"""Hours that programs are told, where nobody says how many."""


def status(names: Sequence[str], *, hours: int | None, home: Path | None, json: bool) -> int:
    """Show how all sources are, or those named closely, and the last `hours`; exit code 4 where there is no archive."""
    folder = home_folder(home)
    if is_empty(folder):
        return messages.EXIT_FAILED
    settings, now = settings_for(folder, {}), datetime.now(UTC)
    with open_catalog(folder) as catalog:
        seen = view(catalog, folder, now, settings.getint("WARRAQ_DAILY_MAX"), declared_in(folder))
        if unknown := tuple(name for name in names if name not in seen.sources):
            choose(Choice(names=unknown), folder)  # it may be declared, and never crawled
        until = hour_of(now) + HOUR
        counted = catalog.hours(until - (hours or HOURS_TOLD) * HOUR, until, names or None)
        if json:
            disk = disk_of(folder, settings.getint("WARRAQ_DISK_FREE_MIN"))
            close = {name: closeup.closely(catalog, now, name) for name in names}
            print(answers.line(_answer(seen, close, counted, disk)))  # noqa: T201 - the command's answer
        elif names:
            _print_closely(catalog, seen, names)
        else:
            _print_all(seen, disk_of(folder, settings.getint("WARRAQ_DISK_FREE_MIN")))
    if hours and not json:
        print_hours(Console(), counted)
    return messages.EXIT_OK


def disk_of(home: Path, free_min_bytes: int) -> dict[str, Any]:
    """Return how much room there is, and how much the archive takes."""
    sizes = [path.stat().st_size for path in own_files(home)]
    free_bytes = shutil.disk_usage(home).free
    paused = free_bytes < free_min_bytes
    return {"home": str(home), "free_bytes": free_bytes, "paused": paused, "warc_files": len(sizes), "warc_bytes": sum(sizes)}


def _print_all(seen: View, disk: dict[str, Any]) -> None:
    console = Console()
    print_overview(console, seen)
    print_standing(console, seen.standing)
    if disk["paused"]:
        console.print("paused: the disk is nearly full, so nothing is fetched (WARRAQ_DISK_FREE_MIN); make room", style="red")
    state = seen.status
    console.print(f"{state.articles} articles, {state.versions} texts, {state.fetches} exchanges, {state.links} links")
    kept, free = _size(disk["warc_bytes"]), _size(disk["free_bytes"])
    console.print(f"{disk['warc_files']} WARC files, {kept}, {free} free: {disk['home']}", markup=False, soft_wrap=True)


def _print_closely(catalog: Catalog, seen: View, names: Iterable[str]) -> None:
    console = Console()
    for name in names:
        closeup.print_source(console, catalog, seen, name)


def _answer(seen: View, close: Mapping[str, dict[str, Any]], hours: Iterable[Hours], disk: dict[str, Any]) -> dict[str, Any]:
    """Return all for programs; of the sources that are to be seen closely, where there are any, these alone."""
    by_source = {one.source: one for one in hours}
    state = {one.source: one for one in seen.status.sources}
    names = tuple(close) or seen.sources
    told = [_source_answer(seen, name, state.get(name), by_source.get(name)) | close.get(name, {}) for name in names]
    if not close and None in state:
        told.append(asdict(state[None]))
    return (
        asdict(seen.status) | {"sources": told} | disk | {"schedule": standing_answer(seen.standing) | {"due": dict(seen.due)}}
    )


def _source_answer(seen: View, name: str, state: SourceStatus | None, hours: Hours | None) -> dict[str, Any]:
    known = asdict(state or NOTHING) | {"source": name}
    health = seen.health.get(name)
    return known | {
        "health": health.state if health else None,
        "complaints": [asdict(one) for one in health.complaints] if health else [],
        "held": seen.held.get(name),
        "due": seen.due.get(name),
        "gaps": sum(poll.gaps for poll in seen.standing.polls if poll.source == name),
        "last_day": _counts(seen.last_day[name]) if name in seen.last_day else None,
        "hours": _hours_answer(hours) if hours else [],
    }


NOTHING = SourceStatus(
    source=None,
    listed=0,
    archived=0,
    rejected=0,
    failed=0,
    refused=0,
    articles=0,
    last_fetch=None,
    last_story=None,
    failures=(),
)


def _hours_answer(hours: Hours) -> list[dict[str, Any]]:
    """Return the hours in which anything was counted, the last first."""
    counts = {name: value for name, value in asdict(hours).items() if isinstance(value, tuple) and name != "log_words"}
    places = [place for place in range(len(hours.listed)) if any(value[place] for value in counts.values())]
    rows = ({"hour": hours.since + place * HOUR} | {name: value[place] for name, value in counts.items()} for place in places)
    return list(rows)[::-1]


def _counts(total: Total) -> dict[str, Any]:
    return {name: value for name, value in asdict(total).items() if name not in {"source", "log_words"}}


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:,.1f} MB"
