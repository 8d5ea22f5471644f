"""Where all records of the chosen texts' stories lie, each once, in the order of the files: what a copy of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from archive.catalog.exporting import Selection
from archive.catalog.ids import page_id
from archive.catalog.schema import fetch, outcome, record, version
from archive.models import Kind

HOPS_MAX = 10
"""Redirects that are followed back from a story: as many as a crawl follows."""

_PLACES_A_TIME = 1_000
_TABLE = "CREATE TABLE place (filename TEXT, offset INTEGER, id TEXT, PRIMARY KEY (filename, offset, id)) WITHOUT ROWID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record should lie: an answer (response, revisit), or what was read of one (conversion)."""

    filename: str
    offset: int
    record_id: str


def gather(selection: Selection) -> Iterator[Place]:
    """Yield the places, in the order of files and offsets.

    Of each story's page: every capture, the redirects that led there, the originals of revisits, and every reading. Noted in the selection's temporary database, so that memory does not grow with them. Raises as `Selection`.
    """
    noted = selection.noted
    noted.execute("DROP TABLE IF EXISTS place")
    noted.execute(_TABLE)
    for connection, keys in selection.pages():
        for query in _records(connection, keys):
            noted.executemany("INSERT OR IGNORE INTO place VALUES (?, ?, ?)", map(tuple, connection.execute(query)))
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


def _places(ids: Select[Any]) -> Select[Any]:
    return select(record.c.filename, record.c.offset, record.c.id).where(record.c.id.in_(ids))


def _redirecting(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return the pages whose redirects led to these."""
    found: set[str] = set()
    latest = set(keys)
    for _ in range(HOPS_MAX):
        vias = connection.scalars(select(fetch.c.via).where(fetch.c.page_id.in_(latest), fetch.c.via.is_not(None)).distinct())
        before = {page_id(via) for via in vias} - found
        latest = set(
            connection.scalars(select(fetch.c.page_id).where(fetch.c.page_id.in_(before), fetch.c.kind == Kind.HOP).distinct())
        )
        if not latest:
            break
        found |= latest
    return found
