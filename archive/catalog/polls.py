"""How the lists stand: one row a list, rewritten after each poll in the transaction that records what the list showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, bindparam, select

from archive.catalog.database import insert_or_replace
from archive.catalog.events import add_events
from archive.catalog.hours import count_poll
from archive.catalog.links import release_links
from archive.catalog.schema import poll
from archive.links import Link
from archive.watching import Event, Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll comes to: how the list now stands, and what is to be told (a gap, a list dead or back).

    `stood_in`: the list is dead, but another was read in its place.
    """

    poll: Poll
    events: tuple[Event, ...] = ()
    stood_in: bool = False


_REPLACE = insert_or_replace(poll)
_ERRORS = select(poll.c.errors).where(poll.c.source == bindparam("of"), poll.c.url == bindparam("at"))

Decide = Callable[[tuple[Link, ...]], Polled]
"""Given the links that were new, say what the poll comes to. Pure: it is called while others wait to write."""


def write_poll(connection: Connection, polled: Polled) -> bool:
    """Put the list's row in place of the one before, and write the events. Where it answers again, so may its stories.

    Returns whether it does, and its source's links wait no longer.
    """
    is_back = polled.poll.errors == 0 and connection.scalar(_ERRORS, {"of": polled.poll.source, "at": polled.poll.url})
    connection.execute(_REPLACE, [asdict(polled.poll)])
    count_poll(connection, polled.poll, answered=polled.poll.errors == 0 or polled.stood_in)
    add_events(connection, polled.events)
    if is_back:
        release_links(connection, polled.poll.source)
    return bool(is_back)


def read_polls(connection: Connection, sources: Sequence[str] | None) -> tuple[Poll, ...]:
    """Return how the lists of the sources (None: of all) stand, by source and address."""
    query = select(poll).order_by(poll.c.source, poll.c.url)
    if sources is not None:
        query = query.where(poll.c.source.in_(sources))
    return tuple(_read_poll(row) for row in connection.execute(query).mappings())


def _read_poll(row: RowMapping) -> Poll:
    return Poll(**{column.name: row[column] for column in poll.columns})
