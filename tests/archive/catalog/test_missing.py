from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive.catalog.catalog import Catalog
from archive.links import Claim, LinkState
from archive.models import Outcome, Reason
from tests.archive.catalog.samples import NOON, URL, after, failure, link, story

DAY = timedelta(days=1)


def test_what_became_of_what_was_listed_is_told_by_day(catalog: Catalog) -> None:
    catalog.list_links([link(f"{URL}/{number}") for number in range(5)])
    catalog.list_links([link(f"{URL}/old", listed_at=NOON - DAY), link(f"{URL}/older", listed_at=NOON - 2 * DAY)])
    rejected = [replace(failure(f"{URL}/{n}", reason=Reason.LISTING), outcome=Outcome.REJECTED) for n in (1, 2)]
    catalog.acknowledge([], [story(f"{URL}/0"), *rejected, failure(f"{URL}/3"), failure(f"{URL}/old", reason=Reason.GONE)])
    found = [(one.day.isoformat(), one.state, one.reason, one.count) for one in catalog.became("wire", NOON - DAY)]
    assert {*found[:4]} == {
        ("2026-11-03", "archived", None, 1),
        ("2026-11-03", "listed", None, 1),
        ("2026-11-03", "listed", "TIMEOUT", 1),
        ("2026-11-03", "rejected", "LISTING", 2),
    }
    assert found[4:] == [("2026-11-02", "failed", "GONE", 1)]
    assert catalog.became("other", NOON - DAY) == ()


def test_what_is_missing_is_told_with_its_title_and_the_last_reason(catalog: Catalog) -> None:
    titled = link(f"{URL}/1", claim=Claim(title="عنوان"))
    catalog.list_links([link(f"{URL}/0"), titled, link(f"{URL}/2", listed_at=after(5))])
    catalog.acknowledge([], [story(f"{URL}/0"), failure(f"{URL}/1")])
    catalog.acknowledge([], [failure(f"{URL}/1", reason=Reason.GONE, detail="HTTP 410", at=after(9))])
    untried, gone = catalog.missing("wire", NOON, 10)
    assert (untried.link.url, untried.link.state, untried.reason) == (f"{URL}/2", LinkState.LISTED, None)
    assert (gone.link.claim.title, gone.reason, gone.detail, gone.tried_at) == ("عنوان", Reason.GONE, "HTTP 410", after(9))
    assert [one.link.url for one in catalog.missing("wire", NOON, 1)] == [f"{URL}/2"]
