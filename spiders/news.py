"""The one crawling spider: a source's lists, the links they show, the stories behind them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.links import Link
from archive.models import Kind
from archive.watching import Recheck
from spiders.fallback import declared_lists
from spiders.items import Listed
from spiders.listing import ListKind
from spiders.page import PageSpider
from spiders.reading import link_of, read_list
from spiders.source import Source
from spiders.standins import StandIns


class NewsSpider(PageSpider):
    """Walks the lists of `sources`. What is new and what is known is for the archive to say (crawler.keeping.links).

    `lists_max`: lists read from a source in one run. `depth_max`: how deep sitemaps may point to sitemaps. `skipped`: declared
    lists that are not due. `rechecks`: stories to be looked at again, each with the link it was first listed by.
    """

    name = "news"
    crawls = True

    def __init__(
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
        self._asked: set[tuple[str, str]] = set()
        self._stand_ins = StandIns(self.story_request, self._may_ask)

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
        self, response: Response, kind: ListKind, source: Source, depth: int, root: str
    ) -> AsyncIterator[Request | Listed]:
        """Yield a request for each link of a list, and for the lists it points to; in place of dead lists for others."""
        answer = Listed(source=source.name, url=response.url, root=root, status=response.status)
        if response.status == 200:
            listing = await asyncio.to_thread(read_list, kind, response, source)
            for found in listing.links:
                yield self.story_request(found.url, source, link_of(found, source, response.url))
            for url in listing.lists if depth < self.depth_max else ():
                for request in self._list_request(url, kind, source, depth + 1, via=response.url, root=root):
                    yield request
            answer = replace(answer, links=len(listing.links), lists=len(listing.lists), problem=listing.problem)
        elif response.status != 304:
            answer = replace(answer, problem=f"HTTP {response.status}")
        yield answer
        for request in self._stand_ins.hear(answer, response.meta.get("sitemaps", ())):
            yield request

    def unlisted(self, failure: Failure) -> Iterator[Listed | Request]:
        """Yield the list that could not be read; in place of dead lists the requests for others."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        words = getattr(failure.value, "detail", None) or failure.getErrorMessage()
        reason, root = getattr(failure.value, "reason", None), request.cb_kwargs["root"]
        answer = Listed(source=request.meta["source"], url=request.url, root=root, problem=words, reason=reason)
        yield answer
        yield from self._stand_ins.hear(answer, request.meta.get("sitemaps", ()))

    def _looks(self) -> Iterator[Request]:
        """Yield the requests for the rechecks: the server is asked whether anything changed, after all that is new."""
        sources = {source.name: source for source in self.sources}
        for recheck, link in self.rechecks:
            request = self.story_request(recheck.url, sources.get(recheck.source), link)
            yield request.replace(meta={**request.meta, "recheck": True}, priority=-10)

    def _declared(self, source: Source) -> Iterator[Request]:
        self._stand_ins.expect(source, self.skipped)
        for declared in declared_lists(source):
            if declared.url not in self.skipped:
                yield from self._list_request(declared.url, declared.kind, source, 0, root=declared.url)

    def _list_request(  # noqa: PLR0913 - a request is all of this
        self, url: str, kind: ListKind, source: Source, depth: int, *, root: str, via: str | None = None
    ) -> Iterator[Request]:
        """Yield the request, unless the list was asked for already (indexes name one another) or the source had its share."""
        if (source.name, url) in self._asked or not self._may_ask(source, url):
            return
        self._asked.add((source.name, url))
        yield Request(
            url,
            callback=self.listed,
            errback=self.unlisted,
            cb_kwargs={"kind": kind, "source": source, "depth": depth, "root": root},
            meta={"kind": Kind.LIST, "source": source.name, "via": via},
            priority=10,
            dont_filter=True,
        )

    def _may_ask(self, source: Source, url: str) -> bool:
        self._lists[source.name] += 1
        if self._lists[source.name] <= self.lists_max:
            return True
        self.logger.warning("%s: more than %d lists; %s is left", source.name, self.lists_max, url)
        return False
