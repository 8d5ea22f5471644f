"""The one thread that writes: WARC records, their journal, the sync, the catalogue's commit. What it has answered is kept.

Jobs come from the event loop and are answered by futures. Exchanges are answered when they are written (so that extraction
need not wait), stories only when they are acknowledged: conversion record written, journal written (archive.warc.journal), file
synced, catalogue committed; the last three in one transaction, so that journals stand in the order of the commits. Groups
share a sync (`records_max`, `delay_s`), because a sync costs milliseconds on good disks and tenths of seconds on bad ones.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Listing
from archive.catalog.looks import USUAL, Looks
from archive.catalog.polls import Decide
from archive.errors import CatalogError, DiskFull, WarcError
from archive.links import Link
from archive.models import Capture, Fetch, Kept, Kind, Original, Outcome, Record
from archive.warc.drafts import Document
from archive.warc.fetches import Asked, entity_digest, fetch_of
from archive.warc.http import Entity, Head, entity, response_head
from archive.warc.journal import journal_drafts
from archive.warc.told import Told
from archive.warc.writer import WarcWriter
from crawler.keeping.waiting import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A capture and why it was made. `fields`: for the WARC metadata record, in the order to be written.

    `is_new`: nothing of the address was archived before, so that no earlier payload of it need be looked for.
    """

    capture: Capture
    kind: Kind
    source: str | None
    via: str | None
    fields: tuple[tuple[str, str], ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An exchange as kept: its row, head and entity; and what was read from the same payload before, if it was kept before."""

    fetch: Fetch
    head: Head | None
    entity: Entity
    before: Kept | None


class Archivist:
    """Keeps exchanges, stories and links, in the order given.

    `size_max_bytes` bounds an entity while it is decoded. `looks`: when stories are looked at again.
    """

    def __init__(  # noqa: PLR0913 - three limits and a habit
        self,
        writer: WarcWriter,
        catalog: Catalog,
        *,
        records_max: int,
        delay_s: float,
        size_max_bytes: int,
        looks: Looks = USUAL,
    ) -> None:
        self._writer, self._catalog, self._looks = writer, catalog, looks
        self._records_max, self._delay_s, self._size_max_bytes = records_max, delay_s, size_max_bytes
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._group = Waiting()
        self._unread: dict[str, Fetch] = {}
        self._broken: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="archivist")
        self._thread.start()

    def keep_exchange(self, exchange: Exchange) -> Future[Reading]:
        """Write the pair; answered when written. Durable with the next group."""
        return self._ask(lambda answer: self._write_exchange(exchange, answer))

    def keep_document(self, document: Document, page: Future[Reading]) -> Future[Record]:
        """Write what a browser made of the `page`, whose exchange was given before; answered when written."""
        return self._ask(lambda answer: self._write_document(document, page, answer))

    def keep_story(self, kept: Kept, read: Record | None = None) -> Future[Kept]:
        """Write the conversion, where there is an article; answered when acknowledged, with the outcome settled.

        `read`: the record it was read from, where that is not the exchange's own.
        """
        return self._ask(lambda answer: self._write_story(kept, read, answer))

    def keep_reference(self, fetch: Fetch) -> Future[Kept | None]:
        """Keep an exchange that lies in a file of others, as it is; `fetch.record` names the file.

        Answered with what was read from the same payload before, if it was kept before. Durable with the next group.
        """
        return self._ask(lambda answer: self._add_reference(fetch, answer))

    def list_links(
        self, links: Sequence[Link], read: Fetch | None = None, decide: Decide | None = None
    ) -> Future[tuple[Link, ...]]:
        """Record what the list `read` showed, or that none came; answered with the links that are new, when committed.

        The list's own row is committed after its links: a list may answer "not modified" only once nothing of it can be lost.
        `decide`: says what the poll comes to, in the transaction of the links.
        """
        return self._ask(lambda answer: self._add_listing(links, read, decide, answer))

    def ask(self, question: Callable[[Catalog], Any]) -> Future[Any]:
        """Answer a question to the catalogue, in turn."""
        return self._ask(lambda answer: answer.set_result(question(self._catalog)))

    def close(self) -> None:
        """Acknowledge what is left, close the WARC file, end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _ask(self, work: Callable[[Future[Any]], None]) -> Future[Any]:
        answer: Future[Any] = Future()
        answer.set_running_or_notify_cancel()  # it is done, whether or not anybody still waits when it is
        self._jobs.put(_Job(work, answer))
        return answer

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._wait_s())
            except queue.Empty:
                self._acknowledge()
                self._roll_over()
                continue
            if job is None:
                break
            self._do(job)
            if self._group.records >= self._records_max or self._group.wait_s(self._delay_s) == 0:
                self._acknowledge()
        for fetch in self._unread.values():  # lists that nobody could read: without validators, they will be asked for again
            self._group.add_fetch(replace(fetch, etag=None, last_modified=None))
        self._acknowledge()
        if self._broken is None:
            self._writer.close(now=datetime.now(UTC))
        self._catalog.close()

    def _wait_s(self) -> float | None:
        """Return how long nothing need be done unless something comes: until the group is due, or the file, that is idle."""
        wait_s = self._group.wait_s(self._delay_s)
        return self._writer.due_s(datetime.now(UTC)) if wait_s is None else wait_s

    def _do(self, job: _Job) -> None:
        """Do one job; a disk that fails breaks the archivist: nothing may be appended after a torn record."""
        if self._broken is not None:
            job.answer.set_exception(self._broken)
            return
        try:
            job.work(job.answer)
        except (OSError, DiskFull, CatalogError) as problem:
            self._broken = problem
            job.answer.set_exception(problem)
        except Exception as problem:  # noqa: BLE001 - whatever it is, who asked must hear it
            job.answer.set_exception(problem)

    def _acknowledge(self) -> None:
        group, self._group = self._group, Waiting()
        if not group.begun:
            return
        try:
            if self._broken is not None:
                raise self._broken  # noqa: TRY301 - the group's stories must hear it too
            done = self._catalog.commit(group.as_committed(self._looks), self._write_journal)
        except Exception as problem:  # noqa: BLE001 - as above
            self._broken = problem
            for answer in group.answers():
                if not answer.done():
                    answer.set_exception(problem)
            return
        for answer, result in zip(group.answers(), (*done.kept, *done.new), strict=True):
            answer.set_result(result)
        self._roll_over()

    def _roll_over(self) -> None:
        """Close the WARC file if it is due; not before who waits has heard, for that takes seconds."""
        try:
            self._writer.roll_over(datetime.now(UTC))
        except (OSError, DiskFull, WarcError) as problem:
            self._broken = problem

    def _write_journal(self, told: Sequence[Told], after: str | None) -> tuple[Record, ...]:
        now = datetime.now(UTC)
        return self._writer.write_journal(*journal_drafts(told, now=now, after=after), now=now)

    def _write_exchange(self, exchange: Exchange, answer: Future[Reading]) -> None:
        capture = exchange.capture
        head = response_head(capture.response)
        body = entity(capture, self._size_max_bytes)
        digest = entity_digest(body, capture)
        original = None if exchange.is_new else self._original(capture, head, body, digest)
        record = self._writer.write_pair(
            capture, now=datetime.now(UTC), digest=digest, fields=exchange.fields, original=original
        )
        asked = Asked(kind=exchange.kind, source=exchange.source, via=exchange.via)
        refers_to = original.record if original else None
        fetch = fetch_of(capture, head, asked, digest=digest, record=record, original=refers_to)
        if exchange.kind is Kind.LIST and fetch.status == 200:
            self._unread[record.record_id] = fetch
        else:
            self._group.add_fetch(fetch)
        before = self._catalog.last_reading(fetch.url, original.digest) if original is not None else None
        answer.set_result(Reading(fetch=fetch, head=head, entity=body, before=before))

    def _add_reference(self, fetch: Fetch, answer: Future[Kept | None]) -> None:
        before = self._catalog.last_reading(fetch.url, fetch.digest)
        self._group.add_fetch(fetch)
        answer.set_result(before)

    def _add_listing(
        self, links: Sequence[Link], read: Fetch | None, decide: Decide | None, answer: Future[tuple[Link, ...]]
    ) -> None:
        self._group.add_listing(Listing(links=links, decide=decide, walked=decide is None), answer)
        if read is not None and self._unread.pop(read.record.record_id, None) is not None:
            self._group.add_fetch(read)

    def _original(self, capture: Capture, head: Head | None, body: Entity, digest: str) -> Original | None:
        if head is None or capture.truncated is not None:
            return None
        if head.status == 304:
            validators = self._catalog.validators(capture.target_uri)
            return validators.original if validators else None
        if head.status == 200 and body.whole and body.data:
            return self._catalog.original(capture.target_uri, digest)
        return None

    def _write_document(self, document: Document, page: Future[Reading], answer: Future[Record]) -> None:
        answer.set_result(self._writer.write_document(document, page.result().fetch.record, now=datetime.now(UTC)))

    def _write_story(self, kept: Kept, read: Record | None, answer: Future[Kept]) -> None:
        if kept.outcome is Outcome.ARCHIVED and kept.article is not None and kept.fetch is not None:
            conversion = self._writer.write_conversion(
                kept.article, read or kept.fetch.record, date=kept.fetch.date, now=datetime.now(UTC)
            )
            kept = replace(kept, conversion=conversion)
        self._group.add_story(kept, answer)


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Future[Any]], None]
    answer: Future[Any]
