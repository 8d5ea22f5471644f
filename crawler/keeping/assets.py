"""What a page needs to be shown again, fetched once its story is acknowledged: no story waits for it, or fails with it.

A crawl asks for it as it asks for anything: with the host's delay between two requests. What `warraq archive` asks for is one
visit of one reader: a host's places at once and no delay; but robots.txt, the guard and all limits hold.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.models import Kept, Kind, Outcome, Reason
from archive.urls import SCHEMES
from crawler.fetching.received import Rendered
from crawler.fetching.wire import stop_now
from crawler.home.log import logger
from crawler.keeping.archivist import Reading
from crawler.keeping.needs import STYLES_DEPTH_MAX, Limits, Need, Needs
from crawler.keeping.outcomes import http_failure, outcome_of
from spiders.page import PageSpider
from spiders.reading import content_type
from spiders.requisites import Requisite, page_requisites, stylesheet_requisites

assets_kept = object()
"""Signal: sent with `assets`, once a story and after its `story_kept`: all that its page needs is fetched, given up or left."""

UNDER_WAY_MAX = 12
"""Of one page at a time, over all hosts; each host has its places."""
PRIORITY = 1
"""Before the next stories: a crawl that ends early leaves stories, which stay listed, and not their pictures."""
KNOWN_MAX = 100_000
"""Addresses remembered, so that none is asked for twice in a run."""
READ = frozenset({Outcome.ARCHIVED, Outcome.UNCHANGED, Outcome.REJECTED})
UNSHOWN = frozenset({Reason.NOT_HTML, Reason.UNDECODABLE, Reason.EMPTY, Reason.EXTRACT_FAILED})
"""Of rejected pages, those on which nothing is looked for: they are no pages, or hurt who reads them."""


@dataclass(eq=False, slots=True)
class _Asset:
    """One address asked for in this run, and the other pages that wait for it. `failure`: a reason, once it `is_done`."""

    is_done: bool = False
    failure: str | None = None
    others: list[Needs] = field(default_factory=list)


class PageAssets:
    """Fetches what acknowledged pages need, within the limits of each."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._chosen: str = settings["WARRAQ_ASSETS"]
        self._limits = Limits(
            number_max=settings.getint("WARRAQ_ASSETS_MAX"),
            size_max_bytes=settings.getint("WARRAQ_ASSETS_SIZE_MAX"),
            time_max_s=settings.getfloat("WARRAQ_ASSETS_TIMEOUT"),
        )
        self._known: dict[str, _Asset] = {}
        self._open: set[Needs] = set()
        self._is_ending = False
        crawler.signals.connect(self._stop, stop_now)
        crawler.signals.connect(self._close, signals.spider_closed)

    async def follow(self, kept: Kept, response: Response | None) -> None:
        """Begin to fetch what an acknowledged page needs; `response`: the page, or None where none came."""
        needs = Needs(url=kept.url, source=kept.source, limits=self._limits, began=monotonic())
        self._open.add(needs)
        rendered: Rendered | None = response.meta.get("rendered") if response is not None else None
        if rendered is not None:  # the browser has asked for what it needs
            for failure, size_bytes in rendered.assets:
                needs.count(failure, size_bytes)
        elif response is not None and kept.fetch is not None and self._is_wanted(kept):
            needs.add(await self._needed(kept, response), kept.fetch.url, 0)
        self._go_on(needs)

    def _is_wanted(self, kept: Kept) -> bool:
        """Tell whether anything of this page is: a crawl wants nothing of one whose text it knows."""
        if self._chosen == "none" or self._is_ending or kept.reason in UNSHOWN:
            return False
        return kept.outcome is Outcome.ARCHIVED or (self._is_visit and kept.outcome in READ)

    @property
    def _is_visit(self) -> bool:
        return isinstance(self._crawler.spider, PageSpider) and not self._crawler.spider.crawls

    async def _needed(self, kept: Kept, response: Response) -> tuple[Requisite, ...]:
        image = kept.article.image if kept.article else None
        lead = (Requisite(url=image),) if image and image.startswith(SCHEMES) else ()
        if self._chosen == "lead" or not response.body:
            return lead
        url, said = kept.fetch.url if kept.fetch else response.url, content_type(response)
        return lead + await asyncio.to_thread(page_requisites, response.body, url=url, content_type=said)

    def _go_on(self, needs: Needs) -> None:
        """Ask for as many as may be under way; tell of the page when there are none left."""
        if self._is_ending or needs.is_spent(monotonic()):
            needs.leave()
        while needs.waiting and needs.under_way < UNDER_WAY_MAX:
            self._ask(needs, needs.waiting.popleft())
        if needs.is_done:
            self._tell(needs)

    def _ask(self, needs: Needs, need: Need) -> None:
        """Ask for one, unless this run has: then take what came, or wait for it too."""
        known = self._known.get(need.wanted.url)
        if known is not None and known.is_done:
            needs.count(known.failure)
            return
        needs.under_way += 1
        if known is not None:
            known.others.append(needs)
            return
        if len(self._known) >= KNOWN_MAX:
            del self._known[next(iter(self._known))]
        asset = self._known[need.wanted.url] = _Asset()
        self._crawler.engine.crawl(self._request(needs, need, asset))

    def _request(self, needs: Needs, need: Need, asset: _Asset) -> Request:
        """Return the request. A stylesheet is asked for whole, for it is to be read; the rest only if it has changed."""
        return Request(
            need.wanted.url,
            callback=self._came,
            errback=self._failed,
            cb_kwargs={"needs": needs, "need": need, "asset": asset},
            headers={"Accept": "*/*"},
            meta={
                "kind": Kind.ASSET,
                "source": needs.source,
                "via": need.via,
                "whole": need.wanted.is_style,
                "is_visit": self._is_visit,
            },
            priority=PRIORITY,
            dont_filter=True,
        )

    async def _came(self, response: Response, needs: Needs, need: Need, asset: _Asset) -> None:
        """Count what came; of a stylesheet, wait for what it needs in its turn."""
        reading: Reading = await asyncio.wrap_future(response.meta["reading"])
        failure = None if reading.fetch.status == 304 else http_failure(reading)
        if failure is None and need.wanted.is_style and need.depth < STYLES_DEPTH_MAX:
            url, said = reading.fetch.url, content_type(response)
            more = await asyncio.to_thread(stylesheet_requisites, response.body, url=url, content_type=said)
            needs.add(more, url, need.depth + 1)
        self._settle(needs, asset, failure[0] if failure else None, len(reading.entity.data))

    async def _failed(self, failure: Failure) -> None:
        """Count what did not come. What broke the archive is told by who keeps the exchanges."""
        asked: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        cause = failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
        self._settle(asked.cb_kwargs["needs"], asked.cb_kwargs["asset"], outcome_of(cause)[1], 0)

    def _settle(self, needs: Needs, asset: _Asset, failure: str | None, size_bytes: int) -> None:
        asset.is_done, asset.failure = True, failure
        others, asset.others = asset.others, []
        for one in (needs, *others):
            one.under_way -= 1
            one.count(failure, size_bytes if one is needs else 0)
            self._go_on(one)

    def _stop(self) -> None:
        self._is_ending = True

    def _close(self) -> None:
        """Tell of the pages that the end of the crawl cut off."""
        for needs in tuple(self._open):
            self._tell(needs)

    def _tell(self, needs: Needs) -> None:
        if needs not in self._open:
            return
        self._open.discard(needs)
        told = needs.told()
        if told.is_any:
            counts = told.kept, told.failed, told.left, told.size_bytes
            logger.info("assets url=%s kept=%s failed=%s left=%s bytes=%s", told.url, *counts)
        self._crawler.signals.send_catch_log(assets_kept, assets=told)


def visit_slot(crawler: Crawler, netloc: str) -> str:
    """Return the queue of what a visit asks a host for beside its page: without the delay between two pages."""
    name = f"{netloc}/assets"
    places = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
    crawler.engine.downloader.per_slot_settings.setdefault(name, {"delay": 0.0, "concurrency": places, "jitter": 0.0})
    return name
