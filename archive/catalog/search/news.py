"""What is new to a search: of the texts written since it looked last, those that fit it, where no earlier text of the page did.

Only the new texts are read and asked for, so that a hundred searches after each crawl cost little whatever the archive holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.catalog.schema import page, version
from archive.catalog.search.columns import Columns
from archive.catalog.search.masks import Mask
from archive.catalog.search.matching import READ_MAX, Search
from archive.catalog.search.query import Query
from archive.catalog.search.schema import text_entry

TEXTS_MAX = 2_000
"""New texts that are looked at in one question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The text that was looked at last: `id` in the index, and which it is, for an index that is filled anew counts anew."""

    id: int
    page_id: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A text that a search found: version `number` of the page of `url`."""

    url: str
    number: int
    source: str | None
    captured_at: datetime
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one question brought. `found`: by the name of the query. `reach`: how far it came, None in an empty archive.

    `goes_on`: whether there is more.
    """

    found: Mapping[str, tuple[NewText, ...]]
    reach: Reach | None
    goes_on: bool


def last_text(connection: Connection) -> Reach | None:
    """Return the text that was written last; None in an empty archive."""
    row = connection.execute(_PLACES.order_by(text_entry.c.id.desc()).limit(1)).first()
    return None if row is None else Reach(id=row.id, page_id=row.page_id, number=row.number)


def read_news(
    connection: Connection,
    queries: Mapping[str, Query],
    reach: Reach | None,
    countries: Mapping[str, str],
    limit: int = TEXTS_MAX,
) -> News:
    """Return what of the texts after `reach`, `limit` of them at most, fits the queries. `countries`: as for a search.

    Where the text of `reach` is no more where it was, the index was filled anew, and it begins with the first text of all.
    """
    after = reach.id if reach and _is_there(connection, reach) else 0
    fresh = connection.execute(_PLACES.where(text_entry.c.id > after).order_by(text_entry.c.id).limit(limit)).all()
    if not fresh:
        return News(found={}, reach=reach if after else None, goes_on=False)
    search = _among(connection, [row.id for row in fresh], countries)
    found = {name: _new(search, query) for name, query in queries.items()}
    last = Reach(id=fresh[-1].id, page_id=fresh[-1].page_id, number=fresh[-1].number)
    return News(found=found, reach=last, goes_on=len(fresh) == limit)


_PLACES = select(text_entry.c.id, text_entry.c.page_id, text_entry.c.number)


@dataclass(slots=True)
class _Among(Search):
    """A search among few new texts, of which nothing is known yet and nothing need be remembered."""

    def matching(self, match: str) -> Mask:
        return self.within & self.asked(match, self.first)


def _among(connection: Connection, ids: Sequence[int], countries: Mapping[str, str]) -> _Among:
    """Return the search among these texts alone; they are in order."""
    columns = Columns()
    state = columns.read_some(connection, ids)
    within = columns.every(state, older=True)
    return _Among(connection, columns, state, countries, within, READ_MAX, first=ids[0], last=ids[-1])


def _is_there(connection: Connection, reach: Reach) -> bool:
    row = connection.execute(_PLACES.where(text_entry.c.id == reach.id)).first()
    return row is not None and (row.page_id, row.number) == (reach.page_id, reach.number)


def _new(search: _Among, query: Query) -> tuple[NewText, ...]:
    """Return the texts that fit, the first of each page alone; none of a page of which an earlier text fits as well."""
    rows = _read(search.connection, list(search.columns.ids(search.fitting(query.root))))
    first = {row.page_id: row for row in reversed(rows)}
    known = _known(search, query, [row for row in first.values() if row.number > 1])
    return tuple(
        NewText(url=row.url, number=row.number, source=row.source, captured_at=row.captured_at, headline=row.headline)
        for row in rows
        if row is first[row.page_id] and row.page_id not in known
    )


def _known(search: _Among, query: Query, rows: Sequence[Row[*tuple[Any, ...]]]) -> frozenset[str]:
    """Return those of the pages of which a text before the one given fits."""
    earlier = [_PLACES.where(text_entry.c.page_id == row.page_id, text_entry.c.number < row.number) for row in rows]
    places = {each.id: each.page_id for one in earlier for each in search.connection.execute(one)}
    if not places:
        return frozenset()
    before = _among(search.connection, sorted(places), search.countries)
    return frozenset(places[entry] for entry in before.columns.ids(before.fitting(query.root)))


def _read(connection: Connection, ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    same = (version.c.page_id == text_entry.c.page_id) & (version.c.number == text_entry.c.number)
    columns = (text_entry.c.id, text_entry.c.page_id, text_entry.c.number, page.c.url, version.c.source)
    query = (
        select(*columns, version.c.captured_at, version.c.headline)
        .join(version, same)
        .join(page, page.c.id == version.c.page_id)
        .where(text_entry.c.id.in_(ids))
        .order_by(text_entry.c.id)
    )
    return connection.execute(query).all()
