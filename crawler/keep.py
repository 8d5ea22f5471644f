"""Between Scrapy and the archive: every exchange, link and story passes here on its way to being acknowledged.

exchange_captured ──► Keeper ──► Archivist (its thread)
KeepExchanges      the response gets its body from the capture, once the capture is written
KeepLinks          what a list showed is recorded before it is fetched; only what is new goes on
KeepStories        page → article (in a child) → acknowledgement → signal `story_kept`
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.errors import BadScheme, BadUrl, CatalogError, DiskFull
from archive.models import Article, Capture, Kept, Kind, Link, Outcome, Reason
from archive.text.children import Children
from archive.text.extract import Page
from archive.warc.http import response_head
from archive.warc.store import recover
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.archivist import Archivist, Exchange, Reading
from crawler.home import home_folder
from crawler.redirect import TooManyRedirects, is_redirect
from crawler.robots import RobotsRefused
from crawler.wire import FetchFailed, exchange_captured, stop_now
from spiders.items import Listed, Problem, Story
from spiders.page import PageSpider

story_kept = object()
"""Signal: sent with `kept` when a URL is acknowledged, or its failure recorded."""

list_read = object()
"""Signal: sent with `listed` when a list was read, or could not be."""

archive_broken = object()
"""Signal: sent with `problem` when nothing more can be kept (disk full, catalogue gone)."""


STOP_GRACE_S = 1.5
"""How long pages that are being read may take when a crawl is stopped; the whole end must take less than 3 s."""


class Keeper:
    """Opens the archive for one crawl and closes it; the other three classes ask it."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.home = home_folder(Path(settings["WARRAQ_HOME"]) if settings["WARRAQ_HOME"] else None)
        folder = self.home / "warc"
        folder.mkdir(parents=True, exist_ok=True)
        self.check_room()
        self.recovered = recover(folder, now=datetime.now(UTC))
        catalog = Catalog.open(self.home / "catalog.sqlite")
        self.children = Children(
            settings.getint("WARRAQ_EXTRACT_CHILDREN"),
            timeout_s=settings.getfloat("WARRAQ_EXTRACT_TIMEOUT"),
            memory_max_bytes=settings.getint("WARRAQ_EXTRACT_MEMORY_MAX"),
        )
        self.children.warm()
        self.archivist = Archivist(
            _writer(folder, crawler),
            catalog,
            records_max=settings.getint("WARRAQ_SYNC_RECORDS"),
            delay_s=settings.getfloat("WARRAQ_SYNC_DELAY"),
            size_max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        )
        crawler.signals.connect(self._captured, exchange_captured)
        crawler.signals.connect(self._stop, stop_now)
        crawler.signals.connect(self._close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the crawl's keeper."""
        keeper = crawler.get_extension(cls)
        if keeper is None:
            raise LookupError("crawler.keep.Keeper is not among the EXTENSIONS")
        return keeper

    def check_room(self) -> None:
        """Raise DiskFull where less than WARRAQ_DISK_FREE_MIN is free: what cannot be kept is not fetched."""
        free_bytes = shutil.disk_usage(self.home).free
        if free_bytes < self.crawler.settings.getint("WARRAQ_DISK_FREE_MIN"):
            raise DiskFull(self.home, free_bytes)

    def _captured(self, capture: Capture, request: Request) -> None:
        request.meta["reading"] = self.archivist.keep_exchange(_exchange(capture, request))

    def _stop(self) -> None:
        """Give the pages being read a moment, then end them: their links stay listed."""
        asyncio.get_running_loop().call_later(STOP_GRACE_S, lambda: self.children.close(now=True))

    async def _close(self) -> None:
        await asyncio.to_thread(self.archivist.close)
        self.children.close(now=True)


class KeepExchanges:
    """Fills a response with its decoded body, as soon as its capture is written; asks for a list only if it has changed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Set the slot and the conditions of a request."""
        # Politeness counts by host and port; a redirect to another host must not wait in the first one's queue. robots.txt,
        # asked once a run, says how long to wait: the page it is asked for need not wait for it as well.
        netloc, is_robots = urlsplit(request.url).netloc, request.meta.get("kind") is Kind.ROBOTS
        request.meta["download_slot"] = f"{netloc}/robots.txt" if is_robots else netloc
        try:
            Keeper.of(self._crawler).check_room()
        except DiskFull as problem:
            _tell_broken(self._crawler, problem)
            raise FetchFailed(Reason.INTERRUPTED, str(problem)) from problem
        if request.meta.get("kind") is Kind.LIST:
            await self._add_conditions(request)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its entity as body."""
        try:
            reading: Reading = await asyncio.wrap_future(request.meta["reading"])
        except Exception as problem:
            _tell_broken(self._crawler, problem)
            raise
        return response.replace(body=reading.entity.data)

    async def _add_conditions(self, request: Request) -> None:
        question = Keeper.of(self._crawler).archivist.ask(lambda catalog: catalog.validators(request.url))
        validators = await asyncio.wrap_future(question)
        if validators is not None and validators.etag:
            request.headers["If-None-Match"] = validators.etag
        if validators is not None and validators.last_modified:
            request.headers["If-Modified-Since"] = validators.last_modified


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
            for link in await self._pending(source.name):
                self._pages[source.name] += 1
                yield spider.story_request(link.url, source, link)
        async for request in start:
            yield request

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass items and requests; of the requests that carry a link, those whose link is new."""
        linked: dict[str, Request] = {}
        listed: list[Listed] = []
        async for found in result:
            if isinstance(found, Request) and found.meta.get("link") is not None:
                linked.setdefault(found.meta["link"].url, found)
            elif isinstance(found, Listed):
                listed.append(found)
            else:
                yield found
        links = tuple(request.meta["link"] for request in linked.values())
        new = await self._record(response, links, names_lists=any(item.lists for item in listed)) if listed else ()
        for link in new:
            self._pages[link.source] += 1
            if self._pages[link.source] <= self._pages_max:
                yield linked[link.url]
        for item in listed:
            yield replace(item, new=len(new))

    async def _pending(self, source: str) -> tuple[Link, ...]:
        archivist = Keeper.of(self._crawler).archivist
        pending: tuple[Link, ...] = await asyncio.wrap_future(
            archivist.ask(lambda catalog: catalog.pending(source, self._pages_max))
        )
        return pending

    async def _record(self, response: Response, links: tuple[Link, ...], *, names_lists: bool) -> tuple[Link, ...]:
        """Commit the links together with the list's validators: a list that answers 304 next time has lost nothing.

        A list of lists is kept without them: it is asked for whole each time, for a 304 would not say which lists to read.
        """
        reading: Reading = await asyncio.wrap_future(response.meta["reading"])
        read = replace(reading.fetch, etag=None, last_modified=None) if names_lists else reading.fetch
        return await asyncio.wrap_future(Keeper.of(self._crawler).archivist.list_links(links, read))


class KeepStories:
    """Turns what a spider brought back, a page or a problem, into an acknowledged outcome."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._keeper = Keeper.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_item(self, item: Story | Problem | Listed) -> Story | Problem | Listed:
        """Keep the item; the signal `story_kept` says what became of it."""
        if isinstance(item, Listed):
            self._crawler.signals.send_catch_log(list_read, listed=item)
            return item
        kept = await self._read(item) if isinstance(item, Story) else await _problem(item)
        if kept.reason is Reason.INTERRUPTED:
            return item  # the link stays listed: the next run fetches it
        try:
            settled = await asyncio.wrap_future(self._keeper.archivist.keep_story(kept))
        except Exception as problem:
            _tell_broken(self._crawler, problem)
            raise
        self._crawler.signals.send_catch_log(story_kept, kept=settled)
        return item

    async def _read(self, story: Story) -> Kept:
        reading: Reading = await asyncio.wrap_future(story.response.meta["reading"])
        kept = Kept(url=story.url, at=datetime.now(UTC), source=story.source, outcome=Outcome.FAILED, fetch=reading.fetch)
        failure = _http_failure(reading)
        if failure is not None:
            return replace(kept, outcome=failure[0], reason=failure[1], detail=failure[2])
        if reading.before is not None and reading.before.reason is not Reason.EXTRACT_FAILED:
            return _as_before(kept, reading.before)
        read = await asyncio.wrap_future(self._keeper.children.submit(_page(story, reading), story.rules))
        if isinstance(read, Article):
            return replace(kept, outcome=Outcome.ARCHIVED, article=read)
        return replace(kept, outcome=Outcome.REJECTED, reason=read.reason, detail=read.detail)


def _as_before(kept: Kept, before: Kept) -> Kept:
    """Return the outcome of a page that has not changed by a byte: what was read then is what it says now."""
    if before.article is None:
        return replace(kept, outcome=before.outcome, reason=before.reason, detail=before.detail)
    return replace(kept, outcome=Outcome.UNCHANGED, article=before.article, conversion=before.conversion)


def _writer(folder: Path, crawler: Crawler) -> WarcWriter:
    settings = crawler.settings
    info = WarcInfo(
        software=f"Warraq/{version('warraq')}",
        operator=settings["WARRAQ_CONTACT"] or None,
        robots="obey" if settings.getbool("WARRAQ_OBEY_ROBOTS") else "ignore",
        user_agent=settings["USER_AGENT"],
        hostname=socket.gethostname(),
        settings=_capturing(crawler.settings),
    )
    return WarcWriter(
        folder,
        info=info,
        size_max_bytes=settings.getint("WARRAQ_WARC_SIZE_MAX"),
        age_max_s=settings.getfloat("WARRAQ_WARC_AGE_MAX"),
    )


def _capturing(settings: BaseSettings) -> tuple[tuple[str, str], ...]:
    """Return what else changes what is captured, for the warcinfo."""
    return (
        ("certificates", "check" if settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES") else "accept any"),
        ("addresses", "public and private" if settings.getbool("WARRAQ_ALLOW_PRIVATE") else "public"),
        ("size-max-bytes", str(settings["DOWNLOAD_MAXSIZE"])),
        ("deadline-seconds", str(settings["DOWNLOAD_TIMEOUT"])),
        ("redirects-max", str(settings["REDIRECT_MAX_TIMES"])),
    )


def _exchange(capture: Capture, request: Request) -> Exchange:
    kind = Kind.HOP if is_redirect(response_head(capture.response)) else request.meta.get("kind", Kind.STORY)
    hops = request.meta.get("redirect_urls", [])
    via = hops[-1] if hops else request.meta.get("via")
    source = request.meta.get("source")
    link: Link | None = request.meta.get("link")
    fields = [("via", via), ("warraq-source", source), ("warraq-kind", kind), ("fetchTimeMs", str(request.meta["fetch_ms"]))]
    if link is not None:
        fields += [("warraq-listed-at", link.listed_at.isoformat()), ("warraq-listed-title", link.claimed_title)]
    return Exchange(
        capture=capture, kind=kind, source=source, via=via, fields=tuple((name, value) for name, value in fields if value)
    )


def _page(story: Story, reading: Reading) -> Page:
    return Page(
        url=reading.fetch.url,
        payload=reading.entity.data,
        content_type=reading.head.get("content-type") if reading.head else None,
        captured_at=reading.fetch.date,
        time_zone=story.time_zone,
        publisher=story.publisher,
    )


_STATUS_REASONS = {404: Reason.NOT_FOUND, 410: Reason.GONE, 401: Reason.FORBIDDEN, 403: Reason.FORBIDDEN, 429: Reason.THROTTLED}


def _http_failure(reading: Reading) -> tuple[Outcome, Reason, str] | None:
    """Return what is wrong with the response as HTTP, before anybody reads it as a page."""
    head, body = reading.head, reading.entity
    if head is None or head.status is None:
        return Outcome.FAILED, Reason.BAD_HTTP, "no status line"
    if body.too_large:
        return Outcome.FAILED, Reason.TOO_LARGE, "larger than the limit once decoded"
    if head.status != 200:
        by_class = Reason.SERVER_ERROR if 500 <= head.status < 600 else Reason.HTTP_ERROR
        return Outcome.FAILED, _STATUS_REASONS.get(head.status, by_class), f"HTTP {head.status} {head.reason}".strip()
    if not body.whole:
        return Outcome.FAILED, Reason.BAD_HTTP, body.why or "the body is damaged"
    return None


async def _problem(problem: Problem) -> Kept:
    """Return the outcome of a fetch that brought no response."""
    outcome, reason, detail = _words(problem)
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


def _words(problem: Problem) -> tuple[Outcome, Reason, str]:
    cause = problem.cause
    if isinstance(cause, BadUrl):
        refused = isinstance(cause, BadScheme)
        return Outcome.REFUSED if refused else Outcome.FAILED, Reason.SCHEME if refused else Reason.BAD_URL, cause.why
    if isinstance(cause, RobotsRefused):
        return Outcome.REFUSED, cause.reason, cause.detail
    if isinstance(cause, FetchFailed):
        refused = cause.reason in {Reason.ADDRESS, Reason.SCHEME}
        return Outcome.REFUSED if refused else Outcome.FAILED, cause.reason, cause.detail
    if isinstance(cause, TooManyRedirects):
        return Outcome.FAILED, Reason.TOO_MANY_REDIRECTS, str(cause)
    return Outcome.FAILED, Reason.BAD_HTTP, f"{type(cause).__name__}: {cause}"


def _tell_broken(crawler: Crawler, problem: Exception) -> None:
    """Let the crawl be stopped: what is not kept need not be fetched."""
    if isinstance(problem, (OSError, DiskFull, CatalogError)):
        crawler.signals.send_catch_log(archive_broken, problem=problem)
