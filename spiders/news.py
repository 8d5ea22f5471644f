"""The one crawling spider: a source's lists, the links they show, the stories behind them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.models import Kind, Link, Recheck
from spiders import discover
from spiders.items import Listed
from spiders.page import PageSpider
from spiders.source import Source

Read = Callable[..., discover.Listing]


class NewsSpider(PageSpider):
    """Walks the lists of `sources`. What is new and what is known is the archive's to say (crawler.links), not the spider's.

    `lists_max`: lists read from a source in one run. `depth_max`: how deep sitemaps may point to sitemaps. `skipped`: declared
    lists that are not due. `rechecks`: stories to be looked at again, each with the link it was first listed by.
    """

    name = "news"
    crawls = True

    def __init__(  # noqa: PLR0913 - two limits, and what is due
        self,
        sources: Sequence[Source] = (),
        lists_max: int = 50,
        depth_max: int = 3,
        *,
        skipped: frozenset[str] = frozenset(),
        rechecks: Sequence[tuple[Recheck, Link | None]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(sources=sources, **kwargs)
        self.lists_max, self.depth_max = lists_max, depth_max
        self.skipped, self.rechecks = skipped, rechecks
        self._lists: Counter[str] = Counter()

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each declared list, a list of every source in turn so that none waits for another's many.

        Then those for the stories to be looked at again.
        """
        queues = [self._declared(source) for source in self.sources]
        while queues:
            for queue in tuple(queues):
                request = next(queue, None)
                if request is None:
                    queues.remove(queue)
                else:
                    yield request
        for request in self._looks():
            yield request

    async def listed(
        self, response: Response, read: Read, source: Source, depth: int, root: str
    ) -> AsyncIterator[Request | Listed]:
        """Yield a request for each link of a list, and for the lists it points to."""
        answer = Listed(source=source.name, url=response.url, root=root, status=response.status)
        if response.status != 200:
            yield answer if response.status == 304 else replace(answer, problem=f"HTTP {response.status}")
            return
        listing = await asyncio.to_thread(read, response, source)
        for found in listing.links:
            link = Link(
                url=found.url,
                source=source.name,
                listed_at=datetime.now(UTC),
                listed_in=response.url,
                claim=found.claim,
            )
            yield self.story_request(found.url, source, link)
        if depth < self.depth_max:
            for url in listing.lists:
                for request in self._list_request(url, read, source, depth + 1, via=response.url, root=root):
                    yield request
        yield replace(answer, links=len(listing.links), lists=len(listing.lists), problem=listing.problem)

    def unlisted(self, failure: Failure) -> Iterator[Listed]:
        """Yield the list that could not be read."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        words = getattr(failure.value, "detail", None) or failure.getErrorMessage()
        reason, root = getattr(failure.value, "reason", None), request.cb_kwargs["root"]
        yield Listed(source=request.meta["source"], url=request.url, root=root, problem=words, reason=reason)

    def _looks(self) -> Iterator[Request]:
        """Yield the requests for the rechecks: the server is asked whether anything changed, after all that is new."""
        sources = {source.name: source for source in self.sources}
        for recheck, link in self.rechecks:
            request = self.story_request(recheck.url, sources.get(recheck.source), link)
            yield request.replace(meta={**request.meta, "recheck": True}, priority=-10)

    def _declared(self, source: Source) -> Iterator[Request]:
        readers = ((source.feeds, _read_feed), (source.sitemaps, _read_sitemap), (source.sections, _read_section))
        for url, read in ((declared.url, read) for lists, read in readers for declared in lists):
            if url not in self.skipped:
                yield from self._list_request(url, read, source, 0, root=url)

    def _list_request(  # noqa: PLR0913 - a request is all of this
        self, url: str, read: Read, source: Source, depth: int, *, root: str, via: str | None = None
    ) -> Iterator[Request]:
        """Yield the request, unless the source has had its share of lists."""
        self._lists[source.name] += 1
        if self._lists[source.name] > self.lists_max:
            self.logger.warning("%s: more than %d lists; %s is left", source.name, self.lists_max, url)
            return
        yield Request(
            url,
            callback=self.listed,
            errback=self.unlisted,
            cb_kwargs={"read": read, "source": source, "depth": depth, "root": root},
            meta={"kind": Kind.LIST, "source": source.name, "via": via},
            priority=10,
            dont_filter=True,
        )


def _content_type(response: Response) -> str | None:
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def _read_feed(response: Response, source: Source) -> discover.Listing:
    return discover.feed(response.body, url=response.url, content_type=_content_type(response), clock=_clock(source))


def _read_sitemap(response: Response, source: Source) -> discover.Listing:
    return discover.sitemap(response.body, url=response.url, content_type=_content_type(response), clock=_clock(source))


def _read_section(response: Response, source: Source) -> discover.Listing:
    return discover.section(response.body, url=response.url, content_type=_content_type(response), source=source)


def _clock(source: Source) -> discover.Clock:
    return discover.Clock(zone=ZoneInfo(source.time_zone), now=datetime.now(UTC))
