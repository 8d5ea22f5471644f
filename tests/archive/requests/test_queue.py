"""The queue of addresses: what is taken, by whom, how often, and what is remembered."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from archive.errors import CatalogError, TooMany
from archive.models import Kept, Outcome, Reason
from archive.requests.answers import State
from archive.requests.opening import FILE
from archive.requests.queue import BATCH_MAX, RATE_MAX, TRIES_MAX
from archive.requests.requests import Requests
from tests.archive.catalog.samples import NOON

HOST = "https://news.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def requests(tmp_path: Path) -> Iterator[Requests]:
    one = Requests(tmp_path)
    yield one
    one.close()


def kept(url: str, outcome: Outcome, reason: Reason | None = None) -> Kept:
    return Kept(url=url, at=NOON, source=None, outcome=outcome, reason=reason)


def test_address_is_taken_once_and_ends_with_its_outcome(requests):
    (one,) = requests.ask([f"{HOST}/1"], NOON)
    assert (one.state, one.tries) == (State.QUEUED, 0)
    (taken,) = requests.take(NOON + MINUTE)
    assert (taken.id, taken.state, taken.taken_at, taken.tries) == (one.id, State.RUNNING, NOON + MINUTE, 1)
    assert requests.take(NOON + MINUTE) == ()
    requests.end(one.id, kept(one.url, Outcome.FAILED, Reason.NOT_FOUND), None, NOON + 2 * MINUTE)
    ended = requests.asked(one.id)
    assert (ended.state, ended.outcome, ended.reason, ended.ended_at) == (
        State.DONE,
        Outcome.FAILED,
        Reason.NOT_FOUND,
        NOON + 2 * MINUTE,
    )


def test_address_that_waits_is_not_queued_twice(requests):
    first, second = requests.ask([f"{HOST}/1", f"{HOST}/2"], NOON)
    again = requests.ask([f"{HOST}/2", f"{HOST}/3", f"{HOST}/3"], NOON)
    assert again[0] == second
    assert [one.url for one in requests.newest(10)] != []
    assert requests.stand().queued == 3
    requests.take(NOON)
    assert requests.ask([first.url], NOON)[0].state is State.RUNNING
    requests.end(first.id, kept(first.url, Outcome.ARCHIVED), "0123456789ab", NOON)
    assert requests.ask([first.url], NOON)[0].id != first.id


def test_requests_are_taken_in_order_by_hosts_that_are_free(requests):
    urls = [f"{HOST}/{number}" for number in range(3)] + ["https://other.example/"]
    for number, url in enumerate(urls):
        requests.ask([url], NOON + number * MINUTE)
    assert [one.url for one in requests.take(NOON, busy={"news.example"})] == ["https://other.example/"]
    assert [one.url for one in requests.take(NOON, busy={"other.example"})] == urls[:3]


def test_crawl_is_given_no_more_than_a_batch(requests):
    for number in range(BATCH_MAX + 5):
        requests.ask([f"{HOST}/{number}"], NOON + number * MINUTE)
    assert (len(requests.take(NOON)), len(requests.take(NOON))) == (BATCH_MAX, 5)


def test_several_takers_share_the_queue_and_take_nothing_twice(tmp_path):
    requests = Requests(tmp_path)
    for number in range(30):
        requests.ask([f"https://{number % 5}.example/{number}"], NOON + number * MINUTE)
    taken, begin = [], threading.Barrier(4)

    def take() -> None:
        one = Requests(tmp_path)
        begin.wait(10)
        while some := one.take(NOON):
            taken.extend(each.id for each in some)
        one.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(taken), len(set(taken)), requests.stand().running) == (30, 30, 30)
    requests.close()


def test_request_whose_crawl_dies_is_tried_again_but_not_for_ever(requests):
    (one,) = requests.ask([f"{HOST}/1"], NOON)
    for _ in range(TRIES_MAX):
        assert [each.id for each in requests.take(NOON)] == [one.id]
        requests.put_back([one.id], NOON, is_to_blame=True)
    ended = requests.asked(one.id)
    assert (ended.state, ended.outcome, ended.reason) == (State.DONE, Outcome.FAILED, Reason.INTERRUPTED)


def test_request_whose_schedule_was_stopped_waits_as_if_never_taken(requests):
    (one,) = requests.ask([f"{HOST}/1"], NOON)
    for _ in range(TRIES_MAX + 1):
        requests.take(NOON)
        requests.put_back([one.id], NOON, is_to_blame=False)
    assert (requests.asked(one.id).state, requests.asked(one.id).tries) == (State.QUEUED, 0)


def test_too_many_requests_a_minute_are_refused_and_none_is_queued(requests):
    requests.ask([f"{HOST}/{number}" for number in range(RATE_MAX - 1)], NOON)
    with pytest.raises(TooMany, match="20 requests a minute"):
        requests.ask([f"{HOST}/x", f"{HOST}/y"], NOON + MINUTE / 2)
    assert requests.stand().queued == RATE_MAX - 1
    requests.ask([f"{HOST}/x", f"{HOST}/y"], NOON + 2 * MINUTE)
    assert requests.stand().queued == RATE_MAX + 1


def test_queue_that_is_full_refuses(requests, monkeypatch):
    monkeypatch.setattr("archive.requests.queue.WAITING_MAX", 2)
    requests.ask([f"{HOST}/1", f"{HOST}/2"], NOON)
    with pytest.raises(TooMany, match="2 requests waiting"):
        requests.ask([f"{HOST}/3"], NOON + 2 * MINUTE)


def test_old_ends_are_forgotten_and_what_waits_never(requests, monkeypatch):
    monkeypatch.setattr("archive.requests.queue.DONE_MAX", 2)
    for number in range(6):
        (one,) = requests.ask([f"{HOST}/{number}"], NOON + number * MINUTE)
        if number:
            requests.end(one.id, kept(one.url, Outcome.ARCHIVED), None, NOON)
    requests.ask([f"{HOST}/last"], NOON + 10 * MINUTE)
    assert [one.url.rpartition("/")[2] for one in requests.newest(10)] == ["last", "5", "4", "0"]


def test_nothing_is_made_before_somebody_asks(requests, tmp_path):
    assert (requests.newest(9), requests.take(NOON), requests.saved(), requests.alerts()) == ((), (), (), ())
    assert list(tmp_path.iterdir()) == []


def test_file_is_its_owners_alone(requests, tmp_path):
    requests.ask([f"{HOST}/1"], NOON)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys((FILE, f"{FILE}-wal", f"{FILE}-shm"), 0o600)


def test_newer_file_is_refused(requests, tmp_path):
    requests.ask([f"{HOST}/1"], NOON)
    with closing(sqlite3.connect(tmp_path / FILE)) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(CatalogError, match="newer"):
        Requests(tmp_path).newest(1)


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT SHOWN: root may write anywhere")
def test_folder_that_is_closed_is_told(requests, tmp_path):
    tmp_path.chmod(0o500)
    assert requests.can_be_written() is False
    with pytest.raises(CatalogError, match="permissions"):
        requests.ask([f"{HOST}/1"], NOON)
    assert requests.newest(1) == ()


def test_damaged_file_is_told_with_what_to_do(tmp_path):
    (tmp_path / FILE).write_bytes(b"no database" * 1_000)
    with pytest.raises(CatalogError, match="Move it aside: what readers asked for"):
        Requests(tmp_path).newest(1)
