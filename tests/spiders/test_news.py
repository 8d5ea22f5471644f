import asyncio
from pathlib import Path

from scrapy.http import Request, Response, TextResponse

from spiders.news import NewsSpider
from spiders.source import parse

SITE = "https://outlet.example"
SOURCE = f"""[[source]]
name = "outlet"
title = "منفذ"
title_en = "Outlet"
kind = "portal"
country = "JO"
time_zone = "Asia/Amman"
language = "ar"
home = "{SITE}/"
domains = ["outlet.example"]
[[source.sitemap]]
url = "{SITE}/index.xml"
"""
INDEXES = {
    "/index.xml": ("/index.xml", "/news.xml", "/more.xml"),
    "/more.xml": ("/index.xml", "/news.xml"),
}


def index(request: Request) -> Response:
    entries = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in INDEXES[request.url.removeprefix(SITE)])
    return TextResponse(request.url, body=f"<sitemapindex>{entries}</sitemapindex>".encode(), request=request)


async def crawled(spider: NewsSpider) -> list[str]:
    """Return the paths of all lists that are asked for, in their order."""
    queue = [request async for request in spider.start()]
    asked = []
    for request in queue:
        asked.append(request.url.removeprefix(SITE))
        if asked[-1] in INDEXES:
            answers = spider.listed(index(request), **request.cb_kwargs)
            queue += [found async for found in answers if isinstance(found, Request)]
    return asked


def test_sitemaps_that_name_one_another_are_asked_for_once() -> None:
    spider = NewsSpider(sources=parse(SOURCE, Path("outlet.toml")), depth_max=9)
    assert asyncio.run(crawled(spider)) == ["/index.xml", "/news.xml", "/more.xml"]
