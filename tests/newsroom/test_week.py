"""A few days of news in a minute and a half, by the real command, its clock running fast: faults thrown in, and nothing wrong."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest

from archive.catalog.catalog import Catalog
from tests.newsroom.asking import fetch
from tests.newsroom.server import Server
from tests.newsroom.week.clock import Clock, library
from tests.newsroom.week.compare import compare
from tests.newsroom.week.faults import FaultKind, faults
from tests.newsroom.week.judging import judged
from tests.newsroom.week.living import START, Plan
from tests.newsroom.week.outlets import BY_NAME, OUTLETS
from tests.newsroom.week.script import GONE_BY, edition_of, script
from tests.newsroom.week.site import Office

WEEK = script(OUTLETS, START, 7, seed=1)


def test_a_week_is_the_same_for_its_seed_and_another_for_another():
    assert script(OUTLETS, START, 7, seed=1) == WEEK
    assert script(OUTLETS, START, 7, seed=2) != WEEK


def test_a_week_has_all_that_may_happen_to_stories():
    assert len({piece.path for piece in WEEK if piece.outlet == "wakala"}) == sum(piece.outlet == "wakala" for piece in WEEK)
    assert {piece.gone_by for piece in WEEK if piece.gone_at} == set(GONE_BY)
    assert any(piece.back_at for piece in WEEK)
    assert any(piece.twin for piece in WEEK)
    assert {edit.silent for piece in WEEK for edit in piece.edits} == {True, False}


def test_a_text_tells_its_edition():
    piece = next(piece for piece in WEEK if len(piece.edits) == 2)
    for moment, edition in ((piece.published, 0), (piece.edits[0].at, 1), (piece.edits[1].at, 2)):
        printed = piece.printed(moment)
        assert edition_of("\n".join(block.text for block in printed.body)) == edition == piece.edition(moment)


def test_more_is_published_by_day_than_by_night():
    hours = Counter(piece.published.hour for piece in WEEK if piece.outlet == "wakala")
    assert sum(hours[hour] for hour in range(6, 12)) > 3 * sum(hours[hour] for hour in (21, 22, 23, 0, 1, 2))


@pytest.mark.parametrize("days", [1, 7])
def test_faults_of_every_kind_are_thrown_in(days):
    thrown = faults(START, days, 1, stall=timedelta(hours=1))
    assert {fault.kind for fault in thrown} == set(FaultKind)
    assert all(START <= fault.at <= START + timedelta(days=days) for fault in thrown)


def test_what_was_listed_and_is_not_in_the_catalogue_is_said_to_be_missing(tmp_path):
    """The comparison must be able to fail."""
    plan = Plan(days=1, day_s=60, seed=1, faulty=False, after=1, late_s=1)
    clock = Clock(START + timedelta(hours=10), 1, tmp_path / "clock")
    with Server() as server, Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        office = Office(BY_NAME["barq"], (piece for piece in WEEK if piece.outlet == "barq"), clock, server)
        for _ in range(2):
            response, _ = fetch(f"{office.url}rss.xml", Connection="close")
            assert response.status == 200
            clock.start += timedelta(hours=10)  # a burst at noon comes and goes in between
        lived = SimpleNamespace(plan=plan, offices=(office,), faults=())
        wrong = compare(lived, catalog, ()).wrong
    assert any("listed at Mon 10:00 and not archived" in words for words in wrong)
    assert any("no gap told" in words for words in wrong)


@pytest.mark.milestone
@pytest.mark.timeout(280)
def test_a_short_week_with_faults_goes_by_and_nothing_is_wrong(tmp_path):
    if library() is None:
        pytest.skip("NOT SHOWN: libfaketime is not installed (apt-get install faketime)")
    plan = Plan(days=1, day_s=60, seed=1, faulty=True, after=0.4, late_s=45)
    judgement = judged(plan, tmp_path / "home", print)
    assert judgement.wrong == []
    assert judgement.numbers["archived"] >= 10
    assert judgement.machine["exit codes of second daemons"] == [6]
    assert judgement.machine["exit codes of the daemon"] == [-9, 130]
