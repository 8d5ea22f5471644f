"""One WARC file, looked through for all that a catalogue is built of: exchanges, readings, journals, damage."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.catalog.facts import Facts, Looked, Missing
from archive.errors import WarcError
from archive.warc.closing import OPEN_SUFFIX, read_hash
from archive.warc.drafts import SALVAGED_FROM
from archive.warc.fetches import read_fetch
from archive.warc.journal import MARK, moment_at, moment_of, read_journal
from archive.warc.pairing import SMALL_MAX_BYTES, read_date, read_exchange, record_of
from archive.warc.reader import groups
from archive.warc.records import Stored, bare
from archive.warc.told import FetchTold, OutcomeTold, ReadingTold, Told


def harvest(path: Path, into: Path, *, is_referred: bool) -> None:
    """Write the facts of the file at `path` to the database `into`, entirely or not at all.

    `is_referred`: it is a file of others. Damage, and what cannot be read at all, is a fact. Raises OSError and sqlite3.Error
    where the facts cannot be written.
    """
    draft = into.with_name(f"{into.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    name = path.name.removesuffix(OPEN_SUFFIX)
    with Facts(draft) as facts:
        facts.begin()
        harvester = _Harvester(facts, name)
        stamp = _stamp(path)
        try:
            for found in groups(path):
                harvester.add(found)
        except OSError as problem:
            harvester.add_damage(0, f"cannot be read: {problem.strerror or problem}")
        missing = Missing.OF_OTHERS if is_referred else harvester.missing()
        facts.end(Looked(name=name, stamp=stamp, missing=missing, records=harvester.records))
    draft.replace(into)


def is_harvested(path: Path, into: Path) -> bool:
    """Whether `into` holds the facts of the file as it is now; a file with no hash beside it may be any."""
    if not into.exists() or (stamp := _stamp(path)) is None:
        return False
    with Facts(into) as facts:
        return facts.stamp(path.name.removesuffix(OPEN_SUFFIX)) == stamp


@dataclass(slots=True)
class _Harvester:
    """Adds what the groups of a file are; `records`: in it so far. Moments never go back within a file: its clock may."""

    facts: Facts
    name: str
    records: int = 0
    is_journalled: bool = False
    is_damaged: bool = False
    journal_moment: int = 0
    other_moment: int = 0

    def add(self, group: list[Stored] | WarcError) -> None:
        if isinstance(group, WarcError):
            self.add_damage(group.offset, group.why)
            return
        self.records += len(group)
        try:
            self._add_group(group)
        except ValueError as problem:
            self.add_damage(group[0].offset, str(problem))

    def add_damage(self, offset: int, why: str) -> None:
        self.is_damaged = True
        self.facts.add_damage(self.name, offset, why)

    def missing(self) -> Missing:
        return Missing.TAKEN_IN if self.is_damaged or not self.is_journalled else Missing.ORPHANED

    def _add_group(self, group: Sequence[Stored]) -> None:
        first = group[0]
        warc_type = first.get("WARC-Type")
        if warc_type == "warcinfo":
            self._add_info(first)
        elif warc_type == "conversion":
            self._add_reading(first)
        elif not self._add_journal(first):
            self._add_exchange(group)

    def _add_info(self, stored: Stored) -> None:
        lines = stored.block[:SMALL_MAX_BYTES].decode("utf-8", "replace").splitlines()
        self.is_journalled |= ": ".join(MARK) in lines
        self.is_damaged |= any(line.startswith(f"{SALVAGED_FROM}:") for line in lines)

    def _add_reading(self, stored: Stored) -> None:
        if len(stored.block) <= SMALL_MAX_BYTES:
            refers_to = bare(stored.get("WARC-Refers-To") or "")
            self.facts.add_reading(record_of(stored), refers_to, stored.block[:], self._moment(stored))

    def _add_journal(self, stored: Stored) -> bool:
        journal = read_journal(stored)
        if journal is None:
            return False
        record = record_of(stored)
        self.is_journalled = True
        self.journal_moment = max(self.journal_moment, moment_of(record.record_id) or self._moment(stored))
        self.facts.add_journal(record, stored.block[:], _named(journal.told), self.journal_moment)
        return True

    def _add_exchange(self, group: Sequence[Stored]) -> None:
        archived = read_exchange(group)
        if archived is not None:
            self.facts.add_fetch(read_fetch(archived), archived.refers_to, self._moment(group[0]))

    def _moment(self, stored: Stored) -> int:
        self.other_moment = max(self.other_moment, moment_at(read_date(stored.get("WARC-Date") or "")))
        return self.other_moment


def _named(told: Sequence[Told]) -> Iterator[str]:
    """Yield the ids of the records that a journal tells of."""
    for one in told:
        if isinstance(one, FetchTold):
            yield one.place.record_id
        elif isinstance(one, OutcomeTold):
            yield from (place.record_id for place in (one.fetch, one.conversion) if place)
        elif isinstance(one, ReadingTold):
            yield one.reading.record_id


def _stamp(path: Path) -> str | None:
    """Return what changes when a closed file does: its size, its time, and the hash beside it."""
    beside = None if path.name.endswith(OPEN_SUFFIX) else read_hash(path)
    if beside is None:
        return None
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns} {beside}"
