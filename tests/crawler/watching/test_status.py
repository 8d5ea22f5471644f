"""`warraq status`, to someone at a terminal of 80 columns who has to explain to an editor what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from archive.catalog.catalog import Catalog
from archive.catalog.polls import Polled
from archive.links import Claim
from archive.models import Kept, Outcome, Reason
from archive.watching import Poll
from crawler.home.lock import held
from crawler.scheduling.chosen import chosen, note_chosen
from crawler.watching import closeup
from crawler.watching.overview import ago, print_hours, print_overview
from crawler.watching.status import status
from crawler.watching.view import View, declared_in, view
from tests.archive.catalog.samples import failure, link, story
from tests.crawler.living import living

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAMES = ("al-jazirah-saudi-arabia", "alpha", "beta")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    note_chosen(tmp_path, NAMES)
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog, held(tmp_path / "run.lock", "warraq run"):
        yield catalog


def polled(catalog: Catalog, source: str, now: datetime = NOW, **given) -> None:
    said = {"source": source, "url": f"http://{source}.jo/rss", "polled_at": now - MINUTE, "due_at": now + 5 * MINUTE}
    poll = Poll(**(said | {"status": 200, "links": 10} | given))
    links = [
        link(f"http://{source}.jo/{n}", source=source, listed_at=now - HOUR, claim=Claim(title=f"خبر {n}")) for n in range(8)
    ]
    catalog.list_links(() if poll.errors else links, lambda _: Polled(poll=poll))


def archived(url: str, at: datetime) -> Kept:
    kept = story(url, source="alpha", at=at)
    assert kept.fetch is not None
    return replace(kept, fetch=replace(kept.fetch, source="alpha"))


def crawled(catalog: Catalog, now: datetime = NOW) -> None:
    """alpha's stories are archived, but for one; beta's are forbidden; the other source's host is gone."""
    polled(catalog, "alpha", now)
    polled(catalog, "beta", now)
    polled(catalog, NAMES[0], now, status=None, problem="no such host", errors=7)
    alphas = [archived(f"http://alpha.jo/{number}", now - 50 * MINUTE) for number in range(6)]
    rejected = failure("http://alpha.jo/6", reason=Reason.LISTING, source="alpha", at=now - 50 * MINUTE)
    betas = [failure(f"http://beta.jo/{n}", reason=Reason.FORBIDDEN, source="beta", at=now - HOUR) for n in range(8)]
    by_hand = failure("http://hand.jo/", reason=Reason.GONE, source=None, at=now)
    catalog.acknowledge([], [*alphas, replace(rejected, outcome=Outcome.REJECTED), *betas, by_hand])


def seen(catalog: Catalog, home: Path) -> View:
    return view(catalog, home, NOW, 0, {})


def overview(catalog: Catalog, home: Path, width: int = 80) -> list[str]:
    console = Console(file=StringIO(), width=width)
    print_overview(console, seen(catalog, home))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_the_ill_are_told_first_with_why_and_what_to_do(catalog, tmp_path):
    crawled(catalog)
    assert overview(catalog, tmp_path)[:5] == [
        "3 sources: 2 unhealthy, 1 too new to know what is usual",
        "✗ al-jazirah-saudi-arabia: its lists bring nothing: no such host, 7 times in a row",
        "  → see what answers: warraq sources check al-jazirah-saudi-arabia; it is tried again 2026-11-03 10:35 UTC",
        "✗ beta: of 8 requests for stories in a day 8 failed: the server will not show it to us (8 FORBIDDEN)",
        "  → write to the outlet, with your contact set in settings.toml",
    ]


def test_a_line_a_source_fits_80_columns_whole(catalog, tmp_path):
    crawled(catalog)
    lines = overview(catalog, tmp_path)
    table = lines[lines.index("") + 1 :]
    assert [line.split() for line in table[:5]] == [
        ["last", "24", "hours", "listed", "archived", "rejected", "failed", "open", "gaps", "last", "next"],
        ["✗", "al-jazirah-saudi-arabia", *"······–", "5m"],
        ["+", "alpha", "8", "6", "1", "·", "1", "·", "51m", "now"],
        ["✗", "beta", "8", "·", "·", "8", "·", "·", "–", "5m"],
        ["(by", "hand)", *"––––––––"],
    ]
    assert max(map(len, table[:5])) <= 80
    assert "…" not in "".join(lines)


def test_a_long_name_is_broken_where_it_does_not_fit(catalog, tmp_path):
    crawled(catalog)
    refused = failure("http://beta.jo/9", reason=Reason.ROBOTS, source="beta", at=NOW)
    catalog.acknowledge([], [replace(refused, outcome=Outcome.REFUSED)])
    text = "".join(line.ljust(80) for line in overview(catalog, tmp_path))
    assert "refused" in text
    assert "✗ al-jazirah-saudi-a" in text


def test_trouble_is_told_apart_for_the_ill_and_together_for_the_others(catalog, tmp_path):
    crawled(catalog)
    trouble = [line for line in overview(catalog, tmp_path) if "trouble" in line]
    assert trouble == [
        "beta: the last day's trouble: 8 FORBIDDEN",
        "(by hand): the last day's trouble: 1 GONE",
        "the others: the last day's trouble: 1 LISTING",
    ]


