from __future__ import annotations

import gzip
import http.client
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from archive.text.agencies import agency_named
from tests.newsroom import EVENING, HAZARDS, MORNING, Newsroom, expectations
from tests.newsroom.model import Expectation
from tests.newsroom.outlets import HOUSES
from tests.newsroom.stories import LENGTHS_WORDS, read_stories, words

GOLD = expectations()
ENCODINGS = {"sunbula": "windows-1256"}
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ids = "{0.outlet}-{0.story}".format


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom(slow_s=0.2) as room:
        yield room


@pytest.fixture
def scripted() -> Iterator[Newsroom]:
    with Newsroom(slow_s=0) as room:
        yield room


def fetch(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
    try:
        connection.request(method, path_of(url), headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def seen(outlet: str, body: bytes) -> str:
    """The words a reader sees on a page, spaces as one."""
    tree = html.document_fromstring(body.decode(ENCODINGS.get(outlet, "utf-8")))
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())


def path_of(url: str) -> str:
    """Path and query, what story patterns are searched in."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def listed(url: str) -> set[str]:
    """Every address in a feed, sitemap (index), or page."""
    response, body = fetch(url)
    body = gzip.decompress(body) if response.headers["Content-Type"] == "application/gzip" else body
    if "html" in response.headers["Content-Type"]:
        tree = html.document_fromstring(body, base_url=url)
        tree.make_links_absolute()
        return {str(address) for address in tree.xpath("//a/@href")}
    root = etree.fromstring(body)
    if str(root.tag).endswith("sitemapindex"):
        return {address for part in root.iter(LOC) for address in listed(str(part.text))}
    atom = {str(link.get("href")) for link in root.iter("{*}link") if link.get("href")}
    return atom | {str(each.text) for tag in (LOC, "link") for each in root.iter(tag)}


# --- pages and their gold


@pytest.mark.parametrize("gold", GOLD, ids=ids)
def test_story_page_shows_its_gold(room: Newsroom, gold: Expectation) -> None:
    response, body = fetch(room.url(gold.outlet, gold.path))
    assert response.status == 200
    assert len(body) == int(response.headers["Content-Length"] or len(body))
    assert 15_000 < len(body) < 100_000
    shown = seen(gold.outlet, body)
    at = [shown.find(line.replace(" | ", " ")) for line in gold.body.split("\n")]
    assert at == sorted(at)
    assert at[0] > 0
    assert gold.headline in shown


def test_furniture_that_may_leak_stands_on_a_page_and_in_no_gold(room: Newsroom) -> None:
    for house in HOUSES:
        gold = [each for each in GOLD if each.outlet == house.name]
        shown = " ".join(seen(house.name, room.page(each.outlet, unquote(each.path)).body) for each in gold)
        assert [words for words in house.leaks if words not in shown] == []
        assert [words for words in house.leaks if any(words in each.body for each in gold)] == []


def test_old_site_declares_no_encoding_and_is_windows_1256(room: Newsroom) -> None:
    gold = next(each for each in GOLD if each.outlet == "sunbula")
    response, body = fetch(room.url("sunbula", gold.path))
    assert response.headers["Content-Type"] == "text/html"
    assert b"charset" not in body.lower()
    assert gold.headline in body.decode("windows-1256")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_dates_are_full_and_of_the_outlet() -> None:
    for gold in GOLD:
        if "T" in gold.date_published:
            assert datetime.fromisoformat(gold.date_published).tzinfo is not None
        else:
            assert gold.outlet in {"sunbula", "jusur"}
            assert date.fromisoformat(gold.date_published) <= EVENING.date()


def test_one_wire_story_is_printed_in_different_cuts_and_credits() -> None:
    printings = [each for each in GOLD if each.story == "ports-railway"]
    assert len({each.outlet for each in printings}) >= 4
    assert len({each.body for each in printings}) >= 4
    assert len({each.headline for each in printings}) == 2
    assert {each.agency for each in printings} == {"وكالة المرافئ للأنباء", None}


# --- stories


def test_stories_are_many_and_as_long_as_they_say() -> None:
    stories = read_stories()
    assert len(stories) >= 40
    assert [story.id for story in stories if words(story.body) < LENGTHS_WORDS[story.length]] == []


def test_no_two_printings_share_an_address() -> None:
    addresses = [(printing.outlet, printing.path) for story in read_stories() for printing in story.printings]
    assert len(addresses) == len(set(addresses))
    assert {outlet for outlet, _ in addresses} == {house.name for house in HOUSES}


def test_agencies_go_by_the_names_of_the_registry() -> None:
    real = {story.agency for story in read_stories() if story.agency} - {house.title for house in HOUSES}
    assert {agency: agency_named(agency) for agency in real} == {agency: agency for agency in real}


# --- lists


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


# --- time


def test_same_bytes_each_time_at_one_moment(scripted: Newsroom) -> None:
    def everything() -> dict[tuple[str, str], bytes]:
        names = [outlet.name for outlet in scripted.outlets]
        return {(name, path): scripted.page(name, path).body for name in names for path in scripted.paths(name)}

    before = everything()
    scripted.at(MORNING)
    assert everything() != before
    scripted.at(EVENING)
    assert everything() == before


def test_story_is_absent_before_it_is_published(scripted: Newsroom) -> None:
    url = scripted.url("wakala", "/news/50431")
    scripted.at(datetime(2026, 7, 20, 13, 51, tzinfo=UTC))
    assert fetch(url)[0].status == 404
    assert url not in listed(scripted.outlet("wakala").feeds[0])
    assert scripted.tick() == datetime(2026, 7, 20, 13, 52, tzinfo=UTC)
    assert fetch(url)[0].status == 200
    assert url in listed(scripted.outlet("wakala").feeds[0])


def test_next_morning_brings_new_edited_corrected_and_deleted(scripted: Newsroom) -> None:
    evening = {(gold.outlet, gold.path): gold for gold in GOLD}
    morning = {(gold.outlet, gold.path): gold for gold in expectations(MORNING)}
    assert {path for _, path in morning.keys() - evening.keys()} == {"/news/50440", "/article/82540", "/n/61530"}
    assert evening.keys() - morning.keys() == {("sariya", "/story/7077")}
    changed = {key: gold for key, gold in morning.items() if key in evening and gold.body != evening[key].body}
    assert {gold.story: gold.date_modified is None for gold in changed.values()} == {"heat-wave": False, "court-bread": True}
    scripted.at(MORNING)
    assert fetch(scripted.url("sariya", "/story/7077"))[0].status == 410
    for gold in changed.values():
        assert gold.body.split("\n")[0] in seen(gold.outlet, fetch(scripted.url(gold.outlet, gold.path))[1])


def test_feed_is_new_when_a_story_is(scripted: Newsroom) -> None:
    feed = scripted.outlet("wakala").feeds[0]
    first, _ = fetch(feed)
    scripted.at(EVENING + timedelta(minutes=5))
    assert fetch(feed, If_None_Match=first.headers["ETag"])[0].status == 304
    scripted.at(MORNING)
    assert fetch(feed, If_None_Match=first.headers["ETag"])[0].status == 200


# --- HTTP


def test_gzip_is_sent_when_asked_for(room: Newsroom) -> None:
    url = room.url("wakala", "/rss.xml")
    plain, body = fetch(url)
    packed, octets = fetch(url, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(octets) == body


def test_wordpress_pages_come_in_chunks(room: Newsroom) -> None:
    gold = next(each for each in GOLD if each.outlet == "shurfa")
    response, body = fetch(room.url(gold.outlet, gold.path))
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.headers["Content-Length"] is None
    assert body == room.page(gold.outlet, unquote(gold.path)).body


def test_head_answers_without_a_body(room: Newsroom) -> None:
    response, body = fetch(room.url("wakala", "/"), "HEAD")
    assert (response.status, body) == (200, b"")


def test_other_methods_are_refused(room: Newsroom) -> None:
    response, _ = fetch(room.url("wakala", "/"), "POST")
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


def test_connection_is_kept_and_requests_in_a_row_are_answered_in_order(room: Newsroom) -> None:
    parts = urlsplit(room.url("wakala", "/"))
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    titles = []
    for path in ("/", "/rss.xml", "/robots.txt"):
        connection.request("GET", path)
        titles.append(connection.getresponse().read()[:15])
    connection.close()
    assert titles == [b"<!DOCTYPE html>", b'<?xml version="', b"User-agent: *\nD"]


def test_requests_are_remembered(room: Newsroom) -> None:
    fetch(room.url("wakala", "/nowhere"), User_Agent="probe")
    last = room.requests[-1]
    assert (last.outlet, last.method, last.path, last.status) == ("wakala", "GET", "/nowhere", 404)
    assert dict(last.headers)["user-agent"] == "probe"


# --- hazards


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gallery/12", 200),
        ("/members/7", 302),
        ("/loop/out", 302),
        ("/loop/back", 302),
        ("/story/404", 404),
        ("/error/1", 500),
        ("/blank/1", 200),
        ("/files/report-2026.pdf", 200),
    ],
)
def test_hazard_answers_as_it_should(room: Newsroom, path: str, status: int) -> None:
    assert fetch(room.url("sariya", path))[0].status == status


def test_every_hazard_is_listed_with_what_should_become_of_it(room: Newsroom) -> None:
    found = listed(room.outlet("sariya").feeds[0])
    assert {room.url("sariya", hazard.path) for hazard in HAZARDS} <= found
    assert all(hazard.reasons for hazard in HAZARDS)


def test_huge_page_is_as_long_as_asked() -> None:
    with Newsroom(names=("sariya",), huge_bytes=300_000) as room:
        assert len(fetch(room.url("sariya", "/archive/2025"))[1]) == 300_000


def test_slow_page_takes_its_time(room: Newsroom) -> None:
    start = datetime.now(UTC)
    _, body = fetch(room.url("sariya", "/live/7140"))
    assert (datetime.now(UTC) - start).total_seconds() >= 0.15
    assert body == room.page("sariya", "/live/7140").body
