"""`warraq reextract`: kept captures read again as the rules of their day now have it; told first, kept where wished."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.catalog.catalog import Catalog
from archive.links import LinkState
from archive.models import Outcome, Version
from archive.warc.reader import read_article
from archive.warc.records import record_at
from crawler.home.lock import held
from tests.crawler.conftest import Warraq
from tests.crawler.living import Living, living, pass_time
from tests.site import body, headline
from tests.timing import promptly

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_RECHECKS=[]")
PLUG = "تابعوا صفحتنا الجديدة واقرأوا ملحق نهاية الأسبوع عن أسواق المدينة القديمة وحكاياتها وناسها."
NO_PLUG = '[[source.rules]]\nremovals = ["article p:nth-of-type(4)"]\n'
NO_STORY = '[[source.rules]]\nremovals = ["article"]\n'
PLUGGED, PLAIN, REFUSED = 1, 2, 9


def declare(site: Living, home: Path, rules: str = "") -> None:
    site.declare(home)
    file = home / "sources" / "site.toml"
    file.write_text(file.read_text("utf-8") + rules, "utf-8")


def crawled(warraq: Warraq, site: Living) -> None:
    """One story is refused by a rule that takes all away; then, by none, a plain one and one with a plug are archived."""
    declare(site, warraq.home, NO_STORY)
    site.publish(REFUSED)
    assert warraq("crawl", *FAST).code == 0
    declare(site, warraq.home)
    site.publish(PLUGGED, PLAIN)
    site.edit(PLUGGED, PLUG, silently=True)
    assert warraq("crawl", *FAST).code == 0


@pytest.fixture(scope="module")
def site(shared: Warraq) -> Iterator[Living]:
    with living() as site:
        crawled(shared, site)
        declare(site, shared.home, NO_PLUG)
        yield site


def dump(home: Path) -> list[str]:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return list(catalog.dump())


def files(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (home / "warc").iterdir()}


def test_what_would_change_is_told_and_nothing_is_written(shared, site):
    before = dump(shared.home), files(shared.home)
    ran = shared("reextract", "--json")
    assert (dump(shared.home), files(shared.home)) == before
    assert ran.code == 0
    told = ran.by_url()
    assert {url: answer["became"] for url, answer in told.items()} == {site.url(PLUGGED): "changed", site.url(REFUSED): "found"}
    changed = told[site.url(PLUGGED)]
    assert changed["fields"] == {"article_body": {"old": "\n".join([*body(PLUGGED), PLUG]), "new": "\n".join(body(PLUGGED))}}
    words = len(" ".join(body(PLUGGED)).split())
    assert changed["text"]["kept"] == pytest.approx(words / (words + len(PLUG.split())))
    assert (changed["text"]["added"], changed["number"], changed["conversion"]) == (0, 1, None)
    assert changed["extractor"]["old"]["rules_version"] == "none" != changed["extractor"]["new"]["rules_version"]
    assert told[site.url(REFUSED)]["article"]["headline"] == headline(REFUSED)
    summary = ran.answers[-1]["summary"]
    counts = ("read", "current", "same", "changed", "found", "lost", "unread", "damaged")
    assert [summary[name] for name in counts] == [3, 0, 1, 1, 1, 0, 0, 0]
    assert (summary["fields"], summary["kept"]["50-89 %"], summary["added"]["0 %"]) == ({"article_body": 1}, 1, 1)


def test_people_are_told_on_eighty_columns(shared, site):
    ran = shared("reextract")
    assert "~ read otherwise: 75% of the text stays, 0% is new" in re.sub(r"\d+%", "75%", ran.out, count=1)
    assert "nothing was written; --apply keeps the new readings" in ran.out
    assert headline(REFUSED) in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80 + len(site.base)


@pytest.mark.parametrize(
    ("options", "read"),
    [
        (("--source", "other"), 0),
        (("--since", f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}", "--until", "2999-01-01"), 3),
    ],
)
@pytest.mark.usefixtures("site")
def test_captures_are_chosen_by_source_and_day(shared, options, read):
    assert shared("reextract", "--json", *options).answers[-1]["summary"]["read"] == read


def test_captures_are_chosen_by_address_and_id(shared, site):
    found = json.loads(shared("show", "--json", site.url(PLUGGED)).out)
    for named, read in ((site.url(PLUGGED), 1), (found["id"], 1), (site.url(REFUSED), 1)):
        assert shared("reextract", "--json", "--ids", named).answers[-1]["summary"]["read"] == read
    nobody = shared("reextract", "--ids", "http://nowhere.example/1")
    assert (nobody.code, "nowhere.example" in nobody.said) == (2, True)


def test_what_this_extractor_read_by_these_rules_is_passed_over(shared, site):
    declare(site, shared.home)
    ran, again = shared("reextract", "--json"), shared("reextract", "--json", "--again")
    declare(site, shared.home, NO_PLUG)
    assert [ran.answers[-1]["summary"][name] for name in ("current", "read", "found")] == [2, 1, 1]
    assert [again.answers[-1]["summary"][name] for name in ("current", "read", "found")] == [0, 3, 1]


def test_an_empty_home_is_said(warraq):
    ran = warraq("reextract")
    assert (ran.code, "nothing is archived" in ran.said) == (4, True)


@pytest.fixture(scope="module")
def applied(shared: Warraq, site: Living, tmp_path_factory: pytest.TempPathFactory) -> Warraq:
    """A copy of the home, in which the new readings are kept."""
    copy = copy_of(shared, tmp_path_factory.mktemp("applied"))
    ran = copy("reextract", "--json", "--apply")
    assert (ran.code, set(ran.by_url())) == (0, {site.url(PLUGGED), site.url(REFUSED)})
    assert all(answer["conversion"] for answer in ran.by_url().values())
    assert ran.answers[-1]["summary"]["applied"] == 2
    return copy


def copy_of(warraq: Warraq, folder: Path) -> Warraq:
    shutil.copytree(warraq.home, folder / "home")
    return Warraq(folder / "home", warraq.environment)


def version(home: Path, url: str) -> Version:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return catalog.versions(url)[-1]


def table(home: Path, name: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as database:
        return database.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608 - our own names


def test_a_new_reading_takes_the_place_of_the_old(shared, site, applied):
    old, new = version(shared.home, site.url(PLUGGED)), version(applied.home, site.url(PLUGGED))
    assert (old.number, old.captured_at, old.record) == (new.number, new.captured_at, new.record)
    assert new.article.article_body == "\n".join(body(PLUGGED))
    assert read_article(applied.home / "warc" / new.conversion.filename, new.conversion.offset) == new.article
    assert read_article(applied.home / "warc" / old.conversion.filename, old.conversion.offset) == old.article
    assert record_at(applied.home / "warc" / new.conversion.filename, new.conversion.offset).get("WARC-Refers-To") == (
        f"<{new.record.record_id}>"
    )


def test_a_page_that_was_no_article_is_archived(site, applied):
    with Catalog.open(applied.home / "catalog.sqlite", read_only=True) as catalog:
        found = catalog.find(site.url(REFUSED))
    assert [one.number for one in found.versions] == [1]
    assert (found.kept.outcome, found.kept.reason, found.link.state) == (Outcome.ARCHIVED, None, LinkState.ARCHIVED)
    assert found.versions[0].captured_at == found.kept.fetch.date


def test_nothing_is_counted_and_no_event_told(shared, applied):
    for name in ("event", "hour", "recheck", "fetch", "crawl", "poll"):
        assert table(applied.home, name) == table(shared.home, name), name


def test_what_was_kept_is_whole_and_a_second_run_is_short(applied):
    verified = applied("verify", "--json")
    assert (verified.code, verified.answers[-1]["summary"]["damage"]) == (0, 0)
    summary = applied("reextract", "--json", "--apply").answers[-1]["summary"]
    assert [summary[name] for name in ("current", "same", "changed", "found", "applied")] == [2, 1, 0, 0, 0]


def test_a_later_look_sees_no_edit_in_it(site, applied):
    site.edit(PLUGGED, f"{PLUG} ", silently=True)
    before = table(applied.home, "event")
    looked = applied("archive", "--json", "--allow-private", site.url(PLUGGED))
    assert [answer["outcome"] for answer in looked.answers] == ["unchanged"]
    assert table(applied.home, "event") == before


def test_a_rebuilt_catalogue_has_the_new_readings(applied, tmp_path):
    copy = copy_of(applied, tmp_path)
    before = dump(copy.home)
    assert copy("rebuild").code == 0
    assert dump(copy.home) == before


def test_rules_of_the_day_of_capture_hold(warraq):
    with living() as site:
        declare(site, warraq.home)
        for number in (PLUGGED, PLAIN):
            site.publish(number)
            site.edit(number, PLUG, silently=True)
            assert warraq("crawl", *FAST).code == 0
            pass_time(warraq.home, timedelta(days=5))
        until = datetime.now(UTC).date() - timedelta(days=8)
        declare(site, warraq.home, f"{NO_PLUG}until = {until}\n")
    told = warraq("reextract", "--json").by_url()
    assert {url: answer["became"] for url, answer in told.items()} == {site.url(PLUGGED): "changed"}


def test_a_damaged_capture_is_named_and_the_others_are_read(shared, site, tmp_path):
    copy = copy_of(shared, tmp_path)
    record = version(copy.home, site.url(PLUGGED)).record
    path = copy.home / "warc" / record.filename
    octets = bytearray(path.read_bytes())
    octets[record.offset + record.length // 2] ^= 0x40
    path.chmod(0o600)
    path.write_bytes(octets)
    ran = copy("reextract", "--json")
    assert ran.code == 8
    told = ran.by_url()
    assert (told[site.url(PLUGGED)]["became"], told[site.url(REFUSED)]["became"]) == ("damaged", "found")
    assert told[site.url(PLUGGED)]["record"]["offset"] == record.offset
    assert f"{path} at {record.offset}" in copy("reextract").out


def test_an_article_that_would_be_none_stays(shared, site, tmp_path):
    copy = copy_of(shared, tmp_path)
    declare(site, copy.home, NO_STORY)
    before = dump(copy.home)
    ran = copy("reextract", "--json", "--apply", "--ids", site.url(PLAIN))
    assert (ran.code, ran.answers[0]["became"], ran.answers[0]["conversion"]) == (0, "lost", None)
    assert dump(copy.home) == before


@pytest.mark.usefixtures("site")
def test_it_keeps_nothing_beside_a_crawl(shared):
    with held(shared.home / "run.lock", "warraq run"):
        told, busy = shared("reextract", "--json"), shared("reextract", "--apply")
    assert (told.code, busy.code) == (0, 6)
    assert "warraq run" in busy.said


STORIES = 24


@pytest.fixture
def many(warraq: Warraq) -> Iterator[Living]:
    with living() as site:
        declare(site, warraq.home)
        site.publish(*range(1, STORIES + 1))
        for number in range(1, STORIES + 1):
            site.edit(number, PLUG, silently=True)
        assert warraq("crawl", *FAST).code == 0
        declare(site, warraq.home, NO_PLUG)
        yield site


def begin(warraq: Warraq) -> subprocess.Popen[str]:
    words = warraq.words("reextract", "--json", "--apply", "--set=WARRAQ_SYNC_RECORDS=2", "--set=WARRAQ_EXTRACT_CHILDREN=1")
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ | dict(warraq.environment))


def test_a_kill_loses_nothing_that_was_told(warraq, many):
    with begin(warraq) as process:
        told = [json.loads(process.stdout.readline()) for _ in range(5)]
        process.kill()
    for answer in told:
        assert version(warraq.home, answer["url"]).conversion.offset == answer["conversion"]["offset"]
    ran = warraq("reextract", "--json", "--apply")
    summary = ran.answers[-1]["summary"]
    assert (ran.code, summary["current"] + summary["applied"]) == (0, STORIES)
    assert summary["current"] >= len(told)
    texts = {version(warraq.home, many.url(number)).article.article_body for number in range(1, STORIES + 1)}
    assert texts == {"\n".join(body(number)) for number in range(1, STORIES + 1)}
    before = dump(warraq.home)
    assert [warraq(command).code for command in ("verify", "rebuild")] == [0, 0]
    assert dump(warraq.home) == before


@pytest.mark.usefixtures("many")
def test_an_interrupt_ends_it_at_once(warraq):
    with begin(warraq) as process:
        process.stdout.readline()
        with promptly(3):
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130


def test_a_full_disk_is_said_and_costs_nothing(shared, site, tmp_path):
    copy = copy_of(shared, tmp_path)
    before = dump(copy.home)
    ran = copy("reextract", "--apply", f"--set=WARRAQ_DISK_FREE_MIN={10**18}")
    assert (ran.code, "make room" in ran.said) == (7, True)
    assert dump(copy.home) == before
    assert copy("reextract", "--json", "--apply").answers[-1]["summary"]["applied"] == 2
    assert version(copy.home, site.url(PLUGGED)).article.article_body == "\n".join(body(PLUGGED))
