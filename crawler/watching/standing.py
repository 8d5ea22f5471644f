"""How the schedule stands: what runs, what ran, which lists bring nothing, what may be missing."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from archive.catalog.catalog import Catalog
from archive.requests.answers import Queue
from archive.requests.events import Wanted, newest_events
from archive.requests.requests import Requests
from archive.urls import readable
from archive.watching import CrawlRun, EventKind, Poll
from crawler.notifying.webhook import Cursor, read_cursor
from crawler.saying import messages
from crawler.saying.messages import plain
from crawler.scheduling.running import STOPPED, words
from crawler.watching.opened import RoomTold, room_told

CRAWLS_SHOWN = 5
LATELY = timedelta(days=1)
EVENTS_MAX = 10_000
"""Events of the last day that are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The schedule at a glance. `daemon`: who runs it, since `begun_at`; None where nobody does.

    `crawls`: those that run and the last that ran, newest first. `polls`: how each list stands. `lately`: the events of the
    last day. `webhook`: how far it came, or None. `queue`: what readers asked for; `searches`: those they saved.
    `room`: where the schedule's reading room is, or why it is not; None where it has none.
    """

    at: datetime
    daemon: str | None
    begun_at: datetime | None
    crawls: tuple[CrawlRun, ...]
    polls: tuple[Poll, ...]
    lately: Mapping[EventKind, int]
    webhook: Cursor | None
    queue: Queue = field(default_factory=Queue)
    searches: int = 0
    room: RoomTold | None = None


def read_standing(catalog: Catalog, home: Path, now: datetime) -> Standing:
    """Return how the schedule of a home stands."""
    polls, requests = catalog.polls(), Requests(home)
    events = newest_events(catalog, requests, EVENTS_MAX, Wanted(since=now - LATELY))
    cursor = home / "webhook.json"
    daemon, lock = _holder(home / "run.lock"), home / "run.lock"
    return Standing(
        at=now,
        daemon=daemon,
        begun_at=datetime.fromtimestamp(lock.stat().st_mtime, UTC) if daemon else None,
        crawls=_crawls(catalog),
        polls=polls,
        lately=Counter(event.kind for event in events),
        webhook=read_cursor(cursor) if cursor.exists() else None,
        queue=requests.stand(),
        searches=len(requests.saved()),
        room=room_told(home) if daemon else None,
    )


def standing_answer(standing: Standing) -> dict[str, Any]:
    """Return it for programs; a list's memory is nobody's business."""
    polls = [{name: value for name, value in asdict(poll).items() if name != "memory"} for poll in standing.polls]
    return {
        "daemon": standing.daemon,
        "crawls": [asdict(run) | {"running": _runs(run, standing)} for run in standing.crawls],
        "lists": polls,
        "events_last_day": {kind.value: standing.lately.get(kind, 0) for kind in EventKind},
        "webhook": asdict(standing.webhook) if standing.webhook else None,
        "requests": asdict(standing.queue),
        "saved_searches": standing.searches,
        "room": asdict(standing.room) if standing.room else None,
    }


def print_standing(console: Console, standing: Standing) -> None:
    """Print it for people, what is missing or wrong in plain words."""
    crawls = (_crawl_line(run, runs=_runs(run, standing)) for run in standing.crawls)
    for line in (_daemon_line(standing), *_room_lines(standing.room), *crawls, *_trouble(standing.polls)):
        console.print(line, soft_wrap=True)
    if standing.queue.queued or standing.queue.running:
        console.print(_queue_line(standing), soft_wrap=True)
    if standing.lately:
        told = ", ".join(f"{messages.KINDS[kind]}: {count}" for kind, count in sorted(standing.lately.items()))
        console.print(f"the last day: {told}; see: warraq events --since 1d", soft_wrap=True)
    if standing.webhook and standing.webhook.problem:
        since = standing.webhook.failing_since
        console.print(Text(f"the webhook takes nothing since {since}: {plain(standing.webhook.problem)}", style="red"))


def _crawls(catalog: Catalog) -> tuple[CrawlRun, ...]:
    recent = catalog.crawls(CRAWLS_SHOWN)
    shown = {run.id for run in recent}
    return (*(run for run in catalog.crawls(CRAWLS_SHOWN, unfinished=True) if run.id not in shown), *recent)


def _runs(run: CrawlRun, standing: Standing) -> bool:
    return run.ended_at is None and standing.daemon is not None


def _daemon_line(standing: Standing) -> Text:
    if standing.daemon is None:
        return Text("nothing is crawled on a schedule now; begin with: warraq run", style="yellow")
    return Text(plain(standing.daemon), style="green")


def _queue_line(standing: Standing) -> Text:
    queue = standing.queue
    since = f", the first since {queue.oldest_at:%Y-%m-%d %H:%M} UTC" if queue.oldest_at else ""
    line = f"readers asked for addresses: {queue.running} being fetched, {queue.queued} waiting{since}"
    return Text(line, style="yellow" if standing.daemon is None else "")


def _room_lines(told: RoomTold | None) -> Iterable[Text]:
    if told is not None and told.room is not None:
        yield Text(f"the reading room is at {told.room}/ (archived pages at {told.replay})", style="green")
    elif told is not None:
        yield Text(f"the reading room is closed: {plain(told.problem) or 'it is being opened'}", style="yellow")


def _crawl_line(run: CrawlRun, *, runs: bool) -> Text:
    names = ", ".join(run.sources[:3]) + (f" and {len(run.sources) - 3} more" if run.sources[3:] else "")
    when = f"{run.started_at:%Y-%m-%d %H:%M:%S} UTC"
    if runs:
        return Text(f"crawling {names}, since {when}")
    wrong = _what_went_wrong(run)
    took = f", {(run.ended_at - run.started_at).total_seconds():.0f} s" if run.ended_at else ""
    style = "red" if wrong not in {None, STOPPED} else "dim"
    return Text(f"crawled {names}, {when}{took}{f': {plain(wrong)}' if wrong else ''}", style=style)


def _what_went_wrong(run: CrawlRun) -> str | None:
    if run.ended_at is None:
        return "never ended: killed with its schedule"
    return run.note or (words(run.exit) if run.exit is not None else None)


def _trouble(polls: Iterable[Poll]) -> Iterable[Text]:
    for poll in polls:
        if poll.errors:
            often = f", {poll.errors} times in a row" if poll.errors > 1 else ""
            tried = f"tried again {poll.due_at:%Y-%m-%d %H:%M} UTC"
            words_ = f"{poll.source}: {readable(poll.url)} brings nothing: {plain(poll.problem)}{often}; {tried}"
            yield Text(words_, style="yellow")


def _holder(lock: Path) -> str | None:
    """Return who holds a lock of `crawler.home.lock`, as it calls itself."""
    try:
        with lock.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read(200).strip() or "warraq run"
    except OSError:
        pass
    return None
