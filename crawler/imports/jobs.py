"""What is to be imported, and what is to be done of each file that is named: fetched, referred to, given a number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import typer
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.errors import BadUrl, CatalogError, WarcError
from archive.exchange.imports.layout import Layout
from archive.exchange.imports.ledger import Ledger
from archive.exchange.imports.wanted import Wanted
from archive.text.fields.language import LANGUAGES
from archive.urls import fetchable
from archive.warc.references import refer
from crawler.imports.downloading import FetchStopped, download
from crawler.imports.lists import Given, given_files
from crawler.imports.report import Report
from crawler.imports.scans import Job

REFERABLE = frozenset({Layout.MEMBERS, Layout.PLAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be imported, of it what, and how it is kept."""

    named: Sequence[str]
    wanted: Wanted
    by_reference: bool
    json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
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


def job_of(work: Work, one: Given) -> Job | None:
    """Return what is to be done of a file, fetched first where it does not lie here; None where nothing can be, or need be."""
    way = _way(work.wish)
    if one.url is not None:
        number = work.ledger.remote(one.url, way)
        if is_kept(work, number):
            work.report.know_file(work.ledger.counted(number))
            return None
        one = _fetched(work, one.url) or one
    if one.path is None or one.layout is None:
        return None
    if work.wish.by_reference and not _refer(work, one.path, one.layout):
        return None
    number = number if one.url is not None else work.ledger.source(one.path, way)
    return Job(number=number, path=one.path, layout=one.layout)


def _fetched(work: Work, url: str) -> Given | None:
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


def _refer(work: Work, path: Path, layout: Layout) -> bool:
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


def is_kept(work: Work, number: int) -> bool:
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


def _way(wish: Wish) -> str:
    """Return what makes one import of a file another than the next: what is wanted of it, and how it is kept."""
    said = {"domains": wish.wanted.domains, "languages": wish.wanted.languages, "by_reference": wish.by_reference}
    return json.dumps(said, sort_keys=True)


def _short(url: str) -> str:
    return f"{hashlib.sha256(url.encode()).hexdigest()[:12]}-{Path(url.partition('?')[0]).name[-100:] or 'file'}"
