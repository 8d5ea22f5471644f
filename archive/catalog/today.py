"""What came in on a day: how many stories, by whom and of which agency, and the newest of them.

A story comes in when its first text is captured; the date that it bears may be an older one. Days are UTC's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, func, select, type_coerce

from archive.catalog.ids import article_id
from archive.catalog.schema import page, version
from archive.models import Article

_IS_FIRST = version.c.number == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A story that came in. `id`: its article id. `source`: None where it was archived by hand. `at`: when, UTC."""

    id: str
    url: str
    source: str | None
    at: datetime
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a day's stories one source (None: people, by hand) brought of one agency (None: of none).

    `publisher`: as their pages name it. `since`: the earliest day that they bear, the day they came in at the latest.
    """

    source: str | None
    publisher: str | None
    agency: str | None
    count: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What came in on `day`. `before`, `after`: the nearest days on which anything did. `stories`: the newest, newest first."""

    day: date
    before: date | None
    after: date | None
    shares: tuple[Share, ...]
    stories: tuple[Arrived, ...]

    @property
    def count(self) -> int:
        """How many stories came in."""
        return sum(share.count for share in self.shares)


def read_arrivals(connection: Connection, day: date | None, limit: int) -> Arrivals | None:
    """Return what came in on `day`, with the newest `limit` of its stories; of None, on the newest day on which anything did.

    None where nothing ever came in.
    """
    wanted = day or _nearest(connection, version.c.captured_at.desc())
    if wanted is None:
        return None
    start, end = datetime.combine(wanted, time.min, UTC), datetime.combine(wanted, time.max, UTC)
    within = version.c.captured_at.between(start, end)
    arrivals = Arrivals(
        day=wanted,
        before=_nearest(connection, version.c.captured_at.desc(), version.c.captured_at < start),
        after=_nearest(connection, version.c.captured_at, version.c.captured_at > end),
        shares=_shares(connection, within, wanted),
        stories=_stories(connection, within, limit),
    )
    return arrivals if arrivals.before or arrivals.after or arrivals.shares else None


def _nearest(connection: Connection, order: ColumnElement[Any], *where: ColumnElement[bool]) -> date | None:
    at = connection.scalar(select(version.c.captured_at).where(_IS_FIRST, *where).order_by(order).limit(1))
    return at.date() if at else None


def _shares(connection: Connection, within: ColumnElement[bool], day: date) -> tuple[Share, ...]:
    """Count by what is told apart, the greatest first. One index has all of it: a day may be that of an import."""
    by = (version.c.source, version.c.publisher, version.c.source_organization)
    printed = func.min(func.substr(type_coerce(version.c.date_published, Text), 1, len("2026-11-03")))
    query = select(*by, func.count(), printed).where(_IS_FIRST, within).group_by(*by)
    return tuple(
        Share(
            source=source,
            publisher=publisher,
            agency=agency,
            count=count,
            since=min(date.fromisoformat(since), day) if since else day,
        )
        for source, publisher, agency, count, since in connection.execute(query.order_by(func.count().desc(), *by))
    )


def _stories(connection: Connection, within: ColumnElement[bool], limit: int) -> tuple[Arrived, ...]:
    query = (
        select(page.c.url, version.c.source, version.c.captured_at, version.c.article)
        .join(page, page.c.id == version.c.page_id)
        .where(_IS_FIRST, within)
        .order_by(version.c.captured_at.desc())
        .limit(limit)
    )
    rows = connection.execute(query)
    return tuple(Arrived(id=article_id(url), url=url, source=source, at=at, article=text) for url, source, at, text in rows)
