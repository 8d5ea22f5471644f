"""What outlets changed and took away, for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from archive.catalog.changed import Wanted
from archive.exchange.answers import EventAnswer, event_answer
from archive.exchange.changes_told import ChangeTold, tell_change
from archive.room.api.asking import Limit, further
from archive.room.api.endpoint import Endpoint
from archive.room.room import Room
from archive.watching import EventKind

PATH = "/api/changes"
EDITS_PATH = "/api/edits"

Kind = Literal[
    EventKind.EDITED,
    EventKind.SILENT_EDIT,
    EventKind.REMOVED,
    EventKind.RESTORED,
    EventKind.GAP,
    EventKind.LIST_DEAD,
    EventKind.LIST_BACK,
]
"""What outlets do. What saved searches find stands at /api/saved/{id}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesAsked:
    """Which events; all, where nothing is said."""

    since: Annotated[AwareDatetime | None, Field(description="Seen then or later: 2026-11-03T10:00:00Z.")] = None
    kind: Annotated[tuple[Kind, ...], Field(max_length=10, description="Of a kind; may be given several times.")] = ()
    source: Annotated[str | None, Field(max_length=200, description="Of a source, by its name.")] = None
    newest: Annotated[bool, Field(description="The newest first, and no others; else in the order they were seen.")] = False
    after: Annotated[int, Field(ge=0, le=2**62, description="Where to go on: `next` has it.")] = 0
    limit: Limit = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Events (as `warraq events --json` has them). `next`: the address of what follows, or null."""

    events: tuple[EventAnswer, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsAsked:
    """Which changes of stories; all, where nothing is said."""

    kind: Annotated[
        tuple[Literal[EventKind.EDITED, EventKind.SILENT_EDIT, EventKind.REMOVED, EventKind.RESTORED], ...],
        Field(max_length=4, description="Of a kind; may be given several times."),
    ] = ()
    corrected: Annotated[bool, Field(description="Only edits that came with a correction notice.")] = False
    source: Annotated[str | None, Field(max_length=200, description="Of a source, by its name.")] = None
    since: Annotated[AwareDatetime | None, Field(description="Seen then or later: 2026-11-03T10:00:00Z.")] = None
    until: Annotated[AwareDatetime | None, Field(description="Seen before that.")] = None
    before: Annotated[int, Field(ge=0, le=2**62, description="Where to go on: `next` has it.")] = 0
    limit: Annotated[int, Field(ge=1, le=50, description="How many at most.")] = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Changes of stories, newest first, each with its classes. `next`: the address of what follows, or null."""

    changes: tuple[ChangeTold, ...]
    next: str | None


def changes(room: Room, asked: ChangesAsked) -> Changes:
    """List what outlets did."""
    found = room.catalog.events(
        since=asked.since,
        after_id=asked.after,
        kinds=asked.kind,
        source=asked.source,
        limit=asked.limit,
        newest_first=asked.newest,
    )
    goes_on = len(found) == asked.limit and not asked.newest
    following = further(PATH, asked, after=found[-1].id or 0) if goes_on else None
    return Changes(events=tuple(map(event_answer, found)), next=following)


def edits(room: Room, asked: EditsAsked) -> Edits:
    """List what changed in stories."""
    wanted = Wanted(
        kinds=asked.kind,
        source=asked.source,
        since=asked.since,
        until=asked.until,
        corrected=asked.corrected,
        older_than=asked.before or None,
    )
    found = tuple(map(tell_change, room.catalog.changed(wanted, asked.limit)))
    following = further(EDITS_PATH, asked, before=found[-1].number) if len(found) == asked.limit else None
    return Edits(changes=found, next=following)


CHANGES = Endpoint(name="changes", path=PATH, asked=ChangesAsked, answer=Changes, gather=changes, example="newest=true&limit=5")
EDITS = Endpoint(name="edits", path=EDITS_PATH, asked=EditsAsked, answer=Edits, gather=edits)
