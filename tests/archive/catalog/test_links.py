from __future__ import annotations

from dataclasses import replace

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.links import LINKS_MAX
from archive.links import Claim, Link, LinkState
from archive.models import Outcome, Reason
from tests.archive.catalog.samples import FEED, NOON, URL, after, article, failure, link, redirected, story


def state(catalog: Catalog, url: str = URL) -> LinkState | None:
    found = catalog.find(url)
    return found.link.state if found and found.link else None


def test_list_links_returns_the_new_ones_in_the_order_listed(catalog: Catalog) -> None:
    listed = [link(f"{URL}/{number}") for number in (3, 1, 2)]
    assert catalog.list_links(listed) == tuple(listed)
    assert catalog.list_links([*listed, link(f"{URL}/4")]) == (link(f"{URL}/4"),)


def test_list_links_takes_a_link_listed_twice_as_first_listed(catalog: Catalog) -> None:
    first, other, again = link(claim=Claim(title="أولى")), link(URL + "/2"), link(claim=Claim(title="ثانية"))
    assert catalog.list_links([first, other, again]) == (first, other)


def test_list_links_takes_an_empty_list(catalog: Catalog) -> None:
    assert catalog.list_links([]) == ()


def test_list_links_gives_back_all_a_link_says(catalog: Catalog) -> None:
    claim = Claim(date=after(-3), title="عنوان\x00 مع صفر", text="سطر\nوسطر", author="هالة منصور")
    full = link(claim=claim)
    catalog.list_links([full])
    assert catalog.pending("wire", 1) == (replace(full, claim=replace(claim, title="عنوان\ufffd مع صفر")),)


def test_list_links_takes_more_than_one_transaction_holds(catalog: Catalog) -> None:
    listed = [link(f"{URL}/{number}") for number in range(LINKS_MAX + 10)]
    listed.append(listed[0])
    assert len(catalog.list_links(listed)) == LINKS_MAX + 10
    assert catalog.list_links(listed) == ()


def test_list_links_keeps_an_archived_page_from_being_fetched_again(catalog: Catalog) -> None:
    catalog.acknowledge([], [story()])
    assert catalog.list_links([link()]) == ()
    assert state(catalog) is LinkState.ARCHIVED


def test_list_links_returns_a_page_that_failed_by_hand(catalog: Catalog) -> None:
    catalog.acknowledge([], [failure()])
    assert catalog.list_links([link()]) == (link(),)


def test_list_links_notes_who_lists_it_again_once_an_hour(catalog: Catalog) -> None:
    def last_listed() -> str:
        with catalog._database.read() as connection:
            return str(connection.exec_driver_sql("SELECT last_listed_in FROM link").scalar())

    catalog.list_links([link()])
    catalog.list_links([link(listed_at=after(59), listed_in=FEED + "/2")])
    assert last_listed() == FEED
    catalog.list_links([link(listed_at=after(61), listed_in=FEED + "/3")])
    assert last_listed() == FEED + "/3"
    assert catalog.pending("wire", 1)[0].listed_at == NOON


def test_pending_gives_the_last_listing_first_and_its_newest_story_first(catalog: Catalog) -> None:
    def at(name: str, listed: float, claimed: float | None) -> Link:
        return link(f"{URL}/{name}", listed_at=after(listed), claim=Claim(date=None if claimed is None else after(claimed)))

    catalog.list_links([at("old", 0, 0), at("undated", 10, None), at("early", 10, 1), at("late", 10, 9)])
    assert [one.url.rpartition("/")[2] for one in catalog.pending("wire", 9)] == ["late", "early", "undated", "old"]
    assert len(catalog.pending("wire", 2)) == 2


def test_pending_is_of_one_source(catalog: Catalog) -> None:
    catalog.list_links([link(source="one"), link(URL + "/2", source="two")])
    assert [one.source for one in catalog.pending("two", 10)] == ["two"]


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        (Outcome.FAILED, Reason.NOT_FOUND, LinkState.FAILED),
        (Outcome.FAILED, Reason.TIMEOUT, LinkState.LISTED),
        (Outcome.REJECTED, Reason.LISTING, LinkState.REJECTED),
        (Outcome.REFUSED, Reason.ROBOTS, LinkState.REFUSED),
        (Outcome.FAILED, Reason.INTERRUPTED, LinkState.LISTED),
    ],
)
def test_acknowledge_closes_a_link_by_its_outcome(
    catalog: Catalog, outcome: Outcome, reason: Reason, expected: LinkState
) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [replace(failure(reason=reason), outcome=outcome)])
    assert state(catalog) is expected
    assert bool(catalog.pending("wire", 1)) is (expected is LinkState.LISTED)


