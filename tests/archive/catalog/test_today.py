"""On which days stories came in, and how much there is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.today import Arrival, Holdings
from tests.archive.catalog.samples import NOON, URL, after, article, story

DAY = timedelta(days=1)
TODAY = NOON.date()


def test_arrival_in_an_empty_catalogue_is_none(catalog: Catalog) -> None:
    assert catalog.arrival() is None
    assert catalog.arrival(TODAY) is None


def test_arrival_is_of_the_newest_day(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(f"{URL}/{days}", at=NOON + days * DAY) for days in (0, 3, 5)])
    assert catalog.arrival() == Arrival(day=TODAY + 5 * DAY, before=TODAY + 3 * DAY, after=None)


def test_arrival_of_a_day_names_the_days_around_it(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(f"{URL}/{days}", at=NOON + days * DAY) for days in (0, 3, 5)])
    assert catalog.arrival(TODAY + 3 * DAY) == Arrival(day=TODAY + 3 * DAY, before=TODAY, after=TODAY + 5 * DAY)


@pytest.mark.parametrize(("day", "before", "after"), [(date.min, None, TODAY), (date.max, TODAY, None)])
def test_arrival_of_a_day_without_stories_leads_to_others(
    catalog: Catalog, day: date, before: date | None, after: date | None
) -> None:
    catalog.acknowledge([], [story(at=NOON)])
    assert catalog.arrival(day) == Arrival(day=day, before=before, after=after)


def test_story_came_in_on_the_day_of_its_first_text_alone(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(at=NOON)])
    catalog.acknowledge([], [story(body="متغير", at=NOON + DAY)])
    assert catalog.arrival() == Arrival(day=TODAY, before=None, after=None)
    assert [catalog.search(f"came:{TODAY + days * DAY}").total for days in (0, 1)] == [1, 0]
    assert catalog.search(f"came:{TODAY}", older=True).total == 2


def test_story_came_in_on_another_day_than_it_bears(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(article=article(date_published=date(2015, 3, 1)), at=NOON)])
    queries = ("came:2026-11-03", "ورد:٣/١١/٢٠٢٦", "came:2026", "-came:2025", "came:2015", "on:2015-03-01 came:2026-11")
    assert [catalog.search(query).total for query in queries] == [1, 1, 1, 1, 0, 1]


def test_stories_that_come_while_a_day_is_asked_for_are_found(path: Path) -> None:
    with Catalog.open(path) as writer, Catalog.open(path, read_only=True) as reader:
        found = []
        for number in range(3):
            writer.acknowledge([], [story(f"{URL}/{number}", at=NOON), story(f"{URL}/{number}/later", at=NOON + DAY)])
            writer.acknowledge([], [story(f"{URL}/{number}", body="متغير", at=after(9))])
            found.append(reader.search(f"came:{TODAY}").total)
    assert found == [1, 2, 3]


def test_holdings_count_stories_texts_and_captures(catalog: Catalog) -> None:
    assert catalog.holdings() == Holdings(stories=0, texts=0, captures=0)
    catalog.acknowledge([], [story(at=NOON), story(f"{URL}/2", at=NOON)])
    assert catalog.holdings().stories == 2
    catalog.acknowledge([], [story(body="متغير", at=after(9))])
    assert catalog.holdings() == Holdings(stories=2, texts=3, captures=3)
