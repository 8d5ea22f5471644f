"""What the watch over sources knows: how they are, how lists stand, what is due again, what befell stories, what ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What may happen to a story that was kept, or to a list."""

    EDITED = "edited"
    SILENT_EDIT = "silent_edit"
    REMOVED = "removed"
    RESTORED = "restored"
    # of a list
    GAP = "gap"
    LIST_DEAD = "list_dead"
    LIST_BACK = "list_back"
    # of a saved search (archive.requests): in no catalogue
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that the outlet did, or that may have been missed, and that people want to be told.

    `url`: the story's, or the list's. `at`: UTC, when it was seen. `version`: the text shown now; `previous`: before it.
    `detail`: the evidence, in a few words. `search`: of FOUND, the name of the search that found it. `id`: counts events as
    they were written, and those of searches apart; None before.
    """

    at: datetime
    kind: EventKind
    url: str
    source: str | None
    version: int | None = None
    previous: int | None = None
    detail: str | None = None
    search: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a source's list stands after it was last asked for, well or not. One of each list.

    `url`: as declared. `due_at`: when it is to be asked for next. `status`: of the answer, None where none came. `problem`: why
    nothing could be read, or None. `links`, `new`: shown the last time that it could be read. `errors`: in a row. `gaps`: how
    often it had turned over. `memory`: JSON, what the pace is decided from (crawler.polling.decision), or None.
    """

    source: str
    url: str
    polled_at: datetime
    due_at: datetime
    status: int | None
    problem: str | None = None
    links: int = 0
    new: int = 0
    errors: int = 0
    gaps: int = 0
    memory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A story that is to be looked at again: to see whether it was changed, or taken away.

    `url`: as listed. `step`: the look that is due, counted from 0. `missing_at`: when it was first seen to be gone while
    its site answered, or None. `due_at`: also earlier than the step's, to see again what was missing or did not answer.
    """

    url: str
    source: str
    appeared_at: datetime
    step: int
    due_at: datetime
    missing_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRun:
    """One crawl, from its beginning to its end, whatever that was.

    `ended_at`: None while it runs, and for good when it was killed with the daemon. `exit`: its exit code, minus the signal
    that ended it, or None. `note`: what went wrong, in a few words.
    """

    id: int
    sources: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None = None
    exit: int | None = None
    note: str | None = None


class State(StrEnum):
    """How a source is. NEW: too young to say what is usual. QUIET: as low as its whole country. UNWATCHED: nobody looks."""

    OK = "ok"
    UNHEALTHY = "unhealthy"
    NEW = "new"
    QUIET = "quiet"
    UNWATCHED = "unwatched"


class Cause(StrEnum):
    """Why a source is not well, for programs."""

    LISTS_FAIL = "lists_fail"
    NO_STORIES = "no_stories"
    SILENT = "silent"
    LOW = "low"
    STALE = "stale"
    STORIES_FAIL = "stories_fail"
    STORIES_REJECTED = "stories_rejected"
    STORIES_REFUSED = "stories_refused"
    BACKLOG = "backlog"
    SHORT = "short"
    DATELESS = "dateless"
    GAPS = "gaps"
    STALLED = "stalled"
    NOT_RUNNING = "not_running"
