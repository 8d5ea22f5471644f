"""`warraq import`: what others captured comes into the archive as if it were crawled."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.catalog.catalog import Catalog
from archive.errors import DiskFull
from archive.exchange.imports.ledger import Ledger
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.home.opening import open_to_write, writing
from crawler.imports.jobs import Wish, Work, is_kept, job_of
from crawler.imports.keeping import House, Importer
from crawler.imports.lists import Given, given_files
from crawler.imports.report import Report
from crawler.imports.scans import Job, Scanning, scan_files
from crawler.keeping.ahead import children_of
from crawler.keeping.archivist import Archivist
from crawler.keeping.keeper import looks_of, writer_for
from crawler.saying import messages
from spiders.source import load_all


def import_files(wish: Wish, *, home: Path | None, options: Mapping[str, Any]) -> int:
    """Import the files, the folders and the lists that are named; return the exit code."""
    folder = home_folder(home)
    settings, report = settings_for(folder, options), Report(wish.json)
    folder.mkdir(parents=True, exist_ok=True)
    log_to(folder, settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Ledger(folder / "import" / "ledger.sqlite") as ledger, report.shown():
            work = Work(home=folder, wish=wish, settings=settings, ledger=ledger, report=report)
            for batch in _batches(work):
                _import_batch(work, batch)
    except KeyboardInterrupt:
        messages.say("stopped; what was kept is kept: run it again to go on")
        return messages.EXIT_INTERRUPTED
    except (DiskFull, OSError) as problem:
        if not isinstance(problem, DiskFull) and problem.errno not in messages.FULL:
            raise
        messages.say(f"the disk is (nearly) full: {problem}; what was kept is kept; make room, then run the command again")
        return messages.EXIT_DISK_FULL
    report.sum_up()
    return report.exit_code()


def _batches(work: Work) -> Iterator[tuple[Given, ...]]:
    """Yield the files that lie here, together; then those to be fetched, one by one: they need not all have room at once."""
    given = tuple(given_files(work.wish.named))
    for one in given:
        if one.why is not None:
            work.report.tell_unreadable(one.name, one.why)
    yield tuple(one for one in given if one.path is not None)
    for one in given:
        if one.url is not None:
            yield (one,)


def _import_batch(work: Work, batch: Sequence[Given]) -> None:
    jobs = [job for one in batch if (job := job_of(work, one)) is not None]
    with _scratch(work.folder / "unpacked") as scratch:
        _keep(work, _scan(work, jobs, scratch))
    if not work.wish.by_reference:
        for job in jobs:
            if job.path.parent == work.downloads:
                job.path.unlink(missing_ok=True)


def _scan(work: Work, jobs: Sequence[Job], scratch: Path) -> list[Job]:
    """Look through the files that were not yet; return those that have been."""
    ledger, report = work.ledger, work.report
    report.files += len(jobs)
    kept = [job for job in jobs if is_kept(work, job.number)]
    new = [job for job in jobs if job not in kept and not ledger.is_scanned(job.number)]
    report.begin("looking", sum(job.path.stat().st_size for job in new))
    free_bytes = shutil.disk_usage(work.home).free - work.settings.getint("WARRAQ_DISK_FREE_MIN")
    how = Scanning(
        ledger=work.folder / "ledger.sqlite",
        scratch=scratch,
        wanted=work.wish.wanted,
        room_bytes=max(0, free_bytes),
        processes=max(1, min(work.settings.getint("WARRAQ_EXTRACT_CHILDREN"), len(new))),
    )
    if new:
        scan_files(new, how, report.heard)
    for job in jobs:
        _tell_scanned(ledger, report, job, is_kept=job in kept)
    return [job for job in jobs if job not in kept and ledger.problem(job.number) is None]


def _tell_scanned(ledger: Ledger, report: Report, job: Job, *, is_kept: bool) -> None:
    problem = ledger.problem(job.number)
    if problem is not None:
        report.tell_unreadable(str(job.path), problem)
    report.counted += ledger.counted(job.number)
    report.known_files += is_kept
    for damage in ledger.damage(job.number):
        report.tell_damage(damage)


def _keep(work: Work, jobs: Sequence[Job]) -> None:
    """Keep what is not done of the files, then note them as done."""
    numbers = [job.number for job in jobs]
    total = work.ledger.count_open(numbers)
    if total:
        work.report.begin("keeping", total)
        with writing(work.home), _house(work) as house:
            importer = Importer(house)
            try:
                importer.keep(work.ledger.open_spots(numbers))
            finally:
                house.children.close(now=True)
                house.archivist.close()
            importer.note_done()
    for number in numbers:
        work.ledger.end_source(number)


@contextmanager
def _house(work: Work) -> Iterator[House]:
    """Open the archive as a crawl does."""
    settings, path = work.settings, work.home / "catalog.sqlite"
    opened, _ = open_to_write(work.home)
    archivist = Archivist(
        writer_for(work.home / "warc", settings),
        opened,
        records_max=settings.getint("WARRAQ_SYNC_RECORDS"),
        delay_s=settings.getfloat("WARRAQ_SYNC_DELAY"),
        size_max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        looks=looks_of(settings),
    )
    children = children_of(settings)
    children.warm()
    with Catalog.open(path, read_only=True) as catalog:
        yield House(
            home=work.home,
            settings=settings,
            sources=load_all(work.home / "sources"),
            archivist=archivist,
            catalog=catalog,
            children=children,
            ledger=work.ledger,
            report=work.report,
            by_reference=work.wish.by_reference,
        )


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Yield a folder for what must be unpacked, empty before and gone after."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
