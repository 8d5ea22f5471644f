"""`warraq crawl` over the newsroom, as it is, again, and as time moves; and beside other commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome
from tests.crawler.rounds.test_oneoff import records
from tests.newsroom import EVENING, HAZARDS, MORNING, Newsroom, expectations
from tests.site import SOURCE, Site
from tests.timing import promptly, until

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=0.02")
COUNTS = ("archived", "unchanged", "rejected", "failed", "refused")


@dataclass(frozen=True, slots=True)
class Round:
    """A crawl (`ran`: tests.crawler.conftest.Ran) and what it asked for: outlet, path, status, request headers."""

    ran: Any
    asked: list[tuple[str, str, int, dict[str, str]]]

    def summaries(self) -> dict[str, dict[str, Any]]:
        return {answer["source"]: answer for answer in self.ran.answers if "source" in answer}

    def pages(self) -> list[tuple[str, str]]:
        return [(outlet, path) for outlet, path, _, _ in self.asked if path != "/robots.txt"]


@dataclass(slots=True)
class Story:
    """The newsroom crawled in the evening, once more, and in the morning."""

    room: Newsroom
    evening: Round
    again: Round
    morning: Round


@pytest.fixture(scope="module")
def crawled(shared) -> Iterator[Story]:
    with Newsroom(slow_s=0.3) as room:
        room.write_sources(shared.home / "sources")

        def crawl() -> Round:
            before = len(room.requests)
            ran = shared("crawl", "--json", *FAST)
            asked = [(each.outlet, each.path, each.status, dict(each.headers)) for each in room.requests[before:]]
            return Round(ran, asked)

        evening, again = crawl(), crawl()
        room.at(MORNING)
        yield Story(room, evening, again, crawl())


@pytest.fixture(scope="module")
def catalog(crawled, shared) -> Iterator[Catalog]:
    assert crawled.morning.ran.code == 0
    with Catalog.open(shared.home / "catalog.sqlite", read_only=True) as catalog:
        yield catalog


def test_every_story_is_archived_once(crawled, catalog, shared):
    stories = {crawled.room.url(gold.outlet, gold.path): gold for gold in expectations(EVENING)}
    archived = [answer["url"] for answer in crawled.evening.ran.answers if answer.get("outcome") == "archived"]
    assert len(archived) == len(set(archived))
    assert stories.keys() - set(archived) == set()
    for url, gold in stories.items():
        found = catalog.find(url)
        assert [version.number for version in found.versions] == [1], url
        assert found.versions[0].article.headline == gold.headline
        assert found.link.source == gold.outlet
        assert found.versions[0].record.warc_type == "response"
        assert found.versions[0].conversion.warc_type == "conversion"
        assert (shared.home / "warc" / found.versions[0].record.filename).exists()


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.path)
def test_hazards_come_out_as_they_should(crawled, hazard):
    answer = crawled.evening.ran.by_url()[crawled.room.url("sariya", hazard.path)]
    assert (answer["outcome"], answer["reason"] in hazard.reasons) == (hazard.outcome, True), answer


def test_preview_of_a_walled_story_is_kept_and_said_to_be_one(crawled, catalog):
    (version,) = catalog.find(crawled.room.url("sariya", "/premium/302")).versions
    assert version.article.is_accessible_for_free is False
    assert version.article.article_body.endswith("وتتضمن الوثائق مراسلات بين شركات ووسطاء.")


def _passing(crawled):
    """Return the addresses whose trouble may pass: each run tries them again, for a day at least."""
    reasons = {"TIMEOUT", "SERVER_ERROR", "THROTTLED", "CONNECTION_LOST"}
    return {answer["url"] for answer in crawled.evening.ran.answers if answer.get("reason") in reasons}


def _gone(crawled, name):
    failed = [each for each in crawled.evening.ran.answers if each.get("outcome") == "failed"]
    base = crawled.room.url(name, "/")
    return {answer["url"] for answer in failed if answer["url"].startswith(base)} - _passing(crawled)


@pytest.mark.usefixtures("catalog")
def test_what_was_kept_reads_the_same_again(shared):
    summary = shared("reextract", "--json", "--again").answers[-1]["summary"]
    assert summary["read"] == summary["same"] > 60


def test_summaries_add_up_to_what_the_catalogue_holds(crawled, catalog):
    summaries = crawled.evening.summaries()
    assert set(summaries) == {outlet.name for outlet in crawled.room.outlets}
    status = {source.source: source for source in catalog.status(crawled.room.now).sources}
    later = crawled.morning.summaries()
    for name, summary in summaries.items():
        assert summary["new"] == sum(_count(summary, key) for key in COUNTS), name
        for key in ("archived", "rejected", "failed", "refused"):
            closed = _count(summary, key) + _count(later[name], key) if key != "failed" else len(_gone(crawled, name))
            assert getattr(status[name], key) == closed, (name, key)
        assert summary["problems"] == []
    outcomes = Counter(one.outcome for one in catalog.outcomes(1_000))
    assert outcomes[Outcome.ARCHIVED] == sum(each["archived"] for each in (*summaries.values(), *later.values()))


def _count(summary: dict[str, Any], key: str) -> int:
    value = summary[key]
    return sum(value.values()) if isinstance(value, dict) else value


def test_nothing_is_fetched_twice_but_what_is_tried_again(crawled):
    twice = {page for page, count in Counter(crawled.evening.pages()).items() if count > 1}
    assert twice == {("sariya", "/error/1"), ("sariya", "/loop/out"), ("sariya", "/loop/back")}


def test_robots_are_asked_once_a_crawl_before_anything_else(crawled):
    for crawl in (crawled.evening, crawled.again):
        for outlet in crawled.room.outlets:
            paths = [path for name, path, _, _ in crawl.asked if name == outlet.name]
            assert paths[0] == "/robots.txt"
            assert paths.count("/robots.txt") == 1


def test_known_lists_are_asked_for_only_if_they_changed(crawled, shared):
    retried = {(urlsplit(url).netloc, urlsplit(url).path) for url in _passing(crawled)}
    asked = [(each, urlsplit(crawled.room.url(each[0], each[1])).netloc) for each in crawled.again.asked]
    lists = [each for each, netloc in asked if each[1] != "/robots.txt" and (netloc, each[1]) not in retried]
    whole = {(outlet, path) for outlet, path, status, _ in lists if status == 200}
    assert whole == {("madar", "/sitemap-index.xml")}, "a list of lists may stay the same while they change"
    assert all("if-none-match" in headers or "if-modified-since" in headers for _, _, status, headers in lists if status != 200)
    assert (
        len([each for each in lists if each[2] == 304]) == sum(each["lists"] for each in crawled.again.summaries().values()) - 1
    )
    again = {answer["url"]: answer["reason"] for answer in crawled.again.ran.answers if "outcome" in answer}
    assert set(again) == _passing(crawled), "what may pass is tried again, and nothing else"
    unmodified = [headers for headers, _ in records(shared.home, "revisit") if headers["WARC-Profile"].endswith("not-modified")]
    assert len(unmodified) >= 9
    assert all(headers["WARC-Refers-To"] for headers in unmodified)


def test_what_is_new_in_the_morning_and_only_that_is_archived(crawled):
    before = {(gold.outlet, gold.path) for gold in expectations(EVENING)}
    new = {(gold.outlet, gold.path) for gold in expectations(MORNING)} - before
    archived = {answer["url"] for answer in crawled.morning.ran.answers if answer.get("outcome") == "archived"}
    assert archived == {crawled.room.url(outlet, path) for outlet, path in new}
    fetched = {answer["url"] for answer in crawled.morning.ran.answers if "outcome" in answer}
    assert fetched - archived == _passing(crawled)


def test_edited_stories_are_new_versions_when_asked_for(crawled, shared, catalog):
    before = {(gold.outlet, gold.path): gold for gold in expectations(EVENING)}
    after = {(gold.outlet, gold.path): gold for gold in expectations(MORNING)}
    edited = [key for key in before.keys() & after.keys() if before[key] != after[key] and before[key].body != after[key].body]
    deleted = [key for key in before if key not in after]
    urls = [crawled.room.url(*key) for key in (*edited, *deleted)]
    ran = shared("archive", "--json", *FAST, *urls)
    outcomes = {url: (answer["outcome"], answer["reason"]) for url, answer in ran.by_url().items()}
    assert outcomes == dict.fromkeys(urls[: len(edited)], ("archived", None)) | dict.fromkeys(
        urls[len(edited) :], ("failed", "GONE")
    )
    for key, url in zip(edited, urls, strict=False):
        versions = catalog.versions(url)
        assert [version.number for version in versions] == [1, 2]
        assert versions[0].article.article_body != versions[1].article.article_body
        assert versions[1].article.headline == after[key].headline


def test_summary_for_people_names_each_source(crawled, shared):
    assert crawled.morning.ran.code == 0
    ran = shared("crawl", *FAST, "wakala", "salla")
    assert ran.code == 0
    assert "wakala" in ran.out
    assert "salla" in ran.out
    assert "sariya" not in ran.out


def declare(home, name: str, base: str) -> None:
    (home / "sources").mkdir(parents=True, exist_ok=True)
    text = SOURCE.replace('"site"', f'"{name}"').format(base=base, host=base.removeprefix("http://"))
    (home / "sources" / f"{name}.toml").write_text(text, "utf-8")


def test_a_source_that_is_down_hurts_no_other(warraq):
    with Site(6, large_bytes=(10, 20)) as site:
        declare(warraq.home, "alive", site.base)
        declare(warraq.home, "down", "http://127.0.0.1:1")
        ran = warraq("crawl", "--json", *FAST)
        people = warraq("crawl", *FAST)
    summaries = {answer["source"]: answer for answer in ran.answers if "source" in answer}
    assert (ran.code, people.code) == (4, 4)
    assert summaries["alive"]["archived"] == 6
    assert summaries["down"]["lists"] == 0
    assert "refused the connection" in summaries["down"]["problems"][0]
    assert "down: http://127.0.0.1:1/rss.xml: the server refused the connection" in " ".join(people.out.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[source]]\nname = "x\n', ("line 2",)),
        ('[[source]]\nnme = "x"\n', ("nme",)),
        ("", ("[[source]]",)),
    ],
)
def test_a_malformed_source_is_named_with_its_remedy(warraq, text, words):
    (warraq.home / "sources").mkdir(parents=True)
    (warraq.home / "sources" / "mine.toml").write_text(text)
    for command in ("crawl", "run"):
        ran = warraq(command)
        assert ran.code == 2
        assert all(word in ran.said for word in ("mine.toml", *words)), ran.said
        assert "Traceback" not in ran.said


def test_an_unknown_source_is_answered_with_those_like_it(warraq):
    declare(warraq.home, "sunrise", "http://127.0.0.1:1")
    ran = warraq("crawl", "sunrize")
    assert ran.code == 2
    assert "sunrise" in ran.said


def test_bad_settings_are_named(warraq):
    for option in ("DOWNLOAD_DELEY=1", "WARRAQ_PAGES_MAX=many"):
        ran = warraq("crawl", f"--set={option}")
        assert ran.code == 2, option
        assert option.split("=", maxsplit=1)[0] in ran.said
        assert "Traceback" not in ran.said


def test_what_exceeds_a_run_is_left_listed_for_the_next(warraq):
    with Site(25, large_bytes=(10, 20)) as site:
        site.declare(warraq.home)
        archived = []
        for _ in range(3):
            ran = warraq("crawl", "--json", *FAST, "--set=WARRAQ_PAGES_MAX=10")
            assert ran.code == 0
            archived.append([answer["url"] for answer in ran.answers if answer.get("outcome") == "archived"])
    assert [len(urls) for urls in archived] == [10, 10, 5]
    assert set().union(*archived) == set(site.urls())


def test_a_second_crawl_is_told_who_is_at_work_and_ten_one_offs_are_not_kept_waiting(warraq):
    """R13: one crawl a home; the one-off command needs no turn."""
    with Site(60, large_bytes=(10_000, 20_000), answers_max=3) as site:
        site.declare(warraq.home)
        crawl = subprocess.Popen(
            warraq.words("crawl", "--json", *FAST, "--set=DOWNLOAD_DELAY=0.15", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **warraq.environment},
            text=True,
        )
        until(lambda: any(path.startswith("/story") for path in site.asked))
        with promptly(4):
            second = warraq("crawl", *FAST)
        site.release()
        with ThreadPoolExecutor(4) as pool:
            beside = list(pool.map(warraq.archive, [f"{site.base}/story/{number}" for number in range(50, 60)]))
        out, _ = crawl.communicate(timeout=200)
    assert second.code == 6
    assert f"warraq crawl, process {crawl.pid}" in second.said
    assert [ran.code for ran in beside] == [0] * 10, [ran.said for ran in beside]
    assert crawl.returncode == 0
    assert "database is locked" not in "".join(ran.said for ran in beside)
    outcomes = Counter(json.loads(line)["outcome"] for line in out.splitlines() if '"outcome"' in line)
    assert sum(outcomes.values()) == 60
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert {len(catalog.versions(url)) for url in site.urls()} == {1}


def test_scrapy_lists_and_crawls_sources_from_the_checkout(warraq):
    with Site(4, large_bytes=(10, 20)) as site:
        declare(warraq.home, "mine", site.base)
        environment = {**os.environ, "WARRAQ_HOME": str(warraq.home)}
        scrapy = [sys.executable, "-m", "scrapy"]
        listed = subprocess.run([*scrapy, "list"], env=environment, capture_output=True, text=True, check=False)
        options = ("-s", "WARRAQ_ALLOW_PRIVATE=True", "-s", "DOWNLOAD_DELAY=0")
        crawled = subprocess.run(
            [*scrapy, "crawl", "mine", *options], env=environment, capture_output=True, text=True, check=False
        )
        urls = site.urls()
    assert listed.returncode == 0, listed.stderr
    assert "mine" in listed.stdout.split()
    assert crawled.returncode == 0, crawled.stderr
    assert "Traceback" not in crawled.stderr
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert all(catalog.find(url).kept.outcome is Outcome.ARCHIVED for url in urls)


def test_a_crawl_killed_alone_leaves_nothing_in_the_way(warraq):
    """Its children must not hold its lock, nor live on."""
    with Site(60, large_bytes=(10_000, 20_000), answers_max=10) as site:
        site.declare(warraq.home)
        words = warraq.words("crawl", "--json", *FAST)
        crawl = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: len(site.asked) > 10)
        crawl.kill()
        crawl.wait()
        site.release()
        ran = warraq("crawl", "--json", *FAST, "--set=CONCURRENT_REQUESTS_PER_DOMAIN=8")
        assert ran.code == 0, ran.said
        with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
            assert {catalog.find(url).kept.outcome for url in site.urls()} == {Outcome.ARCHIVED}
