from __future__ import annotations

import pytest

from archive.catalog import crawls
from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.links import Link
from archive.models import Reason
from archive.watching import CrawlRun, Event, EventKind, Poll
from tests.archive.catalog.samples import FEED, URL, after, failure, link, redirected, story


def poll(url: str = FEED, **other: object) -> Poll:
    fields = {"source": "wire", "polled_at": after(0), "due_at": after(10), "status": 200}
    return Poll(url=url, **(fields | other))  # type: ignore[arg-type]


def event(minutes: float = 0, kind: EventKind = EventKind.GAP, **other: object) -> Event:
    return Event(**({"at": after(minutes), "kind": kind, "url": FEED, "source": "wire"} | other))  # type: ignore[arg-type]


def note(catalog: Catalog, standing: Poll, *events: Event) -> None:
    catalog.list_links([], lambda _new: Polled(poll=standing, events=events))


def test_list_links_asks_what_the_poll_comes_to_once_it_knows_what_is_new(catalog: Catalog) -> None:
    catalog.list_links([link()])
    told: list[tuple[Link, ...]] = []

    def decide(new: tuple[Link, ...]) -> Polled:
        told.append(new)
        return Polled(poll=poll(links=2, new=len(new), memory='{"rate": 1}'))

    assert catalog.list_links([link(), link(URL + "/2")], decide) == (link(URL + "/2"),)
    assert told == [(link(URL + "/2"),)]
    assert catalog.polls(["wire"]) == (poll(links=2, new=1, memory='{"rate": 1}'),)


def test_list_links_records_nothing_of_a_list_whose_poll_cannot_be_decided(catalog: Catalog) -> None:
    def decide(new: tuple[Link, ...]) -> Polled:
        raise ZeroDivisionError(len(new))

    with pytest.raises(ZeroDivisionError):
        catalog.list_links([link()], decide)
    assert catalog.pending("wire", 1) == ()


def test_polls_are_one_row_a_list_of_a_source(catalog: Catalog) -> None:
    note(catalog, poll())
    note(catalog, poll(status=None, problem="no answer", errors=3, gaps=1))
    note(catalog, poll(FEED + "/2"))
    note(catalog, poll(source="agency"))
    assert catalog.polls(["wire"]) == (poll(status=None, problem="no answer", errors=3, gaps=1), poll(FEED + "/2"))
    assert [one.source for one in catalog.polls()] == ["agency", "wire", "wire"]
    assert catalog.polls([]) == ()


@pytest.mark.parametrize(("errors", "waits"), [((0, 0), True), ((3, 4), True), ((3, 0), False)])
def test_stories_wait_no_longer_once_their_list_answers_again(catalog: Catalog, errors: tuple[int, int], waits: bool) -> None:  # noqa: FBT001
    catalog.list_links([link()])
    catalog.acknowledge([], [failure(reason=Reason.CONNECTION_REFUSED)])
    for number in errors:
        note(catalog, poll(errors=number))
    assert (catalog.pending("wire", 1, after(1)) == ()) is waits


def test_events_come_in_the_order_written_and_each_once(catalog: Catalog) -> None:
    note(catalog, poll(), event(0), event(5, EventKind.LIST_DEAD, detail="لا جواب"))
    note(catalog, poll(), event(0), event(7, EventKind.LIST_BACK))
    told = catalog.events()
    assert [one.kind for one in told] == [EventKind.GAP, EventKind.LIST_DEAD, EventKind.LIST_BACK]
    assert (told[1].detail, told[1].url, told[1].at) == ("لا جواب", FEED, after(5))
    assert [one.id for one in told] == sorted(one.id or 0 for one in told)


def test_events_may_be_asked_for_by_what_they_are(catalog: Catalog) -> None:
    note(catalog, poll(), *(event(minutes) for minutes in range(5)), event(5, EventKind.LIST_DEAD, source="agency"))
    minutes = lambda **asked: [round((one.at - after(0)).total_seconds() / 60) for one in catalog.events(**asked)]  # noqa: E731
    assert minutes(since=after(3)) == [3, 4, 5]
    assert minutes(after_id=catalog.events()[3].id) == [4, 5]
    assert minutes(kinds=[EventKind.LIST_DEAD]) == minutes(source="agency") == [5]
    assert minutes(limit=2) == [0, 1]
    assert minutes(limit=2, newest_first=True) == [5, 4]


