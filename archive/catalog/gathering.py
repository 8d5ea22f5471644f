"""Where all records of the chosen texts' stories lie, each once, in the order of the files: what a copy of them is made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from archive.catalog.assets import nearest_assets
from archive.catalog.exporting import Selection
from archive.catalog.ids import page_id
from archive.catalog.rows import sure_record
from archive.catalog.schema import fetch, outcome, page, record, version
from archive.models import Kind, Record

HOPS_MAX = 10
"""Redirects that are followed back from a story: as many as a crawl follows."""

_PLACES_A_TIME = 1_000
_TABLES = """
DROP TABLE IF EXISTS place; DROP TABLE IF EXISTS shown; DROP TABLE IF EXISTS need;
CREATE TABLE place (filename TEXT, offset INTEGER, id TEXT, PRIMARY KEY (filename, offset, id)) WITHOUT ROWID;
CREATE TABLE shown (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE need (via TEXT, url TEXT, filename TEXT, offset INTEGER, id TEXT);
"""
_ADD_PLACE = "INSERT OR IGNORE INTO place VALUES (?, ?, ?)"
_ADD_SHOWN = "INSERT OR IGNORE INTO shown VALUES (?)"
_NEEDED = """
INSERT OR IGNORE INTO place
WITH RECURSIVE via (url) AS (SELECT url FROM shown UNION SELECT need.url FROM need JOIN via ON need.via = via.url)
SELECT filename, offset, id FROM need JOIN via ON need.via = via.url
"""
"""What a page needs, what a stylesheet needs that it needs, and so on: each is kept with what led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record should lie: an answer (response, revisit), or what was read of one (conversion)."""

    filename: str
    offset: int
    record_id: str


def gather(selection: Selection, addresses: Callable[[Record], Iterable[str]]) -> Iterator[Place]:
    """Yield the places, in the order of files and offsets.

    Of each story's page: every capture, the redirects that led there, what it needs to be shown, the originals of revisits, and
    every reading. `addresses`: tells those that a kept page names, for what was fetched for another page first. Noted in the
    selection's temporary database, so that memory does not grow with them. Raises as `Selection`.
    """
    noted = selection.noted
    noted.executescript(_TABLES)
    noted.execute("BEGIN")
    with selection.reading() as connection:
        has_assets = connection.scalar(select(fetch.c.record_id).where(fetch.c.kind == Kind.ASSET).limit(1)) is not None
    for connection, keys in selection.pages():
        for query in _records(connection, keys):
            noted.executemany(_ADD_PLACE, map(tuple, connection.execute(query)))
        urls = select(page.c.url).where(page.c.id.in_(keys))
        noted.executemany(_ADD_SHOWN, map(tuple, connection.execute(urls)))
        if has_assets:
            _note_shared(noted, connection, keys, addresses)
    with selection.reading() as connection:
        streamed = connection.execution_options(yield_per=_PLACES_A_TIME)
        for query in _needs():
            noted.executemany("INSERT INTO need VALUES (?, ?, ?, ?, ?)", map(tuple, streamed.execute(query)))
    noted.execute("CREATE INDEX need_via ON need (via)")
    noted.execute(_NEEDED)
    rows = noted.execute("SELECT filename, offset, id FROM place ORDER BY filename, offset")
    while batch := rows.fetchmany(_PLACES_A_TIME):
        for filename, offset, record_id in batch:
            yield Place(filename=filename, offset=offset, record_id=record_id)


def _records(connection: Connection, keys: list[str]) -> Iterator[Select[Any]]:
    looked_at = {*keys, *_redirecting(connection, keys)}
    captures = fetch.c.page_id.in_(looked_at) & fetch.c.kind.in_((Kind.STORY, Kind.HOP))
    yield _places(select(fetch.c.record_id).where(captures))
    yield _places(select(fetch.c.original_id).where(captures))
    yield _places(select(version.c.record_id).where(version.c.page_id.in_(keys)))
    yield _places(select(version.c.conversion_id).where(version.c.page_id.in_(keys)))
    yield _places(select(outcome.c.conversion_id).where(outcome.c.version_page_id.in_(keys)))


def _note_shared(
    noted: sqlite3.Connection, connection: Connection, keys: list[str], addresses: Callable[[Record], Iterable[str]]
) -> None:
    """Note what the pages name and what was fetched for others: a style that all pages of a site share is asked for once."""
    query = select(version.c.captured_at, record).join(record, record.c.id == version.c.record_id)
    for row in connection.execute(query.where(version.c.page_id.in_(keys))).mappings().all():
        named = map(page_id, addresses(sure_record(row, record)))
        for url, ids in nearest_assets(connection, named, row[version.c.captured_at]):
            noted.execute(_ADD_SHOWN, (url,))
            places = select(record.c.filename, record.c.offset, record.c.id).where(record.c.id.in_(ids))
            noted.executemany(_ADD_PLACE, map(tuple, connection.execute(places)))


def _needs() -> Iterator[Select[Any]]:
    """Ask for all that was fetched because another page needs it; of revisits, the original too."""
    for column in (fetch.c.record_id, fetch.c.original_id):
        query = select(fetch.c.via, page.c.url, record.c.filename, record.c.offset, record.c.id)
        joined = query.join(page, page.c.id == fetch.c.page_id).join(record, record.c.id == column)
        yield joined.where(fetch.c.kind.in_((Kind.ASSET, Kind.HOP)), fetch.c.via.is_not(None))


def _places(ids: Select[Any]) -> Select[Any]:
    return select(record.c.filename, record.c.offset, record.c.id).where(record.c.id.in_(ids))


def _redirecting(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return the pages whose redirects led to these."""
    found: set[str] = set()
    latest = set(keys)
    for _ in range(HOPS_MAX):
        vias = connection.scalars(select(fetch.c.via).where(fetch.c.page_id.in_(latest), fetch.c.via.is_not(None)).distinct())
        before = {page_id(via) for via in vias} - found
        hops = select(fetch.c.page_id).where(fetch.c.page_id.in_(before), fetch.c.kind == Kind.HOP).distinct()
        latest = set(connection.scalars(hops))
        if not latest:
            break
        found |= latest
    return found
