"""What outlets changed in stories, took away and brought back, over all sources: the events of it, each with its texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select, union_all

from archive.catalog.database import is_among
from archive.catalog.edits import NOTICE
from archive.catalog.events import read_event
from archive.catalog.ids import article_id
from archive.catalog.schema import event, page, version
from archive.models import Article
from archive.watching import Event, EventKind

OF_STORIES: Final = (EventKind.EDITED, EventKind.SILENT_EDIT, EventKind.REMOVED, EventKind.RESTORED)
"""What may befall a story; the other events are of lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes are asked for; what is not said asks for all. `kinds`: of `OF_STORIES`.

    `since`: at that moment or later, `until`: before it. `older_than`: the number of an event (Event.id), after which to go on.
    `corrected`: only edits that came with a correction notice.
    """

    kinds: tuple[EventKind, ...] = ()
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    older_than: int | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change of a story. `before`, `after`: its texts, of an edit; `after` alone, of others: the text that there is.

    `id`: of the story. `digests`: of the two texts, which they can be known by; None where `before` is.
    """

    event: Event
    id: str
    before: Article | None
    after: Article | None
    digests: tuple[str, str] | None


def read_changed(connection: Connection, wanted: Wanted, limit: int) -> tuple[Changed, ...]:
    """Return the changes that fit, newest first."""
    rows = connection.execute(_events(connection, wanted, limit)).mappings().all()
    texts = _texts(connection, rows)
    return tuple(_changed(row, texts) for row in rows)


def _events(connection: Connection, wanted: Wanted, limit: int) -> Select[Any]:
    """Return the query of the events: the newest of each kind, which an index has in their order, and of those the newest."""
    fits, kinds = _fits(connection, wanted), wanted.kinds or OF_STORIES
    newest = (_newest_first(select(event.c.id).where(event.c.kind == kind, *fits)).limit(limit) for kind in kinds)
    ids = union_all(*(select(each.subquery().c.id) for each in newest))
    query = select(event, page.c.url).join(page, page.c.id == event.c.page_id).where(event.c.id.in_(ids))
    return _newest_first(query).limit(limit)


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(event.c.at.desc(), event.c.id.desc())


def _fits(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    fits = []
    if wanted.source is not None:
        fits.append(event.c.source == wanted.source)
    if wanted.since is not None:
        fits.append(event.c.at >= wanted.since)
    if wanted.until is not None:
        fits.append(event.c.at < wanted.until)
    if wanted.corrected:
        fits.append(event.c.detail.endswith(f"; {NOTICE}"))
    last = connection.execute(select(event.c.at, event.c.id).where(event.c.id == wanted.older_than)).first()
    if last is not None:
        fits += [event.c.at <= last.at, (event.c.at < last.at) | (event.c.id < last.id)]
    return fits


_Texts = dict[tuple[str, int], tuple[Article, str]]


def _texts(connection: Connection, rows: Sequence[RowMapping]) -> _Texts:
    """Return the texts that the events name; of a page whose event names none, its last one."""
    unnamed = {row[event.c.page_id] for row in rows if row[event.c.version] is None}
    newest = select(version.c.page_id, func.max(version.c.number)).where(version.c.page_id.in_(unnamed))
    places = {(key, number) for key, number in connection.execute(newest.group_by(version.c.page_id))}
    for name in (event.c.version, event.c.previous):
        places |= {(row[event.c.page_id], row[name]) for row in rows if row[name] is not None}
    query = select(version.c.page_id, version.c.number, version.c.article, version.c.text_digest)
    found = connection.execute(query.where(is_among(version.c.page_id, version.c.number, places)))
    return {(key, number): (article, digest) for key, number, article, digest in found}


def _changed(row: RowMapping, texts: _Texts) -> Changed:
    key, number, previous = row[event.c.page_id], row[event.c.version], row[event.c.previous]
    if number is None:
        number = max((number for page_key, number in texts if page_key == key), default=0)
    after, before = texts.get((key, number)), texts.get((key, previous or 0))
    return Changed(
        event=read_event(row),
        id=article_id(after[0].url if after else row[page.c.url]),
        before=before[0] if before else None,
        after=after[0] if after else None,
        digests=(before[1], after[1]) if before and after else None,
    )
