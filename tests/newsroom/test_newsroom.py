from __future__ import annotations

import gzip
import http.client
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.newsroom import EVENING, Newsroom, expectations
from tests.newsroom.model import Expectation
from tests.newsroom.stories import LENGTHS_WORDS, read_stories, words

GOLD = expectations()


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom(slow_s=0.2) as room:
        yield room


def fetch(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: f"{gold.outlet}-{gold.story}")
def test_story_page_answers_with_its_bytes(room: Newsroom, gold: Expectation) -> None:
    response, body = fetch(room.url(gold.outlet, gold.path))
    assert response.status == 200
    assert len(body) == int(response.headers["Content-Length"])
    assert 15_000 < len(body) < 100_000


def test_lists_answer_304_to_their_validators(room: Newsroom) -> None:
    for outlet in room.outlets:
        for url in (*outlet.feeds, *outlet.sitemaps, *outlet.sections):
            first, _ = fetch(url)
            by_tag, body = fetch(url, If_None_Match=first.headers["ETag"])
            by_date, _ = fetch(url, If_Modified_Since=first.headers["Last-Modified"])
            stale, _ = fetch(url, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])
            assert (first.status, by_tag.status, by_date.status, stale.status, body) == (200, 304, 304, 200, b"")


def test_same_bytes_each_time_at_one_moment(room: Newsroom) -> None:
    for outlet in room.outlets:
        before = {path: room.page(outlet.name, path).body for path in room.paths(outlet.name)}
        room.at(EVENING)
        assert {path: room.page(outlet.name, path).body for path in room.paths(outlet.name)} == before


def test_gzip_is_sent_when_asked_for(room: Newsroom) -> None:
    url = room.url("wakala", "/rss.xml")
    plain, body = fetch(url)
    packed, octets = fetch(url, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(octets) == body


def test_head_answers_without_a_body(room: Newsroom) -> None:
    response, body = fetch(room.url("wakala", "/"), "HEAD")
    assert (response.status, body) == (200, b"")


def test_requests_are_remembered(room: Newsroom) -> None:
    fetch(room.url("wakala", "/nowhere"), User_Agent="probe")
    last = room.requests[-1]
    assert (last.outlet, last.method, last.path, last.status) == ("wakala", "GET", "/nowhere", 404)
    assert dict(last.headers)["user-agent"] == "probe"


def test_stories_are_as_long_as_they_say() -> None:
    short = {story.id: words(story.body) for story in read_stories() if words(story.body) < LENGTHS_WORDS[story.length]}
    assert short == {}


def test_sources_are_declared_for_every_outlet(room: Newsroom) -> None:
    declared = tomllib.loads(room.sources_toml())["source"]
    assert [each["name"] for each in declared] == [outlet.name for outlet in room.outlets]
    assert all(each.get("feed") or each.get("sitemap") or each.get("section") for each in declared)
