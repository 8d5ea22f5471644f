"""The catalogue against itself, and against the records it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

from sqlalchemy import Connection, select

from archive.catalog.columns import storable
from archive.catalog.database import flaws_of
from archive.catalog.opening import open_database
from archive.catalog.schema import NOTE_MAX, record, version
from archive.catalog.versions import text_digest
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.ledger import Differing, Ledger
from archive.warc.verify import Verification
from archive.warc.verify_file import Fault
from archive.warc.verify_walk import Check

_ROWS_A_TIME = 1_000


def look_into(catalog: Path) -> Iterator[Fault]:
    """Yield what is wrong with the catalogue by itself: with its file, with rows that name others, with texts.

    Raises CatalogError.
    """
    database = open_database(catalog, read_only=True)
    try:
        with database.read() as connection:
            for flaw in chain(flaws_of(connection), _changed_texts(connection)):
                yield _fault(catalog, 0, "", f"{flaw}: `warraq rebuild` makes it anew")
    finally:
        database.close()


def note_known(ledger: Ledger, catalog: Path) -> None:
    """Note what the catalogue says now; before the files are read, for what it says is in them by then.

    Raises CatalogError.
    """
    database = open_database(catalog, read_only=True)
    try:
        with database.read() as connection:
            columns = (record.c.id, record.c.warc_type, record.c.filename, record.c.offset, record.c.length, record.c.digest)
            rows = connection.execution_options(yield_per=_ROWS_A_TIME).execute(select(*columns))
            ledger.add_known((row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)
    finally:
        database.close()


def compare(ledger: Ledger, seen: Verification, folder: Path) -> Iterator[Fault]:
    """Yield where the catalogue and the files of `folder`, all looked at, differ: at the place that the catalogue names."""
    there = {path.name.removesuffix(OPEN_SUFFIX) for path in seen.files}
    for name, rows in groupby(ledger.differing(), key=lambda one: one.name):
        if name in there:
            yield from (_fault(folder / name, one.offset, one.record_id, _why(one)) for one in rows)
        else:
            first, count = next(rows), 1 + sum(1 for _ in rows)
            yield _fault(folder / name, first.offset, first.record_id, f"is not there; the catalogue has {count} records of it")
    for file, count, offset in ledger.unknown():
        if seen.files[file].name.endswith(OPEN_SUFFIX):
            continue  # they are being acknowledged
        why = f"the catalogue does not know {count} answers, the first here: they were never acknowledged"
        yield _fault(seen.files[file], offset, "", why, is_damage=False)


def _changed_texts(connection: Connection) -> Iterator[str]:
    columns = (version.c.page_id, version.c.number, version.c.headline, version.c.article, version.c.text_digest)
    for page, number, headline, article, digest in connection.execution_options(yield_per=_ROWS_A_TIME).execute(
        select(*columns)
    ):
        if text_digest(article) != digest or storable(article.headline, NOTE_MAX) != headline:
            yield f"version {number} of {page} has another text than was kept"


def _fault(file: Path, offset: int, record_id: str, why: str, *, is_damage: bool = True) -> Fault:
    return Fault(file=file, offset=offset, record_id=record_id, check=Check.CATALOG, why=why, is_damage=is_damage)


def _why(one: Differing) -> str:
    if one.seen is None:
        return "the catalogue has a record here that no file holds"
    names = ("type", "file", "offset", "length", "digest")
    pairs = zip(names, one.said, one.seen, strict=True)
    differing = (f"{name} {said}, and it is {seen}" for name, said, seen in pairs if said != seen)
    return f"the catalogue says {'; '.join(differing)}"
