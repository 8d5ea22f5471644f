from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spiders.fallback import CANDIDATES_MAX, Asked, Candidate, Instead, candidates, declared_lists, recent, to_be_replaced
from spiders.listing import ListKind
from spiders.source import Source, parse

SITE = "https://outlet.example"
FEED = Asked(kind=ListKind.FEED, url=f"{SITE}/rss.xml")
SPORT = Asked(kind=ListKind.FEED, url=f"{SITE}/sport.xml", covers="رياضة")
MARKETS = Asked(kind=ListKind.FEED, url=f"{SITE}/markets.xml", covers="اقتصاد")
SITEMAP = Asked(kind=ListKind.SITEMAP, url=f"{SITE}/news.xml")


def dead(one: Asked, problem: str = "HTTP 404") -> Asked:
    return replace(one, problem=problem)


def source() -> Source:
    declared = f"""[[source]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nkind = "portal"\ncountry = "JO"\ntime_zone = "Asia/Amman"
    language = "ar"\nhome = "{SITE}/"\ndomains = ["outlet.example"]
    feed = [{{ url = "{SITE}/rss.xml" }}, {{ url = "{SITE}/sport.xml", covers = "رياضة" }}]
    sitemap = [{{ url = "{SITE}/news.xml" }}]"""
    return parse(declared, Path("a.toml"))[0]


@pytest.mark.parametrize(
    ("asked", "replaced"),
    [
        ((FEED,), ()),
        ((dead(FEED),), (FEED,)),
        ((dead(FEED), SITEMAP), ()),
        ((dead(FEED), dead(SITEMAP)), (FEED, SITEMAP)),
        ((FEED, dead(SPORT)), ()),
        ((dead(FEED), SPORT), (FEED,)),
        ((SPORT, dead(MARKETS)), (MARKETS,)),
        ((SPORT, dead(replace(SPORT, url=f"{SITE}/sport2.xml"))), ()),
        ((), ()),
    ],
)
def test_to_be_replaced_is_what_no_other_list_tells_of(asked: tuple[Asked, ...], replaced: tuple[Asked, ...]) -> None:
    assert tuple(replace(one, problem=None) for one in to_be_replaced(asked)) == replaced


def test_declared_lists_are_of_their_kinds() -> None:
    assert declared_lists(source()) == (FEED, SPORT, SITEMAP)


def test_candidates_are_other_feeds_then_sitemaps_then_the_home_page() -> None:
    found = candidates(
        source(),
        [dead(FEED), dead(SPORT)],
        page_feeds=(f"{SITE}/feed/", FEED.url, f"{SITE}/feed/"),
        robots_sitemaps=(f"{SITE}/sitemap.xml",),
    )
    assert found == (
        Candidate(kind=ListKind.FEED, url=f"{SITE}/feed/"),
        Candidate(kind=ListKind.SITEMAP, url=f"{SITE}/sitemap.xml"),
        Candidate(kind=ListKind.SITEMAP, url=SITEMAP.url),
        Candidate(kind=ListKind.SECTION, url=f"{SITE}/"),
    )


def test_candidates_are_limited_and_end_with_the_home_page() -> None:
    many = [f"{SITE}/{number}.xml" for number in range(100)]
    found = candidates(source(), [dead(FEED)], page_feeds=many, robots_sitemaps=many)
    assert len(found) == CANDIDATES_MAX + 1
    assert found[-1].kind is ListKind.SECTION
    assert sum(one.kind is ListKind.FEED for one in found) == 3


def test_recent_is_the_last_days() -> None:
    window = recent(date(2026, 11, 5), ZoneInfo("Asia/Amman"))
    assert (window.since, window.until) == (date(2026, 11, 2), None)


def test_instead_says_what_is_dead_and_what_was_taken() -> None:
    took = Candidate(kind=ListKind.SITEMAP, url=f"{SITE}/sitemap.xml")
    assert str(Instead(dead=(dead(FEED),), took=took)) == (
        f"feed {SITE}/rss.xml is dead (HTTP 404); took sitemap {SITE}/sitemap.xml instead"
    )
    assert "nothing could be read instead (2 tried)" in str(Instead(dead=(dead(FEED),), took=None, tried=2))
