from __future__ import annotations

import gzip
import re
import tomllib
from datetime import datetime
from pathlib import Path

from lxml import etree

from tests.newsroom import HAZARDS, Newsroom, expectations
from tests.newsroom.asking import fetch, listed, path_of

GOLD = expectations()


def test_every_story_is_listed_and_every_listed_page_answers(room: Newsroom) -> None:
    hazards = {room.url("sariya", hazard.path) for hazard in HAZARDS}
    for outlet in room.outlets:
        found = {url for start in (*outlet.feeds, *outlet.sitemaps, *outlet.sections) for url in listed(start)}
        stories = {room.url(gold.outlet, gold.path) for gold in GOLD if gold.outlet == outlet.name}
        assert stories <= found
        if outlet.story_patterns:
            matching = {url for url in found if any(re.search(each, path_of(url)) for each in outlet.story_patterns)}
            assert matching == stories
        local = {url for url in found if url.startswith(outlet.base_url)} - hazards
        if not outlet.sections:
            assert {fetch(url)[0].status for url in local} == {200}


def test_lists_answer_304_to_their_validators(room: Newsroom) -> None:
    for outlet in room.outlets:
        for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections):
            first, _ = fetch(url)
            by_tag, body = fetch(url, If_None_Match=first.headers["ETag"])
            by_date, _ = fetch(url, If_Modified_Since=first.headers["Last-Modified"])
            stale, _ = fetch(url, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])
            assert (first.status, by_tag.status, by_date.status, stale.status, body) == (200, 304, 304, 200, b"")


def test_news_sitemap_is_a_gzip_file_with_dates(room: Newsroom) -> None:
    response, body = fetch(room.url("madar", "/sitemaps/news.xml.gz"))
    assert response.headers["Content-Encoding"] is None
    root = etree.fromstring(gzip.decompress(body))
    dates = [str(each.text) for each in root.iter("{http://www.google.com/schemas/sitemap-news/0.9}publication_date")]
    assert len(dates) == sum(gold.outlet == "madar" for gold in GOLD)
    assert all(datetime.fromisoformat(each).tzinfo for each in dates)


def test_robots_of_the_sitemap_site_names_its_index(room: Newsroom) -> None:
    _, body = fetch(room.url("madar", "/robots.txt"))
    assert f"Sitemap: {room.outlet('madar').sitemaps[0]}" in body.decode()


def test_sources_are_declared_for_every_outlet(room: Newsroom, tmp_path: Path) -> None:
    declared = tomllib.loads(room.write_sources(tmp_path).read_text("utf-8"))["source"]
    assert [each["name"] for each in declared] == [outlet.name for outlet in room.outlets]
    assert all(each.get("feed") or each.get("sitemap") or each.get("section") for each in declared)
