"""Looks at a source's addresses, one after the other: what answers there, and what it lists. Nothing of it is listed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from archive.models import Kind, Reason
from spiders.items import Problem, Story
from spiders.listing import NO_LINK, FoundLink, Listing, ListKind
from spiders.page import PageSpider
from spiders.reading import link_of, read_list
from spiders.source import Confidence, Source

OLD_AFTER = timedelta(days=30)
"""A list whose newest story is older than this still answers, but lists no news."""
AHEAD_MAX = timedelta(days=1)
"""A claimed date further ahead is no story's: an event's, or a clock's that is wrong."""
DEPTH_MAX = 3
NO_LISTING = Listing()
REFUSALS = frozenset({Reason.ROBOTS, Reason.ROBOTS_UNREACHABLE, Reason.ADDRESS, Reason.SCHEME})


class State(StrEnum):
    """What an address came to, the best first."""

    OK = "ok"
    OLD = "old"
    EMPTY = "empty"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one address showed. `what`: "robots", or the kind of list. `status`: HTTP's, None where nothing answered.

    `links`: those it lists, itself or through the sitemap it names first. `newest`: the newest date it claims, aware.
    `detail`: what is wrong with it, or remarkable.
    """

    what: str
    url: str
    state: State
    confidence: Confidence | None = None
    status: int | None = None
    links: int = 0
    newest: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A look, and the listing behind it."""

    look: Look
    listing: Listing = NO_LISTING


class LookingSpider(PageSpider):
    """What spiders share that look before anybody crawls. Requests go past the scheduler: one answer leads to the next."""

    is_stopped = False
    """Whether the crawl was ended from outside: what is seen from then on tells nothing of an address."""

    async def ask(self, url: str, kind: Kind, source: str | None) -> Response | Exception:
        """Return what answers at `url`, or what came instead."""
        meta = {"kind": kind, "source": source}
        try:
            return await self.crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))
        except Exception as problem:  # noqa: BLE001 - whatever kept it from answering is what was to be found out
            self.is_stopped = self.is_stopped or getattr(problem, "reason", None) is Reason.INTERRUPTED
            return problem

    async def robots(self, origin: str, source: str | None) -> tuple[Look, bytes]:
        """Return what robots.txt of `origin` came to, and its octets where there is one. RFC 9309: 4xx is no rules."""
        url = f"{origin}/robots.txt"
        answer = await self.ask(url, Kind.ROBOTS, source)
        if isinstance(answer, Exception):
            return failed_look("robots", url, answer), b""
        status = answer.status
        if status >= 500 or status == 429:
            words = f"HTTP {status}: until it answers, nothing of the host is fetched"
            return Look(what="robots", url=url, state=State.REFUSED, status=status, detail=words), b""
        if status >= 300:
            return Look(what="robots", url=url, state=State.OK, status=status, detail="there is none: all is open"), b""
        return Look(what="robots", url=url, state=State.OK, status=status), answer.body

    async def seen(self, url: str, kind: ListKind, source: Source) -> Seen:
        """Return what a list shows; of a list of lists, what the likeliest one that it names shows."""
        return await self.read(await self.ask(url, Kind.LIST, source.name), url, kind, source)

    async def read(self, answer: Response | Exception, url: str, kind: ListKind, source: Source) -> Seen:
        """Return what the answer of a list at `url` shows."""
        if isinstance(answer, Exception):
            return Seen(look=failed_look(kind, url, answer))
        if answer.status != 200:
            words = f"HTTP {answer.status}"
            return Seen(look=Look(what=kind, url=url, state=State.FAILED, status=answer.status, detail=words))
        listing = await asyncio.to_thread(read_list, kind, answer, source)
        detail = listing.problem
        if not listing.links and listing.lists:
            listing, detail = await self._further(listing, source)
        return Seen(look=listed_look(kind, url, listing, detail, datetime.now(UTC)), listing=listing)

    async def _further(self, listing: Listing, source: Source) -> tuple[Listing, str]:
        """Follow an index to a sitemap that lists something; return what that shows, and in words which it is."""
        words = f"it names {len(listing.lists):,} sitemaps"
        for _ in range(DEPTH_MAX):
            url = next((each for each in listing.lists if is_news(each)), listing.lists[0])
            answer = await self.ask(url, Kind.LIST, source.name)
            if isinstance(answer, Exception) or answer.status != 200:
                return Listing(lists=listing.lists), f"{words}; of {url}: {words_of(answer)}"
            below = await asyncio.to_thread(read_list, ListKind.SITEMAP, answer, source)
            if below.links or not below.lists:
                shown = below.problem or f"{len(below.links):,} links"
                return replace(below, lists=listing.lists), f"{words}; of {url}: {shown}"
            listing = below
        return listing, f"{words}, which name more, {DEPTH_MAX} deep"

    async def page(self, found: FoundLink, listed_in: str, source: Source) -> Story | Problem:
        """Return a story's page for the pipeline to read, or what came instead."""
        request = self.story_request(found.url, source, link_of(found, source, listed_in))
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as problem:  # noqa: BLE001 - becomes the story's outcome
            return Problem(url=found.url, request=request, cause=problem, source=source.name)
        return next(self.story(response))


def listed_look(what: str, url: str, listing: Listing, detail: str | None, now: datetime) -> Look:
    """Return the look of a list that was read."""
    look = Look(what=what, url=url, state=State.OK, status=200, links=len(listing.links), detail=detail)
    newest = newest_of(listing.links, now)
    if not listing.links:
        return replace(look, state=State.EMPTY, detail=detail or NO_LINK)
    if newest is not None and newest < now - OLD_AFTER:
        words = "; ".join(filter(None, (f"nothing new for {(now - newest).days:,} days", detail)))
        return replace(look, state=State.OLD, newest=newest, detail=words)
    return replace(look, newest=newest)


def failed_look(what: str, url: str, problem: Exception) -> Look:
    """Return the look of an address that did not answer."""
    state = State.REFUSED if getattr(problem, "reason", None) in REFUSALS else State.FAILED
    return Look(what=what, url=url, state=state, detail=words_of(problem))


def words_of(answer: Response | Exception) -> str:
    """Return in words what came instead of a list."""
    if isinstance(answer, Response):
        return f"HTTP {answer.status}"
    return str(getattr(answer, "detail", None) or answer or type(answer).__name__)


def newest_of(links: Iterable[FoundLink], now: datetime) -> datetime | None:
    """Return the newest date that links claim, unless it lies ahead."""
    return max((link.claim.date for link in links if link.claim.date and link.claim.date <= now + AHEAD_MAX), default=None)


def story_among(links: Iterable[FoundLink], source: Source, now: datetime) -> FoundLink | None:
    """Return the link to try: of those that may be the source's stories the newest, else the first."""
    likely = [link for link in links if source.owns(link.url) and source.is_story(link.url) is not False]
    newest = newest_of(likely, now)
    return next((link for link in likely if link.claim.date == newest), likely[0] if likely else None)


def origin_of(url: str) -> str:
    """Return scheme, host and port of `url`: where its robots.txt is asked for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_news(sitemap: str) -> bool:
    """Tell by its address whether a sitemap is one of news."""
    return "news" in urlsplit(sitemap).path.lower()