def test_next_due_is_the_earliest_of_lists_looks_and_links(catalog: Catalog) -> None:
    sources = ["wire", "agency", "other"]
    assert catalog.next_due(sources, after(0)) == {}
    note(catalog, poll(due_at=after(30)))
    note(catalog, poll(FEED + "/2", due_at=after(20)))
    note(catalog, poll(source="agency", due_at=after(-5)))
    assert catalog.next_due(sources, after(0)) == {"wire": after(20), "agency": after(0)}
    catalog.list_links([link()])
    assert catalog.next_due(["wire"], after(0)) == {"wire": after(0)}
    catalog.acknowledge([], [failure(reason=Reason.TIMEOUT)])
    assert catalog.next_due(["wire"], after(0)) == {"wire": after(5)}
    catalog.acknowledge([], [story(at=after(6))])
    assert catalog.next_due(["wire"], after(7)) == {"wire": after(15)}


def test_due_rechecks_are_the_longest_due_of_the_sources_named(catalog: Catalog) -> None:
    urls = [f"{URL}/{number}" for number in range(3)]
    catalog.list_links([link(url, source="agency" if url.endswith("1") else "wire") for url in urls])
    for url in urls:
        catalog.acknowledge([], [story(url, at=after(5))])
    assert {one.url for one in catalog.due_rechecks(["wire"], after(60), 10)} == {urls[0], urls[2]}
    assert len(catalog.due_rechecks(["wire", "agency"], after(60), 2)) == 2
    assert catalog.due_rechecks(["wire"], after(14), 10) == ()


def test_a_crawl_has_a_beginning_and_one_end(catalog: Catalog) -> None:
    first = catalog.begin_crawl(["wire", "وكالة"], after(0))
    second = catalog.begin_crawl(["agency"], after(1), "second try")
    assert [one.id for one in catalog.crawls(9, unfinished=True)] == [second, first]
    catalog.end_crawl(first, after(2), -9, "killed")
    catalog.end_crawl(first, after(3), 0)
    ended = CrawlRun(id=first, sources=("wire", "وكالة"), started_at=after(0), ended_at=after(2), exit=-9, note="killed")
    running = CrawlRun(id=second, sources=("agency",), started_at=after(1), note="second try")
    assert catalog.crawls(9) == (running, ended)
    assert catalog.crawls(9, unfinished=True) == (running,)


def test_old_crawls_are_forgotten(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawls, "CRAWLS_MAX", 3)
    begun = [catalog.begin_crawl(["wire"], after(minutes)) for minutes in range(5)]
    assert [one.id for one in catalog.crawls(9)] == begun[:1:-1]


def test_history_is_all_that_happened_to_a_story_oldest_first(catalog: Catalog) -> None:
    catalog.list_links([link()])
    for minutes, body in enumerate("AB"):
        catalog.acknowledge([], [story(body=body, at=after(minutes))])
    catalog.acknowledge([], [failure(at=after(9), reason=Reason.GONE)])
    history = catalog.history(URL)
    assert history is not None
    assert (history.url, history.link and history.link.url) == (URL, URL)
    assert [one.number for one in history.versions] == [1, 2]
    assert [one.at for one in history.kept] == [after(0), after(1), after(9)]
    assert [one.kind for one in history.events] == [EventKind.SILENT_EDIT]
    assert catalog.history(URL + "/none") is None


def test_history_is_the_same_by_every_address_that_led_to_the_story(catalog: Catalog) -> None:
    asked = "https://short.example/1"
    catalog.acknowledge([], [story(body="A"), redirected(story(body="B", at=after(1)), asked)])
    history = catalog.history(asked)
    assert history is not None
    assert [one.url for one in history.kept] == [URL, asked]
    assert history == catalog.history(URL) == catalog.history("http://m.news.example/story/1?utm_source=x")
