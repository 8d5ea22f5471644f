"""`warraq status`: what each source listed, what became of it, and what went wrong lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from archive.catalog.answers import SourceStatus, Status
from archive.catalog.database import count_rows
from archive.catalog.schema import REVISION, fetch, link, outcome, poll, version
from archive.links import LinkState
from archive.models import Outcome, Reason

LATELY = timedelta(days=1)

_Links = dict[LinkState, int]
_Failures = tuple[tuple[Reason, int], ...]
_Count = tuple[int, datetime | None]
"""How many, and when the newest."""


def read_status(connection: Connection, now: datetime) -> Status:
    """Return the catalogue at a glance, the failures of the day before `now` with it."""
    links, stories, failures = _links(connection), _stories(connection), _failures(connection, now - LATELY)
    known = {*links, *stories, *failures, *connection.scalars(select(poll.c.source))}
    fetched = _last_fetches(connection, {*known, None})
    names = sorted(known | fetched.keys(), key=lambda name: (name is None, name))
    return Status(
        at=now,
        revision=REVISION,
        sources=tuple(_source(name, links[name], stories[name], fetched.get(name), failures[name]) for name in names),
        links=sum(count for states in links.values() for count in states.values()),
        fetches=count_rows(connection, fetch),
        articles=sum(count for count, _ in stories.values()),
        versions=count_rows(connection, version),
    )


def _source(name: str | None, links: _Links, stories: _Count, last_fetch: datetime | None, failures: _Failures) -> SourceStatus:
    return SourceStatus(
        source=name,
        listed=links[LinkState.LISTED],
        archived=links[LinkState.ARCHIVED],
        rejected=links[LinkState.REJECTED],
        failed=links[LinkState.FAILED],
        refused=links[LinkState.REFUSED],
        articles=stories[0],
        last_fetch=last_fetch,
        last_story=stories[1],
        failures=failures,
    )


def _links(connection: Connection) -> dict[str | None, _Links]:
    query = select(link.c.source, link.c.state, func.count()).group_by(link.c.source, link.c.state)
    counts: dict[str | None, _Links] = defaultdict(lambda: defaultdict(int))
    for source, state, count in connection.execute(query):
        counts[source][state] = count
    return counts


def _stories(connection: Connection) -> dict[str | None, _Count]:
    newest = func.max(version.c.captured_at, type_=version.c.captured_at.type)
    query = select(version.c.source, func.count(), newest).where(version.c.number == 1).group_by(version.c.source)
    counts: dict[str | None, _Count] = defaultdict(lambda: (0, None))
    counts.update({source: (count, newest) for source, count, newest in connection.execute(query)})
    return counts


def _last_fetches(connection: Connection, sources: Iterable[str | None]) -> dict[str | None, datetime]:
    """Return when each source was last asked for anything: a look into the index each, where to go through it takes seconds."""
    newest = func.max(fetch.c.date, type_=fetch.c.date.type)
    last = {source: connection.scalar(select(newest).where(fetch.c.source.is_not_distinct_from(source))) for source in sources}
    return {source: at for source, at in last.items() if at is not None}


def _failures(connection: Connection, since: datetime) -> dict[str | None, _Failures]:
    often = func.count().label("often")
    query = (
        select(outcome.c.source, outcome.c.reason, often)
        .where(outcome.c.outcome.in_((Outcome.REJECTED, Outcome.FAILED, Outcome.REFUSED)), outcome.c.at >= since)
        .where(outcome.c.reason.is_not(None))
        .group_by(outcome.c.source, outcome.c.reason)
        .order_by(often.desc(), outcome.c.reason)
    )
    failures: dict[str | None, _Failures] = defaultdict(tuple)
    for source, reason, count in connection.execute(query):
        failures[source] += ((reason, count),)
    return failures
