from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from math import log
from pathlib import Path

import pytest

from archive.catalog.answers import Hours
from archive.catalog.catalog import Catalog
from archive.catalog.hours import HOUR, hour_of
from archive.catalog.polls import Polled
from archive.models import Kept, Kind, Outcome, Reason
from archive.watching import Event, EventKind, Poll
from tests.archive.catalog.samples import FEED, NOON, URL, after, article, failure, fetch, link, story
from tests.archive.catalog.test_opening import step_down

NO_POLL = Polled(poll=Poll(source="wire", url=FEED, polled_at=NOON, due_at=after(5), status=200))


def hours(catalog: Catalog, *, back: int = 0, ahead: int = 1) -> Hours:
    (found,) = catalog.hours(NOON - back * HOUR, hour_of(NOON) + ahead * HOUR)
    return found


def sums(found: Hours) -> dict[str, float]:
    return {name: sum(value) for name, value in asdict(found).items() if isinstance(value, tuple) and any(value)}


def test_a_new_link_is_counted_once_in_its_hour(catalog: Catalog) -> None:
    catalog.list_links([link(), link(URL + "/2")], lambda _: NO_POLL)
    catalog.list_links([link(listed_at=after(60)), link(URL + "/3", listed_at=after(60))], lambda _: NO_POLL)
    found = hours(catalog, ahead=2)
    assert (found.source, found.since, found.listed) == ("wire", hour_of(NOON), (2, 1))
    assert found.walked == (0, 0)