def test_acknowledge_closes_a_link_whose_trouble_did_not_pass_in_a_day(catalog: Catalog) -> None:
    catalog.list_links([link()])
    tried_at, waits = [0.0], []
    while state(catalog) is LinkState.LISTED:
        catalog.acknowledge([], [failure(reason=Reason.TIMEOUT, at=after(tried_at[-1]))])
        waits.append(next((wait for wait in range(0, 400, 5) if catalog.pending("wire", 1, after(tried_at[-1] + wait))), None))
        tried_at.append(tried_at[-1] + (waits[-1] or 0))
    assert state(catalog) is LinkState.FAILED
    assert waits == [5, 15, 60, 180, *[360] * 5, None]


def test_acknowledge_gives_no_link_up_within_a_day_however_often_it_is_tried(catalog: Catalog) -> None:
    catalog.list_links([link()])
    for minutes in (*range(20), 24 * 60 - 1):
        catalog.acknowledge([], [failure(reason=Reason.TIMEOUT, at=after(minutes))])
        assert state(catalog) is LinkState.LISTED
    catalog.acknowledge([], [failure(reason=Reason.TIMEOUT, at=after(24 * 60))])
    assert state(catalog) is LinkState.FAILED


def test_pending_gives_what_waits_when_no_time_is_named(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [failure(reason=Reason.TIMEOUT)])
    assert catalog.pending("wire", 1, after(1)) == ()
    assert catalog.pending("wire", 1) == (link(),)


def test_acknowledge_closes_the_links_of_both_ends_of_a_redirect(catalog: Catalog) -> None:
    asked = "https://short.example/1"
    catalog.list_links([link(), link(asked)])
    catalog.acknowledge([], [redirected(story(), asked)])
    assert (state(catalog), state(catalog, asked)) == (LinkState.ARCHIVED, LinkState.ARCHIVED)


def test_acknowledge_leaves_an_archived_link_archived(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [story()])
    catalog.acknowledge([], [failure(at=after(60), reason=Reason.NOT_FOUND)])
    assert state(catalog) is LinkState.ARCHIVED


TWINS = (
    "https://m.news.example/story/1",
    "https://news.example/story/1/amp?utm_source=rss",
    "http://www.news.example/story/1/",
)


def test_list_links_takes_the_first_of_one_story_s_addresses(catalog: Catalog) -> None:
    assert catalog.list_links([link(TWINS[0]), link(), link(TWINS[1])]) == (link(TWINS[0]),)


@pytest.mark.parametrize("twin", TWINS)
def test_list_links_knows_a_story_by_another_address(catalog: Catalog, twin: str) -> None:
    catalog.list_links([link()])
    assert catalog.list_links([link(twin)]) == ()
    catalog.acknowledge([], [story()])
    assert catalog.list_links([link(twin)]) == ()
    assert catalog.status(NOON).links == 1


def test_list_links_knows_what_was_archived_by_hand_by_another_address(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(source=None)])
    assert catalog.list_links([link(TWINS[0])]) == ()


def test_list_links_tries_another_address_of_a_story_that_failed(catalog: Catalog) -> None:
    catalog.list_links([link(TWINS[1])])
    catalog.acknowledge([], [failure(TWINS[1], reason=Reason.NOT_FOUND)])
    assert catalog.list_links([link()]) == (link(),)


@pytest.mark.parametrize(
    ("canonical", "known"),
    [
        (URL, True),
        ("/story/1", True),
        ("https://m.news.example/story/1", True),
        ("https://other.example/story/1", False),
        ("https://news.example:99999/", False),
    ],
)
def test_list_links_knows_what_an_archived_page_calls_its_canonical(catalog: Catalog, canonical: str, known: bool) -> None:  # noqa: FBT001
    asked = "https://news.example/?p=77"
    catalog.acknowledge([], [replace(story(asked), article=article(asked, canonical_url=canonical))])
    assert catalog.list_links([link()]) == (() if known else (link(),))
    assert catalog.list_links([link("https://other.example/story/1")])


def test_list_links_believes_no_canonical_that_every_page_states(catalog: Catalog) -> None:
    pages = [f"https://news.example/?p={number}" for number in range(4)]
    catalog.acknowledge([], [replace(story(page), article=article(page, canonical_url=URL)) for page in pages])
    assert catalog.list_links([link()]) == (link(),)
