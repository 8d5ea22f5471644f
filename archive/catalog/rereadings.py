"""Readings that take the place of others: the reader changed, not the outlet, so that no event is told and no look counted.

A version keeps its number, its moment and its response. A page that was no article gets its first version, and its link is
closed as if it had been read so then. The readings before stay in the WARC files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select, update

from archive.catalog.database import insert_new
from archive.catalog.ids import page_id
from archive.catalog.rows import record_row, sure_record, version_row
from archive.catalog.schema import fetch, link, outcome, record, version
from archive.catalog.search.entry import Shown
from archive.catalog.search.index import index_shown, reindex
from archive.catalog.tracing.index import retrace, trace_shown
from archive.catalog.versions import Decision, decide, text_digest
from archive.links import LinkState
from archive.models import Article, Outcome, Record, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A capture read again, its conversion written.

    `before`: the id of the conversion whose place this one takes, of version `number` of the article's page. Or, where a page
    was no article: `asked`, the address it was asked for by, and `fetch_id`, the id of the exchange's record.
    """

    at: datetime
    article: Article
    conversion: Record
    number: int | None = None
    before: str | None = None
    asked: str | None = None
    fetch_id: str | None = None


def write_rereadings(connection: Connection, rereadings: Iterable[Rereading]) -> tuple[bool, ...]:
    """Write what was read again, once however often it is told; return whether what each takes the place of still stood."""
    return tuple(_find(connection, one) if one.before is None else _replace(connection, one) for one in rereadings)


def _replace(connection: Connection, one: Rereading) -> bool:
    here = (version.c.page_id == page_id(one.article.url)) & (version.c.number == one.number)
    columns = (version.c.captured_at, version.c.source, version.c.article)
    query = select(*columns, record).join(record, record.c.id == version.c.record_id)
    row = connection.execute(query.where(here, version.c.conversion_id == one.before)).mappings().first()
    if row is None or one.number is None:
        return False
    connection.execute(insert_new(record), [record_row(one.conversion)])
    read = _version(one, one.number, row[version.c.captured_at], sure_record(row, record))
    connection.execute(update(version).where(here).values(version_row(read, row[version.c.source])))
    reindex(connection, page_id(one.article.url), one.number, before=row[version.c.article])
    retrace(connection, page_id(one.article.url), one.number)
    return True


def _find(connection: Connection, one: Rereading) -> bool:
    asked = page_id(one.asked or one.article.url)
    query = (
        select(outcome.c.id, outcome.c.source, fetch.c.date, record)
        .join(fetch, fetch.c.record_id == outcome.c.fetch_id)
        .join(record, record.c.id == func.coalesce(fetch.c.original_id, fetch.c.record_id))
        .where(outcome.c.page_id == asked, outcome.c.fetch_id == one.fetch_id, outcome.c.outcome == Outcome.REJECTED)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return False
    connection.execute(insert_new(record), [record_row(one.conversion)])
    decision = _decide(connection, one.article)
    if decision.is_new:
        read = _version(one, decision.number, row[fetch.c.date], sure_record(row, record))
        connection.execute(insert_new(version), [version_row(read, row[outcome.c.source])])
    _close(connection, one, asked, decision, row)
    shown = (_shown(one, decision, row),)
    index_shown(connection, shown)
    trace_shown(connection, shown)
    return True


def _decide(connection: Connection, article: Article) -> Decision:
    known = select(version.c.text_digest).where(version.c.page_id == page_id(article.url)).order_by(version.c.number)
    digests = connection.scalars(known).all()
    return decide(len(digests) or None, digests, text_digest(article))


def _close(connection: Connection, one: Rereading, asked: str, decision: Decision, row: RowMapping) -> None:
    """Let the outcome and the links say what was read."""
    found = {
        "at": one.at,
        "outcome": decision.outcome,
        "reason": None,
        "detail": None,
        "version_page_id": page_id(one.article.url),
        "version_number": decision.number,
        "conversion_id": one.conversion.record_id,
    }
    connection.execute(update(outcome).where(outcome.c.id == row[outcome.c.id]).values(found))
    closed = link.c.page_id.in_({asked, page_id(one.article.url)}) & (link.c.state != LinkState.ARCHIVED)
    connection.execute(update(link).where(closed).values(state=LinkState.ARCHIVED, closed_at=one.at))


def _shown(one: Rereading, decision: Decision, row: RowMapping) -> Shown:
    return Shown(
        page_id=page_id(one.article.url),
        number=decision.number,
        source=row[outcome.c.source],
        captured_at=row[fetch.c.date],
        article=one.article,
        is_new=decision.is_new,
        is_first=decision.number == 1,
    )


def _version(one: Rereading, number: int, captured_at: datetime, response: Record) -> Version:
    return Version(
        url=one.article.url,
        number=number,
        text_digest=text_digest(one.article),
        captured_at=captured_at,
        article=one.article,
        record=response,
        conversion=one.conversion,
    )
