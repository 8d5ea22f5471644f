"""What can be done for a file that a crash tore or a disk damaged: its writer's work finished, its whole records saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path

from archive.errors import Busy
from archive.warc.closing import OPEN_SUFFIX, sync_folder, write_index
from archive.warc.index import index_of, read_lines
from archive.warc.ledger import Ledger
from archive.warc.salvage import count_whole, salvage, salvage_name
from archive.warc.store import Recovered, Redo, recover_file
from archive.warc.verify import Verification
from archive.warc.verify_walk import Check

SALVAGED_FOLDER = "salvaged"


class Step(StrEnum):
    """What was, or would be, done."""

    CLOSED = "closed"
    CUT = "cut"
    REMOVED = "removed"
    SALVAGED = "salvaged"
    STANDING = "salvaged-before"
    LOST = "lost"
    INDEXED = "indexed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One step. `into`: the file that came of it. `torn`: where the `torn_bytes` that were cut off are kept.

    `records`: how many were salvaged. `damage`: how many faults the damaged file has.
    """

    file: Path
    step: Step
    into: Path | None
    torn: Path | None = None
    torn_bytes: int = 0
    records: int = 0
    damage: int = 0


def repair(  # noqa: PLR0913 - what is known of where it is done
    path: Path, folder: Path | None, *, software: str, now: datetime, is_tried: bool, redo: Redo = lambda _: None
) -> Iterator[Repair]:
    """Do what can be done for one file, and yield each step; `is_tried`: only say what would be done.

    An open file whose writer is dead is finished as at the next start of a crawl (`archive.warc.store.recover`, which says what
    `redo` is). A damaged file is never altered: its undamaged records go into a new one in `folder` (None: "salvaged", beside
    it). An index that is wrong or not there is written anew, unless a `folder` says that nothing is written beside. Safe to be
    killed, and to be run again. Raises Busy where its writer lives, OSError, DiskFull, WarcError, ValueError (no WARC file).
    """
    if path.name.endswith(OPEN_SUFFIX):
        recovered = recover_file(path, now=now, is_tried=is_tried, redo=redo)
        if recovered is None:
            raise Busy(f"a living process writes {path}")
        yield _finished(path, recovered)
        if recovered.path is None or recovered.damaged_at is None:
            return
        path = path if is_tried else recovered.path
    damage, is_indexed = _count_damage(path)
    if not (is_indexed or folder or path.name.endswith(OPEN_SUFFIX)):
        yield from _indexed(path, is_tried=is_tried)
    if damage:
        into = folder or path.parent / SALVAGED_FOLDER
        done = _would_salvage(path, into) if is_tried else _salvage(path, into, software, now)
        yield replace(done, damage=damage)


def _finished(path: Path, recovered: Recovered) -> Repair:
    step = Step.REMOVED if recovered.path is None else Step.CUT if recovered.torn_bytes else Step.CLOSED
    return Repair(file=path, step=step, into=recovered.path, torn=recovered.torn, torn_bytes=recovered.torn_bytes)


def _count_damage(path: Path) -> tuple[int, bool]:
    """Return how many faults of a file are damage of its own, and whether its index is there and right."""
    with Ledger() as ledger:
        found = Counter(fault.check for fault in Verification(ledger).look_at(path) if fault.is_damage)
    wrong = found.pop(Check.INDEX, 0)
    return found.total(), not wrong and index_of(path).is_file()


def _indexed(path: Path, *, is_tried: bool) -> Iterator[Repair]:
    """Write the index of a file, if it has records to be indexed."""
    lines = read_lines(path)
    first = next(lines, None)
    if first is None:
        return
    if not is_tried:
        write_index(path, chain((first,), lines))
        sync_folder(path.parent)
    yield Repair(file=path, step=Step.INDEXED, into=index_of(path))


def _would_salvage(path: Path, folder: Path) -> Repair:
    into, records = folder / salvage_name(path), count_whole(path)
    step = Step.STANDING if into.exists() else Step.SALVAGED if records else Step.LOST
    return Repair(file=path, step=step, into=into if records else None, records=records)


def _salvage(path: Path, folder: Path, software: str, now: datetime) -> Repair:
    done = salvage(path, folder, software=software, now=now)
    step = Step.LOST if done.path is None else Step.SALVAGED if done.is_new else Step.STANDING
    return Repair(file=path, step=step, into=done.path, records=done.records)
