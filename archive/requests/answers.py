"""What readers asked for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.catalog.search.news import Reach
from archive.models import Outcome, Reason

NAME_MAX = 100
"""Characters of a saved search's name."""

QUERY_MAX = 1_000
"""Characters of a saved search."""


class State(StrEnum):
    """How far a request is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An address that a reader wants archived. `url`: normalised. Of the reader nothing is known.

    `taken_at`: when the schedule took it last. `outcome`, `reason`, `detail`: as `Kept` has them, None until it is done.
    `article_id`: of the story that came of it, or None.
    """

    id: str
    url: str
    asked_at: datetime
    state: State = State.QUEUED
    taken_at: datetime | None = None
    tries: int = 0
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    detail: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How the queue stands. `oldest_at`: since when the first that waits has waited; None where none does."""

    queued: int = 0
    running: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved search. `found`: stories told since it was saved, `unseen`: those of them that no reader has seen yet."""

    id: str
    name: str
    query: str
    saved_at: datetime
    reach: Reach | None = None
    found: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A story that a saved search found. `id`: counts alerts as they were written, and never comes again; None before.

    `at`: when it was found. `number`: of the version that fits.
    """

    saved_id: str
    name: str
    at: datetime
    url: str
    number: int
    source: str | None
    headline: str
    id: int | None = None
