"""`warraq rebuild` on archives that the real commands grew: the canonical dump is what it was, whatever happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome, Reason
from archive.warc.journal import is_journal
from archive.warc.records import Stored, records
from crawler.home.lock import held
from crawler.home.lock import shared as sharing
from crawler.home.opening import WRITING
from tests.crawler.conftest import Warraq
from tests.newsroom import MORNING, Newsroom
from tests.site import Site
from tests.timing import promptly

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=0.02")
NOW = datetime.now(UTC)
SEED = int(os.environ.get("WARRAQ_SEED", "20261123"))


def dump(home: Path) -> list[str]:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return list(catalog.dump())


def found(home: Path) -> list[object]:
    """Return what 200 queries find, in order and counted: words of the archive, one in ten as a phrase, texts of before too."""
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        articles = [kept.article for kept in catalog.recent(1_000) if kept.article]
        words = sorted({word for article in articles for word in f"{article.headline} {article.article_body}".split()})
        chosen = random.Random(SEED).sample(words, min(200, len(words)))
        queries = [f'"{word}"' if place % 10 == 0 else word for place, word in enumerate(chosen)]
        hits = [catalog.search(query, limit=50, older=True) for query in queries]
    return [
        (str(each.query), [(hit.url, hit.number, hit.is_latest, hit.snippet) for hit in each.hits], each.facets, each.days)
        for each in hits
    ]


def without_journals(file: Path, other: Path) -> None:
    """Copy a WARC file, its journals and its warcinfo left out."""
    octets = file.read_bytes()
    found = [one for one in records(file) if isinstance(one, Stored)]
    plain = [one for one in found if not is_journal(one) and one.get("WARC-Type") != "warcinfo"]
    assert len(plain) < len(found) - 1
    other.write_bytes(b"".join(octets[one.offset : one.offset + one.length] for one in plain))


def of_tables(lines: list[str]) -> Counter[str]:
    return Counter(json.loads(line)["table"] for line in lines)


def summary(ran) -> dict:
    return ran.answers[-1]["summary"]


def rebuilt(warraq: Warraq) -> dict:
    """Rebuild, see that nothing is lost and nothing left behind, and return the summary."""
    before, found_before = dump(warraq.home), found(warraq.home)
    ran = warraq("rebuild", "--json")
    assert (ran.code, ran.said.count("Traceback")) == (0, 0), ran.said
    assert dump(warraq.home) == before
    assert found(warraq.home) == found_before
    assert not (warraq.home / "rebuild").exists()
    assert {path.name for path in warraq.home.glob("catalog.*")} <= {
        *("catalog.sqlite", "catalog.sqlite.lock", "catalog.sqlite.before-rebuild"),
        *("catalog.sqlite-wal", "catalog.sqlite-shm"),
    }
    return summary(ran)


@pytest.fixture(scope="module")
def grown(shared: Warraq) -> Warraq:
    """The newsroom crawled in the evening, with few pages a source, again, and in the morning; and pages asked for by hand."""
    with Newsroom(slow_s=0.1) as room:
        room.write_sources(shared.home / "sources")
        few = "--set=WARRAQ_PAGES_MAX=5"
        for words in ((*FAST, few), FAST):
            shared("crawl", "--json", *words)
        room.at(MORNING)
        shared("crawl", "--json", *FAST, few)
        addresses = [room.url(outlet, "/") for outlet in ("wakala", "jusur")]
        by_hand = ("http://nowhere.invalid/1", "ftp://a.example/1", "http://10.0.0.1/", *addresses)
        shared("archive", "--json", *FAST[1:], *by_hand)
        shared("archive", "--json", *FAST, *addresses)
    return shared


def test_the_catalogue_of_a_crawled_archive_is_built_again_as_it_was(grown):
    tables = of_tables(dump(grown.home))
    assert min(tables[name] for name in ("page", "record", "link", "fetch", "version", "outcome")) > 5
    with Catalog.open(grown.home / "catalog.sqlite", read_only=True) as catalog:
        reasons = {kept.reason for kept in catalog.outcomes(10_000)}
        assert {Reason.NO_DNS, Reason.SCHEME, Reason.ADDRESS, Reason.NOT_FOUND} <= reasons
    told = rebuilt(grown)
    assert told["damage"] == told["lost"] == told["refused"] == told["taken_in"] == told["orphaned"] == 0
    assert told["schedule"]


def test_two_hundred_queries_find_the_same_as_before(grown):
    def found() -> list:
        with Catalog.open(grown.home / "catalog.sqlite", read_only=True) as catalog:
            articles = [kept.article for kept in catalog.outcomes(10_000) if kept.article]
            words = sorted({word for one in articles for word in one.article_body.split()})
            return [catalog.search(word, limit=50) for word in random.Random(SEED).sample(words, 200)]

    before = found()
    rebuilt(grown)
    assert sum(hits.total for hits in before) >= 200
    assert found() == before


def test_what_the_schedule_works_with_is_carried_over(grown):
    def polls():
        with Catalog.open(grown.home / "catalog.sqlite", read_only=True) as catalog:
            return catalog.polls(), catalog.crawls(100), catalog.totals(NOW - timedelta(days=2), NOW + timedelta(days=2))

    before = polls()
    rebuilt(grown)
    assert polls() == before


def test_a_deleted_catalogue_is_built_again_as_it_was(grown):
    before = dump(grown.home)
    for name in ("catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"):
        (grown.home / name).unlink(missing_ok=True)
    ran = grown("rebuild", "--json")
    assert ran.code == 0
    assert not summary(ran)["schedule"]
    assert dump(grown.home) == before


def test_a_damaged_catalogue_is_built_again_as_it_was_and_kept_aside(grown):
    before = dump(grown.home)
    path = grown.home / "catalog.sqlite"
    path.write_bytes(b"SQLite format 3\x00" + random.Random(SEED).randbytes(100_000))
    damaged = path.read_bytes()
    assert grown("rebuild", "--json").code == 0
    assert dump(grown.home) == before
    assert path.with_name("catalog.sqlite.before-rebuild").read_bytes() == damaged


def test_a_rebuilt_catalogue_goes_on(grown):
    """What is new is fetched, what is known is not, and the next rebuild agrees."""
    rebuilt(grown)
    with Newsroom() as room:
        ran = grown("archive", "--json", *FAST, room.url("wakala", "/"))
    assert ran.answers
    rebuilt(grown)


def test_a_rebuild_that_is_killed_leaves_the_catalogue_and_can_be_run_again(grown):
    chance, before = random.Random(SEED), dump(grown.home)
    for _ in range(5):
        process = subprocess.Popen(
            grown.words("rebuild", "--json"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, 4.0))
        process.kill()
        process.wait()
        assert dump(grown.home) == before, f"seed {SEED}"
    assert _gone(process.pid)
    rebuilt(grown)


def test_a_rebuild_that_is_interrupted_says_so_within_three_seconds(grown):
    process = subprocess.Popen(grown.words("rebuild"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not (grown.home / "rebuild").exists() and process.poll() is None:
        time.sleep(0.01)
    with promptly(3):
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate()
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert "run it again" in said
    rebuilt(grown)


def test_a_rebuild_is_busy_while_somebody_writes_and_the_other_way_round(grown):
    with sharing(grown.home / WRITING):
        assert grown("rebuild").code == 6
    with held(grown.home / WRITING, "warraq rebuild"):
        ran = grown("archive", "http://127.0.0.1:1/")
    assert (ran.code, "warraq rebuild" in ran.said) == (6, True)


def _gone(group: int) -> bool:
    """Whether no process of the group is left, some moments after its leader was killed."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_damage_is_told_and_everything_else_built_again(warraq):
    with Site(20) as site:
        site.declare(warraq.home)
        warraq("crawl", "--json", *FAST)
    (file,) = (warraq.home / "warc").glob("*.warc.gz")
    before = dump(warraq.home)
    file.chmod(0o640)
    with file.open("r+b") as damaged:
        damaged.seek(file.stat().st_size // 2)
        octets = damaged.read(1)
        damaged.seek(-1, os.SEEK_CUR)
        damaged.write(bytes([octets[0] ^ 0xFF]))
    ran = warraq("rebuild", "--json")
    assert ran.code == 8
    assert [(answer["file"], answer["severity"]) for answer in ran.answers[:-1]] == [(str(file), "damage")]
    found, told = of_tables(dump(warraq.home)), of_tables(before)
    assert told["version"] - found["version"] <= 8  # a journal tells of so many at most
    assert found["fetch"] >= told["fetch"] - 1
    again = warraq("rebuild", "--json")
    assert (again.code, of_tables(dump(warraq.home))) == (8, found)


def test_a_file_of_a_version_without_journals_is_taken_in(warraq, tmp_path):
    """As somebody else's WARC file is, that is put into the folder by hand."""
    with Site(3) as site:
        ran = warraq.archive(*site.urls())
    assert ran.code == 0
    (file,) = (warraq.home / "warc").glob("*.warc.gz")
    other = Warraq(tmp_path / "other", warraq.environment)
    (other.home / "warc").mkdir(parents=True)
    without_journals(file, other.home / "warc" / "by-hand.warc.gz")
    ran = other("rebuild", "--json")
    assert ran.code == 0
    assert summary(ran)["taken_in"] > 0
    with Catalog.open(other.home / "catalog.sqlite") as catalog:
        for url in site.urls():
            found = catalog.find(url)
            assert found is not None
            assert found.kept is not None
            assert found.kept.outcome is Outcome.ARCHIVED
            assert len(found.versions) == 1


def test_two_crawls_at_once_are_built_again_as_they_were(warraq):
    with Site(30) as one, Site(30) as other:
        one.declare(warraq.home)
        commands = (("crawl", *FAST), ("archive", *FAST, *other.urls()), ("archive", *FAST, *other.urls()[::-1]))
        running = [
            subprocess.Popen(warraq.words(name, "--json", *words), stdout=subprocess.DEVNULL) for name, *words in commands
        ]
        assert [process.wait(120) for process in running] == [0, 0, 0]
    assert len(list((warraq.home / "warc").glob("*.warc.gz"))) == 3
    rebuilt(warraq)


def test_crawls_that_are_killed_are_built_again_as_their_next_start_leaves_them(warraq):
    chance = random.Random(SEED)
    with Site(120) as site:
        site.declare(warraq.home)
        for _ in range(4):
            process = subprocess.Popen(
                warraq.words("crawl", *FAST, "--set=WARRAQ_SYNC_DELAY=0.01"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            while not list((warraq.home / "warc").glob("*.open")) and process.poll() is None:
                time.sleep(0.01)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.0, 1.5))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            warraq("repair")
            rebuilt(warraq)
        assert warraq("crawl", *FAST).code == 0
    rebuilt(warraq)
