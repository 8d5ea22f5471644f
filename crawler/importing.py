"""`warraq import`: what others captured comes into the archive as if it were crawled."""

from __future__ import annotations

import hashlib
import json as json_text
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.errors import BadUrl, CatalogError, DiskFull, WarcError
from archive.exchange.imports import Layout
from archive.exchange.imports_ledger import Ledger
from archive.exchange.imports_wanted import Wanted
from archive.text.fields.language import LANGUAGES
from archive.urls import fetchable
from archive.warc.references import refer
from crawler import messages
from crawler.ahead import children_of
from crawler.archivist import Archivist
from crawler.configure import settings_for
from crawler.downloading import FetchStopped, download
from crawler.home import home_folder
from crawler.import_keeping import House, Importer
from crawler.import_lists import Given, given_files
from crawler.import_report import Report
from crawler.import_scans import Job, Scanning, scan_files
from crawler.keeper import looks_of, writer_for
from crawler.log import log_to
from crawler.opening import open_to_write, writing
from spiders.source import load_all

REFERABLE = frozenset({Layout.MEMBERS, Layout.PLAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be imported, of it what, and how it is kept."""

    named: Sequence[str]
    wanted: Wanted
    by_reference: bool
    json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """An import under way."""

    home: Path
    wish: Wish
    settings: Settings
    ledger: Ledger
    report: Report

    @property
    def folder(self) -> Path:
        """Return where the import keeps what it needs."""
        return self.home / "import"

    @property
    def downloads(self) -> Path:
        """Return where fetched files lie while they are imported; for good, where they are referred to."""
        return self.folder / "downloads"


def wanted_of(domains: Sequence[str] | None, languages: Sequence[str] | None) -> Wanted:
    """Return what is wanted of the files. Raises typer.BadParameter for what is no host or no code of a language."""
    hosts, codes = tuple(map(_host, domains or ())), tuple(code.strip().lower() for code in languages or ())
    for code in codes:
        if code not in LANGUAGES:
            raise typer.BadParameter(f"--lang: {code!r} is not one of {', '.join(sorted(LANGUAGES))}")
    return Wanted(domains=hosts, languages=codes)


def _host(given: str) -> str:
    """Return a host as addresses have it: in small letters, and in ASCII where it is not."""
    try:
        found = urlsplit(fetchable(given if "://" in given else f"https://{given}")).hostname
    except BadUrl as problem:
        raise typer.BadParameter(f"--domain: {problem.why}: {given!r}; write it as example.com") from problem
    return (found or "").rstrip(".")


def import_files(wish: Wish, *, home: Path | None, options: Mapping[str, Any]) -> int:
    """Import the files, the folders and the lists that are named; return the exit code."""
    folder = home_folder(home)
    settings, report = settings_for(folder, options), Report(wish.json)
    folder.mkdir(parents=True, exist_ok=True)
    log_to(folder, settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Ledger(folder / "import" / "ledger.sqlite") as ledger, report.shown():
            work = _Work(home=folder, wish=wish, settings=settings, ledger=ledger, report=report)
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


def _batches(work: _Work) -> Iterator[tuple[Given, ...]]:
    """Yield the files that lie here, together; then those to be fetched, one by one: they need not all have room at once."""
    given = tuple(given_files(work.wish.named))
    for one in given:
        if one.why is not None:
            work.report.tell_unreadable(one.name, one.why)
    yield tuple(one for one in given if one.path is not None)
    for one in given:
        if one.url is not None:
            yield (one,)


def _import_batch(work: _Work, batch: Sequence[Given]) -> None:
    jobs = [job for one in batch if (job := _job(work, one)) is not None]
    with _scratch(work.folder / "unpacked") as scratch:
        _keep(work, _scan(work, jobs, scratch))
    if not work.wish.by_reference:
        for job in jobs:
            if job.path.parent == work.downloads:
                job.path.unlink(missing_ok=True)


def _job(work: _Work, one: Given) -> Job | None:
    """Return what is to be done of a file, fetched first where it does not lie here; None where nothing can be, or need be."""
    way = _way(work.wish)
    if one.url is not None:
        number = work.ledger.remote(one.url, way)
        if _is_kept(work, number):
            work.report.know_file(work.ledger.counted(number))
            return None
        one = _fetched(work, one.url) or one
    if one.path is None or one.layout is None:
        return None
    if work.wish.by_reference and not _refer(work, one.path, one.layout):
        return None
    number = number if one.url is not None else work.ledger.source(one.path, way)
    return Job(number=number, path=one.path, layout=one.layout)


def _fetched(work: _Work, url: str) -> Given | None:
    """Return the file at an address, fetched; None where it cannot be."""
    name = Path(url.partition("?")[0]).name
    work.report.begin(f"fetching {name[-40:]}", None)
    try:
        path = download(url, work.downloads / _short(url), work.settings, work.report.fetched)
    except FetchStopped as problem:
        work.report.tell_unreadable(url, str(problem))
        return None
    found = next(given_files([str(path)]), None)
    if found is None or found.why or found.layout is Layout.LIST:
        work.report.tell_unreadable(url, (found.why if found else None) or "not an archive")
        path.unlink(missing_ok=True)
        return None
    return replace(found, url=url)


def _refer(work: _Work, path: Path, layout: Layout) -> bool:
    """Note that records of a file stay where they lie; tell where they cannot."""
    if layout not in REFERABLE:
        why = f"{layout}: its records cannot be read where they lie; leave out --reference, and they are copied"
        work.report.tell_unreadable(str(path), why)
        return False
    try:
        refer(work.home / "warc", path)
    except WarcError as problem:
        work.report.tell_unreadable(str(path), problem.why)
        return False
    return True


def _scan(work: _Work, jobs: Sequence[Job], scratch: Path) -> list[Job]:
    """Look through the files that were not yet; return those that have been."""
    ledger, report = work.ledger, work.report
    report.files += len(jobs)
    kept = [job for job in jobs if _is_kept(work, job.number)]
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


def _is_kept(work: _Work, number: int) -> bool:
    """Tell whether all of a file is kept: the ledger says so, and the catalogue knows the last of it.

    What was noted and cannot be read where it was noted is looked for again: a file that was unpacked, and is no more.
    """
    witness = work.ledger.witness(number)
    if not work.ledger.is_done(number) or witness is None:
        return work.ledger.is_done(number)
    try:
        with Catalog.open(work.home / "catalog.sqlite", read_only=True) as catalog:
            is_known = catalog.is_kept_at(witness.url, witness.date)
    except CatalogError:
        is_known = False
    if not is_known:
        work.ledger.begin_scan(number)
    return is_known


def _keep(work: _Work, jobs: Sequence[Job]) -> None:
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
def _house(work: _Work) -> Iterator[House]:
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


def _way(wish: Wish) -> str:
    """Return what makes one import of a file another than the next: what is wanted of it, and how it is kept."""
    said = {"domains": wish.wanted.domains, "languages": wish.wanted.languages, "by_reference": wish.by_reference}
    return json_text.dumps(said, sort_keys=True)


def _short(url: str) -> str:
    return f"{hashlib.sha256(url.encode()).hexdigest()[:12]}-{Path(url.partition('?')[0]).name[-100:] or 'file'}"
