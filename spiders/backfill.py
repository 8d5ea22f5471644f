"""The spider that walks back in time: sitemaps of a source, the newest first, and the stories of the days that are wanted.

Where sitemaps tell nothing of the past, the outlet's pages do: the months and days of its archive, its pages of headlines
one after the other. One list of a source is read at a time, so that the walk ends where the run has stories enough; the lists
that are left, and the links that were not fetched, are the next run's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.links import Link
from archive.models import Kind, Reason
from archive.urls import SCHEMES
from spiders.archives import further_pages, older_pages
from spiders.discover import Listing
from spiders.frontier import Frontier, Stop, Trail
from spiders.items import Listed
from spiders.listing import ListKind
from spiders.page import PageSpider
from spiders.reading import content_type, link_of, read_list
from spiders.source import Source
from spiders.spans import Span, spans_of_lists
from spiders.window import FurtherList, Window, choose_links, days_of

GONE = frozenset({403, 404, 410})
"""Answers of a sitemap that will not come back: the next run need not ask."""

OF_LATE = timedelta(days=7)
"""Sitemaps that name nothing older are those of news, which tell nothing of the past."""

Answer = Request | Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A source and the days that are wanted of it. `walked`: how far earlier runs came."""

    source: Source
    window: Window
    walked: Trail


@dataclass(slots=True, kw_only=True)
class _State:
    """How far a walk has come.

    `is_read`: a sitemap could be read, now or before. `oldest`: the day of the oldest story that sitemaps name. `named`:
    the sitemaps of robots.txt, until they are added. `has_pages`: whether pages stand in. `shown`: what pages showed so far.
    """

    source: Source
    window: Window
    frontier: Frontier
    oldest: date | None = None
    lists: int = 0
    is_read: bool = False
    named: tuple[str, ...] = ()
    has_pages: bool = False
    shown: set[str] = field(default_factory=set)


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
        self._now = now
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
        state.named = state.named or tuple(response.meta.get("sitemaps", ()))
        listed = Listed(source=state.source.name, url=response.url, root=stop.further.url, status=response.status)
        if response.status == 200:
            listing = await asyncio.to_thread(read_list, stop.kind, response, state.source)
            chosen = choose_links(listing.links, state.window, state.source, stop.further.span)
            for found in chosen.links:
                yield self.story_request(found.url, state.source, link_of(found, state.source, response.url))
            listed = replace(listed, links=len(chosen.links), lists=len(listing.lists), undated=chosen.undated)
            if stop.kind is ListKind.SITEMAP:
                listed = self._further(state, stop, listing, listed)
            else:
                led = await asyncio.to_thread(_led, response, listing, state, stop)
                problem = None if listing.links or led else listing.problem
                listed = replace(listed, led=state.frontier.add_pages(led, depth=1), walked=problem is None, problem=problem)
        else:
            listed = replace(listed, problem=f"HTTP {response.status}", walked=response.status in GONE)
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
        state.frontier.add_roots(_fetchable(sitemaps) or [urljoin(state.source.home, "/sitemap.xml")])
        yield from self._next(state)

    def _further(self, state: _State, stop: Stop, listing: Listing, listed: Listed) -> Listed:
        """Add the sitemaps that an index names; return what the list came to."""
        left = state.frontier.add(listing.lists, listing.modified, stop.depth + 1) if stop.depth < self.depth_max else 0
        oldest = _oldest(listing, state.window.zone)
        state.oldest = min(filter(None, (state.oldest, oldest)), default=None)
        state.is_read |= bool(listing.links or listing.lists)
        problem = None if listing.links or listing.lists else listing.problem
        return replace(listed, walked=not left, oldest=oldest, problem=problem)

    def _next(self, state: _State) -> Iterator[Request]:
        """Yield the request for the newest list that is left, if the run may read another and has not stories enough."""
        if state.source.name in self._full:
            return
        if not state.frontier and self._is_of_late(state):
            state.frontier.add_roots(_fetchable(state.named))
            state.named = ()
        if not state.frontier and not state.has_pages and self._is_of_late(state):
            state.has_pages = True
            urls = [section.url for section in state.source.sections] or [state.source.home]
            state.frontier.add_pages(FurtherList(url=url) for url in urls)
        if state.lists >= self.lists_max:
            return
        stop = state.frontier.take()
        if stop is not None:
            state.lists += 1
            yield self._request(state, stop.further.url, self.read, self.unread, stop=stop)

    def _is_of_late(self, state: _State) -> bool:
        """Whether the sitemaps that were read tell nothing of the past: there was none, or none names an old story."""
        if state.oldest is None:
            return not state.is_read
        today = self._now.astimezone(state.window.zone).date()
        return today - state.oldest <= OF_LATE and (state.window.since is None or state.oldest > state.window.since)

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


def _fetchable(urls: Sequence[str]) -> list[str]:
    return [url for url in urls if url.startswith(SCHEMES)]


def _oldest(listing: Listing, zone: tzinfo) -> date | None:
    """Return the day of the oldest story that a sitemap or an index names."""
    spans = [span for link in listing.links if (span := days_of(link.url, link.claim.date, zone))]
    return min((span.first for span in (*spans, *spans_of_lists(listing.lists).values())), default=None)


def _led(response: Response, listing: Listing, state: _State, stop: Stop) -> tuple[FurtherList, ...]:
    """Return the pages that a page leads back to; without the next where it shows nothing new, or only what is too old."""
    fresh = [link for link in listing.links if link.url not in state.shown]
    state.shown.update(link.url for link in fresh)
    spans = [days_of(link.url, link.claim.date, state.window.zone) for link in fresh]
    since = state.window.since
    is_end = bool(listing.links) and not fresh
    is_before = bool(spans) and since is not None and all(span is not None and span.last < since for span in spans)
    inside = stop.further.span
    older = older_pages(response.body, url=response.url, content_type=content_type(response))
    pages = (page for page in further_pages(older, inside) if state.source.owns(page.url))
    return tuple(page for page in pages if page.span != inside or not (is_end or is_before))


def _state(walk: Walk, now: datetime) -> _State:
    frontier = Frontier(walk.window, walk.walked, now)
    is_read = bool(walk.walked.walked) and not walk.walked.led
    return _State(source=walk.source, window=walk.window, frontier=frontier, oldest=walk.walked.oldest, is_read=is_read)
