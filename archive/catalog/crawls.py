"""Crawls, from beginning to end: what has no end was killed, or runs still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from archive.catalog.schema import crawl
from archive.watching import CrawlRun

CRAWLS_MAX = 10_000
"""Crawls that are remembered: some weeks of them."""


def begin_crawl(connection: Connection, sources: Sequence[str], now: datetime, note: str | None) -> int:
    """Note a crawl's beginning, and forget the oldest; return its id."""
    begun = insert(crawl).values(sources=tuple(sources), started_at=now, note=note).returning(crawl.c.id)
    key: int = connection.execute(begun).scalar_one()
    connection.execute(delete(crawl).where(crawl.c.id <= key - CRAWLS_MAX))
    return key


def end_crawl(connection: Connection, key: int, now: datetime, code: int | None, note: str | None) -> None:
    """Note a crawl's end, the first time it is told; a note given replaces the one of its beginning."""
    values = {"ended_at": now, "exit": code} | ({"note": note} if note is not None else {})
    connection.execute(update(crawl).where(crawl.c.id == key, crawl.c.ended_at.is_(None)).values(values))


def read_crawls(connection: Connection, limit: int, *, unfinished: bool) -> tuple[CrawlRun, ...]:
    """Return the crawls, or those without an end, the last begun first."""
    query = select(crawl).order_by(crawl.c.id.desc()).limit(limit)
    if unfinished:
        query = query.where(crawl.c.ended_at.is_(None))
    return tuple(_read_crawl(row) for row in connection.execute(query).mappings())


def _read_crawl(row: RowMapping) -> CrawlRun:
    return CrawlRun(**{column.name: row[column] for column in crawl.columns})
