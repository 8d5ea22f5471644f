"""Events: written in the transaction of what they follow from, each once, and read in the order they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from archive.catalog.database import insert_new
from archive.catalog.hours import count_gaps
from archive.catalog.ids import page_id
from archive.catalog.rows import Row, page_row
from archive.catalog.schema import event, page
from archive.watching import Event, EventKind

EVENTS_MAX = 1_000
"""Events of one page that are handed out."""


def add_events(connection: Connection, events: Iterable[Event]) -> None:
    """Write the events; one that is there already (same page, kind and time) stays as it is."""
    if found := tuple(events):
        connection.execute(insert_new(page), [page_row(one.url) for one in found])
        rows = [_event_row(one) for one in found]
        written = connection.execute(insert_new(event).returning(event.c.at, event.c.source, event.c.kind), rows)
        count_gaps(connection, [(at, source) for at, source, kind in written if kind is EventKind.GAP and source])


def read_events(  # noqa: PLR0913 - as Catalog.events
    connection: Connection,
    *,
    since: datetime | None,
    after_id: int,
    kinds: Sequence[EventKind],
    source: str | None,
    limit: int,
    newest_first: bool,
) -> tuple[Event, ...]:
    """Return the events that fit, in the order written or the other way round."""
    query = select(event, page.c.url).join(page, page.c.id == event.c.page_id).where(event.c.id > after_id)
    if since is not None:
        query = query.where(event.c.at >= since)
    if kinds:
        query = query.where(event.c.kind.in_(kinds))
    if source is not None:
        query = query.where(event.c.source == source)
    query = query.order_by(event.c.id.desc() if newest_first else event.c.id).limit(limit)
    return tuple(read_event(row) for row in connection.execute(query).mappings())


def events_of(connection: Connection, keys: Sequence[str]) -> tuple[Event, ...]:
    """Return what befell the pages, oldest first; of too many, the last EVENTS_MAX."""
    query = select(event, page.c.url).join(page, page.c.id == event.c.page_id).where(event.c.page_id.in_(keys))
    newest = connection.execute(query.order_by(event.c.at.desc(), event.c.id.desc()).limit(EVENTS_MAX)).mappings().all()
    return tuple(read_event(row) for row in reversed(newest))


def _event_row(one: Event) -> Row:
    return {
        "at": one.at,
        "kind": one.kind,
        "page_id": page_id(one.url),
        "source": one.source,
        "version": one.version,
        "previous": one.previous,
        "detail": one.detail,
    }


def read_event(row: RowMapping) -> Event:
    """Return the event of a row that has the columns of the event, and its page's address."""
    return Event(
        at=row[event.c.at],
        kind=row[event.c.kind],
        url=row[page.c.url],
        source=row[event.c.source],
        version=row[event.c.version],
        previous=row[event.c.previous],
        detail=row[event.c.detail],
        id=row[event.c.id],
    )
