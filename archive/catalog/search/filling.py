"""Texts of before there was an index, or of before its folding changed, are put into it: in batches, a transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, text, tuple_

from archive.catalog.schema import version
from archive.catalog.search.entry import Shown
from archive.catalog.search.index import add_texts
from archive.catalog.search.schema import search_state, shelf, text_change, text_entry
from archive.catalog.shown import shown_last
from archive.text.terms import VERSION

BATCH = 200
"""Versions a transaction: some tenths of a second, so that other writers wait for nobody."""

_EMPTY = text("INSERT INTO search_text (search_text) VALUES ('delete-all')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """`added`: texts that one call put into the index. `is_whole`: whether all are in it now."""

    added: int
    is_whole: bool


def is_whole(connection: Connection) -> bool:
    """Return whether all versions are in the index, by today's folding."""
    state = connection.execute(select(search_state)).first()
    return state is not None and state.terms == VERSION and state.page_id is None


def count_unindexed(connection: Connection) -> int:
    """Return how many versions are not in the index: what `fill` will add."""
    state = connection.execute(select(search_state)).first()
    versions = connection.scalar(select(func.count()).select_from(version)) or 0
    if state is None or state.terms != VERSION:
        return versions
    return versions - (connection.scalar(select(func.count()).select_from(text_entry)) or 0)


def fill(connection: Connection) -> Filling:
    """Put the next texts, at most BATCH, into the index; begin it anew where another folding wrote it.

    To be called, a transaction each, until it is whole. A kill costs one batch.
    """
    state = connection.execute(select(search_state)).first()
    if state is None or state.terms != VERSION:
        _begin_anew(connection)
        state = connection.execute(select(search_state)).one()
    if state.page_id is None:
        return Filling(added=0, is_whole=True)
    rows = _not_indexed(connection, (state.page_id, state.number))
    texts = [Shown(**{name: getattr(row, name) for name in _FIELDS}) for row in rows]
    last = shown_last(connection, {one.page_id for one in texts})
    add_texts(connection, texts, [last.get(one.page_id, one.number) == one.number for one in texts])
    reached = (texts[-1].page_id, texts[-1].number) if len(texts) == BATCH else (None, None)
    connection.execute(search_state.update().values(page_id=reached[0], number=reached[1]))
    return Filling(added=len(texts), is_whole=len(texts) < BATCH)


_FIELDS = ("page_id", "number", "source", "captured_at", "article")


def _not_indexed(connection: Connection, place: tuple[str, int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the versions after a place, in order, that are not in the index."""
    same = (text_entry.c.page_id == version.c.page_id) & (text_entry.c.number == version.c.number)
    query = (
        select(*(version.c[name] for name in _FIELDS))
        .outerjoin(text_entry, same)
        .where(tuple_(version.c.page_id, version.c.number) > place, text_entry.c.id.is_(None))
        .order_by(version.c.page_id, version.c.number)
        .limit(BATCH)
    )
    return connection.execute(query).all()


def _begin_anew(connection: Connection) -> None:
    connection.execute(_EMPTY)
    for table in (text_change, text_entry, shelf, search_state):
        connection.execute(table.delete())
    connection.execute(search_state.insert().values(terms=VERSION, page_id="", number=0))
