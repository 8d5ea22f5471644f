"""What today's extractor makes of captures that were read before, by the rules of their days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from archive.catalog.readings import Standing
from archive.errors import WarcError
from archive.models import Article, Reason, Record, Rejected
from archive.text.children import Children
from archive.text.differing import Difference, Shares, differences, shares
from archive.text.extract import Page, extractor_of
from archive.text.rules import Rules, rules_at
from archive.warc.fetches import entity_digest
from archive.warc.http import entity, response_head
from archive.warc.provenance import CAPTURE_METHOD
from archive.warc.reader import read_archived, read_document, read_response
from archive.warc.store import path_of
from crawler.keeping.ahead import read_ahead
from spiders.items import NO_RULES
from spiders.source import Source

DOCUMENT_TYPE = "text/html; charset=utf-8"


class Became(StrEnum):
    """What came of reading a capture again."""

    CURRENT = "current"
    """It was not: today's extractor has read it, by the same rules."""
    SAME = "same"
    """The article is what it was; or the page still is none."""
    CHANGED = "changed"
    FOUND = "found"
    """It was no article, and is one."""
    LOST = "lost"
    """It was an article, and would be none: it stays what it was."""
    UNREAD = "unread"
    """It is larger than the settings let be read."""
    DAMAGED = "damaged"
    """Its record is not what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A capture read again. `rules`: those of its day. `article`: what it reads as now. `why`: what keeps it from being one.

    `read_from`: the record that was read. `differences`, `shares`: from the article that stands.
    """

    standing: Standing
    became: Became
    rules: Rules
    read_from: Record
    article: Article | None = None
    why: str | None = None
    damage: WarcError | None = None
    differences: tuple[Difference, ...] = ()
    shares: Shares | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What captures are read with. `folder`: of the WARC files. `again`: also what was read by today's extractor already."""

    folder: Path
    sources: Sequence[Source]
    size_max_bytes: int
    again: bool

    def read(self, standings: Iterable[Standing], children: Children) -> Iterator[Reread]:
        """Yield what each comes to, in order. Ends early once the children were told to."""
        opened = (self._open(standing) for standing in standings)
        for reread, future in read_ahead(((reread, page, reread.rules) for reread, page in opened), children):
            read = future.result() if future is not None else None
            if isinstance(read, Rejected) and read.reason is Reason.INTERRUPTED:
                return
            yield reread if read is None else _compared(reread, read)

    def _open(self, standing: Standing) -> tuple[Reread, Page | None]:
        """Return the page to be read; None with the answer where there is none."""
        source = _source_of(standing, self.sources)
        rules = rules_at(source.rules, standing.captured_at.date()) if source else NO_RULES
        reread = Reread(standing=standing, became=Became.SAME, rules=rules, read_from=standing.record)
        if not self.again and standing.article is not None and standing.article.extractor == extractor_of(rules):
            return replace(reread, became=Became.CURRENT), None
        try:
            read = self._payload(standing)
        except (WarcError, OSError) as problem:
            damage = self._damage(standing, problem)
            return replace(reread, became=Became.DAMAGED, why=damage.why, damage=damage), None
        if read is None:
            why = f"more than {self.size_max_bytes} bytes, which DOWNLOAD_MAXSIZE in settings.toml allows"
            return replace(reread, became=Became.UNREAD, why=why), None
        return replace(reread, read_from=read.record), _page(standing, source, read)

    def _payload(self, standing: Standing) -> _Payload | None:
        """Return what the crawl had to read, None where it is too large. Raises WarcError, OSError."""
        exchange = standing.exchange
        path = path_of(self.folder, exchange.filename)
        archived = read_archived(path, exchange.offset)
        if CAPTURE_METHOD in dict(archived.said) and (document := read_document(path, exchange)):
            return _Payload(octets=document[0], content_type=DOCUMENT_TYPE, record=document[1])
        capture = archived.capture
        if standing.record != exchange:
            path = path_of(self.folder, standing.record.filename)
            capture = read_response(path, standing.record.offset)
        head, body = response_head(capture.response), entity(capture, self.size_max_bytes)
        if body.too_large:
            return None
        payload_digest = f"sha256:{hashlib.sha256(body.data).hexdigest()}"
        if standing.digest not in {None, payload_digest, entity_digest(body, capture)}:
            raise WarcError(path, standing.record.offset, "its payload is not the one that was read: their SHA-256 differ")
        return _Payload(octets=body.data, content_type=head.get("content-type") if head else None, record=standing.record)

    def _damage(self, standing: Standing, problem: WarcError | OSError) -> WarcError:
        if isinstance(problem, WarcError):
            return problem
        place = self.folder / standing.exchange.filename, standing.exchange.offset
        return WarcError(*place, problem.strerror or str(problem))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payload:
    """What is read of a capture: the entity of its response, or what a browser made of it. `record`: where it lies."""

    octets: bytes
    content_type: str | None
    record: Record


def _page(standing: Standing, source: Source | None, read: _Payload) -> Page:
    return Page(
        url=standing.url,
        payload=read.octets,
        content_type=read.content_type,
        captured_at=standing.captured_at,
        time_zone=source.time_zone if source else None,
        publisher=source.title if source else None,
        claimed=standing.claim,
    )


def _source_of(standing: Standing, sources: Sequence[Source]) -> Source | None:
    """Return the source that the capture was made for; of one made by hand, or for a source that is gone, whose page it is."""
    named = (source for source in sources if source.name == standing.source)
    return next(named, None) or next((source for source in sources if source.owns(standing.url)), None)


def _compared(reread: Reread, read: Article | Rejected) -> Reread:
    before = reread.standing.article
    if isinstance(read, Rejected):
        why = f"{read.reason}: {read.detail}" if read.detail else str(read.reason)
        return replace(reread, became=Became.LOST if before else Became.SAME, why=why)
    if before is None:
        return replace(reread, became=Became.FOUND, article=read)
    found = differences(before, read)
    if not found:
        return replace(reread, article=read)
    counted = shares(before.article_body, read.article_body)
    return replace(reread, became=Became.CHANGED, article=read, differences=found, shares=counted)