def test_a_source_that_was_chosen_and_never_asked_is_seen(catalog, tmp_path):
    polled(catalog, "alpha")
    assert seen(catalog, tmp_path).sources == NAMES
    assert "  3 sources" not in overview(catalog, tmp_path)[0]


def test_without_a_schedule_sources_are_not_looked_at(tmp_path):
    note_chosen(tmp_path, NAMES)
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        polled(catalog, "alpha", NOW - 30 * HOUR)
        lines = overview(catalog, tmp_path)
    assert lines[:3] == [
        "3 sources: 3 not looked at",
        "? al-jazirah-saudi-arabia, beta: never looked at: no schedule runs that crawls it",
        "  → begin with: warraq run",
    ]
    assert lines[3] == "? alpha: not looked at since 2026-11-02 04:29 UTC: no schedule runs that crawls it"


def test_one_source_closely_says_what_is_missing_and_why(catalog, tmp_path):
    crawled(catalog)
    console = Console(file=StringIO(), width=80)
    closeup.print_source(console, catalog, seen(catalog, tmp_path), "alpha")
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert lines == [
        "+ alpha: too new to know what is usual",
        "last story 2026-11-03 09:39; crawled next 2026-11-03 10:30 (UTC)",
        "http://alpha.jo/rss: 10 stories; read 2026-11-03 10:29",
        "",
        "of what it listed in the last 7 days (UTC), so much is now",
        "day        listed archived rejected failed refused open",
        "2026-11-03      8        6        1      ·       ·    1",
        "2026-11-03: 1 a list of stories, not a story (LISTING)",
        "",
        "listed and not archived, all of them:",
        "11-03 09:30 خبر 6",
        "  http://alpha.jo/6",
        "  rejected: a list of stories, not a story, 11-03 09:40",
        "11-03 09:30 خبر 7",
        "  http://alpha.jo/7",
        "  not asked for yet",
    ]


def test_hours_are_told_one_by_one(catalog):
    crawled(catalog)
    console = Console(file=StringIO(), width=80)
    print_hours(console, catalog.hours(NOW - HOUR, NOW))
    assert [line.split() for line in console.file.getvalue().splitlines()[1:]] == [
        ["hour,", "UTC", "listed", "archived", "rejected", "failed", "refused", "gaps", "polls"],
        ["2026-11-03", "10:00", "·", "·", "·", "·", "·", "·", "2"],
        ["2026-11-03", "09:00", "16", "6", "1", "8", "·", "·", "·"],
    ]


def test_programs_are_told_all(catalog, tmp_path, capsys):
    now = datetime.now(UTC)
    crawled(catalog, now)
    assert status((), hours=None, home=tmp_path, json=True) == 0
    told = json.loads(capsys.readouterr().out)
    sources = {source["source"]: source for source in told["sources"]}
    assert list(sources) == [*NAMES, None]
    beta = sources["beta"]
    assert (beta["health"], beta["complaints"][0]["cause"]) == ("unhealthy", "stories_fail")
    assert (beta["last_day"]["listed"], beta["last_day"]["failed"]) == (8, 8)
    assert sum(hour["listed"] for hour in beta["hours"]) == 8
    assert sources["alpha"]["archived"] == 6
    assert {*told["schedule"]["due"]} == set(NAMES)
    assert told["free_bytes"] > 0
    status(("alpha",), hours=2, home=tmp_path, json=True)
    (alpha,) = json.loads(capsys.readouterr().out)["sources"]
    assert {day["state"]: day["count"] for day in alpha["days"]} == {"archived": 6, "rejected": 1, "listed": 1}
    assert {(one["url"], one["reason"]) for one in alpha["missing"]} == {
        ("http://alpha.jo/6", "LISTING"),
        ("http://alpha.jo/7", None),
    }


def test_a_mistake_in_a_declaration_hides_nothing(tmp_path, capsys):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "wrong.toml").write_text("[[source]]\n")
    assert "7iber" in declared_in(tmp_path)
    assert "wrong.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wait", "words"), [(0, "0m"), (61, "2m"), (7200, "2h"), (172_799, "47h"), (172_800, "2d"), (86_400 * 400, "400d")]
)
def test_how_long_ago_takes_few_letters(wait, words):
    assert ago(timedelta(seconds=wait)) == words


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[1, 2]"])
def test_a_note_of_who_is_chosen_that_cannot_be_read_names_nobody(tmp_path, text):
    (tmp_path / "chosen.json").write_text(text)
    assert chosen(tmp_path) == frozenset()


@pytest.mark.slow
def test_status_of_a_real_crawl(warraq):
    with living() as site:
        site.publish(1, 2, 3)
        site.gone.add("/story/2")
        site.declare(warraq.home)
        assert warraq("crawl", "--allow-private", "--set=DOWNLOAD_DELAY=0").code == 0
    shown = warraq("status", "site", "--hours", "2")
    assert shown.code == 0
    assert "failed: no such page there (HTTP 404 Not Found)" in shown.out
    (told,) = warraq("status", "--json").answers[0]["sources"]
    assert (told["last_day"]["listed"], told["last_day"]["archived"], told["last_day"]["failed"]) == (3, 2, 1)
    assert (told["last_day"]["polls"], told["health"]) == (1, "new")
    unknown = warraq("status", "nobody")
    assert unknown.code == 2
    assert "no source is called 'nobody'" in unknown.said
