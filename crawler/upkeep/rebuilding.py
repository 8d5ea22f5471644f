"""`warraq rebuild`: the catalogue, built again from the WARC files alone; the old one stays until the new one is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from archive.catalog.database import explained
from archive.catalog.facts import Facts
from archive.catalog.looks import Looks
from archive.catalog.rebuild import Built, build, carry_over
from archive.catalog.replacing import BEFORE, files_of, put_in_place
from archive.errors import DiskFull
from archive.exchange import answers
from archive.warc.store import archive_files, own_files, recover
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.keeping.keeper import looks_of
from crawler.saying import messages
from crawler.upkeep.harvesting import facts_of, harvest_all
from crawler.upkeep.repairing import redoing, working_alone
from crawler.upkeep.verifying import print_line

WORKSHOP = "rebuild"
"""The folder in the home where the facts lie meanwhile."""

NEW = "catalog.sqlite.rebuilt"

Heard = Callable[[int], None]


def rebuild(*, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Build the catalogue of a home again. Raises Busy where somebody writes to it, DiskFull, CatalogError."""
    folder = home_folder(home)
    if not (folder / "warc").is_dir():
        messages.say(f"there is no archive in {folder}: name another --home")
        return messages.EXIT_FAILED
    looks = looks_of(settings_for(folder, options))
    try:
        with working_alone(folder, "rebuild"), explained(folder / WORKSHOP):
            return _rebuild(folder, looks, json=json)
    except KeyboardInterrupt:
        messages.say("stopped; the catalogue is as it was: run it again, and it goes on")
        return messages.EXIT_INTERRUPTED
    except (DiskFull, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno not in messages.FULL:
            raise
        return _give_up(folder, problem)
    except BrokenProcessPool:
        messages.say("a process that read WARC files was killed, for want of memory perhaps; the catalogue is as it was")
        return messages.EXIT_FAILED


def _give_up(home: Path, problem: Exception) -> int:
    """Say that the disk is full, and give back what the unfinished catalogue took of it."""
    for path in files_of(home / NEW):
        path.unlink(missing_ok=True)
    messages.say(f"the disk is full: {problem}; the catalogue is as it was; make room for two more of it, then run it again")
    return messages.EXIT_DISK_FULL


def _rebuild(home: Path, looks: Looks, *, json: bool) -> int:
    begun, workshop, path = monotonic(), home / WORKSHOP, home / "catalog.sqlite"
    workshop.mkdir(exist_ok=True)
    with redoing(path) as redo:
        recover(home / "warc", now=datetime.now(UTC), redo=redo)
    with _gathered(home, workshop) as facts:
        new, counts = home / NEW, facts.counts()
        with _progress("writing", _steps_of(counts)) as heard:
            built = build(new, facts, looks, heard)
        is_carried = path.exists() and carry_over(path, new)
        put_in_place(new, path)
        _tell(facts, home, json=json)
    shutil.rmtree(workshop, ignore_errors=True)
    _sum_up(counts, built, monotonic() - begun, is_carried=is_carried, json=json)
    return messages.EXIT_DAMAGE if counts["damage"] or built.lost or built.refused else messages.EXIT_OK


@contextmanager
def _gathered(home: Path, workshop: Path) -> Iterator[Facts]:
    """Yield the facts of all files in one."""
    own, everything = own_files(home), archive_files(home)
    referred = everything[len(own) :]
    with _progress("reading", sum(path.stat().st_size for path in everything)) as heard:
        harvest_all(own, referred, workshop, processes=_processes(everything), heard=heard)
    gathered = workshop / "all"
    gathered.unlink(missing_ok=True)
    with Facts(gathered) as facts:
        for path in everything:
            facts.merge(facts_of(path, workshop))
        yield facts


def _processes(files: Sequence[Path]) -> int:
    return max(1, min(len(files), len(os.sched_getaffinity(0))))


def _steps_of(counts: Mapping[str, int]) -> int:
    return counts["journals"] + counts["taken_in"]


@contextmanager
def _progress(what: str, total: int) -> Iterator[Heard]:
    """Show a bar on standard error, where that is a terminal."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda more: progress.advance(task, more)


def _tell(facts: Facts, home: Path, *, json: bool) -> None:
    """Print where files are damaged."""
    for name, offset, why in facts.damage():
        file = str(home / "warc" / name)
        if json:
            print_line(answers.line({"file": file, "offset": offset, "severity": "damage", "why": why}))
        else:
            print_line(messages.plain(f"damage: {file} at {offset}: {why}"))


def _sum_up(counts: Mapping[str, int], built: Built, took_s: float, *, is_carried: bool, json: bool) -> None:
    rate = counts["records"] / took_s if took_s else 0.0
    missed = {"lost": built.lost, "refused": built.refused, "unread": built.unread}
    if json:
        told = {"seconds": round(took_s, 3), "records_per_s": round(rate, 1), "schedule": is_carried}
        print_line(answers.line({"summary": {**counts, **missed, **told}}))
        return
    print_line(f"{counts['files']} files, {counts['records']:,} records in {took_s:.1f} s ({rate:,.0f} a second)")
    print_line(f"{counts['journals']:,} commits replayed: {counts['exchanges']:,} exchanges, {counts['readings']:,} readings")
    for words, count in _notes(counts, built):
        if count:
            print_line(f"{words}: {count:,}")
    if is_carried:
        print_line(f"the old catalogue is kept as catalog.sqlite{BEFORE}")


def _notes(counts: Mapping[str, int], built: Built) -> Iterator[tuple[str, int]]:
    yield "damaged spots", counts["damage"]
    yield "told by no journal, and taken in as they are", counts["taken_in"]
    yield "never acknowledged, and left out", counts["orphaned"]
    yield "told, but lost with damaged records", built.lost
    yield "lines of journals that were not understood", built.unread
    yield "commits that could not be made again", built.refused
