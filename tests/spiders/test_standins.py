import asyncio
from pathlib import Path

from scrapy.http import Request, TextResponse

from spiders.items import Listed
from spiders.news import NewsSpider
from spiders.source import parse
from tests.spiders.test_news import SITE, SOURCE


async def answers_to(page: str) -> list[Request | Listed]:
    """Return what follows when the one declared list is dead and the home page is `page`."""
    spider = NewsSpider(sources=parse(SOURCE, Path("outlet.toml")))
    (declared,) = [request async for request in spider.start()]
    dead = TextResponse(declared.url, status=404, request=declared)
    (home,) = [found async for found in spider.listed(dead, **declared.cb_kwargs) if isinstance(found, Request)]
    assert home.url == f"{SITE}/"
    return [found async for found in home.callback(TextResponse(home.url, body=page.encode(), request=home), **home.cb_kwargs)]


def test_a_home_page_without_stories_counts_as_tried() -> None:
    (listed,) = asyncio.run(answers_to("<html><body><p>قيد الإنشاء</p></body></html>"))
    assert str(listed.instead).endswith("nothing could be read instead (1 tried)")


def test_a_home_page_with_stories_is_taken() -> None:
    *requests, listed = asyncio.run(answers_to("<h2><a href='/news/88123'>افتتاح سوق الكتب في المدينة القديمة</a></h2>"))
    assert [request.url for request in requests] == [f"{SITE}/news/88123"]
    assert str(listed.instead).endswith(f"took page {SITE}/ instead")
