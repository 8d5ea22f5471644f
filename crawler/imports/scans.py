"""Files looked through in processes of their own: several at once, and none that a hostile file can take the import with it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from time import sleep

from archive.errors import DiskFull, WarcError
from archive.exchange.imports.layout import Layout, Part, parts_of
from archive.exchange.imports.ledger import SPOTS_MAX, Counted, Ledger
from archive.exchange.imports.scan import Scan, Spot
from archive.exchange.imports.wanted import Wanted
from archive.text.child import die_with
from crawler.saying import messages

LOOK_EVERY_S = 0.1
HEARD_EVERY = 64
"""Records between two words of how far a scan is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to be looked through. `number`: the ledger's."""

    number: int
    path: Path
    layout: Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    """How files are looked through. `scratch`: where what must be unpacked goes, `room_bytes` at most."""

    ledger: Path
    scratch: Path
    wanted: Wanted
    room_bytes: int
    processes: int


def scan_files(jobs: Sequence[Job], how: Scanning, heard: Callable[[int, int], None]) -> None:
    """Look through the files; what is found, and what cannot be read, stands in the ledger then.

    `heard` is told now and then how many more records and bytes were passed. Raises DiskFull.
    """
    context = multiprocessing.get_context("spawn")
    passed = context.Array("q", 2)
    waiting = [tuple(jobs[start :: how.processes]) for start in range(how.processes)]
    running: list[tuple[BaseProcess, tuple[Job, ...]]] = []
    told = (0, 0)
    try:
        while waiting or running:
            while waiting:
                running += _started(context, waiting.pop(), how, passed)
            sleep(LOOK_EVERY_S)
            for process, share in [each for each in running if not each[0].is_alive()]:
                running.remove((process, share))
                waiting.append(_left(process, share, how))
            now = int(passed[0]), int(passed[1])
            heard(now[0] - told[0], now[1] - told[1])
            told = now
    finally:
        for process, _ in running:
            process.kill()
            process.join()


def scan_file(ledger: Ledger, job: Job, how: Scanning, heard: Callable[[int, int], None]) -> None:
    """Look through one file, and write into the ledger what it holds; what kept it from being read, where it cannot be."""
    ledger.begin_scan(job.number)
    counted = Counted()
    try:
        for part in parts_of(job.path, job.layout, how.scratch, room_bytes=how.room_bytes):
            if isinstance(part, WarcError):
                ledger.add_damage(job.number, part)
            else:
                counted += _scan_part(ledger, job, part, Scan(part=part, wanted=how.wanted, heard=heard))
    except WarcError as problem:
        ledger.note_problem(job.number, f"{problem.why} (at {problem.offset})")
        return
    except OSError as problem:
        if problem.errno in messages.FULL:
            raise
        ledger.note_problem(job.number, problem.strerror or str(problem))
        return
    ledger.end_scan(job.number, counted)


def _scan_part(ledger: Ledger, job: Job, part: Part, scan: Scan) -> Counted:
    number = ledger.add_part(job.number, part)
    spots = _spots(ledger, job, scan)
    while some := tuple(islice(spots, SPOTS_MAX)):
        ledger.add_spots(job.number, number, some)
    return Counted(records=scan.records, exchanges=scan.exchanges, unwanted=scan.unwanted)


def _spots(ledger: Ledger, job: Job, scan: Scan) -> Iterator[Spot]:
    for found in scan.spots():
        if isinstance(found, WarcError):
            ledger.add_damage(job.number, WarcError(Path(scan.part.name), found.offset, found.why))
        else:
            yield found


def _started(
    context: multiprocessing.context.SpawnContext, share: tuple[Job, ...], how: Scanning, passed: SynchronizedArray[int]
) -> list[tuple[BaseProcess, tuple[Job, ...]]]:
    if not share:
        return []
    process = context.Process(target=_scan_share, args=(os.getpid(), share, how, passed), daemon=True)
    process.start()
    return [(process, share)]


def _left(process: BaseProcess, share: tuple[Job, ...], how: Scanning) -> tuple[Job, ...]:
    """Return what a process that ended has not looked through; the file that it died of is noted as one that cannot be read."""
    if process.exitcode == errno.ENOSPC:
        raise DiskFull(how.ledger.parent, 0)
    with Ledger(how.ledger) as ledger:
        left = [job for job in share if not ledger.is_scanned(job.number) and ledger.problem(job.number) is None]
        if left:
            ledger.note_problem(left[0].number, f"the process that read it died ({process.exitcode})")
    return tuple(left[1:])


def _scan_share(parent: int, share: Sequence[Job], how: Scanning, passed: SynchronizedArray[int]) -> None:
    """Look through files, in a process of our own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(parent)
    counter = _Counter(passed)
    try:
        with Ledger(how.ledger) as ledger:
            for job in share:
                scan_file(ledger, job, how, counter.add)
                counter.tell()
    except OSError as problem:
        raise SystemExit(errno.ENOSPC if problem.errno in messages.FULL else 1) from problem
    except sqlite3.OperationalError as problem:
        raise SystemExit(errno.ENOSPC if problem.sqlite_errorcode == sqlite3.SQLITE_FULL else 1) from problem


class _Counter:
    """Tells the parent how much was passed, now and then."""

    def __init__(self, passed: SynchronizedArray[int]) -> None:
        self._passed = passed
        self._records = self._octets = 0

    def add(self, records: int, octets: int) -> None:
        self._records += records
        self._octets += octets
        if self._records >= HEARD_EVERY:
            self.tell()

    def tell(self) -> None:
        with self._passed.get_lock():
            self._passed[0] += self._records
            self._passed[1] += self._octets
        self._records = self._octets = 0
