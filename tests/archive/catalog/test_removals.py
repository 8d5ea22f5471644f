from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.looks import Looks
from archive.catalog.removals import is_missing, leads_nowhere
from archive.models import Fetch, Kept, Kind, Outcome, Reason
from archive.watching import EventKind
from tests.archive.catalog.samples import FEED, URL, after, failure, fetch, link, redirected, story

DAY = 24 * 60


def alive(minutes: float, url: str = FEED, **other: object) -> Fetch:
    return fetch(url, **({"kind": Kind.LIST, "date": after(minutes - 10), "status": 304} | other))


def gone(minutes: float, reason: Reason = Reason.NOT_FOUND, **other: object) -> Kept:
    return failure(reason=reason, at=after(minutes), **other)


def led_home(minutes: float) -> Kept:
    landed = fetch("https://news.example/", date=after(minutes))
    return Kept(url=URL, at=after(minutes), source="wire", outcome=Outcome.REJECTED, reason=Reason.LISTING, fetch=landed)


def kinds(catalog: Catalog) -> list[EventKind]:
    return [event.kind for event in catalog.events()]


@pytest.fixture
def archived(catalog: Catalog) -> Catalog:
    catalog.list_links([link()])
    catalog.acknowledge([], [story()])
    return catalog


@pytest.mark.parametrize(
    ("asked", "landed", "nowhere"),
    [
        (URL, "https://news.example/", True),
        (URL, "https://www.news.example/ar/", True),
        (URL, "https://news.example/index.php", True),
        (URL, "https://news.example/ar/404.html", True),
        (URL, "https://news.example/Error", True),
        (URL, "https://news.example/story/1-new-title", False),
        (URL, "https://news.example/politics", False),
        (URL, "https://news.example/?p=7", False),
        (URL, URL, False),
        ("https://news.example/ar", "https://news.example/", False),
    ],
)
def test_leads_nowhere_is_a_home_page_in_a_story_s_place(asked: str, landed: str, nowhere: bool) -> None:  # noqa: FBT001
    assert leads_nowhere(asked, landed) is nowhere


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (gone(0), True),
        (gone(0, Reason.GONE), True),
        (replace(gone(0), outcome=Outcome.REJECTED), True),
        (led_home(0), True),
        (redirected(story("https://news.example/"), URL), True),
        (gone(0, Reason.TIMEOUT), False),
        (gone(0, Reason.SERVER_ERROR), False),
        (gone(0, Reason.FORBIDDEN), False),
        (story(), False),
    ],
)
def test_is_missing_is_what_the_server_says_is_not_there(kept: Kept, missing: bool) -> None:  # noqa: FBT001
    assert is_missing(kept) is missing


@pytest.mark.parametrize(("first", "second"), [(gone, gone), (led_home, gone), (gone, led_home), (led_home, led_home)])
def test_a_story_missing_twice_a_day_apart_is_removed(archived: Catalog, first, second) -> None:  # type: ignore[no-untyped-def]
    archived.acknowledge([alive(60)], [first(60)])
    assert kinds(archived) == []
    archived.acknowledge([alive(60 + DAY)], [second(60 + DAY)])
    (removal,) = archived.events()
    assert (removal.kind, removal.at, removal.url, removal.source) == (EventKind.REMOVED, after(60 + DAY), URL, "wire")
    assert removal.detail
    assert removal.detail.endswith("first seen 2026-11-03T13:00:00+00:00")


@pytest.mark.parametrize(("apart", "expected"), [(DAY - 2, []), (DAY - 0.5, [EventKind.REMOVED])])
def test_a_story_is_removed_after_a_day_less_a_minute(archived: Catalog, apart: float, expected: list[EventKind]) -> None:
    for minutes in (60, 60 + apart):
        archived.acknowledge([alive(minutes)], [gone(minutes)])
    assert kinds(archived) == expected


def test_a_story_is_removed_after_as_long_as_is_set(archived: Catalog) -> None:
    looks = Looks(steps_s=(60, 600), apart=timedelta(minutes=4))
    archived.acknowledge([alive(60)], [gone(60)], looks)
    (again,) = archived.due_rechecks(["wire"], after(DAY), 5)
    assert again.due_at == after(64)
    archived.acknowledge([alive(64)], [gone(64)], looks)
    assert kinds(archived) == [EventKind.REMOVED]


