"""How long a new article takes to find its story, among so many that are known.

    python benchmarks/trace.py                                  # a million articles: twenty minutes, 5 GB
    python benchmarks/trace.py --articles 20000 --folder KEPT   # fewer; the catalogue is kept there for the next time

The articles are made up (benchmarks/wires.py). What is known is written in bulk, in the rows that acknowledging would have
written for it; each new one is acknowledged as a crawl does, and what tracing takes of that is timed: finding what it is a
printing of, and noting what it is found by. Cold: of a file that the operating system has nothing of in memory, by a new
connection.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.catalog import acknowledge
from archive.catalog.catalog import Catalog
from archive.catalog.database import Database, insert_new
from archive.catalog.ids import page_id
from archive.catalog.rows import page_row, record_row, version_row
from archive.catalog.schema import page, record, version
from archive.catalog.search.entry import Shown
from archive.catalog.tracing.candidates import COMPARED_MAX, TEXTS_MAX
from archive.catalog.tracing.entry import Outlet, appeared_s, outlet_of, pack, span_of
from archive.catalog.tracing.index import outlet_ids, trace_shown
from archive.catalog.tracing.schema import traced_pair, traced_text
from archive.catalog.versions import text_digest
from archive.models import Kept, Version
from archive.text.printings.shingles import fingerprint, shingles, words_of
from benchmarks.wires import Days, Written, kept, url_of
from tests.archive.catalog.samples import story

DAYS = 100
"""Days over which the articles appeared: 10,000 a day, where they are a million."""

NEW = 600
"""Articles that are new: of the last day, after those known."""

COLD = 100
"""New ones for which nothing of the file is in memory."""

GROUP = 32
"""Articles acknowledged together, as a crawl does at most."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Took:
    """What tracing an article took."""

    wall_ms: float
    cpu_ms: float


def main() -> None:
    """Fill a catalogue, or take one that is filled; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--new", type=int, default=NEW)
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(wanted.folder or Path(folder), wanted.articles, wanted.seed, wanted.new)


def measure(folder: Path, articles: int, seed: int, new: int) -> None:
    """Print how long each of `new` articles takes, and how large the trace is."""
    path = folder / f"{articles}-{seed}.sqlite"
    days = Days(seed, max(articles // DAYS, 1))
    last = list(enumerate(days.day(DAYS)))
    fresh = sorted(days.dice.sample(last, min(new, len(last) // 2)))
    if not path.exists():
        held_back = {one.number for _, one in fresh}
        fill(path, days, held_back)
    print_size(path)
    turns = [[one for _, one in fresh[at::3]] for at in range(3)]
    with Catalog.open(path) as catalog:
        report("warm", [time_one(catalog, one) for one in turns[0]])
        print_found(path, turns[0])
        print_cost(catalog, turns[1])
    report("cold", [time_cold(path, one) for one in turns[2][:COLD]])


def fill(path: Path, days: Days, held_back: Collection[int]) -> None:
    """Write a catalogue in which the texts of all days are known, but for those held back; whole, or not at all."""
    made = path.with_suffix(".part")
    made.unlink(missing_ok=True)
    Catalog.open(made).close()
    database = Database(made, foreign_keys=False, durable=False)
    bulk = Bulk()
    for day in range(DAYS + 1):
        with database.write() as connection:
            texts = [one for one in days.day(day) if one.number not in held_back]
            bulk.write(connection, day, texts)
    with database.write() as connection:
        bulk.write_runs(connection)
    database.close()
    made.rename(path)


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


def time_one(catalog: Catalog, written: Written) -> Took:
    """Acknowledge a new text; return what of it tracing took."""
    took: list[Took] = []
    with traced_by(partial(timed, took)):
        catalog.acknowledge([], [kept(written, DAYS)])
    return took[0]


def time_cold(path: Path, written: Written) -> Took:
    """Do the same by a new connection to a file of which nothing is in memory."""
    for each in (path, path.with_name(path.name + "-wal")):
        if each.exists():
            forget(each)
    with Catalog.open(path) as catalog:
        return time_one(catalog, written)


def forget(path: Path) -> None:
    """Ask the operating system to keep nothing of the file in memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(took: list[Took], connection: Connection, shown: Sequence[Shown]) -> None:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    trace_shown(connection, shown)
    took.append(Took((time.perf_counter() - wall_s) * 1000, (time.process_time() - cpu_s) * 1000))


