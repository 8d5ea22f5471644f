"""The queue of addresses: added by readers, taken by the schedule, ended with an outcome."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, select, update

from archive.errors import TooMany
from archive.models import Kept, Outcome, Reason
from archive.requests.answers import Asked, Queue, State
from archive.requests.schema import asked

WAITING_MAX = 1_000
"""Requests that wait."""

RATE_MAX, RATE_SPAN = 20, timedelta(minutes=1)
"""Requests in so much time, of all readers together."""

DONE_MAX = 1_000
"""Requests that are remembered after their end."""

TRIES_MAX = 3
"""How often a request is taken whose crawl dies: the page may be what kills it."""

BATCH_MAX = 20
"""Requests that one crawl is given."""

LOOKED_AT = 200
"""Requests that wait, the oldest first, among which those are looked for whose hosts are free."""


def add(connection: Connection, urls: Sequence[str], now: datetime) -> tuple[Asked, ...]:
    """Queue the addresses; one that waits or runs already stays as it is, and is returned. Raises TooMany, and adds none."""
    open_rows = {row["url"]: _read(row) for row in _rows(connection, asked.c.url.in_(urls) & (asked.c.state != State.DONE))}
    fresh = [Asked(id=str(uuid4()), url=url, asked_at=now) for url in dict.fromkeys(urls) if url not in open_rows]
    if fresh:
        _make_sure_of_room(connection, len(fresh), now)
        columns = ("id", "url", "asked_at", "state", "tries")
        connection.execute(asked.insert(), [{name: getattr(one, name) for name in columns} for one in fresh])
        _forget_old(connection)
    known = open_rows | {one.url: one for one in fresh}
    return tuple(known[url] for url in dict.fromkeys(urls))


def read_one(connection: Connection, request_id: str) -> Asked | None:
    """Return the request of this id."""
    return next(map(_read, _rows(connection, asked.c.id == request_id)), None)


def read_newest(connection: Connection, limit: int) -> tuple[Asked, ...]:
    """Return the requests, those made last first."""
    query = select(asked).order_by(asked.c.asked_at.desc(), asked.c.id).limit(limit)
    return tuple(map(_read, connection.execute(query).mappings()))


def read_running(connection: Connection) -> tuple[Asked, ...]:
    """Return the requests that are being fetched, or were when their schedule died."""
    return tuple(map(_read, _rows(connection, asked.c.state == State.RUNNING)))


def count_before(connection: Connection, one: Asked) -> int:
    """Return how many requests wait before this one."""
    before = (asked.c.state == State.QUEUED) & (asked.c.asked_at < one.asked_at)
    return connection.scalar(select(func.count()).select_from(asked).where(before)) or 0


def stand(connection: Connection) -> Queue:
    """Return how the queue stands."""
    counts = select(asked.c.state, func.count().label("count")).group_by(asked.c.state)
    count: dict[State, int] = {row["state"]: row["count"] for row in connection.execute(counts).mappings()}
    oldest = connection.scalar(select(func.min(asked.c.asked_at)).where(asked.c.state == State.QUEUED))
    return Queue(queued=count.get(State.QUEUED, 0), running=count.get(State.RUNNING, 0), oldest_at=oldest)


def take(connection: Connection, now: datetime, busy: Collection[str]) -> tuple[Asked, ...]:
    """Mark the requests as running that may be fetched now, the oldest first, BATCH_MAX at most; return them.

    `busy`: hosts that are being asked. In a transaction of its own that holds the lock, nobody else takes the same.
    """
    query = select(asked).where(asked.c.state == State.QUEUED).order_by(asked.c.asked_at, asked.c.id).limit(LOOKED_AT)
    waiting = map(_read, connection.execute(query).mappings())
    taken = [one.id for one in waiting if host_of(one.url) not in busy][:BATCH_MAX]
    if not taken:
        return ()
    running = {"state": State.RUNNING, "taken_at": now, "tries": asked.c.tries + 1}
    connection.execute(update(asked).where(asked.c.id.in_(taken)).values(running))
    return tuple(map(_read, _rows(connection, asked.c.id.in_(taken))))


def end(connection: Connection, request_id: str, kept: Kept, article_id: str | None, now: datetime) -> None:
    """Note what became of a request."""
    _end(connection, request_id, now, outcome=kept.outcome, reason=kept.reason, detail=kept.detail, article_id=article_id)


def put_back(connection: Connection, request_ids: Collection[str], now: datetime, *, is_to_blame: bool) -> None:
    """Let requests wait again that came to nothing. `is_to_blame`: their crawl died; the last of TRIES_MAX times they fail."""
    of_these = asked.c.id.in_(request_ids) & (asked.c.state == State.RUNNING)
    for one in map(_read, _rows(connection, of_these)):
        if is_to_blame and one.tries >= TRIES_MAX:
            _end(connection, one.id, now, outcome=Outcome.FAILED, reason=Reason.INTERRUPTED, detail=f"{one.tries} times")
        else:
            tries = one.tries if is_to_blame else one.tries - 1
            connection.execute(update(asked).where(asked.c.id == one.id).values(state=State.QUEUED, tries=tries))


def host_of(url: str) -> str:
    """Return the host of a normalised address, with its port where it is not the scheme's own."""
    return urlsplit(url).netloc


def _make_sure_of_room(connection: Connection, more: int, now: datetime) -> None:
    lately = select(func.count()).select_from(asked).where(asked.c.asked_at > now - RATE_SPAN)
    if (connection.scalar(lately) or 0) + more > RATE_MAX:
        raise TooMany("requests", RATE_MAX, "a minute")
    if stand(connection).queued + more > WAITING_MAX:
        raise TooMany("requests", WAITING_MAX, "waiting")


def _forget_old(connection: Connection) -> None:
    done = select(asked.c.id).where(asked.c.state == State.DONE).order_by(asked.c.asked_at.desc()).offset(DONE_MAX).limit(-1)
    connection.execute(delete(asked).where(asked.c.id.in_(done)))


def _end(connection: Connection, request_id: str, now: datetime, **told: object) -> None:
    ended = told | {"state": State.DONE, "ended_at": now}
    connection.execute(update(asked).where(asked.c.id == request_id).values(ended))


def _rows(connection: Connection, which: ColumnElement[bool]) -> list[RowMapping]:
    return list(connection.execute(select(asked).where(which).order_by(asked.c.asked_at, asked.c.id)).mappings())


def _read(row: RowMapping) -> Asked:
    return Asked(**row)
