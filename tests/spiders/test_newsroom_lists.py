"""Every outlet of the newsroom, read through its own lists: all its stories are found, and on its home page nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from spiders.discover import Listing, feed, section, sitemap
from spiders.source import Source, parse
from tests.newsroom.gold import expectations
from tests.newsroom.newsroom import Newsroom
from tests.newsroom.outlets import HOUSES

NAMES = [house.name for house in HOUSES]


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


def source_of(room: Newsroom, name: str) -> Source:
    return next(source for source in parse(room.sources_toml(), Path("newsroom.toml")) if source.name == name)


def stories_of(room: Newsroom, name: str) -> set[str]:
    return {room.url(name, unquote(expected.path)) for expected in expectations() if expected.outlet == name}


def read_list(room: Newsroom, source: Source, kind: str, url: str) -> Listing:
    parts = urlsplit(url)
    page = room.page(source.name, unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path))
    if kind == "feed":
        return feed(page.body, url=url, content_type=page.content_type)
    if kind == "sitemap":
        return sitemap(page.body, url=url)
    return section(page.body, url=url, content_type=page.content_type, source=source)


def read_lists(room: Newsroom, source: Source) -> Iterator[Listing]:
    todo = [(kind, each.url) for kind in ("feed", "sitemap", "section") for each in getattr(source, f"{kind}s")]
    for kind, url in todo:
        listing = read_list(room, source, kind, url)
        todo.extend(("sitemap", further) for further in listing.lists)
        yield listing


@pytest.mark.parametrize("name", NAMES)
def test_declared_lists_show_every_story(room: Newsroom, name: str) -> None:
    listings = tuple(read_lists(room, source_of(room, name)))
    assert {link.url for listing in listings for link in listing.links} >= stories_of(room, name)
    assert [listing.problem for listing in listings if listing.problem] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_home_page_shows_stories_and_no_menu_without_any_pattern(room: Newsroom, name: str) -> None:
    source = replace(source_of(room, name), story_patterns=())
    listing = read_list(room, source, "section", source.home)
    assert {link.url for link in listing.links} == stories_of(room, name)
