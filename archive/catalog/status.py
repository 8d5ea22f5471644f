"""`warraq status`: what each source listed, what became of it, and what went wrong lately."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, func, select

from archive.catalog.answers import SourceStatus, Status
from archive.catalog.schema import REVISION, fetch, link, outcome, version
from archive.models import LinkState, Outcome, Reason

LATELY = timedelta(days=1)


def read_status(connection: Connection, now: datetime) -> Status:
    """Return the catalogue at a glance, the failures of the day before `now` with it."""
    return Status(
        at=now,
        revision=REVISION,
        sources=_sources(connection, now),
        links=_count(connection, link),
        fetches=_count(connection, fetch),
        articles=connection.scalar(select(func.count()).where(version.c.number == 1)) or 0,
        versions=_count(connection, version),
    )


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _sources(connection: Connection, now: datetime) -> tuple[SourceStatus, ...]:
    links, stories = _links(connection), _stories(connection)
    fetched, failures = _last_fetches(connection), _failures(connection, now - LATELY)
    names = sorted({*links, *stories, *fetched, *failures}, key=lambda name: (name is None, name))
    return tuple(
        SourceStatus(
            source=name,
            listed=links[name][LinkState.LISTED],
            archived=links[name][LinkState.ARCHIVED],
            rejected=links[name][LinkState.REJECTED],
            failed=links[name][LinkState.FAILED],
            refused=links[name][LinkState.REFUSED],
            articles=stories[name][0],
            last_fetch=fetched[name],
            last_story=stories[name][1],
            failures=failures[name],
        )
        for name in names
    )


def _links(connection: Connection) -> dict[str | None, dict[LinkState, int]]:
    query = select(link.c.source, link.c.state, func.count()).group_by(link.c.source, link.c.state)
    counts: dict[str | None, dict[LinkState, int]] = defaultdict(lambda: defaultdict(int))
    for source, state, count in connection.execute(query):
        counts[source][state] = count
    return counts


def _stories(connection: Connection) -> dict[str | None, tuple[int, datetime | None]]:
    newest = func.max(version.c.captured_at, type_=version.c.captured_at.type)
    query = select(version.c.source, func.count(), newest).where(version.c.number == 1).group_by(version.c.source)
    stories: dict[str | None, tuple[int, datetime | None]] = defaultdict(lambda: (0, None))
    stories.update({source: (count, at) for source, count, at in connection.execute(query)})
    return stories


def _last_fetches(connection: Connection) -> dict[str | None, datetime | None]:
    newest = func.max(fetch.c.date, type_=fetch.c.date.type)
    fetched: dict[str | None, datetime | None] = defaultdict(lambda: None)
    query = select(fetch.c.source, newest).group_by(fetch.c.source)
    fetched.update(dict(connection.execute(query).all()))
    return fetched


def _failures(connection: Connection, since: datetime) -> dict[str | None, tuple[tuple[Reason, int], ...]]:
    often = func.count().label("often")
    query = (
        select(outcome.c.source, outcome.c.reason, often)
        .where(outcome.c.outcome.in_((Outcome.REJECTED, Outcome.FAILED, Outcome.REFUSED)), outcome.c.at >= since)
        .where(outcome.c.reason.is_not(None))
        .group_by(outcome.c.source, outcome.c.reason)
        .order_by(often.desc(), outcome.c.reason)
    )
    failures: dict[str | None, tuple[tuple[Reason, int], ...]] = defaultdict(tuple)
    for source, reason, count in connection.execute(query):
        failures[source] += ((reason, count),)
    return failures
