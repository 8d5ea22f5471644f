"""Manners: what robots.txt allows (RFC 9309), and how slowly: its Crawl-delay, and the delay that a source is declared with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from archive.models import Kind, Reason
from crawler.fetching.failures import FetchFailed, RobotsRefused
from crawler.keeping.keeper import Keeper
from crawler.manners.rfc9309 import RobotsTxt
from crawler.manners.rules_kept import rules_kept, rules_told
from spiders.page import PageSpider

RULES_AGE_MAX_S = 6 * 3600.0
"""How long a robots.txt is held to in a long run, before it is asked for again; RFC 9309 section 2.4: a day at most."""

TROUBLE_AGE_MAX_S = 600.0
"""How long one that could not be reached is taken for unreachable."""


class Robots:
    """Asks each host's robots.txt once a run, and keeps what it answered in the archive."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._agent: str = settings["ROBOTSTXT_USER_AGENT"]
        self._obey: bool = settings.getbool("WARRAQ_OBEY_ROBOTS")
        self._delay_max_s: float = settings.getfloat("WARRAQ_CRAWL_DELAY_MAX")
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, as slowly as its source wants; or raise RobotsRefused."""
        if (delay_s := self._declared_delay_s(request)) is not None:
            self._slow(urlsplit(request.url).netloc, delay_s)
        if not self._obey or request.meta.get("kind") is Kind.ROBOTS:
            return
        origin = _origin(request.url)
        rules = await self._ask(origin, request.meta)
        if isinstance(rules, FetchFailed):
            raise rules
        if isinstance(rules, str):
            raise RobotsRefused(Reason.ROBOTS_UNREACHABLE, f"{origin}/robots.txt: {rules}")
        if request.meta.get("kind") is Kind.LIST:
            request.meta["sitemaps"] = rules.sitemaps
        if not rules.allows(request.url):
            raise RobotsRefused(Reason.ROBOTS, f"{origin}/robots.txt closes this address to {self._agent}")
        if rules.crawl_delay_s is not None:
            request.meta["crawl_delay_s"] = rules.crawl_delay_s

    def process_response(self, request: Request, response: Response) -> Response:
        """Take over the robots.txt that a spider asked for itself: no host is asked for it twice."""
        origin = _origin(next(iter(request.meta.get("redirect_urls", ())), request.url))
        if request.meta.get("kind") is Kind.ROBOTS and origin not in self._asked:
            answered = asyncio.get_running_loop().create_future()
            answered.set_result(self._rules_of(origin, response))
            self._asked[origin] = _Asked(answered, monotonic())
        return response

    def _declared_delay_s(self, request: Request) -> float | None:
        spider, name = self._crawler.spider, request.meta.get("source")
        sources = spider.sources if isinstance(spider, PageSpider) and name else ()
        return next((source.manners.delay_s for source in sources if source.name == name), None)

    async def _ask(self, origin: str, meta: Mapping[str, object]) -> _Rules:
        """Return what the host's robots.txt says; those that ask at once wait for one answer."""
        known = self._asked.get(origin)
        if known is None or known.is_stale(monotonic()):
            known = self._asked[origin] = _Asked(asyncio.ensure_future(self._read(origin, meta)), monotonic())
        return await asyncio.shield(known.rules)

    async def _read(self, origin: str, meta: Mapping[str, object]) -> _Rules:
        """Return the host's rules, none where it has no robots.txt (4xx); words where it is unreachable (5xx, no answer)."""
        url = f"{origin}/robots.txt"
        if (known := await self._remembered(url)) is not None:
            return self._heed(origin, known)
        asked = Request(
            url,
            priority=1000,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"kind": Kind.ROBOTS, "source": meta.get("source"), "asked_for": meta.get("kind")},
        )
        try:
            response = await self._crawler.engine.download_async(asked)
        except FetchFailed as problem:
            return problem if problem.reason in _HOST_PROBLEMS else problem.detail
        except IgnoreRequest as problem:
            return str(problem)
        return self._rules_of(origin, response)

    async def _remembered(self, url: str) -> RobotsTxt | None:
        """Return what an earlier crawl of the schedule was told lately: it would ask for little else than robots.txt."""
        if not _is_of_schedule(self._crawler.spider):
            return None
        keeper, now = Keeper.of(self._crawler), datetime.now(UTC)
        question = keeper.archivist.ask(lambda catalog: rules_kept(catalog, keeper.home / "warc", url, self._agent, now))
        kept: RobotsTxt | None = await asyncio.wrap_future(question)
        return kept

    def _rules_of(self, origin: str, response: Response) -> RobotsTxt | str:
        rules = rules_told(response.status, response.body, self._agent)
        return f"HTTP {response.status}" if rules is None else self._heed(origin, rules)

    def _heed(self, origin: str, rules: RobotsTxt) -> RobotsTxt:
        if rules.crawl_delay_s is not None:
            self._slow(urlsplit(origin).netloc, min(rules.crawl_delay_s, self._delay_max_s))
        return rules

    def _slow(self, netloc: str, delay_s: float) -> None:
        """Let at least `delay_s` pass between two requests to the host, one at a time; never less by chance.

        A crawl of the schedule also begins so late: another, of a source on the same host, may have ended just now.
        """
        downloader = self._crawler.engine.downloader
        asked = downloader.per_slot_settings.setdefault(netloc, {})
        usual_s = asked.get("delay", self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        asked.update(delay=max(delay_s, usual_s), concurrency=1, jitter=0.0)
        if netloc in downloader.slots:
            slot = downloader.slots[netloc]
            slot.delay, slot.concurrency, slot.jitter = max(slot.delay, delay_s), 1, 0.0
        elif _is_of_schedule(self._crawler.spider):
            slot = downloader.slots[netloc] = Slot(1, asked["delay"], 0.0)
            slot.lastseen = monotonic()


_Rules = RobotsTxt | FetchFailed | str
_HOST_PROBLEMS = {Reason.NO_DNS, Reason.ADDRESS, Reason.CONNECTION_REFUSED, Reason.BAD_CERTIFICATE, Reason.INTERRUPTED}
"""What is wrong with the host, not with its robots.txt: said as it is."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A robots.txt that was asked for. `at`: by the monotonic clock."""

    rules: asyncio.Future[_Rules]
    at: float

    def is_stale(self, now: float) -> bool:
        """Tell whether it must be asked for again: sooner, where nothing is known of it."""
        if not self.rules.done():
            return False
        is_known = not self.rules.cancelled() and self.rules.exception() is None and isinstance(self.rules.result(), RobotsTxt)
        return now - self.at > (RULES_AGE_MAX_S if is_known else TROUBLE_AGE_MAX_S)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_of_schedule(spider: Spider | None) -> bool:
    return isinstance(spider, PageSpider) and spider.is_patient
