"""`warraq verify`: whether WARC files, or the whole archive with its catalogue, are what they were."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from archive.catalog.compare import compare, look_into, note_known
from archive.errors import CatalogDamaged, CatalogError, WarcError
from archive.exchange import answers
from archive.exchange.wacz.check import check_package
from archive.exchange.wacz.holdings import Broken
from archive.proof.checking import check_seals
from archive.warc.closing import OPEN_SUFFIX
from archive.warc.ledger import Ledger
from archive.warc.store import archive_files
from archive.warc.verify import ZIP, Verification
from archive.warc.verify_file import Fault
from archive.warc.verify_walk import Check
from crawler.home.folder import home_folder
from crawler.saying import messages

SEALS = "seals"
ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".warc.gz.open")
"""What is taken of a folder."""


@dataclass(slots=True)
class Report:
    """Tells what is found, as it is found, and counts it. `unreadable`: files that could not be read."""

    json: bool
    damage: int = 0
    notes: int = 0
    unreadable: int = 0

    def tell(self, fault: Fault) -> None:
        """Print one fault."""
        self.damage += fault.is_damage
        self.notes += not fault.is_damage
        if self.json:
            print_line(answers.line(_answer(fault)))
            return
        what = "damage" if fault.is_damage else "note"
        record = f" {fault.record_id}" if fault.record_id else ""
        print_line(messages.plain(f"{what}: {fault.file} at {fault.offset}{record}: {fault.check}: {fault.why}"))

    def tell_unreadable(self, path: Path, why: str) -> None:
        """Say that a file cannot be read."""
        self.unreadable += 1
        if self.json:
            print_line(answers.line({"file": str(path), "severity": "unreadable", "why": why}))
        else:
            messages.say(f"{path} cannot be read: {why}")

    def exit_code(self) -> int:
        """Return 8 where anything is damaged, 4 where a file could not be read."""
        return messages.EXIT_DAMAGE if self.damage else messages.EXIT_FAILED if self.unreadable else messages.EXIT_OK


def verify(files: Sequence[Path], *, home: Path | None, json: bool) -> int:
    """Look at the files, or at all of the home's archive where none is named; print each fault as it is found."""
    folder = home_folder(home)
    if not files and not (folder / "warc").is_dir():
        messages.say(f"there is no archive in {folder}: name files, or another --home")
        return messages.EXIT_FAILED
    paths = tuple(warc_files(files, (*ENDINGS, ".wacz"))) if files else archive_files(folder)
    report, begun = Report(json), monotonic()
    is_sealed = not files and any((folder / SEALS).glob("*.json"))
    with progress_of(paths * 2 if is_sealed else paths) as heard, Ledger() as ledger:
        seen = Verification(ledger, is_archive=not files, heard=heard)
        try:
            for fault in _faults(seen, paths, None if files else folder, report, heard):
                report.tell(fault)
        except KeyboardInterrupt:
            messages.say(f"stopped after {len(seen.files)} of {len(paths)} files")
            return messages.EXIT_INTERRUPTED
    _sum_up(seen, report, monotonic() - begun)
    return report.exit_code()


def warc_files(named: Iterable[Path], endings: tuple[str, ...] = ENDINGS) -> Iterator[Path]:
    """Yield the files that are named, and those in folders that are."""
    for path in named:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.name.endswith(endings) and one.is_file())
        else:
            yield path


