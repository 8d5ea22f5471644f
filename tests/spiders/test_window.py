from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive.links import Claim
from spiders.listing import FoundLink
from spiders.source import Source, parse
from spiders.spans import Span
from spiders.window import Window, choose_links, choose_lists

SITE = "https://outlet.example"
MAY = Window(since=date(2024, 5, 1), until=date(2024, 5, 31), zone=ZoneInfo("Asia/Amman"))


def source(patterns: str = "[]") -> Source:
    declared = f"""[[source]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nkind = "portal"\ncountry = "JO"\ntime_zone = "Asia/Amman"
    language = "ar"\nhome = "{SITE}/"\ndomains = ["outlet.example"]\nstory_patterns = {patterns}
    section = [{{ url = "{SITE}/" }}]"""
    return parse(declared, Path("a.toml"))[0]


def link(path: str, claimed: str | None = None) -> FoundLink:
    date = datetime.fromisoformat(claimed).replace(tzinfo=UTC) if claimed else None
    return FoundLink(url=f"{SITE}{path}", claim=Claim(date=date))


def chosen(*links: FoundLink, window: Window = MAY, inside: Span | None = None) -> list[str]:
    return [one.url.removeprefix(SITE) for one in choose_links(links, window, source(), inside).links]


@pytest.mark.parametrize(
    ("path", "claimed", "taken"),
    [
        ("/news/1001", "2024-05-17", True),
        ("/news/1001", "2024-06-17", False),
        ("/news/1001", "2024-05-31T21:30:00", False),  # past midnight in Amman
        ("/news/1001", "2024-04-30T21:30:00", True),
        ("/2024/05/17/rain", "2026-01-01", True),  # the address is surer than when the page last changed
        ("/2023/05/17/rain", "2024-05-17", False),
        ("/2024/05/rain-in-the-north", None, True),
        ("/2024/05/rain-in-the-north", "2026-01-01", True),
        ("/news/1001", None, False),
    ],
)
def test_choose_links_takes_those_of_the_window(path: str, claimed: str | None, *, taken: bool) -> None:
    assert bool(chosen(link(path, claimed))) is taken


def test_choose_links_takes_the_newest_first() -> None:
    links = (link("/news/1001", "2024-05-02"), link("/2024/05/20/rain"), link("/news/1003", "2024-05-19"))
    assert chosen(*links) == ["/2024/05/20/rain", "/news/1003", "/news/1001"]


def test_choose_links_counts_the_undated_and_takes_them_when_told() -> None:
    links = (link("/news/1001"), link("/news/1002", "2024-05-19"))
    assert choose_links(links, MAY, source()).undated == 1
    assert chosen(*links, window=Window(since=MAY.since, until=MAY.until, undated=True)) == ["/news/1002", "/news/1001"]
    assert chosen(*links, inside=Span(first=date(2024, 5, 1), last=date(2024, 5, 31))) == ["/news/1001", "/news/1002"]


@pytest.mark.parametrize("path", ["/", "/category/sport", "/tag/amman", "/author/12", "/logo.png"])
def test_choose_links_leaves_what_is_no_story(path: str) -> None:
    assert chosen(link(path, "2024-05-17")) == []


def test_choose_links_obeys_declared_patterns() -> None:
    links = (link("/news/1", "2024-05-17"), link("/shop/1", "2024-05-17"))
    taken = choose_links(links, MAY, source("['^/news/']")).links
    assert [one.url for one in taken] == [f"{SITE}/news/1"]


def test_choose_lists_takes_those_that_may_hold_the_window_newest_first() -> None:
    lists = {
        "2023-12.xml": None,
        "2024-04.xml": None,
        "2024-05.xml": None,
        "2024-06.xml": None,
        "a/posts.xml": datetime(2024, 4, 30, 12, tzinfo=UTC),
        "b/posts.xml": datetime(2024, 5, 1, tzinfo=UTC),
        "c/posts.xml": datetime(2026, 1, 1, tzinfo=UTC),
        "d/posts.xml": None,
    }
    further = choose_lists([f"{SITE}/{name}" for name in lists], list(lists.values()), MAY)
    assert [one.url.removeprefix(f"{SITE}/") for one in further] == ["c/posts.xml", "2024-05.xml", "b/posts.xml", "d/posts.xml"]


@pytest.mark.parametrize(
    "name",
    [
        "category-sitemap.xml",
        "post_tag-sitemap2.xml",
        "author-sitemap.xml",
        "page-sitemap.xml",
        "sitemap-pages.xml",
        "wp-sitemap-taxonomies-category-1.xml",
        "wp-sitemap-users-1.xml",
        "sitemap_tags.xml",
        "image-sitemap-3.xml",
        "sitemap.xml?type=videos",
        "sitemaps/topics.xml.gz",
    ],
)
def test_choose_lists_leaves_lists_of_no_stories(name: str) -> None:
    assert choose_lists([f"{SITE}/{name}"], [None], MAY) == ()


@pytest.mark.parametrize(
    "name",
    [
        "post-sitemap.xml",
        "sitemap-news.xml",
        "wp-sitemap-posts-post-1.xml",
        "articles.xml",
        "sitemap.xml?page=2",
        "tags/1.xml",
        "page-2.xml",
    ],
)
def test_choose_lists_takes_those_of_stories(name: str) -> None:
    assert len(choose_lists([f"{SITE}/{name}"], [None], MAY)) == 1
