"""The spider that walks back in time: sitemaps of a source, the newest first, and the stories of the days that are wanted.

One list of a source is read at a time, so that the walk ends where the run has stories enough; the lists that are left, and
the links that were not fetched, are the next run's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.models import Kind, Link, Reason
from archive.urls import SCHEMES
from spiders.discover import Listing
from spiders.frontier import Frontier, Stop
from spiders.fronts import next_page
from spiders.items import Listed
from spiders.listing import ListKind
from spiders.page import PageSpider
from spiders.reading import content_type, link_of, read_list
from spiders.source import Source
from spiders.spans import Span, spans_of_lists
from spiders.window import Chosen, Window, choose_links, days_of

GONE = frozenset({403, 404, 410})
"""Answers of a sitemap that will not come back: the next run need not ask."""

Answer = Request | Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A source and the days that are wanted of it. `walked`: when earlier runs were done with which of its lists."""

    source: Source
    window: Window
    walked: Mapping[str, datetime]


@dataclass(slots=True, kw_only=True)
class _State:
    """How far a walk has come. `is_read`: a list could be read, now or before; where none could, `has_pages` stand in."""

    source: Source
    window: Window
    frontier: Frontier
    lists: int = 0
    is_read: bool = False
    has_pages: bool = False


class WalkSpider(PageSpider):
    """Walks back through the lists of sources.

    `lists_max`: lists read of a source in one run. `depth_max`: how deep sitemaps may point to sitemaps.
    """

    name = "walk"
    crawls = True
    chooses = True

    def __init__(self, walks: Sequence[Walk], now: datetime, lists_max: int = 50, depth_max: int = 3, **kwargs: Any) -> None:
        super().__init__(sources=[walk.source for walk in walks], **kwargs)
        self.lists_max, self.depth_max = lists_max, depth_max
        self._states = {walk.source.name: _state(walk, now) for walk in walks}
        self._full: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """Yield the request for each source's newest declared sitemap; for its home page, where it declares none."""
        for state in self._states.values():
            declared = [sitemap.url for sitemap in state.source.sitemaps]
            if declared:
                state.frontier.add_roots(declared)
                for request in self._next(state):
                    yield request
            elif state.source.name not in self._full:
                yield self._request(state, state.source.home, self.began, self.not_begun)

    def story_request(self, url: str, source: Source | None, link: Link | None = None) -> Request:
        """Return the request for a story: of those that wait, the newest is fetched first, whichever list showed it."""
        request = super().story_request(url, source, link)
        if source is None or link is None:
            return request
        span = _span_of(link, self._states[source.name].window)
        return request.replace(priority=(span.last if span else date.min).toordinal() - date.max.toordinal())

    def choose(self, source: Source, pending: Sequence[Link]) -> Sequence[Link]:
        """Return the links that earlier runs left open, those of the window, the newest first."""
        return wanted(self._states[source.name].window, pending)

    def enough(self, source: str) -> None:
        """Hear that the run fetches as many stories of the source as it may: no further list is read."""
        self._full.add(source)

    def began(self, response: Response) -> Iterator[Answer]:
        """Begin with the sitemaps that robots.txt names: it was read for the home page's sake."""
        state = self._states[response.meta["source"]]
        yield from self._begin(state, response.meta.get("sitemaps", ()))

    def not_begun(self, failure: Failure) -> Iterator[Answer]:
        """Begin without the home page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        yield from self._begin(self._states[request.meta["source"]], request.meta.get("sitemaps", ()))

    async def read(self, response: Response, stop: Stop) -> AsyncIterator[Answer]:
        """Yield the requests for a list's stories of the window, what the list came to, and the request for the next."""
        state = self._states[response.meta["source"]]
        listed = Listed(source=state.source.name, url=response.url, root=stop.further.url, status=response.status)
        if response.status == 200:
            listing = await asyncio.to_thread(read_list, stop.kind, response, state.source)
            chosen = choose_links(listing.links, state.window, state.source, stop.further.span)
            for found in chosen.links:
                yield self.story_request(found.url, state.source, link_of(found, state.source, response.url))
            to_read = self._add_further(state, stop, response, listing, chosen)
            listed = replace(listed, links=len(chosen.links), lists=len(listing.lists), undated=chosen.undated)
            problem = listing.problem if not (listing.links or listing.lists) else None
            listed = replace(listed, walked=not to_read, problem=problem)
        else:
            listed = replace(listed, problem=f"HTTP {response.status}", walked=response.status in GONE)
        state.is_read |= listed.problem is None
        yield replace(listed, left=len(state.frontier))
        for request in self._next(state):
            yield request

    def unread(self, failure: Failure) -> Iterator[Answer]:
        """Yield the list that could not be read, and the request for the next."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        state = self._states[request.meta["source"]]
        words, reason = getattr(failure.value, "detail", None), getattr(failure.value, "reason", None)
        yield Listed(
            source=state.source.name,
            url=request.url,
            root=request.url,
            problem=words or failure.getErrorMessage(),
            reason=reason,
            left=len(state.frontier),
        )
        if reason is not Reason.INTERRUPTED:
            yield from self._next(state)

    def _begin(self, state: _State, sitemaps: Sequence[str]) -> Iterator[Answer]:
        named = [url for url in sitemaps if url.startswith(SCHEMES)]
        state.frontier.add_roots(named or [urljoin(state.source.home, "/sitemap.xml")])
        yield from self._next(state)

    def _add_further(self, state: _State, stop: Stop, response: Response, listing: Listing, chosen: Chosen) -> int:
        """Add the lists that a list leads to: an index's sitemaps, a page's next page; return how many are to be read."""
        if stop.kind is ListKind.SITEMAP:
            if stop.depth >= self.depth_max:
                return 0
            return state.frontier.add(listing.lists, listing.modified, stop.depth + 1)
        is_before = listing.links and not chosen.links and not chosen.undated
        following = next_page(response.body, url=response.url, content_type=content_type(response))
        if following is None or is_before or not state.source.owns(following):
            return 0
        return state.frontier.add_roots([following], ListKind.SECTION)

    def _next(self, state: _State) -> Iterator[Request]:
        """Yield the request for the newest list that is left, if the run may read another and has not stories enough."""
        if state.source.name in self._full:
            return
        if not state.frontier and not state.is_read and not state.has_pages:
            state.has_pages = True
            pages = [section.url for section in state.source.sections] or [state.source.home]
            state.frontier.add_roots(pages, ListKind.SECTION)
        if state.lists >= self.lists_max:
            return
        stop = state.frontier.take()
        if stop is not None:
            state.lists += 1
            yield self._request(state, stop.further.url, self.read, self.unread, stop=stop)

    def _request(
        self,
        state: _State,
        url: str,
        callback: Callable[..., Any],
        errback: Callable[[Failure], Iterator[Answer]],
        **arguments: object,
    ) -> Request:
        """Return the request for a list, asked for whole: that it has not changed would not say what it shows of these days."""
        meta = {"kind": Kind.LIST, "source": state.source.name, "via": None, "whole": True}
        return Request(url, callback=callback, errback=errback, cb_kwargs=arguments, meta=meta, priority=10, dont_filter=True)


def wanted(window: Window, pending: Sequence[Link]) -> list[Link]:
    """Return of links still to be fetched those of the window, the newest first."""
    dated: list[tuple[date, Link]] = []
    for link in pending:
        span = _span_of(link, window)
        if window.undated if span is None else window.meets(span):
            dated.append((span.last if span else date.min, link))
    return [link for _, link in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _span_of(link: Link, window: Window) -> Span | None:
    """Return the days a link may be of: by itself, or by the name of the sitemap that listed it."""
    return days_of(link.url, link.claim.date, window.zone) or spans_of_lists([link.listed_in]).get(link.listed_in)


def _state(walk: Walk, now: datetime) -> _State:
    frontier = Frontier(walk.window, walk.walked, now)
    return _State(source=walk.source, window=walk.window, frontier=frontier, is_read=bool(walk.walked))
