from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest

from archive.text.origin.agencies import agency_named
from tests.newsroom import EVENING, HAZARDS, Newsroom, expectations
from tests.newsroom.asking import fetch, listed, seen
from tests.newsroom.model import Expectation
from tests.newsroom.outlets import HOUSES
from tests.newsroom.stories import LENGTHS_WORDS, read_stories, words

GOLD = expectations()
ids = "{0.outlet}-{0.story}".format


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
