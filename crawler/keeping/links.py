"""Links: recorded when a list shows them, before they are fetched; what is known is not fetched again, what was left is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.links import Link
from archive.models import Reason
from crawler.keeping.archivist import Reading
from crawler.keeping.keeper import Keeper
from crawler.polling.polls import SILENT, told_by
from spiders.items import Listed
from spiders.page import PageSpider
from spiders.source import Source

PENDING_MAX = 50_000
"""Open links among which a walk back in time looks for those of its days."""


class KeepLinks:
    """Records a list's links before they are fetched, and lets only the new ones pass; adds what earlier runs left open."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._pages_max = crawler.settings.getint("WARRAQ_PAGES_MAX")
        self._pages: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Begin with what was listed before and never closed (a crash, a Ctrl-C, a limit), then what the spider begins with."""
        spider = self._crawler.spider
        assert isinstance(spider, PageSpider)  # noqa: S101 - the only spiders there are
        for source in spider.sources if spider.crawls else ():
            for link in await self._pending(spider, source):
                self._count(spider, source.name)
                yield spider.story_request(link.url, source, link)
        async for request in start:
            yield request

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass items and requests; of the requests that carry a link, those whose link is new.

        The links are committed first: what a list leads to is not asked for before the list is done with.
        """
        linked: dict[str, Request] = {}
        listed: list[Listed] = []
        others: list[Any] = []
        async for found in result:
            if isinstance(found, Request) and found.meta.get("link") is not None:
                linked.setdefault(found.meta["link"].url, found)
            elif isinstance(found, Listed):
                listed.append(found)
            else:
                others.append(found)
        links = tuple(request.meta["link"] for request in linked.values())
        for item in listed:  # one, of one list
            new = await self._record(response, item, links)
            for link in new:
                self._count(self._crawler.spider, link.source)
                if self._pages[link.source] <= self._pages_max:
                    yield linked[link.url]
            yield replace(item, new=len(new))
        for found in others:
            yield found

    def _count(self, spider: Spider | None, source: str) -> None:
        self._pages[source] += 1
        if self._pages[source] == self._pages_max and isinstance(spider, PageSpider):
            spider.enough(source)

    async def _pending(self, spider: PageSpider, source: Source) -> Sequence[Link]:
        archivist, now = Keeper.of(self._crawler).archivist, datetime.now(UTC) if spider.is_patient else None
        limit = PENDING_MAX if spider.chooses else self._pages_max
        pending: tuple[Link, ...] = await asyncio.wrap_future(
            archivist.ask(lambda catalog: catalog.pending(source.name, limit, now))
        )
        return spider.choose(source, pending)[: self._pages_max]

    async def _record(self, response: Response, listed: Listed, links: Sequence[Link]) -> tuple[Link, ...]:
        """Commit the links, what the poll comes to, and the list's validators: one that answers 304 next time has lost nothing.

        A list of lists is kept without them: it is asked for whole each time, for a 304 would not say which lists to read.
        So is one that a walk back in time read, of which only some links were taken; such a reading is no poll.
        """
        keeper, now = Keeper.of(self._crawler), datetime.now(UTC)
        reading: Reading = await asyncio.wrap_future(response.meta["reading"])
        is_walk = listed.left is not None
        read = replace(reading.fetch, etag=None, last_modified=None) if listed.lists or is_walk else reading.fetch
        decide = None if is_walk else keeper.polls.decider(listed, links, told_by(response, now), now)
        return await asyncio.wrap_future(keeper.archivist.list_links(links, read, decide))


async def keep_silence(keeper: Keeper, listed: Listed) -> None:
    """Record the poll of a list that did not answer; not of one that this run was stopped from asking for."""
    if listed.status is None and listed.left is None and listed.reason is not Reason.INTERRUPTED:
        decide = keeper.polls.decider(listed, (), SILENT, datetime.now(UTC))
        await asyncio.wrap_future(keeper.archivist.list_links((), decide=decide))
