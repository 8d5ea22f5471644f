"""R5 at the catalogue: built again from WARC files, its canonical dump is the same, whatever was told in whatever order."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Group
from archive.catalog.looks import Looks
from archive.catalog.rebuild import Built, carry_over
from archive.catalog.replacing import BEFORE, put_in_place
from archive.links import Claim, Link, LinkState
from archive.models import Kind, Outcome, Reason, Truncated
from archive.warc.closing import HASH_SUFFIX
from archive.watching import EventKind
from tests.archive.catalog.keeping import DAY, MINUTE, NOON, Keeping, gap, rebuild, response

SEED = int(os.environ.get("WARRAQ_SEED", "20261123"))
RSS = "http://a.example/rss"


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    one = Keeping(tmp_path / "home")
    yield one
    one.close()


def same_when_rebuilt(keeping: Keeping, tmp_path: Path) -> Built:
    """Hold that dump, rechecks and days of arrival are the same; return what did not come through."""
    due = keeping.catalog.due_rechecks(["wire"], NOON + 90 * DAY, 10_000)
    came = arrivals(keeping.catalog)
    keeping.reopen()
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        assert list(catalog.dump()) == keeping.dump()
        assert catalog.due_rechecks(["wire"], NOON + 90 * DAY, 10_000) == due
        assert arrivals(catalog) == came
    return built


def arrivals(catalog: Catalog) -> dict[date, set[tuple[str, int]]]:
    """Return which texts are of stories that came in on which day."""
    days, day = [], catalog.arrival()
    while day:
        days.append(day.day)
        day = catalog.arrival(day.before) if day.before else None
    return {day: set(catalog.matching(f"came:{day}", older=True)) for day in days}


def link(number: int, **claim: object) -> Link:
    return Link(url=f"http://a.example/{number}", source="wire", listed_at=NOON, listed_in=RSS, claim=Claim(**claim))


def test_links_that_nothing_became_of(keeping, tmp_path):
    keeping.list_links([link(1, title="عنوان\n", text="نص" * 20_000, date=NOON), link(2), link(1)])
    keeping.list_links([link(2), link(3)], walked=True)
    keeping.list_links([replace(link(4), url="http://a.example/4?utm_source=rss"), link(4)])
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_what_polls_told_and_released(keeping, tmp_path):
    keeping.list_links([link(1)], errors=1)
    keeping.commit(Group(kept=(keeping.failure(link(1).url, Reason.NO_DNS),)))
    keeping.list_links([], events=[gap(NOON)])
    assert keeping.catalog.pending("wire", 10, NOON)
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_a_list_longer_than_a_transaction(keeping, tmp_path):
    keeping.list_links([link(number) for number in range(12_000)], events=[gap(NOON)])
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_edits_returns_revisits_and_redirects(keeping, tmp_path):
    keeping.list_links([link(1), link(2)])
    for minute, body in enumerate("ABAABCA"):
        keeping.now = NOON + minute * MINUTE
        keeping.commit(Group(kept=(keeping.story(link(1).url, body, date_modified=keeping.now),)))
    hop = keeping.fetch(link(2).url, response(302), kind=Kind.HOP)
    keeping.commit(Group(fetches=(hop,), kept=(keeping.story(link(1).url, "D", asked=link(2).url),)))
    not_modified = keeping.fetch(link(1).url, response(304))
    assert not_modified.original is not None
    keeping.commit(Group(fetches=(not_modified,)))
    assert same_when_rebuilt(keeping, tmp_path) == Built()


@pytest.mark.parametrize("reason", [Reason.ROBOTS, Reason.TIMEOUT, Reason.NOT_FOUND, Reason.BAD_URL])
def test_failures_without_a_byte(keeping, tmp_path, reason):
    keeping.list_links([link(1)])
    for minute in range(3):
        keeping.now = NOON + minute * DAY
        keeping.commit(Group(kept=(keeping.failure(link(1).url, reason), keeping.failure("nonsense \udc00", reason))))
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_exchanges_that_are_not_whole(keeping, tmp_path):
    odd = (b"", b"HTTP/1.1 200", b"\x00 no HTTP", response(200, "cut")[:-1])
    told = tuple(
        keeping.fetch(f"http://a.example/{number}", octets, truncated=Truncated.DISCONNECT) for number, octets in enumerate(odd)
    )
    keeping.commit(Group(fetches=told, kept=tuple(keeping.failure(one.url, Reason.CONNECTION_LOST, one) for one in told)))
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_a_list_whose_validators_do_not_count(keeping, tmp_path):
    read = keeping.fetch(RSS, response(200, "<rss>", etag="e"), kind=Kind.LIST)
    keeping.commit(Group(fetches=(replace(read, etag=None, last_modified=None),)))
    assert same_when_rebuilt(keeping, tmp_path) == Built()
    assert keeping.catalog.validators(RSS) is None


@pytest.mark.parametrize("looks", [Looks(), Looks(steps_s=(60,), apart=timedelta(hours=2))])
def test_a_story_that_was_removed_and_restored(keeping, tmp_path, looks):
    keeping.looks = looks
    keeping.list_links([link(1)])
    keeping.commit(Group(kept=(keeping.story(link(1).url, "A"),)))
    for look in range(3):
        keeping.now = NOON + (1 + look) * looks.apart
        alive = keeping.fetch(RSS, response(200, f"<rss>{look}"), kind=Kind.LIST)
        gone = keeping.fetch(link(1).url, response(404))
        keeping.commit(Group(fetches=(alive,), kept=(keeping.failure(link(1).url, Reason.NOT_FOUND, gone),)))
    keeping.now += DAY
    keeping.commit(Group(kept=(keeping.story(link(1).url, "A"),)))
    assert [one.kind for one in keeping.catalog.events()] == [EventKind.REMOVED, EventKind.RESTORED]
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_files_of_a_clock_that_was_set_back(keeping, tmp_path):
    keeping.list_links([link(1)])
    for hours, body in ((0, "A"), (-30, "B"), (2, "C"), (-90, "A")):
        keeping.now = NOON + timedelta(hours=hours)
        keeping.commit(Group(kept=(keeping.story(link(1).url, body),)))
        keeping.reopen()
    assert len(list((keeping.home / "warc").glob("*.warc.gz"))) == 4
    assert same_when_rebuilt(keeping, tmp_path) == Built()


def test_two_series_that_take_turns(keeping, tmp_path):
    other = Keeping(keeping.home)
    for minute in range(6):
        one = (keeping, other)[minute % 2]
        one.now = NOON - minute * MINUTE  # both clocks are wrong
        one.list_links([link(1), link(10 + minute)])
        one.commit(Group(kept=(one.story(link(1).url, f"{minute}"),)))
    other.close()
    assert same_when_rebuilt(keeping, tmp_path) == Built()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(8))
def test_any_history(keeping, tmp_path, number):
    """Hundreds of commits of every kind, in an order and at times drawn by lot."""
    chance = random.Random(f"{SEED} {number}")
    for _ in range(120):
        keeping.now += timedelta(seconds=chance.choice((1, 1, 60, 3_600, 90_000, -7_200)))
        keeping.reads_for = timedelta(milliseconds=chance.choice((0, 300, 300)))
        _happen(keeping, chance)
        if chance.random() < 0.05:
            keeping.reopen()
    assert same_when_rebuilt(keeping, tmp_path) == Built(), f"seed {SEED}"


def _happen(keeping: Keeping, chance: random.Random) -> None:
    urls = [f"http://a.example/{number}{twin}" for number in range(6) for twin in ("", "?utm_source=x")]
    url, what = chance.choice(urls), chance.random()
    if what < 0.25:
        some = [replace(link(0), url=one, listed_at=keeping.now) for one in chance.sample(urls, 4)]
        events = [gap(keeping.now)] if chance.random() < 0.2 else []
        keeping.list_links(some, errors=chance.choice((0, 0, 2)), events=events, walked=chance.random() < 0.2)
    elif what < 0.6:
        body, asked = chance.choice("ABC"), chance.choice((None, None, chance.choice(urls)))
        canonical = chance.choice((None, None, urls[0]))
        modified = chance.choice((None, keeping.now))
        keeping.commit(Group(kept=(keeping.story(url, body, asked, canonical_url=canonical, date_modified=modified),)))
    elif what < 0.7:
        keeping.commit(Group(fetches=(keeping.fetch(RSS, response(200, str(what), etag="e"), kind=Kind.LIST),)))
    elif what < 0.8:
        gone = keeping.fetch(url, response(404))
        keeping.commit(Group(kept=(keeping.failure(url, Reason.NOT_FOUND, gone),)))
    elif what < 0.9:
        keeping.commit(Group(fetches=(keeping.fetch(url, response(304)),)))
    else:
        keeping.commit(Group(kept=(keeping.failure(url, chance.choice((Reason.TIMEOUT, Reason.ROBOTS, Reason.INTERRUPTED))),)))


def test_what_was_never_acknowledged_is_left_out(keeping, tmp_path):
    keeping.commit(Group(kept=(keeping.story(link(1).url, "A"),)))
    keeping.story(link(2).url, "B")
    keeping.reopen()
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        assert list(catalog.dump()) == keeping.dump()
    assert built == Built()


def test_a_damaged_reading_costs_its_outcome_and_its_link_stays_open(keeping, tmp_path):
    keeping.list_links([link(1), link(2)])
    kept = [keeping.story(link(number).url, f"{number}") for number in (1, 2)]
    keeping.commit(Group(kept=tuple(kept)))
    keeping.reopen()
    flip(keeping.home / "warc" / kept[0].conversion.filename, kept[0].conversion.offset + 300)
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        assert [catalog.link(link(number).url).state for number in (1, 2)] == [LinkState.LISTED, LinkState.ARCHIVED]
        assert len(catalog.outcomes(10)) == 1
    assert built == Built(lost=1)


def test_a_damaged_journal_costs_its_times_and_no_article(keeping, tmp_path):
    kept = keeping.story(link(1).url, "A")
    keeping.commit(Group(kept=(kept,)))
    keeping.reopen()
    flip(keeping.home / "warc" / kept.conversion.filename, kept.conversion.offset + kept.conversion.length + 100)
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        (outcome,) = catalog.outcomes(10)
    assert (outcome.outcome, outcome.article, outcome.fetch.kind) == (Outcome.ARCHIVED, kept.article, Kind.STORY)
    assert abs(outcome.at - NOON) < timedelta(milliseconds=1)  # the date of its conversion
    assert built == Built()


def test_a_file_that_lies_there_twice_is_taken_once(keeping, tmp_path):
    keeping.commit(Group(kept=(keeping.story(link(1).url, "A"),)))
    keeping.reopen()
    (file,) = (keeping.home / "warc").glob("*.warc.gz")
    shutil.copy(file, file.with_name("Z-copy.warc.gz"))
    shutil.copy(f"{file}{HASH_SUFFIX}", file.with_name("Z-copy.warc.gz" + HASH_SUFFIX))
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    with catalog:
        assert list(catalog.dump()) == keeping.dump()
    assert built == Built()


@pytest.mark.parametrize("name", ["foreign.warc.gz", "plain.warc"])
def test_what_is_no_warc_file_is_damage_and_no_crash(keeping, tmp_path, name):
    (keeping.home / "warc").mkdir(exist_ok=True)
    (keeping.home / "warc" / name).write_bytes(b"\x1f\x8b\x08 nothing" if name.endswith("gz") else b"nothing")
    catalog, built = rebuild(keeping.home, tmp_path / "workshop")
    catalog.close()
    assert built == Built()


def test_polls_and_crawls_are_carried_over(keeping, tmp_path):
    keeping.list_links([link(1)])
    keeping.catalog.end_crawl(keeping.catalog.begin_crawl(("wire",), NOON), NOON, 0)
    keeping.reopen()
    rebuild(keeping.home, tmp_path / "workshop")[0].close()
    new = tmp_path / "workshop" / "catalog.sqlite"
    assert carry_over(keeping.home / "catalog.sqlite", new)
    keeping.close()
    put_in_place(new, keeping.home / "catalog.sqlite")
    before = keeping.catalog
    keeping.__post_init__()
    for ask in (
        lambda one: one.polls(),
        lambda one: one.crawls(9),
        lambda one: one.totals(NOON - DAY, NOON + DAY),
        lambda one: list(one.dump()),
    ):
        assert ask(keeping.catalog) == ask(before)
    assert (keeping.home / f"catalog.sqlite{BEFORE}").exists()


def flip(path: Path, offset: int) -> None:
    path.chmod(0o640)
    with path.open("r+b") as file:
        file.seek(offset)
        octet = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([octet ^ 0xFF]))