@contextmanager
def traced_by(trace: Callable[[Connection, Sequence[Shown]], None]) -> Iterator[None]:
    """Let texts be traced by another function."""
    acknowledge.trace_shown = trace
    try:
        yield
    finally:
        acknowledge.trace_shown = trace_shown


def print_cost(catalog: Catalog, texts: Sequence[Written]) -> None:
    """Print the CPU time of acknowledging a text with and without tracing, group by group in turns."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for number, start in enumerate(range(0, len(texts), GROUP)):
        group = [kept(one, DAYS) for one in texts[start : start + GROUP]]
        with traced_by(trace_shown if number % 2 else leave_out):
            began = time.process_time()
            catalog.acknowledge([], group)
            took[number % 2 == 1].append((time.process_time() - began) * 1000 / len(group))
    told = [f"{statistics.median(each):.1f}" if each else "?" for each in (took[False], took[True])]
    print(f"acknowledging {GROUP} at once, CPU ms an article: {told[0]} without tracing, {told[1]} with it")


def leave_out(connection: Connection, shown: Sequence[Shown]) -> None:
    """Trace nothing."""


def print_found(path: Path, texts: Iterable[Written]) -> None:
    """Print how many of the new printings found what they were printed from, and how many others found anything."""
    printings = found = others = wrong = 0
    for one in texts:
        matched = neighbours(path, one)
        if one.printed_from is not None:
            printings += 1
            found += url_of(one.printed_from) in matched
        elif not one.is_wire:
            others += 1
            wrong += bool(matched)
    print(f"{found} of {printings} printings are known by their wire; {wrong} of {others} others passed for printings")


def neighbours(path: Path, one: Written) -> set[str]:
    """Return the addresses of the texts that it was found to be a printing of, or they of it."""
    with closing(Database(path, read_only=True)) as database, database.read() as connection:
        own = traced_text.alias()
        query = (
            select(page.c.url)
            .join(traced_text, traced_text.c.page_id == page.c.id)
            .join(traced_pair, traced_pair.c.other_id == traced_text.c.id)
            .join(own, own.c.id == traced_pair.c.text_id)
            .where(own.c.page_id == page_id(one.url))
        )
        return set(connection.scalars(query))


def print_size(path: Path) -> None:
    """Print what the trace takes of the file."""
    with closing(sqlite3.connect(path)) as raw:
        articles = raw.execute("SELECT max(id) FROM traced_text").fetchone()[0]
        page_bytes = raw.execute("PRAGMA page_size").fetchone()[0]
        names = raw.execute("SELECT name FROM sqlite_schema WHERE tbl_name GLOB 'traced_*' AND rootpage").fetchall()
        pages = [
            raw.execute("SELECT pageno FROM dbstat WHERE name = ? AND aggregate = TRUE", name).fetchone()[0] for name in names
        ]
    trace, whole = sum(pages) * page_bytes / articles, path.stat().st_size / articles
    print(f"{articles:,} articles known; the trace takes {trace:.0f} bytes of each, the catalogue {whole:.0f}")


def report(name: str, took: Sequence[Took]) -> None:
    """Print percentiles of what tracing took."""
    for unit in ("wall_ms", "cpu_ms"):
        times = sorted(getattr(one, unit) for one in took)
        p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
        print(f"{name}, {len(times)} articles: {unit} p50 {p50:.1f}, p95 {p95:.1f}, max {times[-1]:.1f}")


if __name__ == "__main__":
    main()
