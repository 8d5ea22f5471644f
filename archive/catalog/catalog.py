"""The catalogue: what can be asked of the archive, and the acknowledgement of what was kept. Derived from the WARC files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.catalog import (
    acknowledge,
    crawls,
    groups,
    links,
    polls,
    redo,
)
from archive.catalog.asking import Questions
from archive.catalog.groups import Committed, Group, Listing, Witness
from archive.catalog.looks import USUAL, Looks
from archive.catalog.opening import open_database
from archive.catalog.search import filling
from archive.catalog.tracing import filling as tracing
from archive.links import Link
from archive.models import Fetch, Kept


class Catalog(Questions):
    """An open catalogue. All methods may be called from any thread; each is one transaction.

    Readers never wait. Writers, of all threads and processes, take turns. Any method may raise Busy (no turn within 30 s),
    DiskFull, or CatalogError (damaged, or the disk fails); nothing of its transaction is then kept.
    URLs that are asked for may be in any spelling that `archive.urls.normalize` makes equal.
    """

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the catalogue at `path`, made or brought up to date first, in one transaction, where need be.

        `read_only`: never write. Raises CatalogError where it is of a newer Warraq, damaged, or (read-only) missing or older.
        """
        return cls(open_database(path, read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def commit(self, group: Group, witness: Witness) -> Committed:
        """Commit a group that a journal tells of: its lists' links and polls, its exchanges, its outcomes. Else as below.

        `witness` is called in the transaction, when all is written but nothing committed: it makes the journal durable, and all
        that the journal names. What it raises undoes the group. A long list is committed in several transactions before.
        """
        listings = tuple(self._commit_parts(listing, witness) for listing in group.listings)
        with self._database.write() as connection:
            return groups.write_group(connection, replace(group, listings=listings), witness)

    def redo(self, path: Path) -> int:
        """Commit what the journals at the end of a dead writer's WARC file tell that no commit followed; return how many."""
        return redo.redo(self._database, path)

    def list_links(self, listed: Sequence[Link], decide: polls.Decide | None = None) -> tuple[Link, ...]:
        """Record what a list showed, before anything is fetched; return the links that are new, in the order listed.

        New is a link of a story that is known by no address (archive.identity). `decide`: given these, what the poll comes to,
        recorded in the same transaction; with no links, for a list that showed none or did not answer; None for a walk.
        A long list is written in several transactions: cut short, what is missing is new when it is next listed.
        """
        fresh: list[Link] = []
        for start in range(0, max(len(listed), 1), links.LINKS_MAX):
            with self._database.write() as connection:
                fresh += links.add_links(connection, listed[start : start + links.LINKS_MAX], walked=decide is None).fresh
                if decide and start + links.LINKS_MAX >= len(listed):
                    polls.write_poll(connection, decide(tuple(fresh)))
        return tuple(fresh)

    def begin_crawl(self, sources: Sequence[str], now: datetime, note: str | None = None) -> int:
        """Note that a crawl of the sources begins; return its id."""
        with self._database.write() as connection:
            return crawls.begin_crawl(connection, sources, now, note)

    def end_crawl(self, crawl_id: int, now: datetime, exit: int | None, note: str | None = None) -> None:  # noqa: A002
        """Note how a crawl ended: with its exit code (minus the signal, None where unknown). Told twice, the first holds."""
        with self._database.write() as connection:
            crawls.end_crawl(connection, crawl_id, now, exit, note)

    def acknowledge(self, fetches: Sequence[Fetch], kept: Sequence[Kept], looks: Looks = USUAL) -> tuple[Kept, ...]:
        """Write a group's exchanges, outcomes and texts and close its links; only after its WARC bytes are synced.

        Returns `kept` in order with each outcome settled: archived, or unchanged where the text is the one shown last; then
        with the article and the conversion kept when that text was new. When this returns, all of it survives a power cut.
        What follows is written with it: the events (edited, removed, restored), and when a listed story is looked at again
        (`looks`).
        Raises ValueError for an article without its exchange, or a new text without its conversion record.
        """
        with self._database.write() as connection:
            return acknowledge.acknowledge(connection, fetches, kept, looks)

    def fill_index(self) -> filling.Filling:
        """Put some more of them into the index, in a transaction; to be called until it is whole. May be killed."""
        with self._database.write() as connection:
            return filling.fill(connection)

    def fill_trace(self) -> filling.Filling:
        """Trace some more texts of before, in a transaction; to be called until it is whole. May be killed."""
        with self._database.write() as connection:
            return tracing.fill(connection)

    def _commit_parts(self, listing: Listing, witness: Witness) -> Listing:
        """Commit the parts of a long list but the last; return that, with what was new in those before."""
        *before, last = groups.parts_of(listing)
        fresh = listing.fresh
        for part in before:
            with self._database.write() as connection:
                one = Group(listings=(Listing(links=part, walked=listing.walked),))
                fresh += groups.write_group(connection, one, witness).new[0]
        return replace(listing, links=last, fresh=fresh)
