"""What is chosen to be handed out: texts, in the order in which they were published. Only reads.

What fits is noted first, in a temporary database on the disk; then it is read in many short transactions. So memory does not
grow with the choice, and a long export keeps nobody's write-ahead log from being folded back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Text, func, select, type_coerce

from archive.catalog.columns import instant_text
from archive.catalog.database import is_among
from archive.catalog.ids import article_id
from archive.catalog.opening import open_database
from archive.catalog.questions import read_version, select_versions
from archive.catalog.schema import version
from archive.models import Version

BATCH = 100
"""Texts read in one transaction, and in memory at once: a long one has some hundred kilobytes."""

_NOTED = 5_000
"""Rows that name a text, read at a time."""

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;
CREATE TABLE wanted (page_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE fitting (page_id TEXT, number INTEGER, PRIMARY KEY (page_id, number)) WITHOUT ROWID;
CREATE TABLE chosen (moment TEXT, page_id TEXT, number INTEGER, PRIMARY KEY (moment, page_id, number)) WITHOUT ROWID;
"""

_LEAVE_OUT = """
DELETE FROM chosen WHERE NOT EXISTS (
    SELECT 1 FROM fitting WHERE fitting.page_id = chosen.page_id AND fitting.number = chosen.number)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which texts are meant; what is not said chooses all.

    `sources`: names. `agencies`: canonical names (Article.source_organization). `since`, `until`: published then or later, and
    before that; where a page does not say when, when it was captured. `pages`: keys of pages (archive.catalog.ids.page_id).
    `texts`: pages and numbers, such as a search finds. `every_version`: not only the newest text of each page; `texts` say
    themselves which are meant.
    """

    sources: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    pages: Iterable[str] | None = None
    texts: Iterable[tuple[str, int]] | None = None
    every_version: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A text that was chosen. `published`: UTC, None where the page does not say; `source`: None where it came by hand."""

    id: str
    source: str | None
    published: datetime | None
    version: Version


class Selection:
    """The texts of a catalogue that fit a choice, as it was when they were chosen; to be gone through any number of times.

    Raises CatalogError, Busy, and sqlite3.OperationalError where the disk has no room for the temporary database.
    """

    def __init__(self, catalog: Path, choice: Choice) -> None:
        self._catalog = open_database(catalog, read_only=True)
        self.noted = sqlite3.connect("", isolation_level=None)  # "": a file without a name, removed with its last user
        try:
            self.noted.executescript(_TABLES)
            self.noted.execute("BEGIN")
            with self._catalog.read() as connection:
                self._note(connection, choice)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        """Return how many texts were chosen."""
        return int(self.noted.execute("SELECT count(*) FROM chosen").fetchone()[0])

    def __iter__(self) -> Iterator[Chosen]:
        """Yield the texts, the earliest published first."""
        keys = self.noted.execute("SELECT page_id, number FROM chosen ORDER BY moment, page_id, number")
        while batch := keys.fetchmany(BATCH):
            yield from self._read(batch)

    def close(self) -> None:
        """Forget what was chosen."""
        self.noted.close()
        self._catalog.close()

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a transaction that reads the catalogue as it is now."""
        return self._catalog.read()

    def pages(self) -> Iterator[tuple[Connection, list[str]]]:
        """Yield the keys of the pages chosen, some at a time, each time with a transaction to ask in."""
        keys = self.noted.execute("SELECT DISTINCT page_id FROM chosen ORDER BY page_id")
        while batch := keys.fetchmany(BATCH):
            with self._catalog.read() as connection:
                yield connection, [key for (key,) in batch]

    def _note(self, connection: Connection, choice: Choice) -> None:
        if choice.texts is not None:
            self.noted.executemany("INSERT OR IGNORE INTO fitting VALUES (?, ?)", choice.texts)
        if choice.pages is not None:
            self.noted.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in choice.pages))
        elif choice.texts is not None:
            self.noted.execute("INSERT INTO wanted SELECT DISTINCT page_id FROM fitting")
        else:
            self._add(connection, _fitting(choice))
            return
        keys = self.noted.execute("SELECT page_id FROM wanted ORDER BY page_id")
        while batch := keys.fetchmany(BATCH):
            self._add(connection, _fitting(choice).where(version.c.page_id.in_([key for (key,) in batch])))
        if choice.texts is not None:
            self.noted.execute(_LEAVE_OUT)

    def _add(self, connection: Connection, query: Select[Any]) -> None:
        rows = connection.execution_options(yield_per=_NOTED).execute(query)
        self.noted.executemany("INSERT OR IGNORE INTO chosen VALUES (?, ?, ?)", map(tuple, rows))

    def _read(self, batch: list[tuple[str, int]]) -> Iterator[Chosen]:
        query = select_versions().add_columns(version.c.source, version.c.published_utc)
        with self._catalog.read() as connection:
            found = connection.execute(query.where(is_among(version.c.page_id, version.c.number, batch))).mappings()
            rows = {(row[version.c.page_id], row[version.c.number]): row for row in found}
        yield from (_read_chosen(rows[key]) for key in batch if key in rows)  # a rebuild may have put another in its place


def _read_chosen(row: RowMapping) -> Chosen:
    text, moment = read_version(row), row[version.c.published_utc]
    return Chosen(
        id=article_id(text.url),
        source=row[version.c.source],
        published=datetime.fromisoformat(moment) if moment else None,
        version=text,
    )


def _fitting(choice: Choice) -> Select[Any]:
    """Return where the texts that fit stand: moment, page, number."""
    moment = func.coalesce(version.c.published_utc, type_coerce(version.c.captured_at, Text))
    return select(moment, version.c.page_id, version.c.number).where(*_conditions(choice, moment))


def _conditions(choice: Choice, moment: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
    if choice.sources:
        yield version.c.source.in_(choice.sources)
    if choice.agencies:
        yield version.c.source_organization.in_(choice.agencies)
    if choice.since is not None:
        yield moment >= instant_text(choice.since)
    if choice.until is not None:
        yield moment < instant_text(choice.until)
    if not choice.every_version and choice.texts is None:
        other = version.alias("other")
        newest = select(other.c.number).where(other.c.page_id == version.c.page_id)
        newest = newest.order_by(other.c.captured_at.desc(), other.c.number.desc()).limit(1)
        yield version.c.number == newest.correlate(version).scalar_subquery()