@contextmanager
def progress_of(paths: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while files are read, where that is a terminal; yield what is told of bytes read."""
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    total = sum(path.stat().st_size for path in paths if path.is_file())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=total)
        yield lambda more: progress.advance(task, more)


def _faults(
    seen: Verification, paths: Sequence[Path], home: Path | None, report: Report, heard: Callable[[int], None]
) -> Iterator[Fault]:
    known = Known(home / "catalog.sqlite" if home else None)
    yield from known.look(seen.ledger, report)
    for path in paths:
        try:
            yield from _package(path, seen) if _is_package(path) else seen.look_at(_where(path))
        except (OSError, WarcError, ValueError) as problem:
            why = (problem.strerror or str(problem)) if isinstance(problem, OSError) else str(problem)
            report.tell_unreadable(path, why)
    yield from seen.look_between()
    if home and known.is_noted:
        yield from compare(seen.ledger, seen, home / "warc")
    if home:
        yield from _sealed(home, seen, report, heard)


def _is_package(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _package(path: Path, seen: Verification) -> Iterator[Fault]:
    """Look at a WACZ package; one that cannot even be opened is damaged."""
    seen.files.append(path)
    seen.bytes += path.stat().st_size
    try:
        for broken in check_package(path):
            yield _of_package(path, broken)
    except WarcError as damage:
        yield _of_package(path, Broken("", damage.offset, damage.why))


def _of_package(path: Path, broken: Broken) -> Fault:
    return Fault(
        file=path / broken.where,
        offset=broken.offset,
        record_id="",
        check=Check.PACKAGE,
        why=broken.why,
        is_damage=broken.is_damage,
    )


def _where(path: Path) -> Path:
    """Return where an open file lies now: its writer may have closed it."""
    closed = path.with_suffix("")
    return closed if path.suffix == ".open" and not path.exists() and closed.exists() else path


@dataclass(slots=True)
class Known:
    """What the catalogue at `path` knows (None: there is none to be asked). `is_noted`: all of it stands in the ledger."""

    path: Path | None
    is_noted: bool = False

    def look(self, ledger: Ledger, report: Report) -> Iterator[Fault]:
        """Note what it says, and yield what is wrong with it by itself."""
        if self.path is None:
            return
        if not self.path.exists():
            yield self._fault("is not there: `warraq rebuild` makes it of the WARC files", is_damage=False)
            return
        try:
            note_known(ledger, self.path)
            self.is_noted = True
            yield from look_into(self.path)
        except CatalogDamaged as problem:
            yield self._fault(problem.why, is_damage=True)
        except CatalogError as problem:
            report.tell_unreadable(self.path, problem.why)

    def _fault(self, why: str, *, is_damage: bool) -> Fault:
        return Fault(file=self.path or Path(), offset=0, record_id="", check=Check.CATALOG, why=why, is_damage=is_damage)


def _sealed(home: Path, seen: Verification, report: Report, heard: Callable[[int], None]) -> Iterator[Fault]:
    """Look whether what was sealed is as it was, in the closed files that were read."""
    closed = tuple(path for path in seen.files if not path.name.endswith(OPEN_SUFFIX))

    def place_of(record_id: str) -> tuple[Path, int] | None:
        place = seen.ledger.place_of(record_id)
        return (seen.files[place[0]], place[1]) if place else None

    try:
        yield from check_seals(home / SEALS, closed, place_of, heard)
    except OSError as problem:
        report.tell_unreadable(Path(problem.filename or home / SEALS), problem.strerror or str(problem))


def _answer(fault: Fault) -> dict[str, Any]:
    return {
        "file": str(fault.file),
        "offset": fault.offset,
        "record": fault.record_id or None,
        "check": fault.check,
        "severity": "damage" if fault.is_damage else "note",
        "why": fault.why,
    }


def _sum_up(seen: Verification, report: Report, took_s: float) -> None:
    rate = seen.bytes / 1_000_000 / took_s if took_s else 0.0
    if report.json:
        counted = {"files": len(seen.files), "records": seen.records, "bytes": seen.bytes, "damage": report.damage}
        more = {"notes": report.notes, "unreadable": report.unreadable, "seconds": round(took_s, 3), "mb_per_s": round(rate, 1)}
        print_line(answers.line({"summary": counted | more}))
        return
    found = ((report.damage, "damage"), (report.notes, "notes"), (report.unreadable, "unreadable"))
    told = ", ".join(f"{what}: {count}" for count, what in found if count)
    print_line(f"{len(seen.files)} files, {seen.records} records, {seen.bytes / 1_000_000:,.1f} MB ({rate:,.0f} MB/s)")
    print_line(told or "no damage")


def print_line(text: str) -> None:
    """Print a line of the answer, at once: long work is watched."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
