"""`warraq export`: what was chosen, in a format of others."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archive.catalog.exporting import Selection
from archive.errors import DiskFull, WarcError
from archive.exchange import answers
from archive.exchange.draft import MANIFEST, drafted_file, drafted_folder
from archive.exchange.export_parquet import MissingParquet
from archive.exchange.subset import Label
from crawler.exports.choice import Unknown, Wish, choice_of, in_words
from crawler.exports.formats import DEFAULTS, FILES, FOLDERS, FORMATS, READING_RECORDS, STREAMS, WARC_ENDING, Job
from crawler.home.folder import home_folder
from crawler.reading.asking import is_empty, open_catalog
from crawler.reading.filling import fill_index
from crawler.saying import messages

DAMAGED_MAX = 100
"""Damaged records that the answer for programs names; all are told on standard error."""

STDOUT = Path("-")


@dataclass(slots=True)
class Report:
    """Tells of records that are damaged or gone, as they are found, and counts them."""

    count: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, damage: WarcError) -> None:
        """Say where it is."""
        self.count += 1
        messages.say(f"damage: {damage}")
        if len(self.first) < DAMAGED_MAX:
            self.first.append({"file": str(damage.path), "offset": damage.offset, "why": damage.why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One run of the command. `report`, `unknown`: what went wrong on the way."""

    name: str
    wish: Wish
    home: Path
    now: datetime
    json: bool
    report: Report = field(default_factory=Report)
    unknown: Unknown = field(default_factory=Unknown)

    @property
    def out(self) -> Path:
        """Return where it goes: STDOUT for a stream, unless said otherwise."""
        return self.wish.out or (STDOUT if self.name in STREAMS else Path(DEFAULTS[self.name]))

    @property
    def is_folder(self) -> bool:
        """Tell whether a folder of files is written."""
        is_one_file = self.out == STDOUT or (self.name in FILES and self.out.name.endswith(WARC_ENDING))
        return self.name in FOLDERS and not is_one_file


def export(name: str, wish: Wish, *, home: Path | None, json: bool) -> int:
    """Write what is wished for in the format of that name; return the exit code."""
    if name not in FORMATS:
        raise typer.BadParameter(f"no format is called {name!r}; known are {', '.join(FORMATS)}")
    if name not in STREAMS | FILES and wish.out == STDOUT:
        raise typer.BadParameter(f"{name} is a folder of files: give --out a name")
    task = Task(name=name, wish=wish, home=home_folder(home), now=datetime.now(UTC), json=json)
    if is_empty(task.home):
        return messages.EXIT_FAILED
    try:
        with _explained(task), _select(task) as selection:
            return _export(task, selection)
    except KeyboardInterrupt:
        messages.say("stopped; nothing of the export is kept: run the command again")
        return messages.EXIT_INTERRUPTED
    except BrokenPipeError:  # who reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return messages.EXIT_OK


@contextmanager
def _explained(task: Task) -> Iterator[None]:
    """Say in the words of the command line what keeps an export from being written."""
    try:
        yield
    except FileExistsError as there:
        raise typer.BadParameter(f"{there}; give --out another name, or --force to replace an export") from there
    except MissingParquet as missing:
        raise typer.BadParameter(str(missing)) from missing
    except sqlite3.OperationalError as problem:  # the temporary database's: the catalogue's are explained below
        if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL:
            raise
        raise DiskFull(task.home, 0) from problem
    except OSError as problem:
        if problem.filename is None and problem.errno in messages.FULL and task.out != STDOUT:
            raise OSError(problem.errno, problem.strerror, str(task.out)) from problem
        raise


def _select(task: Task) -> Selection:
    if task.wish.query is not None:
        fill_index(task.home)
    with open_catalog(task.home) as catalog:
        return Selection(task.home / "catalog.sqlite", choice_of(task.wish, catalog, task.unknown, task.home, task.now))


def _export(task: Task, selection: Selection) -> int:
    for text in task.unknown.first:
        messages.say(f"nothing is archived as {text!r}, or several stories are: `warraq show` tells more")
    counts: dict[str, int] = {}
    if len(selection):
        with _progress(None if task.name in READING_RECORDS else len(selection)) as heard:
            job = Job(
                selection=selection,
                warcs=task.home / "warc",
                label=_label(task, selection),
                tell=task.report.tell,
                heard=heard,
                name=task.out.name,
                bom=task.wish.bom,
            )
            _write(task, job)
        counts = job.counts
    _sum_up(task, len(selection), counts)
    if task.report.count:
        return messages.EXIT_DAMAGE
    return messages.EXIT_FAILED if task.unknown.count else messages.EXIT_OK


def _write(task: Task, job: Job) -> None:
    if task.is_folder:
        with drafted_folder(task.out, force=task.wish.force) as folder:
            FOLDERS[task.name](job, folder)
            (folder / MANIFEST).write_text(answers.line(_manifest(task, job)) + "\n", "utf-8")
        return
    write = (STREAMS | FILES)[task.name]
    if task.out == STDOUT:
        write(job, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with drafted_file(task.out, force=task.wish.force) as file:
        write(job, file)


def _label(task: Task, selection: Selection) -> Label:
    choice, software = in_words(task.wish), f"Warraq/{version('warraq')}"
    only = next(iter(selection)) if len(selection) == 1 else None
    title = only.version.article.headline if only else f"Warraq: {choice}"
    return Label(title=title, choice=choice, software=software, now=task.now)


def _manifest(task: Task, job: Job) -> dict[str, Any]:
    said = {"format": task.name, "software": job.label.software, "created": task.now, "choice": job.label.choice}
    return said | {"texts": len(job.selection), "damage": task.report.count} | job.counts


@contextmanager
def _progress(total: int | None) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error, where that is a terminal; yield what is told of each text. `total`: None if not told."""
    columns = (TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("exporting", total=total)
        yield lambda: progress.advance(bar)


def _sum_up(task: Task, texts: int, counts: dict[str, int]) -> None:
    """Tell what was written: beside it where rows are on standard output."""
    out = None if task.out == STDOUT or not texts else str(task.out)
    if task.json:
        told = {"format": task.name, "out": out, "texts": texts} | counts
        troubles = {"damage": task.report.count, "damaged": task.report.first, "unknown": task.unknown.count}
        print(answers.line(told | troubles), file=sys.stderr if task.out == STDOUT else sys.stdout)
        return
    if not texts:
        messages.say("nothing in this archive fits: nothing was written")
        return
    counted = ", ".join(f"{name}: {count}" for name, count in ({"texts": texts} | counts).items())
    messages.say(f"{counted}{f', in {out}' if out else ''}")
