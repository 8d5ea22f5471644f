"""A crawl that asks by HEAD, through the real wire and archive: `python -m tests.crawler.heading HOME URL...`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from scrapy import Request

from crawler.configure import settings_for
from crawler.rounds.crawl import crawl
from spiders.items import Problem
from spiders.page import PageSpider


class Heads(PageSpider):
    name = "heads"

    async def start(self) -> AsyncIterator[Request | Problem]:
        async for request in super().start():
            yield request.replace(method="HEAD") if isinstance(request, Request) else request


if __name__ == "__main__":
    options = {"WARRAQ_ALLOW_PRIVATE": True, "WARRAQ_OBEY_ROBOTS": False, "DOWNLOAD_DELAY": 0.0, "DOWNLOAD_TIMEOUT": 5}
    ended = crawl(Heads, settings_for(Path(sys.argv[1]), options), on_kept=print, urls=sys.argv[2:])
    sys.exit(ended.problem is not None)
