"""What an address looked like, and when: the captures that can be shown again, in the word of RFC 7089."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, or_, select

from archive.catalog.ids import page_id
from archive.catalog.rows import read_record, sure_record
from archive.catalog.schema import fetch, page, record
from archive.errors import BadUrl
from archive.identity import identity
from archive.models import Record, Truncated
from archive.urls import normalize

MEMENTOS_MAX = 10_000
"""Captures of one address that are handed out, the last ones: what is polled every two minutes has so many in a fortnight."""

TWINS_MAX = 100
"""Addresses of one identity that are looked through."""

_original = record.alias("original")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """One capture. `url`: as captured, which may be another of the story's addresses than was asked for. `date`: UTC.

    `original`: the response that a revisit or a 304 stands for; None for a response.
    """

    url: str
    date: datetime
    status: int
    mime: str | None
    truncated: Truncated | None
    record: Record
    original: Record | None


def mementos_of(connection: Connection, url: str) -> tuple[Memento, ...]:
    """Return the captures of `url`, oldest first; where it has none, those of the other addresses of its identity.

    Of those others redirects are left out: one that leads from http to https, or to the address with a slash, would lead
    back to itself.
    """
    try:
        exact = normalize(url)
    except BadUrl:
        return ()
    found = _captured(connection, (page_id(exact),))
    if found:
        return found
    twins = connection.scalars(select(page.c.id).where(page.c.identity == identity(exact)).limit(TWINS_MAX)).all()
    return tuple(one for one in _captured(connection, twins) if not is_redirect(one.status))


def is_redirect(status: int) -> bool:
    """Whether an answer leads elsewhere by its Location (RFC 9110 section 15.4)."""
    return status in {301, 302, 303, 307, 308}


def _captured(connection: Connection, keys: Sequence[str]) -> tuple[Memento, ...]:
    """Return what can be shown: HTTP answers, and of those without a body of their own the ones whose original is here."""
    whole = and_(record.c.warc_type == "response", fetch.c.status != 304)
    columns = (fetch.c.date, fetch.c.status, fetch.c.mime, fetch.c.truncated, page.c.url, record, _original)
    query = (
        select(*columns)
        .join(page, page.c.id == fetch.c.page_id)
        .join(record, record.c.id == fetch.c.record_id)
        .outerjoin(_original, _original.c.id == fetch.c.original_id)
        .where(fetch.c.page_id.in_(keys), fetch.c.status.is_not(None), or_(whole, _original.c.id.is_not(None)))
        .order_by(fetch.c.date.desc(), fetch.c.record_id)
        .limit(MEMENTOS_MAX)
    )
    return tuple(_read(row) for row in reversed(connection.execute(query).mappings().all()))


def _read(row: RowMapping) -> Memento:
    return Memento(
        url=row[page.c.url],
        date=row[fetch.c.date],
        status=row[fetch.c.status],
        mime=row[fetch.c.mime],
        truncated=row[fetch.c.truncated],
        record=sure_record(row, record),
        original=read_record(row, _original),
    )
