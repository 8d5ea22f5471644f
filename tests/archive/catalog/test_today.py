"""What came in on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.ids import article_id
from tests.archive.catalog.samples import NOON, URL, after, article, story

DAY = timedelta(days=1)


def test_arrivals_of_an_empty_catalogue_are_none(catalog: Catalog) -> None:
    assert catalog.arrivals() is None
    assert catalog.arrivals(NOON.date()) is None


def test_arrivals_are_those_of_the_newest_day_newest_first(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(f"{URL}/{number}", at=after(number)) for number in range(3)])
    catalog.acknowledge([], [story(f"{URL}/old", at=NOON - DAY)])
    found = catalog.arrivals(limit=2)
    assert found is not None
    assert (found.day, found.before, found.after, found.count) == (NOON.date(), NOON.date() - DAY, None, 3)
    assert [one.url for one in found.stories] == [f"{URL}/2", f"{URL}/1"]
    assert found.stories[0].id == article_id(f"{URL}/2")


def test_arrivals_of_a_day_name_the_days_around_it(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(f"{URL}/{number}", at=NOON + number * DAY) for number in (0, 3, 5)])
    found = catalog.arrivals(NOON.date() + 3 * DAY)
    assert found is not None
    assert (found.before, found.after, found.count) == (NOON.date(), NOON.date() + 5 * DAY, 1)


def test_arrivals_of_a_day_without_any_still_lead_to_others(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(at=NOON)])
    for day in (NOON.date() + DAY, date.max):
        found = catalog.arrivals(day)
        assert found is not None
        assert (found.before, found.count, found.stories) == (NOON.date(), 0, ())


def test_arrivals_count_a_story_on_the_day_of_its_first_text_alone(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(at=NOON)])
    catalog.acknowledge([], [story(body="متغير", at=NOON + DAY)])
    found = catalog.arrivals()
    assert found is not None
    assert (found.day, found.count) == (NOON.date(), 1)


def test_arrivals_are_counted_by_source_and_agency(catalog: Catalog) -> None:
    wire = [story(f"{URL}/{number}", at=after(number)) for number in range(2)]
    catalog.acknowledge([], [*wire, story(f"{URL}/hand", source=None, at=NOON)])
    found = catalog.arrivals()
    assert found is not None
    told = [(share.source, share.agency, share.count, share.since) for share in found.shares]
    assert told == [("wire", "الأناضول", 2, NOON.date()), (None, "الأناضول", 1, NOON.date())]


@pytest.mark.parametrize(
    ("published", "since"),
    [(date(2015, 3, 1), date(2015, 3, 1)), (None, NOON.date()), (NOON + 9 * DAY, NOON.date())],
    ids=["old", "none", "yet to come"],
)
def test_arrivals_tell_since_when_their_dates_are(catalog: Catalog, published: datetime | date | None, since: date) -> None:
    catalog.acknowledge([], [story(article=article(date_published=published))])
    found = catalog.arrivals()
    assert found is not None
    assert [share.since for share in found.shares] == [since]
