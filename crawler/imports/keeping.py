"""Exchanges that others captured go in as a crawl's do: to the archivist, to the children that read pages, to their outcomes.

In the order of their captures, so that what a page showed is told in the order of time.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.catalog.imported import Known
from archive.errors import DiskFull, WarcError
from archive.exchange.imports.layout import Part
from archive.exchange.imports.ledger import Ledger, Placed
from archive.exchange.imports.reading import alone, put_together, read_spot
from archive.models import Article, Capture, Fetch, Kept, Kind, Original, Outcome, Reason, Record
from archive.text.child import Reading as ReadAs
from archive.text.children import Children
from archive.text.extract import Page
from archive.text.rules import Rules, rules_at
from archive.warc.fetches import entity_digest, fetch_of
from archive.warc.http import entity, response_head
from archive.warc.pairing import Archived
from archive.warc.reader import read_response
from archive.warc.store import path_of
from crawler.imports.exchange import Brought, brought, fields_of, software_of
from crawler.imports.report import Report
from crawler.keeping.ahead import read_ahead
from crawler.keeping.archivist import Archivist, Exchange, Reading
from crawler.keeping.outcomes import as_before, http_failure
from spiders.items import NO_RULES
from spiders.source import Source

UNTOLD_MAX = 64
"""Stories that wait to be acknowledged, at most: a few groups of the archivist's."""

RECENT_MAX = 1_024
"""Exchanges that the catalogue may not know yet: more than the archivist ever has in hand."""

NOTED_EVERY = 200
"""Spots noted as done in one transaction."""

ROOM_EVERY = 32
"""Exchanges between two looks at the room on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A spot in hand. `kept`: what became of its page, as far as that is known without reading it; None for what is no page."""

    number: int
    kept: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What an import works with. `folder`: of the archive's WARC files. `by_reference`: the records stay where they lie."""

    home: Path
    settings: BaseSettings
    sources: Sequence[Source]
    archivist: Archivist
    catalog: Catalog
    children: Children
    ledger: Ledger
    report: Report
    by_reference: bool


