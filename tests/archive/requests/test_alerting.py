"""Saved searches: what is told, to which, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.search import news
from archive.errors import TooMany
from archive.requests import searches
from archive.requests.alerting import look
from archive.requests.requests import Requests
from tests.archive.catalog.samples import NOON, article, story

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as opened:
        yield opened


@pytest.fixture
def requests(tmp_path: Path) -> Iterator[Requests]:
    one = Requests(tmp_path)
    yield one
    one.close()


def keep(catalog: Catalog, name: str, body: str, at=NOON, source: str = "wire") -> None:
    url = f"https://news.example/{name}"
    catalog.acknowledge([], [replace(story(url, body, at), article=article(url, body, headline=body[:20]), source=source)])


def save(catalog: Catalog, requests: Requests, query: str, name: str | None = None, at=NOON - timedelta(hours=1)):
    return requests.save(name or query, query, catalog.last_text(), at)


def look_on(catalog: Catalog, requests: Requests, countries=None) -> int:
    told, goes_on = 0, True
    while goes_on:
        looked = look(catalog, requests, countries or {}, LATER)
        told, goes_on = told + looked.told, looked.goes_on
    return told


def told(requests: Requests) -> list[tuple[str, str, int]]:
    return [(one.name, one.url.rpartition("/")[2], one.number) for one in requests.alerts()]


def test_new_text_that_fits_is_told_once(catalog, requests):
    keep(catalog, "old", "انقطعت المياه عن المدينة.")
    save(catalog, requests, "مياه")
    assert look_on(catalog, requests) == 0
    keep(catalog, "1", "عادت المياه إلى القرية.")
    keep(catalog, "2", "فاز الفريق بالكأس.")
    assert (look_on(catalog, requests), look_on(catalog, requests)) == (1, 0)
    assert told(requests) == [("مياه", "1", 1)]
    (alert,) = requests.alerts()
    assert (alert.at, alert.source, alert.headline) == (LATER, "wire", "عادت المياه إلى القر")


def test_later_text_of_a_told_story_is_not_told_again(catalog, requests):
    save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت المياه إلى القرية.")
    look_on(catalog, requests)
    keep(catalog, "1", "عادت المياه إلى القرية كلها.", LATER)
    assert (look_on(catalog, requests), len(requests.alerts())) == (0, 1)


def test_text_that_begins_to_fit_is_told(catalog, requests):
    keep(catalog, "1", "عادت الكهرباء إلى القرية.")
    keep(catalog, "2", "المياه والكهرباء.")
    save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت الكهرباء والمياه إلى القرية.", LATER)
    keep(catalog, "2", "المياه والكهرباء معًا.", LATER)
    assert look_on(catalog, requests) == 1
    assert told(requests) == [("مياه", "1", 2)]


def test_two_texts_of_a_story_between_looks_are_one_alert(catalog, requests):
    save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت المياه.", NOON)
    keep(catalog, "1", "عادت المياه إلى القرية.", LATER)
    assert (look_on(catalog, requests), told(requests)) == (1, [("مياه", "1", 1)])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"المياه إلى"', ["1"]),
        ("-قرية", ["2"]),
        ("source:other", ["2"]),
        ("country:JO", ["1"]),
        ("since:2026", ["1", "2"]),
        ("", ["1", "2"]),
        ("مياه OR فريق", ["1", "2"]),
        ("headline:فاز", ["2"]),
    ],
)
def test_queries_of_every_kind_are_followed(catalog, requests, query, found):
    save(catalog, requests, query, "name")
    keep(catalog, "1", "عادت المياه إلى القرية.")
    keep(catalog, "2", "فاز الفريق بالكأس.", source="other")
    look_on(catalog, requests, {"wire": "JO", "other": "LB"})
    assert [url for _, url, _ in told(requests)] == found


def test_text_captured_before_the_search_was_saved_is_not_told(catalog, requests):
    save(catalog, requests, "مياه", at=NOON + timedelta(minutes=30))
    keep(catalog, "imported", "عادت المياه إلى القرية.", NOON)
    keep(catalog, "new", "عادت المياه إلى المدينة.", LATER)
    look_on(catalog, requests)
    assert [url for _, url, _ in told(requests)] == ["new"]


def test_archive_of_many_texts_is_gone_over_in_parts(catalog, requests, monkeypatch):
    monkeypatch.setattr(news.read_news, "__defaults__", (3,))
    save(catalog, requests, "مياه")
    for number in range(10):
        keep(catalog, str(number), f"عادت المياه إلى القرية {number}.")
    first = look(catalog, requests, {}, LATER)
    assert (first.told, first.goes_on) == (3, True)
    assert look_on(catalog, requests) == 7


def test_rebuilt_index_tells_nothing_twice_and_misses_nothing(catalog, requests, tmp_path):
    save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت المياه إلى القرية.")
    look_on(catalog, requests)
    with Catalog.open(tmp_path / "rebuilt.sqlite") as rebuilt:  # in another order, and with a text that came meanwhile
        for name, body in (("2", "المياه في المدينة."), ("3", "المياه في السد."), ("1", "عادت المياه إلى القرية.")):
            keep(rebuilt, name, body)
        assert look_on(rebuilt, requests) == 2
        assert sorted(url for _, url, _ in told(requests)) == ["1", "2", "3"]
        assert look_on(rebuilt, requests) == 0


def test_what_no_reader_has_seen_is_counted(catalog, requests):
    one = save(catalog, requests, "مياه")
    for number in range(3):
        keep(catalog, str(number), f"عادت المياه إلى القرية {number}.")
    look_on(catalog, requests)
    second = requests.alerts()[1]
    requests.note_seen(one.id, second.id)
    requests.note_seen(one.id, second.id - 1)
    (now,) = requests.saved()
    assert (now.found, now.unseen) == (3, 1)


def test_deleted_search_takes_what_it_found_with_it(catalog, requests):
    one = save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت المياه إلى القرية.")
    look_on(catalog, requests)
    assert (requests.forget(one.id), requests.forget(one.id)) == (True, False)
    assert (requests.saved(), requests.alerts()) == ((), ())


def test_name_is_one_search_s(catalog, requests):
    one = save(catalog, requests, "مياه", "ماء")
    assert save(catalog, requests, "مياه", "ماء").id == one.id
    with pytest.raises(ValueError, match="ماء"):
        save(catalog, requests, "نهر", "ماء")


def test_more_searches_than_a_hundred_are_refused(catalog, requests, monkeypatch):
    monkeypatch.setattr(searches, "SEARCHES_MAX", 2)
    save(catalog, requests, "a")
    save(catalog, requests, "b")
    with pytest.raises(TooMany, match="2 saved searches"):
        save(catalog, requests, "c")


def test_one_look_tells_no_more_than_its_limit_and_the_last_are_remembered(catalog, requests, monkeypatch):
    monkeypatch.setattr(searches, "ALERTS_AT_ONCE", 4)
    monkeypatch.setattr(searches, "ALERTS_MAX", 6)
    save(catalog, requests, "مياه")
    for number in range(5):
        keep(catalog, str(number), f"عادت المياه إلى القرية {number}.")
    looked = look(catalog, requests, {}, LATER)
    assert (looked.told, looked.untold) == (4, 1)
    for number in range(5, 9):
        keep(catalog, str(number), f"عادت المياه إلى القرية {number}.")
    look_on(catalog, requests)
    assert [url for _, url, _ in told(requests)] == ["3", "4", "5", "6", "7", "8"]


def test_numbers_of_alerts_never_come_again(catalog, requests):
    save(catalog, requests, "مياه")
    keep(catalog, "1", "عادت المياه إلى القرية.")
    look_on(catalog, requests)
    (alert,) = requests.alerts()
    assert alert.id > 1_700_000_000  # seconds since 1970 at which the file was made: a later file's are greater
    assert requests.alerts(after_id=alert.id) == ()
