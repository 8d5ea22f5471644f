"""How often a source was asked for something: its exchanges, of every kind, as they were kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from archive.catalog.schema import fetch


def count_requests(connection: Connection, source: str, since: datetime) -> int:
    """Return how many requests of the source were made since then."""
    query = select(func.count()).where(fetch.c.source == source, fetch.c.date >= since)
    return connection.scalar(query) or 0


def nth_request(connection: Connection, source: str, since: datetime, number: int) -> datetime | None:
    """Return when the request of that number, the first since then being 1, was made; None where there were fewer."""
    query = select(fetch.c.date).where(fetch.c.source == source, fetch.c.date >= since).order_by(fetch.c.date)
    return connection.scalar(query.offset(number - 1).limit(1))
