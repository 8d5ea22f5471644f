"""What is due, and when the next thing will be: lists to poll, stories to look at again, links still to be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, literal, select

from archive.catalog.rechecks import read_recheck
from archive.catalog.schema import link, page, poll, recheck
from archive.links import LinkState
from archive.watching import Recheck


def due_rechecks(connection: Connection, sources: Sequence[str], now: datetime, limit: int) -> tuple[Recheck, ...]:
    """Return the sources' stories that are to be looked at again, the longest due first."""
    query = (
        select(recheck, page.c.url)
        .join(page, page.c.id == recheck.c.page_id)
        .where(recheck.c.source.in_(sources), recheck.c.due_at <= now)
        .order_by(recheck.c.due_at, recheck.c.page_id)
        .limit(limit)
    )
    return tuple(read_recheck(row, row[page.c.url]) for row in connection.execute(query).mappings())


def next_due(
    connection: Connection, sources: Sequence[str], now: datetime, lists: Sequence[str] | None, *, looks: bool
) -> dict[str, datetime]:
    """Return when each source has something due: `now` or later. A source of which nothing is known is left out."""
    due: dict[str, datetime] = {}
    rechecks = _rechecks(connection, sources) if looks else ()
    for source, at in (*_polls(connection, sources, lists), *rechecks, *_links(connection, sources, now)):
        due[source] = min(due.get(source, at), at)
    return {source: max(at, now) for source, at in due.items()}


_Due = Iterable[tuple[str, datetime]]


def _polls(connection: Connection, sources: Sequence[str], lists: Sequence[str] | None) -> _Due:
    first = func.min(poll.c.due_at, type_=poll.c.due_at.type)
    query = select(poll.c.source, first).where(poll.c.source.in_(sources)).group_by(poll.c.source)
    if lists is not None:
        query = query.where(poll.c.url.in_(lists))
    return ((source, at) for source, at in connection.execute(query))


def _rechecks(connection: Connection, sources: Sequence[str]) -> _Due:
    first = func.min(recheck.c.due_at, type_=recheck.c.due_at.type)
    query = select(recheck.c.source, first).where(recheck.c.source.in_(sources)).group_by(recheck.c.source)
    return ((source, at) for source, at in connection.execute(query))


def _links(connection: Connection, sources: Sequence[str], now: datetime) -> _Due:
    at = link.c.due_at.type
    first = func.min(func.coalesce(link.c.due_at, literal(now, at)), type_=at)
    query = select(link.c.source, first).where(link.c.source.in_(sources), link.c.state == LinkState.LISTED)
    return ((source, at) for source, at in connection.execute(query.group_by(link.c.source)))