class Importer:
    """Takes spots in, one after another."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._folder = house.home / "warc"
        self._size_max_bytes = house.settings.getint("DOWNLOAD_MAXSIZE")
        self._recent: OrderedDict[tuple[str, datetime, str], Record] = OrderedDict()
        self._untold: deque[tuple[int, Future[Kept] | None]] = deque()
        self._done: list[int] = []
        self._count = 0

    def keep(self, spots: Iterable[Placed]) -> None:
        """Keep what lies at the spots. Raises DiskFull, OSError, CatalogError; KeyboardInterrupt where it was stopped."""
        for waiting, future in read_ahead((self._bring_in(placed) for placed in spots), self._house.children):
            kept = waiting.kept
            if kept is not None and future is not None:
                kept = _as_read(kept, future.result())
            self._untold.append((waiting.number, self._house.archivist.keep_story(kept) if kept else None))
            while len(self._untold) > UNTOLD_MAX:
                self._tell(*self._untold.popleft())
        while self._untold:
            self._tell(*self._untold.popleft())

    def note_done(self) -> None:
        """Note what is done: once the archivist has acknowledged all of it."""
        self._house.ledger.note_done(self._done)
        self._done = []

    def _tell(self, number: int, answer: Future[Kept] | None) -> None:
        """Hear what became of a story. What was kept before it is acknowledged with it, at the latest."""
        self._done.append(number)
        if answer is None:
            return
        self._house.report.tell_kept(answer.result())
        if len(self._done) >= NOTED_EVERY:
            self.note_done()

    def _bring_in(self, placed: Placed) -> tuple[Waiting, Page | None, Rules]:
        """Keep one exchange; return what is to be read of it."""
        self._look_for_room()
        waiting = Waiting(number=placed.number)
        try:
            archived = read_spot(placed.part, placed.spot)
            exchange = brought(placed, archived, self._whole(archived), self._house.sources)
        except WarcError as damage:
            self._house.ledger.add_damage(placed.source, damage)
            self._house.report.tell_damage(damage)
            return waiting, None, NO_RULES
        self._house.report.passed()
        if exchange is None:
            self._house.report.others += 1
            return waiting, None, NO_RULES
        reading = self._kept(exchange)
        if reading is None or exchange.asked.kind is not Kind.STORY:
            return waiting, None, NO_RULES
        return self._page(waiting, reading)

    def _whole(self, archived: Archived) -> Capture:
        """Return the exchange with the body that it says came again, where that is here."""
        if archived.refers_to is None and archived.record.warc_type != "revisit":
            return archived.capture
        if (head := response_head(archived.capture.response)) is not None and head.status == 304:
            return archived.capture
        original = self._revisited(archived)
        return (put_together(archived.capture, original) if original else None) or alone(archived.capture)

    def _revisited(self, archived: Archived) -> Capture | None:
        uri, date = archived.refers_to_uri or archived.capture.target_uri, archived.refers_to_date
        record = next(
            (kept for (url, at, _), kept in reversed(self._recent.items()) if url == uri and at in {date, None}), None
        )
        record = record or self._house.catalog.revisited((uri,), archived.record.digest, date)
        if record is None or record.warc_type != "response":
            return None
        try:
            return read_response(path_of(self._folder, record.filename), record.offset)
        except WarcError:
            return None

    def _kept(self, exchange: Brought) -> Reading | None:
        """Keep an exchange that is not known; return it with what is to be decided of it, None for one that is settled."""
        capture = exchange.capture
        head, body = response_head(capture.response), entity(capture, self._size_max_bytes)
        digest = entity_digest(body, capture)
        key = (capture.target_uri, capture.date, digest)
        known = self._house.catalog.known_exchange(*key)
        if key in self._recent or (known is not None and (known.is_answered or exchange.asked.kind is not Kind.STORY)):
            self._house.report.known += 1
            return None
        if known is not None:
            return Reading(fetch=_known_fetch(exchange, digest, known), head=head, entity=body, before=None)
        self._house.report.count_exchange(exchange.asked.kind)
        reading = self._refer(exchange, digest) if self._house.by_reference else self._copy(exchange)
        self._remember(key, reading.fetch.record)
        return reading

    def _copy(self, exchange: Brought) -> Reading:
        asked, archivist = exchange.asked, self._house.archivist
        fields = fields_of(exchange, _software(exchange.placed.part))
        made = Exchange(capture=exchange.capture, kind=asked.kind, source=asked.source, via=asked.via, fields=tuple(fields))
        reading = archivist.keep_exchange(made).result()
        if asked.kind is Kind.LIST:
            archivist.list_links((), reading.fetch)
        return reading

    def _refer(self, exchange: Brought, digest: str) -> Reading:
        capture, record = exchange.capture, exchange.archived.record
        head = response_head(capture.response)
        original = self._original(exchange, digest) if record.warc_type == "revisit" else None
        refers_to = original.record if original else None
        fetch = fetch_of(capture, head, exchange.asked, digest=digest, record=record, original=refers_to)
        before = self._house.archivist.keep_reference(fetch).result()
        if original is not None:
            before = self._house.catalog.last_reading(fetch.url, original.digest)
        return Reading(fetch=fetch, head=head, entity=entity(capture, self._size_max_bytes), before=before)

    def _original(self, exchange: Brought, digest: str) -> Original | None:
        """Return what a revisit that stays where it lies refers to, as the archivist would have found it."""
        capture, catalog = exchange.capture, self._house.catalog
        head = response_head(capture.response)
        if head is not None and head.status == 304:
            validators = catalog.validators(capture.target_uri)
            return validators.original if validators else None
        return catalog.original(capture.target_uri, digest)

    def _page(self, waiting: Waiting, reading: Reading) -> tuple[Waiting, Page | None, Rules]:
        """Return what became of a page, as far as that is known, and the page that is to be read."""
        fetch = reading.fetch
        kept = Kept(url=fetch.url, at=fetch.date, source=fetch.source, outcome=Outcome.FAILED, fetch=fetch)
        if reading.before is not None and (fetch.status == 304 or reading.before.reason is not Reason.EXTRACT_FAILED):
            return replace(waiting, kept=as_before(kept, reading.before)), None, NO_RULES
        failure = http_failure(reading)
        if failure is not None:
            return replace(waiting, kept=replace(kept, reason=failure[0], detail=failure[1])), None, NO_RULES
        source = next((source for source in self._house.sources if source.name == fetch.source), None)
        rules = rules_at(source.rules, fetch.date.date()) if source else NO_RULES
        return replace(waiting, kept=kept), _page(reading, source), rules

    def _remember(self, key: tuple[str, datetime, str], record: Record) -> None:
        self._recent[key] = record
        if len(self._recent) > RECENT_MAX:
            self._recent.popitem(last=False)

    def _look_for_room(self) -> None:
        self._count += 1
        if self._count % ROOM_EVERY != 1:
            return
        free_bytes = shutil.disk_usage(self._house.home).free
        if free_bytes < self._house.settings.getint("WARRAQ_DISK_FREE_MIN"):
            raise DiskFull(self._house.home, free_bytes)


def _page(reading: Reading, source: Source | None) -> Page:
    return Page(
        url=reading.fetch.url,
        payload=reading.entity.data,
        content_type=reading.head.get("content-type") if reading.head else None,
        captured_at=reading.fetch.date,
        time_zone=source.time_zone if source else None,
        publisher=source.title if source else None,
    )


def _as_read(kept: Kept, read: ReadAs) -> Kept:
    """Return what became of a page that was read. Raises KeyboardInterrupt where reading was given up."""
    if isinstance(read, Article):
        return replace(kept, outcome=Outcome.ARCHIVED, article=read)
    if read.reason is Reason.INTERRUPTED:
        raise KeyboardInterrupt
    return replace(kept, outcome=Outcome.REJECTED, reason=read.reason, detail=read.detail)


def _known_fetch(exchange: Brought, digest: str, known: Known) -> Fetch:
    """Return the row of an exchange whose story was not told when a former import ended."""
    head = response_head(exchange.capture.response)
    return fetch_of(exchange.capture, head, exchange.asked, digest=digest, record=known.record, original=known.original)


@lru_cache(maxsize=64)
def _software(part: Part) -> str | None:
    return software_of(part)
