"""What is due, by the catalogue and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.links import Link
from archive.watching import Poll
from crawler.rounds.due import due_looks, next_due, not_due, poll_due
from tests.archive.catalog.samples import story
from tests.crawler.scheduling.test_batches import source

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RSS, SECOND = "http://a.jo/rss", "http://a.jo/sport"
OURS = source("a", "a.jo", feeds=(RSS, SECOND))


@pytest.fixture
def catalog(tmp_path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        yield catalog


def polled(catalog: Catalog, url: str, due_at: datetime, polled_at: datetime = NOW - MINUTE) -> None:
    poll = Poll(source="a", url=url, polled_at=polled_at, due_at=due_at, status=200)
    catalog.list_links((), lambda _: Polled(poll=poll))


def test_a_list_never_polled_is_due(catalog):
    assert not_due(catalog, [OURS], NOW) == frozenset()
    assert next_due(catalog, [OURS], NOW) == {"a": NOW}


def test_a_list_is_read_a_little_early_with_others(catalog):
    polled(catalog, RSS, NOW + timedelta(seconds=5))
    polled(catalog, SECOND, NOW + MINUTE)
    assert not_due(catalog, [OURS], NOW) == {SECOND}


def test_a_source_is_due_with_the_first_of_its_lists(catalog):
    polled(catalog, RSS, NOW + 2 * MINUTE)
    polled(catalog, SECOND, NOW + MINUTE)
    assert next_due(catalog, [OURS], NOW) == {"a": NOW + MINUTE}


def test_what_fell_due_while_nobody_looked_is_due_now(catalog):
    polled(catalog, RSS, NOW - timedelta(days=2))
    polled(catalog, SECOND, NOW + MINUTE)
    assert next_due(catalog, [OURS], NOW) == {"a": NOW}


def test_a_list_no_longer_declared_makes_nothing_due(catalog):
    polled(catalog, "http://a.jo/gone", NOW - MINUTE)
    polled(catalog, RSS, NOW + MINUTE)
    polled(catalog, SECOND, NOW + MINUTE)
    assert next_due(catalog, [OURS], NOW) == {"a": NOW + MINUTE}


def test_an_open_link_makes_its_source_due(catalog):
    polled(catalog, RSS, NOW + MINUTE)
    polled(catalog, SECOND, NOW + MINUTE)
    catalog.list_links([Link(url="http://a.jo/1", source="a", listed_at=NOW, listed_in=RSS)])
    assert next_due(catalog, [OURS], NOW) == {"a": NOW}


def test_looks_that_wait_move_up(catalog):
    ago = {"http://a.jo/1": 20, "http://a.jo/2": 180, "http://a.jo/3": 10, "http://a.jo/4": 40}
    for url, minutes in ago.items():
        catalog.list_links([Link(url=url, source="a", listed_at=NOW - minutes * MINUTE, listed_in=RSS)])
        catalog.acknowledge([], [story(url, at=NOW - minutes * MINUTE, source="a")])
    looks = due_looks(catalog, [OURS], NOW, most=10)
    assert [look.url for look, _ in looks] == ["http://a.jo/2", "http://a.jo/4", "http://a.jo/1"]
    assert [look.url for look, _ in due_looks(catalog, [OURS], NOW, most=1)] == ["http://a.jo/2"]


@pytest.mark.parametrize(("ahead", "due"), [(timedelta(hours=1), True), (timedelta(seconds=30), False)])
def test_a_poll_in_the_future_says_that_the_clock_was_set_back(ahead, due):
    poll = Poll(source="a", url=RSS, polled_at=NOW + ahead, due_at=NOW + ahead + MINUTE, status=200)
    assert (poll_due(poll, NOW) == NOW) is due