def test_a_story_is_removed_once(archived: Catalog) -> None:
    for days in range(1, 5):
        archived.acknowledge([alive(days * DAY)], [gone(days * DAY)])
    assert kinds(archived) == [EventKind.REMOVED]


@pytest.mark.parametrize(
    "sign",
    [
        alive(DAY, status=404),
        alive(DAY, kind=Kind.ROBOTS),
        alive(DAY, date=after(DAY - 61)),
        alive(DAY, "https://portal.example/login"),
        alive(DAY, source="other"),
        alive(DAY, URL, kind=Kind.STORY),
    ],
)
@pytest.mark.parametrize("doubtful", [1, 2])
def test_a_story_is_not_removed_while_its_site_may_be_down(archived: Catalog, sign: Fetch, doubtful: int) -> None:
    for day in (1, 2):
        seen = replace(sign, date=sign.date + (after((day - 1) * DAY) - after(0))) if day == doubtful else alive(day * DAY)
        archived.acknowledge([replace(seen, record=alive(0).record)], [gone(day * DAY)])
    assert kinds(archived) == []


def test_a_site_lives_where_another_story_of_it_comes(archived: Catalog) -> None:
    for day in (1, 2):
        archived.acknowledge(
            [],
            [
                gone(day * DAY),
            ],
        )
        assert kinds(archived) == []
    for day in (3, 4):
        archived.acknowledge([], [story(f"https://news.example/{day}", at=after(day * DAY)), gone(day * DAY + 1)])
    assert kinds(archived) == [EventKind.REMOVED]


def test_a_site_lives_where_the_list_s_own_host_answers(catalog: Catalog) -> None:
    feed = "https://feeds.example/news"
    catalog.list_links([link(listed_in=feed)])
    catalog.acknowledge([], [story()])
    for day in (1, 2):
        catalog.acknowledge([alive(day * DAY, feed)], [gone(day * DAY)])
    assert kinds(catalog) == [EventKind.REMOVED]


def test_trouble_between_two_looks_changes_nothing(archived: Catalog) -> None:
    archived.acknowledge([alive(DAY)], [gone(DAY)])
    archived.acknowledge([], [gone(1.5 * DAY, Reason.TIMEOUT)])
    archived.acknowledge([alive(2 * DAY)], [gone(2 * DAY)])
    assert kinds(archived) == [EventKind.REMOVED]


def test_a_story_that_came_back_in_between_is_not_removed(archived: Catalog) -> None:
    archived.acknowledge([alive(DAY)], [gone(DAY)])
    archived.acknowledge([], [story(at=after(1.5 * DAY))])
    archived.acknowledge([alive(2 * DAY)], [gone(2 * DAY)])
    assert kinds(archived) == []


def test_a_page_that_never_was_a_story_is_not_removed(catalog: Catalog) -> None:
    catalog.list_links([link()])
    for day in (1, 2):
        catalog.acknowledge([alive(day * DAY)], [gone(day * DAY)])
    assert kinds(catalog) == []


def test_a_removed_story_that_comes_back_is_restored_and_may_be_removed_again(archived: Catalog) -> None:
    for day in (1, 2):
        archived.acknowledge([alive(day * DAY)], [gone(day * DAY)])
    archived.acknowledge([], [story(body="نص آخر.", at=after(3 * DAY))])
    archived.acknowledge([], [story(body="نص آخر.", at=after(4 * DAY))])
    for day in (5, 6):
        archived.acknowledge([alive(day * DAY)], [gone(day * DAY)])
    expected = [EventKind.REMOVED, EventKind.SILENT_EDIT, EventKind.RESTORED, EventKind.REMOVED]
    assert kinds(archived) == expected
    assert archived.events(kinds=[EventKind.RESTORED])[0].version == 2


def test_removals_follow_from_the_exchanges_in_whatever_groups_they_come(catalog: Catalog, tmp_path) -> None:  # type: ignore[no-untyped-def]
    signs = [alive(day * DAY) for day in (1, 2)]
    kept = [story(), gone(DAY), gone(2 * DAY), story(at=after(3 * DAY))]
    for one in kept:
        catalog.acknowledge(signs if one is kept[1] else [], [one])
    with Catalog.open(tmp_path / "rebuilt") as rebuilt:
        rebuilt.acknowledge(signs, kept)
        assert list(rebuilt.dump()) == list(catalog.dump())
    assert kinds(catalog) == [EventKind.REMOVED, EventKind.RESTORED]
