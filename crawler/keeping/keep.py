"""Between Scrapy and the archive: every exchange and every story passes here on its way to being acknowledged.

exchange_captured ──► keeper ──► archivist (its thread)
KeepExchanges      a response gets its body from its capture, once that is written
links              what a list showed is recorded before it is fetched; only what is new goes on
KeepStories        page → article (in a child) → acknowledgement → signal `story_kept`
assets             what an acknowledged page needs to be shown again
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.errors import DiskFull
from archive.models import Article, Kept, Kind, Outcome, Reason, Record
from archive.text.extract import Page
from crawler.fetching.failures import FetchFailed, NoRoom
from crawler.fetching.received import Rendered
from crawler.keeping.archivist import Reading
from crawler.keeping.assets import PageAssets, visit_slot
from crawler.keeping.keeper import Keeper
from crawler.keeping.links import keep_silence
from crawler.keeping.outcomes import as_before, http_failure, outcome_of
from spiders.items import Listed, Problem, Story
from spiders.page import PageSpider

story_kept = object()
"""Signal: sent with `kept` when a URL is acknowledged, or its failure recorded."""

list_read = object()
"""Signal: sent with `listed` when a list was read, or could not be."""


class KeepExchanges:
    """Fills a response with its decoded body, as soon as its capture is written; asks for a list only if it has changed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Set the slot and the conditions of a request. Raises FetchFailed for one that is left for another run."""
        request.meta["download_slot"] = self._slot(request)
        try:
            Keeper.of(self._crawler).check_room()
        except DiskFull as problem:
            Keeper.of(self._crawler).tell_broken(problem)
            raise FetchFailed(Reason.INTERRUPTED, str(problem)) from problem
        if why := self._leave(request):
            raise FetchFailed(Reason.INTERRUPTED, why)
        is_repeated = request.meta.get("kind") in {Kind.LIST, Kind.ASSET} and not request.meta.get("whole")
        if is_repeated or request.meta.get("recheck"):
            await self._add_conditions(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its entity as body."""
        try:
            reading: Reading = await asyncio.wrap_future(request.meta["reading"])
        except Exception as problem:
            Keeper.of(self._crawler).tell_broken(problem)
            raise
        return response.replace(body=reading.entity.data)

    def _slot(self, request: Request) -> str:
        """Return the queue of the request: politeness counts by host and port, also where a redirect led to another host.

        robots.txt, asked once a run, says how long to wait: the page it is asked for need not wait for it as well.
        """
        netloc = urlsplit(request.url).netloc
        if request.meta.get("kind") is Kind.ROBOTS:
            return f"{netloc}/robots.txt"
        return visit_slot(self._crawler, netloc) if request.meta.get("is_visit") else netloc

    def _leave(self, request: Request) -> str | None:
        spider = self._crawler.spider
        return spider.leave(request) if isinstance(spider, PageSpider) else None

    async def _add_conditions(self, request: Request) -> None:
        question = Keeper.of(self._crawler).archivist.ask(lambda catalog: catalog.validators(request.url))
        validators = await asyncio.wrap_future(question)
        if validators is not None and validators.etag:
            request.headers["If-None-Match"] = validators.etag
        if validators is not None and validators.last_modified:
            request.headers["If-Modified-Since"] = validators.last_modified


class KeepStories:
    """Turns what a spider brought back, a page or a problem, into an acknowledged outcome."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keeper = Keeper.of(crawler)
        self._assets = PageAssets(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_item(self, item: Story | Problem | Listed) -> Story | Problem | Listed:
        """Keep the item; the signal `story_kept` says what became of it."""
        if isinstance(item, Listed):
            await keep_silence(self._keeper, item)
            self._crawler.signals.send_catch_log(list_read, listed=item)
            return item
        if isinstance(item, Problem) and isinstance(item.cause, NoRoom):
            self._keeper.tell_full()
        rendered = _rendered(item)
        kept = await self._read(item, rendered) if isinstance(item, Story) else await _problem(item)
        if kept.reason is Reason.INTERRUPTED:
            return item  # the link stays listed: the next run fetches it
        try:
            settled = await asyncio.wrap_future(self._keeper.archivist.keep_story(kept, await _document(rendered)))
        except Exception as problem:
            self._keeper.tell_broken(problem)
            raise
        self._crawler.signals.send_catch_log(story_kept, kept=settled)
        await self._assets.follow(settled, item.response if isinstance(item, Story) else None)
        return item

    async def _read(self, story: Story, rendered: Rendered | None) -> Kept:
        reading: Reading = await asyncio.wrap_future(story.response.meta["reading"])
        kept = Kept(url=story.url, at=datetime.now(UTC), source=story.source, outcome=Outcome.FAILED, fetch=reading.fetch)
        if (
            rendered is None
            and reading.before is not None
            and (reading.fetch.status == 304 or reading.before.reason is not Reason.EXTRACT_FAILED)
        ):
            return as_before(kept, reading.before)
        failure = http_failure(reading)
        if failure is not None:
            return replace(kept, reason=failure[0], detail=failure[1])
        read = await asyncio.wrap_future(self._keeper.children.submit(_page(story, reading, rendered), story.rules))
        if isinstance(read, Article):
            return replace(kept, outcome=Outcome.ARCHIVED, article=read)
        return replace(kept, outcome=Outcome.REJECTED, reason=read.reason, detail=read.detail)


def _rendered(item: Story | Problem) -> Rendered | None:
    """Return what a browser made of the page, where one was asked."""
    found: Rendered | None = item.response.meta.get("rendered") if isinstance(item, Story) else None
    return found


async def _document(rendered: Rendered | None) -> Record | None:
    """Return the record of what a browser made of the page, when it is written."""
    if rendered is None:
        return None
    record: Record = await asyncio.wrap_future(rendered.record)
    return record


def _page(story: Story, reading: Reading, rendered: Rendered | None) -> Page:
    said = reading.head.get("content-type") if reading.head else None
    return Page(
        url=reading.fetch.url,
        payload=rendered.payload if rendered else reading.entity.data,
        content_type="text/html; charset=utf-8" if rendered else said,
        captured_at=reading.fetch.date,
        time_zone=story.time_zone,
        publisher=story.publisher,
        claimed=story.claimed,
    )


async def _problem(problem: Problem) -> Kept:
    """Return the outcome of a fetch that brought no response."""
    outcome, reason, detail = outcome_of(problem.cause)
    reading: Future[Reading] | None = problem.request.meta.get("reading") if problem.request else None
    fetch = (await asyncio.wrap_future(reading)).fetch if reading is not None else None
    return Kept(
        url=problem.url,
        at=datetime.now(UTC),
        source=problem.source,
        outcome=outcome,
        reason=reason,
        detail=detail,
        fetch=fetch,
    )
