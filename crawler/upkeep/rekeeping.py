"""New readings, kept: conversion records, a journal of them, one sync, one commit; a group at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Group
from archive.catalog.rereadings import Rereading
from archive.errors import DiskFull
from archive.models import Record
from archive.warc.journal import journal_drafts
from archive.warc.told import Told
from archive.warc.writer import WarcWriter
from crawler.home.opening import open_to_write
from crawler.keeping.keeper import writer_for
from crawler.upkeep.rereading import Became, Reread

HELD_MAX = 500
"""Captures that wait, with what is to be told of them, for the group before them to be kept."""

Kept = tuple[Reread, Record | None]
"""A capture read again, and its new reading as it lies; None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeeper:
    """Writes what was read again. `records_max`: new readings committed together. `free_min_bytes`: left free on the disk."""

    home: Path
    writer: WarcWriter
    catalog: Catalog
    records_max: int
    free_min_bytes: int

    def keep(self, rereads: Iterable[Reread]) -> Iterator[Kept]:
        """Yield what was read again, in order, once its new reading is kept. Raises DiskFull, OSError, CatalogError, Busy."""
        held: list[Kept] = []
        new = 0
        for reread in rereads:
            conversion = self._write(reread)
            held.append((reread, conversion))
            new += conversion is not None
            if new >= self.records_max or len(held) >= HELD_MAX:
                yield from self._commit(held)
                held, new = [], 0
        yield from self._commit(held)

    def _write(self, reread: Reread) -> Record | None:
        if reread.article is None or reread.became not in {Became.CHANGED, Became.FOUND}:
            return None
        self._check_room()
        standing = reread.standing
        return self.writer.write_conversion(reread.article, reread.read_from, date=standing.captured_at, now=datetime.now(UTC))

    def _check_room(self) -> None:
        free_bytes = shutil.disk_usage(self.home).free
        if free_bytes < self.free_min_bytes:
            raise DiskFull(self.home, free_bytes)

    def _commit(self, held: Sequence[Kept]) -> tuple[Kept, ...]:
        """Commit a group; of a reading that another took the place of meanwhile, say that it is not kept."""
        readings = tuple(_rereading(reread, conversion) for reread, conversion in held if conversion is not None)
        if not readings:
            return tuple(held)
        done = iter(self.catalog.commit(Group(rereadings=readings), self._witness).rereadings)
        return tuple((reread, conversion if conversion is not None and next(done) else None) for reread, conversion in held)

    def _witness(self, told: Sequence[Told], after: str | None) -> tuple[Record, ...]:
        now = datetime.now(UTC)
        return self.writer.write_journal(*journal_drafts(told, now=now, after=after), now=now)


@contextmanager
def rekeeping(home: Path, settings: BaseSettings) -> Iterator[Rekeeper]:
    """Open the archive to be written to; what a killed process left is seen to first."""
    catalog, _ = open_to_write(home)
    with catalog:
        writer = writer_for(home / "warc", settings)
        try:
            yield Rekeeper(
                home=home,
                writer=writer,
                catalog=catalog,
                records_max=settings.getint("WARRAQ_SYNC_RECORDS"),
                free_min_bytes=settings.getint("WARRAQ_DISK_FREE_MIN"),
            )
        finally:
            writer.close()


def _rereading(reread: Reread, conversion: Record) -> Rereading:
    standing = reread.standing
    if reread.article is None:
        raise ValueError(f"{standing.asked}: a reading without an article")
    found = Rereading(at=datetime.now(UTC), article=reread.article, conversion=conversion)
    if standing.conversion is None:
        return replace(found, asked=standing.asked, fetch_id=standing.exchange.record_id)
    return replace(found, number=standing.number, before=standing.conversion.record_id)
