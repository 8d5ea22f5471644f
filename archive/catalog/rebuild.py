"""A catalogue built from facts alone: journals replayed in the order of their commits, by the functions that wrote it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError, InterfaceError

from archive.catalog.acknowledge import acknowledge
from archive.catalog.database import Database, insert_new, insert_or_add
from archive.catalog.facts import Facts, Step
from archive.catalog.groups import add_journal
from archive.catalog.looks import Looks
from archive.catalog.opening import open_database
from archive.catalog.replacing import files_of
from archive.catalog.replay import replay
from archive.catalog.schema import COUNTS, crawl, hour, poll
from archive.errors import CatalogError
from archive.models import Kept, Outcome
from archive.warc.journal import read_lines

STEPS_A_TIME = 256
"""Journals written in one transaction: nobody else waits to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What did not come through. `lost`: things told whose records are lost. `refused`: steps that no catalogue can hold.

    `unread`: lines of journals that are a later version's, or cannot be understood.
    """

    lost: int = 0
    unread: int = 0
    refused: int = 0

    def __add__(self, other: Built) -> Built:
        return Built(lost=self.lost + other.lost, unread=self.unread + other.unread, refused=self.refused + other.refused)


def build(path: Path, facts: Facts, looks: Looks, heard: Callable[[int], None] = lambda _: None) -> Built:
    """Make a catalogue at `path` of the facts; `looks` for what no journal tells of. `heard` is told how many steps were made.

    Fast, not durable: it is synced when it is whole. Raises DiskFull, CatalogError where it comes out damaged.
    """
    for stale in files_of(path):
        stale.unlink(missing_ok=True)
    database = open_database(path, read_only=False, durable=False)
    built, waiting = Built(), facts.steps()
    try:
        while steps := tuple(islice(waiting, STEPS_A_TIME)):
            with database.write() as connection:
                for step in steps:
                    built += _take(connection, step, facts, looks)
            heard(len(steps))
        _check(database)
    finally:
        database.close()
    return built


def carry_over(old: Path, new: Path) -> bool:
    """Copy what no WARC file holds: how polls stand, which crawls ran, the hours' polls. False where the old cannot be read."""
    try:
        before = open_database(old, read_only=False)
    except CatalogError:
        return False
    after = open_database(new, read_only=False, durable=False)
    try:
        with before.read() as source, after.write() as target:
            for table in (poll, crawl):
                for rows in _rows(source, table):
                    target.execute(insert_new(table), rows)
            for rows in _rows(source, hour):
                target.execute(insert_or_add(hour), [_polls_of(row) for row in rows])
    except CatalogError:
        return False
    finally:
        before.close()
        after.close()
    return True


def _take(connection: Connection, step: Step, facts: Facts, looks: Looks) -> Built:
    """Write one step, entirely or not at all."""
    try:
        with connection.begin_nested():
            return _write(connection, step, facts, looks)
    except (ValueError, OverflowError, IntegrityError, InterfaceError):
        return Built(refused=1)


def _write(connection: Connection, step: Step, facts: Facts, looks: Looks) -> Built:
    if step.journal is not None:
        record, lines = step.journal
        journal = read_lines(lines)
        lost = replay(connection, journal.told, facts)
        add_journal(connection, (record,))
        return Built(lost=lost, unread=journal.unread)
    kept = _read_then(step)
    if step.reading is None and step.fetch is not None:
        acknowledge(connection, [step.fetch], (), looks)
    elif kept is not None:
        acknowledge(connection, (), [kept], looks)
    return Built(lost=int(step.reading is not None and kept is None))


def _read_then(step: Step) -> Kept | None:
    """Return the outcome that a reading shows of which no journal tells: archived, when it was read."""
    if step.reading is None or step.fetch is None:
        return None
    article, conversion = step.reading
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=step.at >> 12)
    return Kept(
        url=step.fetch.url,
        at=at,
        source=step.fetch.source,
        outcome=Outcome.ARCHIVED,
        fetch=step.fetch,
        article=article,
        conversion=conversion,
    )


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    rows = connection.execution_options(yield_per=1_000).execute(select(table)).mappings()
    for some in rows.partitions():
        yield [dict(row) for row in some]


def _polls_of(row: dict[str, object]) -> dict[str, object]:
    """Return of an hour's row what only polls told: the rest was counted again."""
    return row | {name: 0 for name in COUNTS if not name.startswith("polls")} | {"log_words": 0.0}


def _check(database: Database) -> None:
    with database.read() as connection:
        for pragma in ("quick_check", "foreign_key_check"):
            found = [row for row in connection.exec_driver_sql(f"PRAGMA {pragma}") if tuple(row) != ("ok",)]
            if found:
                raise CatalogError(str(database.path), f"came out damaged ({found[0]}): look to the disk, and run it again")
