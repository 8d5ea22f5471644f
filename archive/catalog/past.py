"""One story's past: its texts, which of them its page shows now, what the outlet did to it; with the exchanges they came by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from archive.catalog import finding
from archive.catalog.answers import Found
from archive.catalog.changed import Changed, Wanted, read_changed
from archive.catalog.database import Database
from archive.catalog.events import events_of
from archive.catalog.ids import page_id
from archive.catalog.questions import asked_as
from archive.catalog.schema import fetch, outcome
from archive.catalog.shown import shown_last
from archive.catalog.spans import Span, read_spans
from archive.models import Truncated, Version
from archive.watching import Event, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """The exchange of a text. `via`: what led there, or None. `source`: None for what was archived by hand."""

    date: datetime
    source: str | None
    via: str | None
    status: int | None
    truncated: Truncated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A story that has a text. `shown`: what its page showed last. `events`: what befell it, the last thousand, oldest first.

    `came`: by the id of their record. `looked_at`: when the page was last asked for. `source`: that listed it, or None.
    """

    found: Found
    shown: Version
    events: tuple[Event, ...]
    came: dict[str, Came]
    looked_at: datetime | None
    source: str | None

    @property
    def removed_at(self) -> datetime | None:
        """When the page was found to be taken away, where it has not come back."""
        turns = [event for event in self.events if event.kind in {EventKind.REMOVED, EventKind.RESTORED}]
        return turns[-1].at if turns and turns[-1].kind is EventKind.REMOVED else None

    def text(self, number: int) -> Version | None:
        """Return the text of that number."""
        return next((one for one in self.found.versions if one.number == number), None)


class PastQuestions:
    """The questions about what became of stories."""

    _database: Database

    def past(self, url_or_id: str) -> Past | None:
        """Return the past of a story, named as for `find`; None where there is none, or no text of it."""
        with self._database.read() as connection:
            found = finding.find(connection, url_or_id)
            return read_past(connection, found) if found and found.versions else None

    def spans(self, url: str) -> tuple[Span, ...]:
        """Return what the page of a story showed from when to when, oldest first. `url`: the story's own (Found.url)."""
        with self._database.read() as connection:
            return read_spans(connection, page_id(url))

    def changed(self, wanted: Wanted, limit: int) -> tuple[Changed, ...]:
        """Return what outlets changed in stories, took away or brought back, newest first."""
        with self._database.read() as connection:
            return read_changed(connection, wanted, limit)


def read_past(connection: Connection, found: Found) -> Past:
    """Return the past of a story that has a text."""
    key = page_id(found.url)
    keys = asked_as(connection, key)
    number = shown_last(connection, [key]).get(key)
    shown = next((one for one in found.versions if one.number == number), found.versions[-1])
    looks = select(outcome.c.at, outcome.c.source).where(outcome.c.page_id.in_(keys))
    last = connection.execute(looks.order_by(outcome.c.at.desc(), outcome.c.id.desc()).limit(1)).first()
    came = _came(connection, [one.record.record_id for one in found.versions])
    own = came.get(shown.record.record_id)
    listed = found.link.source if found.link else None
    return Past(
        found=found,
        shown=shown,
        events=events_of(connection, keys),
        came=came,
        looked_at=last.at if last else None,
        source=(own.source if own else None) or listed,
    )


def _came(connection: Connection, records: Sequence[str]) -> dict[str, Came]:
    columns = (fetch.c.record_id, fetch.c.date, fetch.c.source, fetch.c.via, fetch.c.status, fetch.c.truncated)
    rows = connection.execute(select(*columns).where(fetch.c.record_id.in_(records)))
    return {
        row.record_id: Came(date=row.date, source=row.source, via=row.via, status=row.status, truncated=row.truncated)
        for row in rows
    }
