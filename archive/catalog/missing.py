"""What became of what a source listed: day by day, and the stories that were not archived, each with why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, case, func, select, type_coerce

from archive.catalog.answers import Became, Missing
from archive.catalog.links import read_row
from archive.catalog.schema import link, outcome, page
from archive.links import LinkState
from archive.models import Reason


def read_became(connection: Connection, source: str, since: datetime) -> tuple[Became, ...]:
    """Return what became of the links listed since then, by the day of their listing (UTC), the last day first."""
    day = func.substr(type_coerce(link.c.listed_at, Text), 1, len("2026-11-03"))
    why = case((link.c.state != LinkState.ARCHIVED, _last(outcome.c.reason)), else_=None)
    found = _listed(select(day, link.c.state, type_coerce(why, outcome.c.reason.type).label("why")), source, since).subquery()
    query = select(found, func.count()).group_by(*found.c).order_by(found.c[0].desc(), func.count().desc())
    return tuple(_became(row) for row in connection.execute(query))


def read_missing(connection: Connection, source: str, since: datetime, limit: int) -> tuple[Missing, ...]:
    """Return the links listed since then that are not archived, with why, as far as it was tried; the last listed first."""
    said = (
        _last(outcome.c.reason).label("reason"),
        _last(outcome.c.detail).label("detail"),
        _last(outcome.c.at).label("tried_at"),
    )
    query = _listed(select(link, page.c.url, *said).join(page, page.c.id == link.c.page_id), source, since)
    query = query.where(link.c.state != LinkState.ARCHIVED).order_by(link.c.listed_at.desc(), page.c.url).limit(limit)
    return tuple(
        Missing(link=read_row(row), reason=row["reason"], detail=row["detail"], tried_at=row["tried_at"])
        for row in connection.execute(query).mappings()
    )


def _listed(query: Select[*tuple[object, ...]], source: str, since: datetime) -> Select[*tuple[object, ...]]:
    """Name all states, for the index goes by them before it goes by time."""
    return query.where(link.c.source == source, link.c.state.in_(tuple(LinkState)), link.c.listed_at >= since)


def _last(column: ColumnElement[object]) -> ColumnElement[object]:
    """Return what the latest outcome of a link says."""
    query = select(column).where(outcome.c.page_id == link.c.page_id)
    return query.order_by(outcome.c.at.desc(), outcome.c.id.desc()).limit(1).correlate(link).scalar_subquery()


def _became(row: Row[*tuple[str, LinkState, Reason | None, int]]) -> Became:
    day, state, reason, count = row
    return Became(day=date.fromisoformat(day), state=state, reason=reason, count=count)
