"""Requests and the crawls that fetch them: real processes, which do what a test says instead of crawling."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Kept, Outcome, Reason
from archive.requests.answers import State
from archive.requests.requests import Requests
from crawler.scheduling import errands
from crawler.scheduling.errands import Errands
from crawler.scheduling.running import Crawls
from tests.archive.catalog.samples import story
from tests.timing import until

SLEEP, FAIL, WELL, FULL = "import time; time.sleep(600)", "raise SystemExit(1)", "", "raise SystemExit(7)"
A, B = "https://a.example/1", "https://b.example/1"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as opened:
        yield opened


@pytest.fixture
def requests(tmp_path: Path) -> Iterator[Requests]:
    one = Requests(tmp_path)
    yield one
    one.close()


@pytest.fixture
def begin(catalog, requests, tmp_path, monkeypatch) -> Iterator[Callable[..., Errands]]:
    """Begin errands whose crawls run a program."""
    monkeypatch.setattr(errands, "REST_S", 0.0)
    begun: list[Crawls] = []

    def begin_one(program: str, free_min_bytes: int = 0) -> Errands:
        begun.append(Crawls((sys.executable, "-c", program), timeout_s=600, silence_s=600))
        one = Errands(catalog, requests, begun[-1], tmp_path, free_min_bytes=free_min_bytes)
        one.begin()
        return one

    yield begin_one
    for crawls in begun:
        crawls.stop()
        until(lambda crawls=crawls: crawls.gone() is not None and not len(crawls))


def ask(requests: Requests, *urls: str) -> tuple[str, ...]:
    return tuple(one.id for one in requests.ask(urls, datetime.now(UTC)))


def look_until(one: Errands, condition: Callable[[], object]) -> None:
    def looked() -> object:
        one.look(may_begin=True)
        return condition()

    until(looked)


def test_no_host_is_in_two_crawls(begin, requests):
    one = begin(SLEEP)
    first, beside = ask(requests, A, f"{A}/beside")
    one.look(may_begin=True)
    again, other = ask(requests, f"{A}/again", B)
    one.look(may_begin=True)
    states = [requests.asked(each).state for each in (first, beside, again, other)]
    assert states == [State.RUNNING, State.RUNNING, State.QUEUED, State.RUNNING]
    assert len(one) == 2


def test_outcome_is_the_catalogue_s_while_the_crawl_goes_on(begin, requests, catalog):
    one = begin(SLEEP)
    ended, gone = ask(requests, A, B)
    one.look(may_begin=True)
    now = datetime.now(UTC)
    catalog.acknowledge([], [story(A, "نص الخبر.", now)])
    catalog.acknowledge([], [Kept(url=B, at=now, source=None, outcome=Outcome.FAILED, reason=Reason.NO_DNS)])
    look_until(one, lambda: requests.asked(ended).state is State.DONE and requests.asked(gone).state is State.DONE)
    assert (requests.asked(ended).outcome, requests.asked(gone).reason) == (Outcome.ARCHIVED, Reason.NO_DNS)
    assert requests.asked(ended).article_id == catalog.find(A).id
    assert len(one) == 1
    (next_,) = ask(requests, f"{A}/next")
    one.look(may_begin=True)
    assert requests.asked(next_).state is State.RUNNING, "what its page needs is no reason to wait"


def test_outcome_of_before_is_not_taken_for_that_of_the_request(begin, requests, catalog):
    catalog.acknowledge([], [story(A, "نص الخبر.", datetime.now(UTC))])
    one = begin(SLEEP)
    (asked,) = ask(requests, A)
    for _ in range(3):
        one.look(may_begin=True)
    assert requests.asked(asked).state is State.RUNNING


@pytest.mark.parametrize("program", [FAIL, WELL])
def test_request_whose_crawls_end_without_its_outcome_fails_at_last(begin, requests, program):
    one = begin(program)
    (asked,) = ask(requests, A)
    look_until(one, lambda: requests.asked(asked).state is State.DONE)
    ended = requests.asked(asked)
    assert (ended.outcome, ended.reason, ended.tries) == (Outcome.FAILED, Reason.INTERRUPTED, 3)


def test_full_disk_is_not_held_against_a_request(begin, requests):
    one = begin(FULL)
    (asked,) = ask(requests, A)
    ended: list[bool] = []

    def has_ended_often() -> bool:
        if one.look(may_begin=True):
            ended.append(True)
        return len(ended) > 4

    until(has_ended_often)
    assert requests.asked(asked).state is not State.DONE


def test_what_a_schedule_that_died_had_taken_waits_again_or_is_done(begin, requests, catalog):
    kept, lost = ask(requests, A, B)
    requests.take(datetime.now(UTC))
    catalog.acknowledge([], [story(A, "نص الخبر.", datetime.now(UTC))])
    begin(SLEEP)
    assert requests.asked(kept).outcome is Outcome.ARCHIVED
    assert (requests.asked(lost).state, requests.asked(lost).tries) == (State.QUEUED, 0)


def test_nothing_is_taken_while_it_ends_or_the_disk_has_no_room(begin, requests):
    (asked,) = ask(requests, A)
    begin(SLEEP).look(may_begin=False)
    begin(SLEEP, free_min_bytes=10**18).look(may_begin=True)
    assert requests.asked(asked).state is State.QUEUED


def test_queue_that_cannot_be_read_stops_nothing_else(begin, tmp_path):
    (tmp_path / "requests.sqlite").write_bytes(b"no database" * 1_000)
    assert begin(SLEEP).look(may_begin=True) is False
