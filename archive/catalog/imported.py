"""What was captured elsewhere, or long ago, and is told to the catalogue only now.

An imported look at a page is dated by its capture: nobody knows when it was read then. Told after a later look at the same page
it is late: its text is kept as a version, but it changes nothing of what came after. It makes no event, moves no recheck, and
is not the text shown last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from archive.catalog.ids import page_id
from archive.catalog.rows import read_record, sure_record
from archive.catalog.schema import fetch, outcome, record
from archive.models import Kept, Record

_original = record.alias("original")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An exchange that is kept. `original`: what it revisits. `is_answered`: it was said what became of it."""

    record: Record
    original: Record | None
    is_answered: bool


def is_imported(kept: Kept) -> bool:
    """Whether it is a capture's own moment that the look is dated by; a crawl dates a look when it has read what came."""
    return kept.fetch is not None and kept.at == kept.fetch.date


def find_late(connection: Connection, kept: Sequence[Kept]) -> frozenset[int]:
    """Return which of `kept`, by their places, are imported and older than what is known of their page."""
    imported = {place: one for place, one in enumerate(kept) if is_imported(one)}
    if not imported:
        return frozenset()
    last = _last_looks(connection, {key for one in imported.values() for key in _keys(one)})
    return frozenset(place for place, one in imported.items() if any(last.get(key, one.at) > one.at for key in _keys(one)))


def find_known(connection: Connection, key: str, date: datetime, digest: str) -> Known | None:
    """Return what is kept of this page, moment and entity ("sha256:hex")."""
    answered = select(outcome.c.id).where(outcome.c.fetch_id == fetch.c.record_id).exists()
    query = (
        select(record, _original, answered.label("answered"))
        .select_from(fetch)
        .join(record, record.c.id == fetch.c.record_id)
        .outerjoin(_original, _original.c.id == fetch.c.original_id)
        .where(fetch.c.page_id == key, fetch.c.digest == digest, fetch.c.date == date)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    known, original = sure_record(row, record), read_record(row, _original)
    return Known(record=known, original=original, is_answered=bool(row["answered"]))


def is_kept_at(connection: Connection, key: str, date: datetime) -> bool:
    """Tell whether an exchange of this page and moment is kept."""
    return connection.scalar(select(fetch.c.record_id).where(fetch.c.page_id == key, fetch.c.date == date).limit(1)) is not None


def find_revisited(connection: Connection, keys: Sequence[str], digest: str | None, date: datetime | None) -> Record | None:
    """Return the whole response of one of the pages that a revisit of others says it repeats.

    It has the payload digest that the revisit names, or is of the date that it names.
    """
    query = (
        select(record)
        .join(fetch, fetch.c.record_id == record.c.id)
        .where(fetch.c.page_id.in_(keys), fetch.c.truncated.is_(None), record.c.warc_type == "response")
        .where(or_(record.c.digest == digest, fetch.c.date == date))
        .order_by((fetch.c.date == date).desc(), fetch.c.date)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return sure_record(row, record) if row else None


def was_late() -> ColumnElement[bool]:
    """Return the condition that an outcome was told late; of its own page and text, in a query of `outcome`."""
    before = outcome.alias("before")
    later_look = select(before.c.id).where(
        before.c.version_page_id == outcome.c.version_page_id, before.c.id < outcome.c.id, before.c.at > outcome.c.at
    )
    own_capture = select(fetch.c.record_id).where(fetch.c.record_id == outcome.c.fetch_id, fetch.c.date == outcome.c.at)
    return own_capture.exists() & later_look.exists()


def _keys(kept: Kept) -> tuple[str, ...]:
    return (page_id(kept.url), page_id(kept.article.url)) if kept.article else (page_id(kept.url),)


def _last_looks(connection: Connection, keys: set[str]) -> dict[str, datetime]:
    """Return when each page was last looked at: asked for, or led to."""
    last: dict[str, datetime] = {}
    for column in (outcome.c.page_id, outcome.c.version_page_id):
        query = select(column, func.max(outcome.c.at, type_=outcome.c.at.type)).where(column.in_(keys)).group_by(column)
        for key, at in connection.execute(query):
            last[key] = max(at, last.get(key, at))
    return last
