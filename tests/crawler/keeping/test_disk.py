"""A full disk: nothing acknowledged is lost, the exit code says why, and the next run goes on. On a small disk of its own."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.models import Outcome
from archive.warc.reader import read_response
from archive.warc.store import path_of
from tests.disk import disk_of
from tests.site import Site

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=8")
EXIT_DISK_FULL = 7


@pytest.mark.slow
def test_nothing_is_fetched_where_too_little_is_free(warraq, tmp_path):
    with Site(4) as site:
        site.declare(warraq.home)
        too_much = f"--set=WARRAQ_DISK_FREE_MIN={shutil.disk_usage(tmp_path).total + 1}"
        crawl = warraq("crawl", *FAST, too_much)
        archive = warraq("archive", *FAST, too_much, site.urls()[0])
        asked = list(site.asked)
    for ran in (crawl, archive):
        assert ran.code == EXIT_DISK_FULL
        assert "the disk is (nearly) full" in ran.said
        assert "bytes free" in ran.said
        assert "Traceback" not in ran.said
    assert asked == []


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    with disk_of(8, tmp_path / "disk") as folder:
        yield folder


@pytest.mark.slow
def test_a_disk_that_fills_loses_nothing_acknowledged(warraq, small_disk):
    """R6: the disk fills in mid-crawl, twice over at different points; room is made; the crawl goes on."""
    small = type(warraq)(small_disk / "home", warraq.environment)
    acknowledged: dict[str, dict] = {}
    with Site(60, large_bytes=(700_000, 1_500_000)) as site:
        site.declare(small.home)
        ballast = small_disk / "ballast"
        for ballast_bytes in (4_500_000, 3_000_000):
            ballast.write_bytes(b"x" * ballast_bytes)
            ran = small("crawl", "--json", *FAST, "--set=WARRAQ_DISK_FREE_MIN=0")
            assert ran.code == EXIT_DISK_FULL, ran.said[-2000:]
            assert "the disk is (nearly) full" in ran.said
            assert "Traceback" not in ran.said
            acknowledged |= {answer["url"]: answer for answer in ran.answers if answer.get("outcome") == "archived"}
            _check(small.home, site, acknowledged)
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
        ran = small("crawl", "--json", *FAST, "--set=WARRAQ_DISK_FREE_MIN=0")
        assert ran.code == 0, ran.said[-2000:]
        again = {answer["url"] for answer in ran.answers if "outcome" in answer}
        assert again & acknowledged.keys() == set(), "what was acknowledged is not fetched again"
        _check(small.home, site, {url: {} for url in site.urls()})
    assert not list((small.home / "warc").glob("*.open"))


@pytest.mark.slow
def test_a_page_that_cannot_be_spooled_has_no_outcome(warraq, small_disk):
    small = type(warraq)(small_disk / "home", warraq.environment)
    (small_disk / "ballast").write_bytes(b"x" * 6_000_000)
    with Site(4, large_bytes=(4_000_000, 4_000_001)) as site:
        ran = small("archive", "--json", *FAST, "--set=WARRAQ_DISK_FREE_MIN=0", site.urls()[3])
    assert ran.answers == []
    assert ran.code == EXIT_DISK_FULL, ran.said
    assert "the disk is (nearly) full" in ran.said
    assert "Traceback" not in ran.said


def _check(home: Path, site: Site, acknowledged: dict[str, dict]) -> None:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        for url in acknowledged:
            found = catalog.find(url)
            assert found.kept.outcome is Outcome.ARCHIVED, (url, found.kept.reason, found.kept.detail)
            record = found.versions[0].record
            capture = read_response(path_of(home / "warc", record.filename), record.offset)
            assert bytes(capture.response[:]).endswith(site.page("/story/" + url.rpartition("/")[2])[0])
    for file in (home / "warc").glob("*.warc.gz"):
        with gzip.open(file) as stream:
            while stream.read(1 << 20):
                pass


@pytest.mark.slow
def test_a_rebuild_that_has_no_room_leaves_the_catalogue_and_goes_on_when_there_is_room(warraq, small_disk):
    small = type(warraq)(small_disk / "home", warraq.environment)
    with Site(8, large_bytes=(20_000, 40_000)) as site:
        small.archive(*site.urls(), options=("--set=WARRAQ_DISK_FREE_MIN=0",))
    before = (small.home / "catalog.sqlite").read_bytes()
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 100_000))
    ran = small("rebuild")
    assert (ran.code, "Traceback" in ran.said) == (EXIT_DISK_FULL, False)
    assert "make room" in ran.said
    assert (small.home / "catalog.sqlite").read_bytes() == before
    filler.unlink()
    assert small("rebuild").code == 0
