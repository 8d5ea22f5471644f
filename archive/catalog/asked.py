"""What was asked for: how often, of a source; and what an address answered last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from archive.catalog.rows import sure_record
from archive.catalog.schema import fetch, record
from archive.models import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`status`: None where no HTTP came. `record`: holds the entity, of this answer or of the one that it repeats."""

    status: int | None
    date: datetime
    record: Record


def count_requests(connection: Connection, source: str, since: datetime) -> int:
    """Return how many requests of the source were made since then."""
    query = select(func.count()).where(fetch.c.source == source, fetch.c.date >= since)
    return connection.scalar(query) or 0


def nth_request(connection: Connection, source: str, since: datetime, number: int) -> datetime | None:
    """Return when the request of that number, the first since then being 1, was made; None where there were fewer."""
    query = select(fetch.c.date).where(fetch.c.source == source, fetch.c.date >= since).order_by(fetch.c.date)
    return connection.scalar(query.offset(number - 1).limit(1))


def last_answer(connection: Connection, key: str) -> Answer | None:
    """Return what the page answered last; None where it was never asked for."""
    query = (
        select(fetch.c.status, fetch.c.date, record)
        .join(record, record.c.id == func.coalesce(fetch.c.original_id, fetch.c.record_id))
        .where(fetch.c.page_id == key)
        .order_by(fetch.c.date.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return Answer(status=row[fetch.c.status], date=row[fetch.c.date], record=sure_record(row, record)) if row else None
