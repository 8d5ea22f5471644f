"""`warraq events`: what outlets changed, took away, or may have published unseen, as lines, a table or an Atom feed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from archive.exchange import answers
from archive.requests.events import Wanted as Asked
from archive.requests.events import every_event, newest_events
from archive.requests.requests import Requests
from archive.urls import readable
from archive.watching import Event, EventKind
from crawler.home.folder import home_folder
from crawler.notifying.atom import ENTRIES_MAX, atom
from crawler.notifying.telling import headlines
from crawler.reading.asking import is_empty, open_catalog
from crawler.saying import messages
from crawler.saying.messages import plain

STYLES = {
    EventKind.EDITED: "cyan",
    EventKind.SILENT_EDIT: "yellow",
    EventKind.REMOVED: "red",
    EventKind.RESTORED: "green",
    EventKind.GAP: "magenta",
    EventKind.LIST_DEAD: "red",
    EventKind.LIST_BACK: "green",
    EventKind.FOUND: "blue",
}

_AGO = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events are asked for. `since`: "2026-11-03", "2026-11-03T10:00+02:00", "2h", "7d"; None for all."""

    since: str | None = None
    kinds: tuple[str, ...] = ()
    source: str | None = None


def events(wanted: Wanted, *, home: Path | None, json: bool, as_atom: bool) -> int:
    """Print the events asked for, the oldest first (an Atom feed: the newest, and first); return the exit code."""
    since, kinds = moment(wanted.since, datetime.now(UTC)), _kinds(wanted.kinds)
    folder = home_folder(home)
    if is_empty(folder):
        return messages.EXIT_FAILED
    requests, asked = Requests(folder), Asked(since=since, kinds=kinds, source=wanted.source)
    with open_catalog(folder) as catalog:
        if as_atom:
            some = newest_events(catalog, requests, ENTRIES_MAX, asked)
            sys.stdout.write(atom(some, headlines(catalog, some), folder).decode())
            return messages.EXIT_OK
        _print(every_event(catalog, requests, asked), json=json)
    return messages.EXIT_OK


def moment(text: str | None, now: datetime, option: str = "--since") -> datetime | None:
    """Return the moment that a date, a date with a time, or a time ago ("2h", "7d") names; UTC where no zone is given.

    Raises BadParameter, which names the `option`, for what is none of these.
    """
    if text is None:
        return None
    ago = _AGO.fullmatch(text.strip().lower())
    try:
        if ago:
            return now - int(ago[1]) * _UNITS[ago[2]]
        stated = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as problem:
        raise typer.BadParameter(f"{option} {text!r}: write a date such as {date.today()}, or 2h, 7d") from problem  # noqa: DTZ011
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def event_line(event: Event) -> Text:
    """Return one line for one event: when, what, where; the evidence after it."""
    head = ((f"{event.at:%Y-%m-%d %H:%M} ", "dim"), (messages.KINDS[event.kind], STYLES[event.kind]), "  ")
    source = f"  ({event.source})" if event.source else ""
    found_by = f"  [{plain(event.search)}]" if event.search else ""
    return Text.assemble(*head, plain(readable(event.url)), (source, "dim"), found_by, (f"  {plain(event.detail)}", "dim"))


def _kinds(names: Sequence[str]) -> tuple[EventKind, ...]:
    known = {kind.value: kind for kind in EventKind}
    asked = tuple(name.strip().lower().replace("-", "_") for name in names)
    for name in asked:
        if name not in known:
            raise typer.BadParameter(f"--kind {name!r}: known are {', '.join(known)}")
    return tuple(known[name] for name in asked)


def _print(found: Iterator[Event], *, json: bool) -> None:
    console, count = Console(), 0
    for event in found:
        count += 1
        if json:
            sys.stdout.write(answers.line(answers.event_answer(event)) + "\n")
        else:
            console.print(event_line(event), soft_wrap=True)
    if not count and not json:
        messages.say("nothing of the kind has been seen")
