"""Lists read in place of dead ones: the doing of what `spiders.fallback` decides, within one crawl."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.links import Link
from archive.models import Kind, Reason
from spiders import discover, fallback
from spiders.fallback import Asked, Candidate, Instead
from spiders.fronts import feeds_named
from spiders.items import Listed
from spiders.listing import ListKind
from spiders.reading import content_type, link_of, read_list
from spiders.source import Source
from spiders.window import Window, choose_links, choose_lists

FURTHER_MAX = 3
"""Sitemaps taken of an index, the newest: it stands in for a feed."""

Answer = Request | Listed


@dataclass(slots=True, kw_only=True)
class _Standing:
    """How the declared lists of a source stand in this crawl. `queue`: what may still be tried."""

    source: Source
    waiting: set[str]
    asked: list[Asked]
    dead: tuple[Asked, ...] = ()
    queue: list[Candidate] = field(default_factory=list)
    tried: int = 0


class StandIns:
    """Hears what became of each declared list; when all of a source were heard of, asks for what stands in for the dead.

    `story_request`: makes the request for a story. `may_ask`: whether the source may be asked for one list more.
    """

    def __init__(self, story_request: Callable[[str, Source, Link], Request], may_ask: Callable[[Source, str], bool]) -> None:
        self._story_request, self._may_ask = story_request, may_ask
        self._standings: dict[str, _Standing] = {}

    def expect(self, source: Source, skipped: frozenset[str] = frozenset()) -> None:
        """Begin a source. `skipped`: declared lists that this crawl does not ask for, and that are taken to be well."""
        lists = fallback.declared_lists(source)
        well = [one for one in lists if one.url in skipped]
        self._standings[source.name] = _Standing(source=source, waiting={one.url for one in lists} - skipped, asked=well)

    def hear(self, listed: Listed, sitemaps: tuple[str, ...]) -> Iterator[Request]:
        """Note what became of a declared list, and yield the request that follows, if any. `sitemaps`: robots.txt's."""
        standing = self._standings.get(listed.source)
        if standing is None or listed.root not in standing.waiting or listed.reason is Reason.INTERRUPTED:
            return
        standing.waiting.remove(listed.root)
        declared = next(one for one in fallback.declared_lists(standing.source) if one.url == listed.root)
        shows = listed.links or listed.lists or listed.problem is None
        standing.asked.append(declared if shows else replace(declared, problem=listed.problem))
        if not standing.waiting:
            yield from self._begin(standing, sitemaps)

    def _begin(self, standing: _Standing, sitemaps: tuple[str, ...]) -> Iterator[Request]:
        """Yield the request for the home page, which names feeds."""
        standing.dead = fallback.to_be_replaced(standing.asked)
        home = standing.source.home
        if standing.dead and self._may_ask(standing.source, home):
            yield _request(home, standing, self._front, self._no_front, sitemaps=sitemaps)

    async def _front(self, response: Response, standing: _Standing, sitemaps: tuple[str, ...]) -> AsyncIterator[Answer]:
        feeds: tuple[str, ...] = ()
        if response.status == 200:
            served = content_type(response)
            feeds = await asyncio.to_thread(feeds_named, response.body, url=response.url, content_type=served)
        self._fill(standing, feeds, response.meta.get("sitemaps", sitemaps))
        if [one.kind for one in standing.queue] == [ListKind.SECTION]:  # it is at hand
            standing.tried += 1
            async for answer in self._tried(response, standing, standing.queue.pop()):
                yield answer
            return
        for answer in self._next(standing):
            yield answer

    def _no_front(self, failure: Failure) -> Iterator[Answer]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        standing, sitemaps = request.cb_kwargs["standing"], request.cb_kwargs["sitemaps"]
        self._fill(standing, (), request.meta.get("sitemaps", sitemaps))
        standing.queue = [one for one in standing.queue if one.url != request.url]
        yield from self._next(standing)

    def _fill(self, standing: _Standing, feeds: tuple[str, ...], sitemaps: tuple[str, ...]) -> None:
        asked = standing.asked
        standing.queue = list(fallback.candidates(standing.source, asked, page_feeds=feeds, robots_sitemaps=sitemaps))

    def _next(self, standing: _Standing) -> Iterator[Answer]:
        """Yield the request for the next candidate; after the last, that nothing worked."""
        while standing.queue:
            candidate = standing.queue.pop(0)
            if self._may_ask(standing.source, candidate.url):
                standing.tried += 1
                yield _request(candidate.url, standing, self._tried, self._untried, candidate=candidate)
                return
        yield _listed(standing, standing.source.home, took=None)

    async def _tried(self, response: Response, standing: _Standing, candidate: Candidate) -> AsyncIterator[Answer]:
        """Take what the candidate shows; where it shows nothing, go on to the next."""
        if response.status == 304:
            yield _listed(standing, response.url, took=candidate, status=304)
            return
        listing = discover.Listing()
        if response.status == 200:
            listing = await asyncio.to_thread(read_list, candidate.kind, response, standing.source)
        links, further = _of_late(standing.source, candidate, listing)
        if not links:
            standing.queue[:0] = further
            for answer in self._next(standing):
                yield answer
            return
        for found in links:
            yield self._story_request(found.url, standing.source, link_of(found, standing.source, response.url))
        yield _listed(standing, response.url, took=candidate, links=len(links), status=response.status)

    def _untried(self, failure: Failure) -> Iterator[Answer]:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        yield from self._next(request.cb_kwargs["standing"])


def _of_late(
    source: Source, candidate: Candidate, listing: discover.Listing
) -> tuple[tuple[discover.FoundLink, ...], list[Candidate]]:
    """Return the links of a feed or page; of a sitemap those of the last days, or the newest of the sitemaps it names."""
    if candidate.kind is not ListKind.SITEMAP:
        return listing.links, []
    window = _last_days(source)
    further = choose_lists(listing.lists, listing.modified, window)[:FURTHER_MAX]
    return (
        choose_links(listing.links, window, source).links,
        [Candidate(kind=ListKind.SITEMAP, url=one.url) for one in further],
    )


def _last_days(source: Source) -> Window:
    zone = ZoneInfo(source.time_zone)
    return fallback.recent(datetime.now(zone).date(), zone)


def _listed(standing: _Standing, url: str, *, took: Candidate | None, **found: Any) -> Listed:
    instead = Instead(dead=standing.dead, took=took, tried=standing.tried)
    return Listed(source=standing.source.name, url=url, root=standing.dead[0].url, instead=instead, **found)


def _request(
    url: str,
    standing: _Standing,
    callback: Callable[..., AsyncIterator[Answer]],
    errback: Callable[[Failure], Iterator[Answer]],
    **arguments: object,
) -> Request:
    """Return the request for a list. The home page is asked for whole: that it has not changed would not say what it names."""
    source, is_home = standing.source, url == standing.source.home
    return Request(
        url,
        callback=callback,
        errback=errback,
        cb_kwargs={"standing": standing, **arguments},
        meta={"kind": Kind.LIST, "source": source.name, "via": standing.dead[0].url, "whole": is_home},
        priority=10,
        dont_filter=True,
    )
