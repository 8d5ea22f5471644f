from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.exporting import Choice, Selection
from archive.catalog.looks import USUAL
from archive.links import LinkState
from archive.models import Kept, Outcome, Reason
from archive.watching import EventKind
from tests.archive.catalog.samples import URL, after, failure, fetch, link, story


def imported(body: str, at: datetime) -> Kept:
    """A text captured elsewhere: the look is dated by its capture."""
    kept = story(body=body, at=at)
    assert kept.fetch is not None
    return replace(kept, fetch=replace(kept.fetch, date=at))


def missed(at: datetime, reason: Reason = Reason.NOT_FOUND) -> Kept:
    return failure(reason=reason, at=at, fetch=fetch(status=404, date=at))


def kinds(catalog: Catalog) -> list[EventKind]:
    return [event.kind for event in catalog.events()]


def latest_body(catalog: Catalog) -> str:
    found = catalog.find(URL)
    assert found is not None
    return found.versions[-1].article.article_body


def test_an_older_text_makes_no_event_and_is_not_the_latest(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="جديد", at=after(60))])
    (late,) = catalog.acknowledge([], [imported("قديم", after(-60))])
    assert late.outcome is Outcome.ARCHIVED
    assert (kinds(catalog), latest_body(catalog)) == ([], "جديد")
    last = catalog.last_kept(URL)
    assert last is not None
    assert last.article is not None
    assert last.article.article_body == "جديد"


def test_a_crawl_after_an_older_text_finds_its_own_unchanged(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="جديد", at=after(60))])
    catalog.acknowledge([], [imported("قديم", after(-60))])
    (again,) = catalog.acknowledge([], [story(body="جديد", at=after(120))])
    assert (again.outcome, kinds(catalog)) == (Outcome.UNCHANGED, [])


def test_a_newer_text_counts_as_seen_by_a_crawl(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="أول", at=after(0))])
    (newer,) = catalog.acknowledge([], [imported("ثان", after(60))])
    (again,) = catalog.acknowledge([], [story(body="ثان", at=after(120))])
    assert (newer.outcome, again.outcome) == (Outcome.ARCHIVED, Outcome.UNCHANGED)
    assert kinds(catalog) == [EventKind.SILENT_EDIT]


def test_an_older_known_text_is_unchanged(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="أول", at=after(60)), story(body="ثان", at=after(90))])
    (late,) = catalog.acknowledge([], [imported("أول", after(-60))])
    assert (late.outcome, len(catalog.versions(URL))) == (Outcome.UNCHANGED, 2)


def test_texts_are_told_in_the_order_of_their_captures(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(body="ثالث", at=after(90))])
    catalog.acknowledge([], [imported("ثان", after(60))])
    catalog.acknowledge([], [imported("أول", after(30))])
    assert [one.article.article_body for one in catalog.versions(URL)] == ["أول", "ثان", "ثالث"]


def test_an_older_failure_removes_nothing_and_closes_no_link(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [missed(after(-3000)), missed(after(-60))])
    found = catalog.link(URL)
    assert found is not None
    assert (found.state, kinds(catalog)) == (LinkState.LISTED, [])


def test_a_text_that_is_imported_closes_its_link(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [imported("نص", after(-60))])
    found = catalog.link(URL)
    assert found is not None
    assert found.state is LinkState.ARCHIVED


def test_an_older_text_moves_no_recheck(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [story(at=after(1))])
    before = catalog.due_rechecks(["wire"], after(10**6), 9)
    catalog.acknowledge([], [imported("قديم", after(-600))])
    assert before
    assert catalog.due_rechecks(["wire"], after(10**6), 9) == before


def test_what_is_imported_is_not_counted_as_what_a_source_listed(catalog: Catalog) -> None:
    catalog.acknowledge([], [imported("نص", after(0))], USUAL)
    assert catalog.hours(after(-60), after(60)) == ()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_imports_in_any_order_leave_the_later_text_shown_last(catalog: Catalog, order: tuple[int, int]) -> None:
    told = (imported("أول", after(0)), imported("ثان", after(60)))
    for place in order:
        catalog.acknowledge([], [told[place]])
    (again,) = catalog.acknowledge([], [story(body="ثان", at=after(120))])
    assert again.outcome is Outcome.UNCHANGED


def test_an_export_hands_out_the_newest_text_however_late_an_older_one_came(catalog: Catalog, path: Path) -> None:
    catalog.acknowledge([], [story(body="جديد", at=after(60))])
    catalog.acknowledge([], [imported("قديم", after(-60))])
    with Selection(path, Choice()) as selection:
        assert [chosen.version.article.article_body for chosen in selection] == ["جديد"]
