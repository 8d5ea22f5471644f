"""Texts of before there was a trace, or of before its rule changed, are traced: in batches, a transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, tuple_

from archive.catalog.schema import version
from archive.catalog.search.entry import Shown
from archive.catalog.search.filling import Filling
from archive.catalog.tracing.index import add_traces
from archive.catalog.tracing.schema import RULE, trace_state, traced_outlet, traced_pair, traced_run, traced_text

BATCH = 200
"""Versions a transaction: some tenths of a second, so that other writers wait for nobody."""

_FIELDS = ("page_id", "number", "source", "captured_at", "article")


def is_whole(connection: Connection) -> bool:
    """Return whether all versions are traced, by today's rule."""
    state = connection.execute(select(trace_state)).first()
    return state is not None and state.rule == RULE and state.page_id is None


def count_untraced(connection: Connection) -> int:
    """Return how many versions are not traced: what `fill` will trace."""
    state = connection.execute(select(trace_state)).first()
    versions = connection.scalar(select(func.count()).select_from(version)) or 0
    if state is None or state.rule != RULE:
        return versions
    return versions - (connection.scalar(select(func.count()).select_from(traced_text)) or 0)


def fill(connection: Connection) -> Filling:
    """Trace the next texts, at most BATCH; begin anew where another rule was in force.

    To be called, a transaction each, until it is whole. A kill costs one batch.
    """
    state = connection.execute(select(trace_state)).first()
    if state is None or state.rule != RULE:
        _begin_anew(connection)
        state = connection.execute(select(trace_state)).one()
    if state.page_id is None:
        return Filling(added=0, is_whole=True)
    rows = _untraced(connection, (state.page_id, state.number))
    add_traces(connection, [Shown(**{name: getattr(row, name) for name in _FIELDS}) for row in rows])
    last = rows[-1] if len(rows) == BATCH else None
    reached = (last.page_id, last.number) if last else (None, None)
    connection.execute(trace_state.update().values(page_id=reached[0], number=reached[1]))
    return Filling(added=len(rows), is_whole=last is None)


def _untraced(connection: Connection, place: tuple[str, int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the versions after a place, in order, that are not traced."""
    same = (traced_text.c.page_id == version.c.page_id) & (traced_text.c.number == version.c.number)
    query = (
        select(*(version.c[name] for name in _FIELDS))
        .outerjoin(traced_text, same)
        .where(tuple_(version.c.page_id, version.c.number) > place, traced_text.c.id.is_(None))
        .order_by(version.c.page_id, version.c.number)
        .limit(BATCH)
    )
    return connection.execute(query).all()


def _begin_anew(connection: Connection) -> None:
    for table in (traced_pair, traced_run, traced_text, traced_outlet, trace_state):
        connection.execute(table.delete())
    connection.execute(trace_state.insert().values(rule=RULE, page_id="", number=0))
