"""Saved searches, and the stories that they found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from archive.catalog.database import insert_new
from archive.catalog.search.news import NewText, Reach
from archive.errors import TooMany
from archive.requests.answers import Alert, Saved
from archive.requests.schema import found, saved

SEARCHES_MAX = 100

ALERTS_MAX = 1_000
"""Stories of one search that are remembered: the last."""

ALERTS_AT_ONCE = 200
"""Stories that one look tells of for one search. What an import of years brings is found by searching, not by alerts."""


def save(connection: Connection, name: str, query: str, reach: Reach | None, now: datetime) -> Saved:
    """Save a search, which tells of texts after `reach`; of the same name and query it is the one that is there.

    Raises TooMany, and ValueError where the name is another search's.
    """
    if (there := _named(connection, name)) is not None:
        if there.query != query:
            raise ValueError(name)
        return there
    if (connection.scalar(select(func.count()).select_from(saved)) or 0) >= SEARCHES_MAX:
        raise TooMany("saved searches", SEARCHES_MAX, "in all")
    one = Saved(id=str(uuid4()), name=name, query=query, saved_at=now, reach=reach)
    row = {"id": one.id, "name": name, "query": query, "saved_at": now, "seen": 0}
    connection.execute(saved.insert().values(row | _reach_row(reach)))
    return one


def read_all(connection: Connection) -> tuple[Saved, ...]:
    """Return the searches, the first saved first, with what they found."""
    ours = found.c.saved_id == saved.c.id
    told = select(func.count()).select_from(found).where(ours).scalar_subquery()
    unseen = select(func.count()).select_from(found).where(ours, found.c.id > saved.c.seen).scalar_subquery()
    query = select(saved, told.label("told"), unseen.label("unseen")).order_by(saved.c.saved_at, saved.c.id)
    return tuple(replace(_read(row), found=row["told"], unseen=row["unseen"]) for row in connection.execute(query).mappings())


def forget(connection: Connection, saved_id: str) -> bool:
    """Delete a search with all it found; return whether there was one."""
    return connection.execute(delete(saved).where(saved.c.id == saved_id)).rowcount > 0


def note_seen(connection: Connection, saved_id: str, last: int) -> None:
    """Note that a reader has seen what a search found, to the alert of this number."""
    later = saved.c.seen < last
    connection.execute(update(saved).where(saved.c.id == saved_id, later).values(seen=last))


def note_found(connection: Connection, one: Saved, texts: Iterable[NewText], now: datetime) -> int:
    """Write what a search found; a story that was told already stays as it is. Return how many are new."""
    rows = [_alert_row(one, text, now) for text in list(texts)[-ALERTS_AT_ONCE:]]
    if not rows or connection.scalar(select(saved.c.id).where(saved.c.id == one.id)) is None:
        return 0
    written = connection.execute(insert_new(found).returning(found.c.id), rows).all()
    old = select(found.c.id).where(found.c.saved_id == one.id).order_by(found.c.id.desc()).offset(ALERTS_MAX).limit(-1)
    connection.execute(delete(found).where(found.c.id.in_(old)))
    return len(written)


def note_reach(connection: Connection, saved_ids: Iterable[str], reach: Reach | None) -> None:
    """Note how far the searches have looked."""
    connection.execute(update(saved).where(saved.c.id.in_(list(saved_ids))).values(_reach_row(reach)))


def read_alerts(  # noqa: PLR0913 - what may be asked for is what there is to say of them
    connection: Connection,
    *,
    since: datetime | None,
    after_id: int,
    saved_id: str | None,
    source: str | None,
    limit: int,
    newest_first: bool,
) -> tuple[Alert, ...]:
    """Return the alerts that fit, in the order written or the other way round."""
    query = select(found, saved.c.name).join(saved, saved.c.id == found.c.saved_id).where(found.c.id > after_id)
    if since is not None:
        query = query.where(found.c.at >= since)
    if saved_id is not None:
        query = query.where(found.c.saved_id == saved_id)
    if source is not None:
        query = query.where(found.c.source == source)
    query = query.order_by(found.c.id.desc() if newest_first else found.c.id).limit(limit)
    return tuple(Alert(**row) for row in connection.execute(query).mappings())


def _named(connection: Connection, name: str) -> Saved | None:
    row = connection.execute(select(saved).where(saved.c.name == name)).mappings().first()
    return None if row is None else _read(row)


def _read(row: RowMapping) -> Saved:
    place = (row["reach_id"], row["reach_page"], row["reach_number"])
    reach = None if place[0] is None else Reach(id=place[0], page_id=place[1], number=place[2])
    return Saved(id=row["id"], name=row["name"], query=row["query"], saved_at=row["saved_at"], reach=reach)


def _reach_row(reach: Reach | None) -> dict[str, object]:
    place = (reach.id, reach.page_id, reach.number) if reach else (None, None, None)
    return dict(zip(("reach_id", "reach_page", "reach_number"), place, strict=True))


def _alert_row(one: Saved, text: NewText, now: datetime) -> dict[str, object]:
    told = {"saved_id": one.id, "at": now, "url": text.url, "number": text.number}
    return told | {"source": text.source, "headline": text.headline}