def test_links_of_a_walk_are_told_from_those_of_polls(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.list_links([link(URL + "/2")], lambda _: NO_POLL)
    assert (hours(catalog).listed, hours(catalog).walked) == ((2,), (1,))


def test_what_became_of_stories_is_counted(catalog: Catalog) -> None:
    catalog.list_links([link(f"{URL}/{number}") for number in range(4)])
    rejected = replace(failure(f"{URL}/1", reason=Reason.LISTING), outcome=Outcome.REJECTED)
    refused = replace(failure(f"{URL}/2", reason=Reason.ROBOTS), outcome=Outcome.REFUSED)
    catalog.acknowledge([], [story(f"{URL}/0"), rejected, refused, failure(f"{URL}/3")])
    assert sums(hours(catalog)) == pytest.approx(
        {"listed": 4, "walked": 4, "archived": 1, "rejected": 1, "refused": 1, "failed": 1, "log_words": log(2)}
    )


def test_a_group_told_twice_is_counted_once(catalog: Catalog) -> None:
    """As after a crash between the commit and its answer; and twice in one group."""
    kept = [
        story(),
        replace(failure(URL + "/2", fetch=fetch(URL + "/2", date=after(-1))), outcome=Outcome.REJECTED, reason=Reason.LISTING),
    ]
    catalog.acknowledge([], [*kept, *kept])
    before = sums(hours(catalog))
    catalog.acknowledge([], kept)
    assert (sums(hours(catalog)), before["archived"], before["rejected"]) == (before, 1, 1)


def test_tries_without_an_exchange_are_counted_each(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [failure()])
    catalog.acknowledge([], [failure(at=after(5)), failure(at=after(6))])
    assert hours(catalog).failed == (3,)


def test_looks_at_what_was_archived_are_told_from_first_requests(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [story()])
    catalog.acknowledge([], [story(at=after(15)), story(body="متغير", at=after(20)), failure(at=after(25))])
    assert (hours(catalog).archived, hours(catalog).looks, hours(catalog).failed) == ((1,), (3,), (0,))


def test_a_look_by_hand_at_a_story_no_source_listed_is_a_look(catalog: Catalog) -> None:
    catalog.acknowledge([], [story()])
    catalog.acknowledge([], [story(at=after(1))])
    assert (hours(catalog).archived, hours(catalog).looks) == ((1,), (1,))


def test_what_is_by_hand_or_was_interrupted_is_not_counted(catalog: Catalog) -> None:
    catalog.acknowledge([], [story(source=None), failure(reason=Reason.INTERRUPTED)])
    assert catalog.hours(NOON, after(60)) == ()


def dateless(url: str) -> Kept:
    return story(url, article=article(url, "كلمة واحدة وثلاث أخرى", date_published=None))


def test_stories_without_a_date_and_lengths_are_counted(catalog: Catalog) -> None:
    catalog.acknowledge([], [dateless(URL), story(URL + "/2")])
    assert hours(catalog).dateless == (1,)
    assert hours(catalog).log_words == pytest.approx((log(4) + log(2),))


def poll(**given: object) -> Poll:
    return replace(NO_POLL.poll, **given)  # type: ignore[arg-type]


def test_polls_are_counted_by_whether_a_list_could_be_read(catalog: Catalog) -> None:
    for polled in (
        NO_POLL,
        Polled(poll=poll(errors=1)),
        Polled(poll=poll(errors=2)),
        Polled(poll=poll(errors=2), stood_in=True),
    ):
        catalog.list_links([], lambda _, polled=polled: polled)  # type: ignore[misc]
    assert (hours(catalog).polls, hours(catalog).polls_failed) == ((2,), (2,))


def test_a_gap_told_twice_is_counted_once(catalog: Catalog) -> None:
    gap = Event(at=NOON, kind=EventKind.GAP, url=FEED, source="wire")
    dead = replace(gap, kind=EventKind.LIST_DEAD)
    for _ in range(2):
        catalog.list_links([], lambda _: replace(NO_POLL, events=(gap, dead)))
    assert hours(catalog).gaps == (1,)


def test_hours_are_those_asked_for_of_the_sources_asked_for(catalog: Catalog) -> None:
    for hour in (-3, -2, 0, 2):
        catalog.list_links([link(f"{URL}/{hour}", listed_at=NOON + hour * HOUR)])
    catalog.list_links([link(URL + "/b", source="other")])
    assert hours_of(catalog, "wire") == (1, 0, 1)
    assert [one.source for one in catalog.hours(NOON, after(60))] == ["other", "wire"]
    assert catalog.hours(NOON, after(60), ["nobody"]) == ()


def hours_of(catalog: Catalog, source: str) -> tuple[int, ...]:
    (found,) = catalog.hours(NOON - 2 * HOUR, NOON + timedelta(minutes=20), [source])
    return found.listed


def test_totals_are_of_the_hours_asked_for(catalog: Catalog) -> None:
    catalog.list_links([link(f"{URL}/{hour}", listed_at=NOON + hour * HOUR) for hour in (-2, -1, 0, 1)])
    catalog.acknowledge([], [story()])
    (total,) = catalog.totals(NOON - HOUR, after(59))
    assert (total.source, total.listed, total.archived, total.failed) == ("wire", 2, 1, 0)
    assert total.log_words == pytest.approx(log(2))


def test_paces_are_of_polls_alone(catalog: Catalog) -> None:
    catalog.list_links([link(URL + "/walked")])
    for hour in (-1, 0, 0, 1):
        polled = replace(NO_POLL, poll=poll(polled_at=NOON + hour * HOUR))
        catalog.list_links([link(f"{URL}/{hour}", listed_at=NOON + hour * HOUR)], lambda _, polled=polled: polled)  # type: ignore[misc]
    (pace,) = catalog.paces(NOON - 2 * HOUR, after(30))
    assert (pace.since, pace.listed, pace.polls) == (hour_of(NOON) - 2 * HOUR, (0, 1, 1), (0, 1, 2))


def test_a_catalogue_of_before_is_counted_from_its_rows(path: Path) -> None:
    with Catalog.open(path) as catalog:
        catalog.list_links([link(), link(URL + "/2"), link(URL + "/3", listed_at=after(60))])
        rejected = replace(failure(URL + "/2", reason=Reason.LISTING), outcome=Outcome.REJECTED)
        list_read = fetch(FEED, kind=Kind.LIST)
        catalog.acknowledge([list_read], [dateless(URL), rejected, failure(URL + "/3", reason=Reason.INTERRUPTED)])
        catalog.acknowledge([], [story(at=after(30)), story(URL + "/hand", source=None)])
        gap = Event(at=NOON, kind=EventKind.GAP, url=FEED, source="wire")
        catalog.list_links([], lambda _: replace(NO_POLL, events=(gap,)))
        before = sums(hours(catalog, ahead=2))
    step_down(path, "0003")
    with Catalog.open(path) as catalog:
        assert sums(hours(catalog, ahead=2)) == pytest.approx({name: before[name] for name in before if name != "walked"})
