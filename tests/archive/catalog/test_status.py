from __future__ import annotations

from dataclasses import replace

from archive.catalog.answers import SourceStatus
from archive.catalog.catalog import Catalog
from archive.catalog.schema import REVISION
from archive.models import Outcome, Reason
from tests.archive.catalog.samples import FEED, NOON, URL, after, failure, fetch, link, story


def test_status_of_an_empty_catalogue_is_all_nothing(catalog: Catalog) -> None:
    status = catalog.status(NOON)
    assert (status.revision, status.sources) == (REVISION, ())
    assert (status.links, status.fetches, status.articles, status.versions) == (0, 0, 0, 0)


def test_status_counts_by_source(catalog: Catalog) -> None:
    catalog.list_links([link(f"{URL}/{number}") for number in range(5)])
    missing = failure(f"{URL}/1", reason=Reason.NOT_FOUND)
    rejected = replace(failure(f"{URL}/2", reason=Reason.LISTING), outcome=Outcome.REJECTED)
    refused = replace(failure(f"{URL}/3", reason=Reason.ROBOTS), outcome=Outcome.REFUSED)
    catalog.acknowledge([fetch(FEED, date=after(7))], [story(f"{URL}/0"), missing, rejected, refused])
    catalog.acknowledge([], [story(f"{URL}/0", body="متغير", at=after(3))])
    (wire,) = catalog.status(after(10)).sources
    assert (wire.listed, wire.archived, wire.rejected, wire.failed, wire.refused) == (1, 1, 1, 1, 1)
    assert (wire.articles, wire.last_fetch) == (1, after(7))
    assert wire.last_story == story().fetch.date  # type: ignore[union-attr]


def test_status_counts_the_whole(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([fetch(FEED)], [story(), story(body="متغير", at=after(1)), story(URL + "/2")])
    status = catalog.status(NOON)
    assert (status.links, status.fetches, status.articles, status.versions) == (1, 4, 2, 3)


def test_status_tells_the_failures_of_the_last_day_by_how_often(catalog: Catalog) -> None:
    reasons = [Reason.TIMEOUT, Reason.NO_DNS, Reason.TIMEOUT]
    failures = [failure(f"{URL}/{number}", reason=reason) for number, reason in enumerate(reasons)]
    old = failure(at=after(-24 * 60 - 1), reason=Reason.TOO_LARGE)
    catalog.acknowledge([], [old, *failures])
    (wire,) = catalog.status(NOON).sources
    assert wire.failures == ((Reason.TIMEOUT, 2), (Reason.NO_DNS, 1))


def test_status_puts_what_was_archived_by_hand_last(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(source=None), story(URL + "/2", source="zz"), story(URL + "/3", source="aa")])
    by_hand: SourceStatus
    *_, by_hand = catalog.status(NOON).sources
    assert [one.source for one in catalog.status(NOON).sources if one.articles] == ["aa", "zz", None]
    assert by_hand.articles == 1
