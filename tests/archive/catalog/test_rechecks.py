from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.looks import STEPS_S, USUAL, Looks
from archive.catalog.polls import Polled
from archive.catalog.rechecks import appeared_at, moved
from archive.catalog.removals import Absence
from archive.links import Claim
from archive.models import Kept, Kind, Reason
from archive.watching import Poll, Recheck
from tests.archive.catalog.samples import FEED, NOON, URL, after, article, failure, fetch, link, redirected, story

HOUR, DAY = 60, 24 * 60
ROW = Recheck(url=URL, source="wire", appeared_at=NOON, step=0, due_at=after(15))


def seen(minutes: float) -> Kept:
    return story(at=after(minutes))


def row(catalog: Catalog) -> Recheck | None:
    found = catalog.due_rechecks(["wire"], after(1_000 * DAY), 10)
    return found[0] if found else None


@pytest.fixture
def archived(catalog: Catalog) -> Catalog:
    catalog.list_links([link()])
    catalog.acknowledge([], [seen(1)])
    return catalog


@pytest.mark.parametrize(
    ("published", "claimed", "expected"),
    [
        (after(-20), after(-30), after(-20)),
        (date(2026, 11, 3), after(-30), after(-30)),
        (None, None, NOON),
        (after(-25 * HOUR), after(-30), after(-30)),
        (after(5), None, NOON),
        (None, after(5), NOON),
    ],
)
def test_appeared_at_is_what_may_be_true(
    published: datetime | date | None, claimed: datetime | None, expected: datetime
) -> None:
    assert appeared_at(article(date_published=published), claimed, NOON) == expected


UNSURE, SURE = Absence(since=None, is_certain=False), Absence(since=after(16), is_certain=True)


@pytest.mark.parametrize(
    ("at", "row_step", "kept", "absence", "due_at", "step"),
    [
        pytest.param(16, 0, seen(16), None, 60, 1, id="after each look comes the next"),
        pytest.param(10, 0, seen(10), None, 15, 0, id="a look too early is none"),
        pytest.param(7 * HOUR, 0, seen(7 * HOUR), None, DAY, 3, id="a look that came late stands for those missed"),
        pytest.param(31 * DAY, 5, seen(31 * DAY), None, None, 0, id="after the last there is none"),
        pytest.param(16, 0, failure(at=after(16)), None, 60, 1, id="the next step comes sooner than another try"),
        pytest.param(61, 1, failure(at=after(61)), None, 121, 1, id="trouble that may pass is tried again"),
        pytest.param(2.1 * DAY, 3, failure(at=after(2.1 * DAY)), None, 7 * DAY, 4, id="for a day"),
        pytest.param(30.1 * DAY, 5, failure(at=after(30.1 * DAY)), None, 30.1 * DAY + 60, 5, id="the last look too"),
        pytest.param(31.1 * DAY, 5, failure(at=after(31.1 * DAY)), None, None, 0, id="but not for ever"),
        pytest.param(2 * HOUR, 1, failure(at=after(120), reason=Reason.ROBOTS), None, 360, 2, id="a refusal is an answer"),
        pytest.param(61, 1, failure(at=after(61), reason=Reason.GONE), UNSURE, 76, 1, id="missing, and the site unknown"),
        pytest.param(61, 1, failure(at=after(61), reason=Reason.GONE), SURE, 360, 2, id="missing: the step comes first"),
        pytest.param(DAY, 3, failure(at=after(DAY), reason=Reason.GONE), SURE, DAY + 16, 3, id="missing: a day later"),
        pytest.param(DAY + 16, 3, failure(at=after(DAY + 16), reason=Reason.GONE), SURE, 7 * DAY, 4, id="removed"),
    ],
)
def test_moved_is_the_next_look(  # noqa: PLR0917 - a table
    at: float, row_step: int, kept: Kept, absence: Absence | None, due_at: float | None, step: int
) -> None:
    before = replace(ROW, step=row_step, due_at=NOON + timedelta(seconds=STEPS_S[row_step]))
    assert kept.at == after(at)
    after_look = moved(before, kept, absence, USUAL)
    assert (after_look and (after_look.due_at, after_look.step)) == (None if due_at is None else (after(due_at), step))


