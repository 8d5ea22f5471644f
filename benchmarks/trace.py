"""How long a new article takes to find its story, among so many that are known.

    python benchmarks/trace.py                                  # a million articles: a quarter of an hour, 6 GB
    python benchmarks/trace.py --articles 20000 --folder KEPT   # fewer; the catalogue is kept there for the next time

The articles are made up (benchmarks/wires.py). What is known is written in bulk (benchmarks/known.py); each new one is
acknowledged as a crawl does, and what tracing takes of that is timed: finding what it is a printing of, and noting what it is
found by; then it is forgotten. Cold: of a file that the operating system has nothing of in memory, by a new connection.
"""

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive.catalog import acknowledge
from archive.catalog.database import Database
from archive.catalog.ids import page_id
from archive.catalog.looks import USUAL
from archive.catalog.schema import page
from archive.catalog.search.entry import Shown
from archive.catalog.tracing.index import trace_shown
from archive.catalog.tracing.schema import traced_pair, traced_text
from benchmarks.known import DAYS, fill
from benchmarks.wires import Days, Written, kept, url_of

NEW = 600
"""Articles that are new: of the last day, after those known."""

COLD = 100
"""New ones for which nothing of the file is in memory."""

GROUP = 32
"""Articles acknowledged together, as a crawl does at most."""


OTHER = traced_text.alias("other")
NEIGHBOURS = (
    select(page.c.url)
    .join(OTHER, OTHER.c.page_id == page.c.id)
    .join(traced_pair, traced_pair.c.other_id == OTHER.c.id)
    .join(traced_text, traced_text.c.id == traced_pair.c.text_id)
)


@dataclass(frozen=True, slots=True)
class Took:
    """What tracing an article took; `found`: the addresses of what it was found to be a printing of, or they of it."""

    wall_ms: float
    cpu_ms: float
    found: frozenset[str]


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
    del last, days
    gc.collect()
    gc.freeze()  # what was made up is no part of a crawl: its collector does not walk over it
    print_size(path)
    turns = [[one for _, one in fresh[at::3]] for at in range(3)]
    with closing(Database(path)) as database:
        warm = [time_one(database, one) for one in turns[0]]
        report("warm", warm)
        print_found(turns[0], warm)
        print_cost(database, turns[1])
    report("cold", [time_cold(path, one) for one in turns[2][:COLD]])


class UndoneError(Exception):
    """What was measured is not kept."""


@contextmanager
def undone(database: Database) -> Iterator[Connection]:
    """Give a transaction of which nothing is kept, so that what is new stays new."""
    with suppress(UndoneError), database.write() as connection:
        yield connection
        raise UndoneError


def time_one(database: Database, written: Written) -> Took:
    """Acknowledge a new text; return what of it tracing took, and found."""
    took: list[tuple[float, float]] = []
    with undone(database) as connection, traced_by(partial(timed, took)):
        acknowledge.acknowledge(connection, [], [kept(written, DAYS)], USUAL)
        found = connection.scalars(NEIGHBOURS.where(traced_text.c.page_id == page_id(written.url)))
        return Took(*took[0], found=frozenset(found))


def time_cold(path: Path, written: Written) -> Took:
    """Do the same by a new connection to a file of which nothing is in memory."""
    for each in (path, path.with_name(path.name + "-wal")):
        if each.exists():
            forget(each)
    with closing(Database(path)) as database:
        return time_one(database, written)


def forget(path: Path) -> None:
    """Ask the operating system to keep nothing of the file in memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(took: list[tuple[float, float]], connection: Connection, shown: Sequence[Shown]) -> None:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    trace_shown(connection, shown)
    took.append(((time.perf_counter() - wall_s) * 1000, (time.process_time() - cpu_s) * 1000))


@contextmanager
def traced_by(trace: Callable[[Connection, Sequence[Shown]], None]) -> Iterator[None]:
    """Let texts be traced by another function."""
    acknowledge.trace_shown = trace
    try:
        yield
    finally:
        acknowledge.trace_shown = trace_shown


def print_cost(database: Database, texts: Sequence[Written]) -> None:
    """Print the CPU time of acknowledging a text with and without tracing, of the same texts."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for start in range(0, len(texts), GROUP):
        group = [kept(one, DAYS) for one in texts[start : start + GROUP]]
        for is_traced in (False, True):
            with undone(database) as connection, traced_by(trace_shown if is_traced else leave_out):
                began = time.process_time()
                acknowledge.acknowledge(connection, [], group, USUAL)
                took[is_traced].append((time.process_time() - began) * 1000 / len(group))
    plain, traced = (statistics.median(took[is_traced]) for is_traced in (False, True))
    print(f"acknowledging {GROUP} at once, CPU ms an article: {plain:.1f} without tracing, {traced:.1f} with it")


def leave_out(connection: Connection, shown: Sequence[Shown]) -> None:
    """Trace nothing."""


def print_found(texts: Sequence[Written], took: Sequence[Took]) -> None:
    """Print how many of the new printings found what they were printed from, and how many others found anything."""
    pairs = list(zip(texts, took, strict=True))
    printings = [url_of(text.printed_from) in one.found for text, one in pairs if text.printed_from is not None]
    others = [bool(one.found) for text, one in pairs if text.printed_from is None and not text.is_wire]
    print(f"{sum(printings)} of {len(printings)} printings are known by their wire; ", end="")
    print(f"{sum(others)} of {len(others)} others passed for printings")


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
