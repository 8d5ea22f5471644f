"""A catalogue in which so many articles are known, made in bulk, in the rows that acknowledging would have written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from archive.catalog.catalog import Catalog
from archive.catalog.database import Database, insert_new
from archive.catalog.ids import page_id
from archive.catalog.rows import page_row, record_row, version_row
from archive.catalog.schema import page, record, version
from archive.catalog.tracing.candidates import COMPARED_MAX, TEXTS_MAX
from archive.catalog.tracing.entry import SPAN_S, Outlet, appeared_s, outlet_of, pack, span_of
from archive.catalog.tracing.index import outlet_ids
from archive.catalog.tracing.schema import traced_pair, traced_text
from archive.catalog.versions import text_digest
from archive.models import Kept, Version
from archive.text.printings.shingles import fingerprint, shingles, words_of
from benchmarks.wires import Days, Written, kept
from tests.archive.catalog.samples import story

DAYS = 100
"""Days over which the articles appeared: 10,000 a day, where they are a million."""

DAYS_MADE, REPEATED_UNTIL = 24, 96
"""Days that are made up; they come again and again until there are so many: whole spans of the trace."""

CACHE_KIB = 1_000_000
"""What is kept in memory while days are repeated: addresses are hashes, and go all over the file."""

AGAIN = """
    INSERT INTO page SELECT substr(id, 1 + {turn}) || substr(id, 1, {turn}), url || '?{turn}', identity || '?{turn}'
      FROM page WHERE id IN (SELECT page_id FROM traced_text WHERE id <= {size});
    INSERT INTO version (page_id, {others}) SELECT substr(page_id, 1 + {turn}) || substr(page_id, 1, {turn}), {others}
      FROM version WHERE page_id IN (SELECT page_id FROM traced_text WHERE id <= {size});
    INSERT INTO traced_text (id, page_id, number, outlet_id, appeared_s, is_agencys, runs)
      SELECT id + {ids}, substr(page_id, 1 + {turn}) || substr(page_id, 1, {turn}), number, outlet_id,
             appeared_s + {late_s}, is_agencys, runs FROM traced_text WHERE id <= {size};
    INSERT OR IGNORE INTO traced_run (span, run, text_id)
      SELECT span + {late}, run, text_id + {ids} FROM traced_run WHERE text_id <= {size};
    INSERT INTO traced_pair (text_id, other_id, likelihood)
      SELECT text_id + {ids}, other_id + {ids}, likelihood FROM traced_pair WHERE text_id <= {size}
"""
"""What repeats the first rows, those of ids up to {size}: their addresses' hashes are turned by some letters."""

Row = dict[str, Any]