def test_moved_remembers_since_when_a_story_is_missing() -> None:
    missing = moved(ROW, failure(at=after(16), reason=Reason.GONE), SURE, USUAL)
    assert missing
    assert missing.missing_at == after(16)
    later = moved(missing, failure(at=after(61)), None, USUAL)
    assert later
    assert later.missing_at == after(16)
    back = moved(later, seen(121), None, USUAL)
    assert back
    assert back.missing_at is None


def test_moved_with_no_steps_ends() -> None:
    assert [moved(ROW, kept, None, Looks(steps_s=())) for kept in (seen(16), failure(at=after(16)))] == [None, None]


def test_a_story_is_looked_at_six_times_in_thirty_days(archived: Catalog) -> None:
    looks = []
    while (due := row(archived)) is not None:
        looks.append(due.due_at)
        archived.acknowledge([], [replace(seen(0), at=due.due_at, fetch=fetch(date=due.due_at))])
    assert looks == [NOON + timedelta(seconds=step_s) for step_s in STEPS_S]


def test_a_story_is_looked_at_as_often_as_one_likes(catalog: Catalog) -> None:
    catalog.list_links([link(), link(URL + "/2")])
    catalog.acknowledge([], [seen(1)], Looks(steps_s=()))
    assert row(catalog) is None
    catalog.acknowledge([], [story(URL + "/2", at=after(1))], Looks(steps_s=(120,)))
    found = row(catalog)
    assert found == Recheck(url=URL + "/2", source="wire", appeared_at=NOON, step=0, due_at=after(2))


def test_only_what_a_source_listed_is_looked_at_again(catalog: Catalog) -> None:
    catalog.acknowledge([], [seen(1)])
    assert row(catalog) is None


@pytest.mark.parametrize("reason", [Reason.NOT_FOUND, Reason.TIMEOUT, Reason.ROBOTS])
def test_what_was_never_archived_is_not_looked_at_again(catalog: Catalog, reason: Reason) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [failure(reason=reason)])
    assert row(catalog) is None


def test_looks_do_not_begin_anew_when_they_have_ended(archived: Catalog) -> None:
    for days in (31, 32):
        archived.acknowledge([], [seen(days * DAY)])
        assert row(archived) is None


def test_a_story_is_looked_at_by_the_address_it_was_listed_by(catalog: Catalog) -> None:
    asked = "https://short.example/1"
    catalog.list_links([link(asked, claim=Claim(date=after(-10)))])
    read = replace(seen(1), article=article(date_published=None))
    catalog.acknowledge([], [redirected(read, asked)])
    found = row(catalog)
    assert found
    assert (found.url, found.appeared_at) == (asked, after(-10))


def test_looks_within_one_group_count_each(catalog: Catalog) -> None:
    catalog.list_links([link()])
    catalog.acknowledge([], [seen(1), seen(16)])
    found = row(catalog)
    assert found
    assert found.step == 1


def test_an_interrupted_look_is_none(archived: Catalog) -> None:
    before = row(archived)
    archived.acknowledge([], [failure(at=after(20), reason=Reason.INTERRUPTED)])
    assert row(archived) == before


@pytest.mark.parametrize(
    ("polled", "status", "expected"),
    [(-90, 200, 20), (-90, 304, 20), (-30, 200, 300), (-90, 500, 300), (-90, None, 300)],
)
def test_a_missing_story_has_its_site_asked_whether_it_lives(
    archived: Catalog, polled: float, status: int | None, expected: float
) -> None:
    standing = Poll(source="wire", url=FEED, polled_at=after(polled), due_at=after(300), status=status)
    archived.list_links([], lambda _new: Polled(poll=standing))
    archived.acknowledge([], [failure(at=after(20), reason=Reason.GONE)])
    assert archived.polls()[0].due_at == after(expected)
    assert archived.next_due(["wire"], after(0))["wire"] == after(min(expected, 35))


def test_a_missing_story_of_a_living_site_has_nobody_asked(archived: Catalog) -> None:
    standing = Poll(source="wire", url=FEED, polled_at=after(-90), due_at=after(300), status=200)
    archived.list_links([], lambda _new: Polled(poll=standing))
    alive = fetch(URL + "/2", kind=Kind.STORY, date=after(19))
    archived.acknowledge([alive], [failure(at=after(20), reason=Reason.GONE)])
    assert archived.polls()[0].due_at == after(300)
