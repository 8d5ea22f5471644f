"""What was captured elsewhere, or long ago, and is told to the catalogue only now.

An imported look at a page is dated by its capture: nobody knows when it was read then. Told after a later look at the same page
it is late: its text is kept as a version, but it changes nothing of what came after. It makes no event, moves no recheck, and
is not the text shown last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from archive.catalog.ids import page_id
from archive.catalog.schema import fetch, outcome
from archive.models import Kept


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
