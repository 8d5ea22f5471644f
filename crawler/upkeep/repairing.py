"""`warraq repair`: torn tails cut, files closed, whole records of damaged files saved; or what of it would be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.errors import Busy, CatalogError, DiskFull, WarcError
from archive.exchange import answers
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.repair import Repair, Step, repair
from archive.warc.store import Redo, is_alive, own_files
from crawler.home.folder import home_folder
from crawler.home.lock import held
from crawler.home.opening import WRITING
from crawler.saying import messages
from crawler.upkeep.verifying import print_line, warc_files

WORK = ("repair", "run", "crawl")
"""Whose locks are held by who works alone in a home."""


def mend(files: Sequence[Path], *, home: Path | None, into: Path | None, dry_run: bool, json: bool) -> int:
    """Repair the files, or all of the home's archive where none is named. Raises Busy where somebody writes to it."""
    if files:
        return _mend(tuple(warc_files(files)), into, dry_run=dry_run, json=json)
    folder = home_folder(home)
    if not (folder / "warc").is_dir():
        messages.say(f"there is no archive in {folder}: name files, or another --home")
        return messages.EXIT_FAILED
    with working_alone(folder, "repair"):
        if dry_run:  # the catalogue stays closed: to open it is to bring it up to date
            return _mend(own_files(folder), into, dry_run=True, json=json)
        with redoing(folder / "catalog.sqlite") as redo:
            return _mend(own_files(folder), into, dry_run=False, json=json, redo=redo)


@contextmanager
def working_alone(home: Path, command: str) -> Iterator[None]:
    """Keep all others from beginning to write in the home, while the block runs. Raises Busy where somebody writes there."""
    with ExitStack() as locks:
        for work in WORK:
            locks.enter_context(held(home / f"{work}.lock", f"warraq {command}"))
        _refuse_living(own_files(home))
        try:
            locks.enter_context(held(home / WRITING, f"warraq {command}"))
        except Busy as taken:
            raise Busy(f"a living process writes to the archive in {home}") from taken
        yield


def _refuse_living(paths: Sequence[Path]) -> None:
    """Raise Busy where a one-off command is at work: it takes no lock but its file's."""
    for path in paths:
        if path.name.endswith(OPEN_SUFFIX) and is_alive(path):
            raise Busy(f"a living process writes {path}")


@contextmanager
def redoing(path: Path) -> Iterator[Redo]:
    """Yield what commits what a dead file's last journals tell; without a catalogue, that is left to `warraq rebuild`."""
    try:
        catalog = Catalog.open(path) if path.exists() else None
    except CatalogError as problem:
        messages.say(str(problem))
        catalog = None
    try:
        yield catalog.redo if catalog else lambda _: 0
    finally:
        if catalog:
            catalog.close()


def _mend(paths: Sequence[Path], into: Path | None, *, dry_run: bool, json: bool, redo: Redo = lambda _: None) -> int:
    """Repair file after file; what cannot be done for one is said, and the others go on."""
    steps: Counter[Step] = Counter()
    codes, failed = {messages.EXIT_OK}, 0
    for path in paths:
        try:
            for one in _steps(path, into, redo, dry_run=dry_run):
                steps[one.step] += 1
                _tell(one, dry_run=dry_run, json=json)
        except (OSError, ValueError) as problem:
            messages.say(f"{path}: {getattr(problem, 'strerror', None) or problem}")
            codes.add(messages.EXIT_DISK_FULL if getattr(problem, "errno", None) in messages.FULL else messages.EXIT_FAILED)
            failed += 1
        except (WarcError, DiskFull) as problem:
            messages.say(str(problem))
            codes.add(messages.EXIT_DISK_FULL if isinstance(problem, DiskFull) else messages.EXIT_DAMAGE)
            failed += 1
    if steps[Step.LOST]:
        codes.add(messages.EXIT_DAMAGE)
    _sum_up(steps, len(paths), failed, dry_run=dry_run, json=json)
    return max(codes)


def _steps(path: Path, into: Path | None, redo: Redo, *, dry_run: bool) -> Iterator[Repair]:
    return repair(path, into, software=f"Warraq/{version('warraq')}", now=datetime.now(UTC), is_tried=dry_run, redo=redo)


def _tell(one: Repair, *, dry_run: bool, json: bool) -> None:
    if json:
        paths = {name: str(value) if value else None for name, value in asdict(one).items() if name in {"file", "into", "torn"}}
        print_line(answers.line(asdict(one) | paths | {"done": not dry_run}))
        return
    print_line(messages.plain(f"{one.file}: {_words(one, would='would be ' if dry_run else '')}"))


def _words(one: Repair, *, would: str) -> str:
    words = {
        Step.CLOSED: f"{would}closed, whole",
        Step.CUT: f"{would}closed; its torn last {one.torn_bytes} bytes, never acknowledged, {would}kept in {one.torn}",
        Step.REMOVED: f"{would}removed: it holds no whole record",
        Step.INDEXED: f"its index {would}written anew, as {one.into}",
        Step.LOST: f"{one.damage} faults, and no undamaged record to salvage",
        Step.STANDING: f"{one.damage} faults; its undamaged records were salvaged before, into {one.into}",
        Step.SALVAGED: f"{one.damage} faults; {one.records} undamaged records {would}salvaged into {one.into}",
    }
    return words[one.step]


def _sum_up(steps: Counter[Step], files: int, failed: int, *, dry_run: bool, json: bool) -> None:
    if json:
        print_line(
            answers.line(
                {
                    "summary": {"files": files, "done": not dry_run, "failed": failed}
                    | {step.value: steps[step] for step in Step}
                }
            )
        )
        return
    done = [f"{count} {step.value}" for step, count in sorted(steps.items())]
    told = ", ".join([*done, f"{failed} failed"] if failed else done)
    print_line(f"{files} files: {told or 'nothing to repair'}{' (nothing was done)' if dry_run and told else ''}")
