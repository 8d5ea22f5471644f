"""What `warraq status` says of the schedule, to someone who has to explain what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.requests.requests import Requests
from archive.watching import Event, EventKind, Poll
from crawler.home.lock import held
from crawler.watching.opened import RoomTold, note_room
from crawler.watching.standing import print_standing, read_standing, standing_answer

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def catalog(tmp_path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        yield catalog


def polled(catalog: Catalog, **given) -> None:
    said = {"source": "a", "url": "http://a.jo/rss", "polled_at": NOW, "due_at": NOW + 5 * MINUTE, "status": 200}
    poll = Poll(**(said | given))
    gap = Event(at=poll.polled_at, kind=EventKind.GAP, url=poll.url, source=poll.source)
    catalog.list_links((), lambda _: Polled(poll=poll, events=(gap,) if poll.gaps else ()))


def said(catalog: Catalog, home: Path) -> str:
    console = Console(file=StringIO(), width=300)
    print_standing(console, read_standing(catalog, home, NOW))
    return console.file.getvalue()


def test_a_list_that_brings_nothing_is_named_with_why_and_when_it_is_tried_again(catalog, tmp_path):
    polled(catalog, status=500, problem="HTTP 500", errors=4)
    assert "a: http://a.jo/rss brings nothing: HTTP 500, 4 times in a row; tried again 2026-11-03 10:05 UTC" in said(
        catalog, tmp_path
    )


def test_gaps_are_counted_and_told(catalog, tmp_path):
    polled(catalog, gaps=1)
    assert "the last day: stories may have been missed: 1; see: warraq events --since 1d" in said(catalog, tmp_path)


def test_crawls_are_told_with_how_they_ended(catalog, tmp_path):
    for number, (code, note) in enumerate([(0, None), (-9, "killed by SIGKILL"), (4, None)]):
        key = catalog.begin_crawl((f"s{number}",), NOW)
        catalog.end_crawl(key, NOW + MINUTE, code, note)
    catalog.begin_crawl(("a", "b", "c", "d"), NOW)
    lines = said(catalog, tmp_path).splitlines()
    assert lines[1:] == [
        "crawled a, b, c and 1 more, 2026-11-03 10:00:00 UTC: never ended: killed with its schedule",
        "crawled s2, 2026-11-03 10:00:00 UTC, 60 s",
        "crawled s1, 2026-11-03 10:00:00 UTC, 60 s: killed by SIGKILL",
        "crawled s0, 2026-11-03 10:00:00 UTC, 60 s",
    ]


def test_who_runs_the_schedule_is_named_and_its_crawls_run(catalog, tmp_path):
    catalog.begin_crawl(("a",), NOW)
    assert "nothing is crawled on a schedule now" in said(catalog, tmp_path)
    with held(tmp_path / "run.lock", "warraq run"):
        lines = said(catalog, tmp_path).splitlines()
        assert lines[0].startswith("warraq run, process ")
        assert lines[1] == "crawling a, since 2026-11-03 10:00:00 UTC"
        assert standing_answer(read_standing(catalog, tmp_path, NOW))["crawls"][0]["running"] is True


def test_what_readers_asked_for_is_told(catalog, tmp_path):
    requests = Requests(tmp_path)
    assert "readers asked" not in said(catalog, tmp_path)
    requests.ask(["http://a.jo/1", "http://b.jo/1", "http://b.jo/2"], NOW)
    requests.take(NOW, busy={"b.jo"})
    requests.save("سوق", "سوق", None, NOW)
    line = "readers asked for addresses: 1 being fetched, 2 waiting, the first since 2026-11-03 10:00 UTC"
    assert line in said(catalog, tmp_path)
    answer = standing_answer(read_standing(catalog, tmp_path, NOW))
    assert answer["requests"] == {"queued": 2, "running": 1, "oldest_at": NOW}
    assert answer["saved_searches"] == 1
    requests.close()


def test_a_webhook_that_takes_nothing_is_told(catalog, tmp_path):
    (tmp_path / "webhook.json").write_text('{"number": 3, "problem": "HTTP 500", "failing_since": "2026-11-03T09:00:00+00:00"}')
    assert "the webhook takes nothing since 2026-11-03T09:00:00+00:00: HTTP 500" in said(catalog, tmp_path)


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            RoomTold(room="http://127.0.0.1:8765", replay="http://localhost:8766"),
            "the reading room is at http://127.0.0.1:8765/",
        ),
        (RoomTold(problem="busy: port 8765 is taken"), "the reading room is closed: busy: port 8765 is taken"),
        (RoomTold(), "the reading room is closed: it is being opened"),
    ],
    ids=["open", "closed", "not yet open"],
)
def test_room_is_told_of_while_the_schedule_runs(catalog, tmp_path, told, line):
    note_room(tmp_path, told)
    assert "room" not in said(catalog, tmp_path)  # what a schedule left behind that was killed
    with held(tmp_path / "run.lock", "warraq run"):
        assert line in said(catalog, tmp_path)
