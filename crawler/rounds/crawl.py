"""One crawl, from its start to its last acknowledgement: what every command that fetches runs."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.models import Kept
from crawler.fetching.wire import stop_now
from crawler.home.log import log_kept, quiet
from crawler.keeping.assets import assets_kept
from crawler.keeping.keep import list_read, story_kept
from crawler.keeping.keeper import archive_broken
from crawler.keeping.needs import Assets
from spiders.items import Listed

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True, kw_only=True)
class Ended:
    """How a crawl ended. `problem`: what broke the archive, or None."""

    interrupted: bool = False
    problem: BaseException | None = None


def crawl(
    spider: type[Spider],
    settings: Settings,
    *,
    on_kept: Callable[[Kept], None],
    on_listed: Callable[[Listed], None] = lambda _: None,
    on_assets: Callable[[Assets], None] = lambda _: None,
    **arguments: object,
) -> Ended:
    """Run `spider` to its end in this process; once a process, since a Twisted reactor starts once.

    `on_kept` hears of each story, then `on_assets` of what its page needs, when that is fetched; `on_listed` of each list.
    """
    ended = Ended()
    process = AsyncCrawlerProcess(settings)
    quiet()
    _count_steadily()
    crawler = process.create_crawler(spider)
    _connect(crawler, ended, on_kept, on_listed, on_assets)
    task = process.crawl(crawler, **arguments)
    _install_signals(crawler, ended)
    process.start(install_signal_handlers=False)
    if not task.cancelled() and task.exception() is not None:
        ended.problem = ended.problem or task.exception()
    return ended


def _connect(
    crawler: Crawler,
    ended: Ended,
    on_kept: Callable[[Kept], None],
    on_listed: Callable[[Listed], None],
    on_assets: Callable[[Assets], None],
) -> None:
    def kept_one(kept: Kept) -> None:
        log_kept(kept)
        on_kept(kept)

    def listed_one(listed: Listed) -> None:
        on_listed(listed)

    def assets_of_one(assets: Assets) -> None:
        on_assets(assets)

    def broken(problem: Exception) -> None:
        if ended.problem is None:
            ended.problem = problem
            logging.getLogger("warraq").error("nothing more can be kept: %s", problem)
            _stop(crawler)

    crawler.signals.connect(kept_one, story_kept, weak=False)
    crawler.signals.connect(listed_one, list_read, weak=False)
    crawler.signals.connect(assets_of_one, assets_kept, weak=False)
    crawler.signals.connect(broken, archive_broken, weak=False)


def _count_steadily() -> None:
    """Let time-outs be counted by a clock that nobody sets.

    Twisted's own is the time of day: set forward, it would end all exchanges at once; set back, none for as long.
    """
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    reactor.seconds = monotonic  # type: ignore[method-assign, misc]


def _install_signals(crawler: Crawler, ended: Ended) -> None:
    """Ctrl-C and SIGTERM end the crawl cleanly: live exchanges are cut and kept as cut, links that are left stay listed."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    def stop(_number: int, _frame: object) -> None:
        ended.interrupted = True
        reactor.callFromThread(_stop, crawler)

    for number in SIGNALS:
        signal.signal(number, stop)


def _stop(crawler: Crawler) -> None:
    """End the crawl: cut live exchanges, let queued requests through to be refused at once, close the spider."""
    crawler.signals.send_catch_log(stop_now)
    if crawler._engine is None:
        return
    downloader = crawler.engine.downloader
    for slot in downloader.slots.values():
        slot.delay = 0
        slot.close()
        downloader._process_queue(slot)
    if crawler.crawling:
        asyncio.ensure_future(crawler.stop_async())  # noqa: RUF006 - the engine's end is what the process waits for
