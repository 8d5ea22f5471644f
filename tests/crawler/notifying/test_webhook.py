"""The webhook: every event at least once and in order, whatever the receiver does; its secrets nowhere but in the request."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.errors import BadSettings
from archive.watching import Event, EventKind, Poll
from crawler.notifying import webhook
from crawler.notifying.webhook import Webhook, address_of, read_cursor
from tests.crawler.hook import Receiver, receiving
from tests.timing import until

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def catalog(tmp_path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        yield catalog


def happen(catalog: Catalog, *numbers: int) -> None:
    """Write an event each, of a list of its own."""
    for number in numbers:
        at, url = NOW + timedelta(minutes=number), f"http://a.jo/{number}"
        event = Event(at=at, kind=EventKind.GAP, url=url, source="a", detail=f"كل الأخبار جديدة {number}")
        poll = Poll(source="a", url=url, polled_at=at, due_at=at, status=200)
        catalog.list_links((), lambda _, poll=poll, event=event: Polled(poll=poll, events=(event,)))


@pytest.fixture
def hook(catalog, receiver, tmp_path, monkeypatch) -> Iterator[Callable[..., Webhook]]:
    monkeypatch.setattr(webhook, "RETRY_MIN_S", 0.05)
    begun: list[Webhook] = []

    def begin(setting: str = "", home=tmp_path) -> Webhook:
        begun.append(Webhook(address_of(setting or f"{receiver.base}/events"), catalog, home))
        begun[-1].start()
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()
        one._thread.join(10)


def test_what_happens_is_posted_in_order_and_once(catalog, receiver, hook, tmp_path):
    ours = hook()
    happen(catalog, 1, 2, 3)
    ours.notice()
    until(lambda: len(receiver.ids()) == 3)
    happen(catalog, 4)
    ours.notice()
    until(lambda: len(receiver.ids()) == 4)
    told = [event for body in receiver.bodies for event in body]
    assert [event["url"] for event in told] == [f"http://a.jo/{number}" for number in (1, 2, 3, 4)]
    assert told[0]["detail"] == "كل الأخبار جديدة 1"
    assert (told[0]["kind"], told[0]["at"], told[0]["source"]) == ("gap", "2026-11-03T10:01:00+00:00", "a")
    until(lambda: read_cursor(tmp_path / "webhook.json").event == told[-1]["id"])


def test_what_happened_before_it_was_set_up_is_not_posted(catalog, receiver, hook):
    happen(catalog, 1)
    ours = hook()
    happen(catalog, 2)
    ours.notice()
    until(receiver.ids)
    assert [event["url"] for event in receiver.bodies[0]] == ["http://a.jo/2"]


@pytest.mark.parametrize("status", [500, 404, 302, 307])
def test_a_refusal_is_tried_again_until_it_is_taken(catalog, receiver, hook, tmp_path, status):
    receiver.answers = [status, status]
    ours = hook()
    happen(catalog, 1)
    ours.notice()
    until(lambda: len(receiver.bodies) == 3)
    assert receiver.bodies[0] == receiver.bodies[1] == receiver.bodies[2]
    assert set(receiver.paths) == {"/events"}, "no redirect is followed"
    until(lambda: read_cursor(tmp_path / "webhook.json").problem is None)


def test_what_is_wrong_is_kept_for_status(catalog, receiver, hook, tmp_path):
    receiver.answers = [503] * 1000
    ours = hook()
    happen(catalog, 1)
    ours.notice()
    until(lambda: read_cursor(tmp_path / "webhook.json").problem == "HTTP 503")
    assert read_cursor(tmp_path / "webhook.json").failing_since


def test_it_goes_on_where_it_was_after_a_restart(catalog, receiver, hook):
    ours = hook()
    happen(catalog, 1)
    ours.notice()
    until(receiver.ids)
    ours.stop()
    ours._thread.join(10)
    happen(catalog, 2)
    hook()
    until(lambda: len(receiver.ids()) == 2)
    assert [event["url"] for event in receiver.bodies[1]] == ["http://a.jo/2"]


def test_it_finds_its_place_in_a_catalogue_that_counts_anew(catalog, receiver, hook, tmp_path):
    """Rebuilt, the events have other numbers: what is after the last that was taken is posted, if need be with that one."""
    with Catalog.open(tmp_path / "old.sqlite") as old:
        happen(old, *range(20, 40), 1)  # "1" was the last of 21 events there
        (tmp_path / "webhook.json").write_text(
            f'{{"number": 21, "event": "gone", "at": "{(NOW + timedelta(minutes=1)).isoformat()}"}}'
        )
    happen(catalog, 0, 1, 2)
    hook()
    until(receiver.ids)
    assert [event["url"] for event in receiver.bodies[0]] == ["http://a.jo/1", "http://a.jo/2"]


def test_more_than_a_request_holds_comes_in_several(catalog, receiver, hook, monkeypatch):
    monkeypatch.setattr(webhook, "EVENTS_MAX", 2)
    ours = hook()
    happen(catalog, 1, 2, 3, 4, 5)
    ours.notice()
    until(lambda: len(receiver.ids()) == 5)
    assert max(map(len, receiver.bodies)) == 2
    assert len(set(receiver.ids())) == 5


def test_user_and_password_are_sent_as_such_and_shown_nowhere(catalog, receiver, hook, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    receiver.answers = [500]
    ours = hook(receiver.base.replace("//", "//desk:s%20cret@") + "/hooks/T0KEN?key=KEY")
    happen(catalog, 1)
    ours.notice()
    until(lambda: len(receiver.bodies) == 2)
    assert receiver.headers[0]["Authorization"] == f"Basic {b64encode(b'desk:s cret').decode()}"
    assert receiver.paths[0] == "/hooks/T0KEN?key=KEY"
    until(lambda: "posted=1" in caplog.text)
    kept = caplog.text + (tmp_path / "webhook.json").read_text()
    assert "HTTP 500" in caplog.text
    assert not [secret for secret in ("s cret", "s%20cret", "T0KEN", "KEY") if secret in kept]


@pytest.mark.parametrize(
    "setting", ["example.com/events", "ftp://example.com/", "http://", "https://[::1", "http://a:b@c:port/"]
)
def test_what_is_no_address_is_refused_without_being_repeated(setting):
    with pytest.raises(BadSettings) as refusal:
        address_of(setting)
    assert "https://example.com/events" in str(refusal.value)
    assert setting not in str(refusal.value).replace("https://example.com/events", "")


def test_no_webhook_is_none():
    assert address_of("") is None