def fill(path: Path, days: Days, held_back: Collection[int]) -> None:
    """Write a catalogue in which the texts of all days are known, but for those held back; whole, or not at all."""
    made = path.with_suffix(".part")
    made.unlink(missing_ok=True)
    Catalog.open(made).close()
    with closing(Database(made, foreign_keys=False, durable=False)) as database:
        bulk = Bulk()
        write_days(database, bulk, days, range(DAYS_MADE))
        for times in range(1, REPEATED_UNTIL // DAYS_MADE):
            with database.write() as connection:
                repeat(connection, times)
        bulk.last *= REPEATED_UNTIL // DAYS_MADE
        write_days(database, bulk, days, range(REPEATED_UNTIL, DAYS + 1), held_back)
    made.rename(path)


def write_days(database: Database, bulk: Bulk, days: Days, numbers: Iterable[int], held_back: Collection[int] = ()) -> None:
    """Write the texts of some days, a transaction each."""
    for day in numbers:
        with database.write() as connection:
            bulk.write(connection, day, [one for one in days.day(day) if one.number not in held_back])
    with database.write() as connection:
        bulk.write_runs(connection)


def repeat(connection: Connection, times: int) -> None:
    """Let the first days come again, so many times later: the same texts under other addresses, too late to be compared.

    In the rows of versions the dates stay as they were; the trace goes by its own.
    """
    size = connection.exec_driver_sql("SELECT max(id) FROM traced_text").scalar_one() // times
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
    others = ", ".join(column.name for column in version.columns if column.name != "page_id")
    late_s = times * DAYS_MADE * 86_400
    told = {"size": size, "ids": size * times, "turn": times, "late_s": late_s, "late": late_s // SPAN_S, "others": others}
    for statement in AGAIN.format(**told).split(";"):
        connection.exec_driver_sql(statement)


class Bulk:
    """What acknowledging would have written for texts, in bulk."""

    def __init__(self) -> None:
        self.record = story().fetch.record
        self.ids: dict[int, list[int]] = {}
        self.outlets: dict[Outlet, int] = {}
        self.last = 0
        self.span = 0
        self.runs: dict[int, list[int]] = {}

    def write(self, connection: Connection, day: int, texts: Sequence[Written]) -> None:
        """Write the texts of a day, and the runs of spans that are over."""
        all_kept = [kept(one, day) for one in texts]
        if not self.last:
            connection.execute(record.insert(), [record_row(self.record)])
        connection.execute(page.insert(), [page_row(one.url) for one in texts])
        connection.execute(version.insert(), [self._version(one) for one in all_kept])
        connection.execute(traced_text.insert(), [self._text(connection, one) for one in all_kept])
        pairs = [pair for one, text_id in zip(texts, count(self.last - len(texts) + 1)) for pair in self._pairs(one, text_id)]
        if pairs:
            connection.execute(insert_new(traced_pair), pairs)

    def _version(self, one: Kept) -> Row:
        digest = text_digest(one.article)
        told = {"captured_at": one.at, "record": self.record, "conversion": self.record}
        return version_row(Version(url=one.url, number=1, text_digest=digest, article=one.article, **told), one.source)

    def _text(self, connection: Connection, one: Kept) -> Row:
        self.last += 1
        outlet = outlet_of(one.source, one.article)
        if outlet not in self.outlets:
            self.outlets |= outlet_ids(connection, [outlet])
        runs = fingerprint(shingles(quick_words(one.article.article_body)))
        appeared = appeared_s(one.article.date_published, one.at)
        self._note(connection, span_of(appeared), runs)
        return {
            "id": self.last,
            "page_id": page_id(one.url),
            "number": 1,
            "outlet_id": self.outlets[outlet],
            "appeared_s": appeared,
            "is_agencys": 0,
            "runs": pack(runs),
        }

    def _note(self, connection: Connection, span: int, runs: Sequence[int]) -> None:
        """Note what the text is found by; sorted and written when the span is over."""
        if span != self.span:
            self.write_runs(connection)
            self.span = span
        for run in runs:
            noted = self.runs.setdefault(run, [])
            if len(noted) < TEXTS_MAX:
                noted.append(self.last)

    def write_runs(self, connection: Connection) -> None:
        """Write the runs of the span."""
        rows = [(self.span, run, text_id) for run, ids in sorted(self.runs.items()) for text_id in ids]
        if rows:
            connection.exec_driver_sql("INSERT INTO traced_run (span, run, text_id) VALUES (?, ?, ?)", rows)
        self.runs.clear()

    def _pairs(self, one: Written, text_id: int) -> Iterator[Row]:
        """Yield the pairs with the wire and with what was printed from it before, as many as are compared."""
        known = self.ids.setdefault(one.printed_from or one.number, [])
        for other in known[: 2 * COMPARED_MAX]:
            yield {"text_id": text_id, "other_id": other, "likelihood": 0.99}
            yield {"text_id": other, "other_id": text_id, "likelihood": 0.99}
        known.append(text_id)


def quick_words(text: str) -> tuple[str, ...]:
    """Return what `words_of` returns, of words that were seen before."""
    return tuple(word for token in text.split() for word in words_once(token))


words_once = lru_cache(maxsize=200_000)(words_of)
