from datetime import date

import pytest

from spiders.archives import further_pages, older_pages
from spiders.spans import Span

SITE = "https://outlet.example"
MAY = Span(first=date(2024, 5, 1), last=date(2024, 5, 31))


def led(body: str, at: str = "/news") -> list[str]:
    pages = older_pages(f"<html><body>{body}</body></html>".encode(), url=SITE + at, content_type="text/html; charset=utf-8")
    return [page.removeprefix(SITE) for page in pages]


@pytest.mark.parametrize(
    ("at", "body", "following"),
    [
        ("/news?page=2", "<a rel='next' href='?page=3'>x</a>", "/news?page=3"),
        ("/news", "<head><link rel='next' href='/news/older'></head>", "/news/older"),
        ("/news", "<base href='/ar/'><a rel='nofollow next' href='news?page=2'>x</a>", "/ar/news?page=2"),
        ("/news", "<a href='/news?page=1'>1</a><a href='/news?page=2'>2</a><a href='/news?page=9'>9</a>", "/news?page=2"),
        ("/news", "<a href='/news?page=1'>٢</a><a href='/news?page=2'>٣</a>", "/news?page=2"),
        ("/news?page=1", "<a href='/news?page=2'>٣</a><a href='/news'>١</a>", "/news?page=2"),
        ("/", "<a href='/page/2/'>2</a><a href='/page/15/'>15</a>", "/page/2/"),
        ("/news/page/4/", "<a href='/news/page/3/'>3</a><a href='/news/page/5/'>5</a>", "/news/page/5/"),
        (
            "/news?start=20",
            "<a href='/news?start=60'>4</a><a href='/news?start=40'>3</a><a href='/news'>1</a>",
            "/news?start=40",
        ),
        ("/news", "<a href='/latest?p=1'>الأقدم ←</a>", "/latest?p=1"),
        ("/news", "<a href='/more/2'>« المقالات السابقة</a>", "/more/2"),
        ("/news", "<a class='pager-item next' href='/more/2'><img alt='x'></a>", "/more/2"),
        ("/news", "<a href='/archive/'>أرشيف الأخبار</a>", "/archive/"),
    ],
)
def test_older_pages_are_told_by_word_by_number_and_by_name(at: str, body: str, following: str) -> None:
    assert led(body, at) == [following]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/news?page=1'>1</a>",
        "<a rel='next' href='javascript:void(0)'>x</a>",
        "<a rel='next' href='/news#more'>x</a>",
        "<a href='/news/2024/05/12345'>خبر</a><a href='/?p=100001'>خبر</a><a href='/news/20240506'>خبر</a>",
        "<a href='/sport?page=2'>2</a>",
        "<a href='/news'>التالي</a>",
    ],
)
def test_older_pages_are_none_where_nothing_leads_back(body: str) -> None:
    assert led(body) == []


def test_older_pages_are_the_months_and_days_of_an_archive_and_then_the_next() -> None:
    body = (
        "<a href='/2024/05/'>أيار</a><select><option value='/?m=202404'>x</option></select><a href='/archive/06-05-2024'>6</a>"
    )
    assert led(body + "<a href='/news?page=2'>2</a>") == ["/2024/05/", "/?m=202404", "/archive/06-05-2024", "/news?page=2"]


def test_older_pages_are_none_on_what_is_no_page() -> None:
    assert older_pages(b"", url=SITE, content_type=None) == ()


def test_further_pages_have_their_days_by_name_or_of_the_page_that_led_to_them() -> None:
    urls = [f"{SITE}/2024/05/", f"{SITE}/2024/05/page/2/", f"{SITE}/news?page=3"]
    assert [page.span for page in further_pages(urls, None)] == [MAY, MAY, None]
    assert [page.span for page in further_pages(urls[2:], MAY)] == [MAY]
