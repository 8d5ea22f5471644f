"""What docs promise of acknowledgement, shown on the real command: kills at random points, the order of writes, sick pages."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from archive.catalog.catalog import Catalog
from archive.models import Outcome
from archive.warc.reader import read_response
from archive.warc.store import path_of
from tests.site import Site
from tests.timing import promptly

KILLS = 20
SEED = int(os.environ.get("WARRAQ_SEED", "20261122"))
OPTIONS = ("--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=8")


def crawl_words(home: Path) -> list[str]:
    return [sys.executable, "-m", "crawler", "crawl", f"--home={home}", *OPTIONS]


def kept_lines(text: str) -> list[dict]:
    """Return the answers in `text`; a last line that the kill cut is no answer."""
    lines = [line for line in text.splitlines(keepends=True) if line.endswith("\n") and line.startswith("{")]
    return [answer for answer in map(json.loads, lines) if "outcome" in answer]


def crawl_and_kill(home: Path, after_s: float) -> tuple[list[dict], bool]:
    """Crawl, kill the whole group after `after_s`; return what was acknowledged by then, and whether it ended by itself."""
    out = home / "out.jsonl"
    with out.open("w") as file:
        process = subprocess.Popen(crawl_words(home), stdout=file, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return kept_lines(out.read_text()), process.returncode == 0


@pytest.mark.slow
def test_r1_nothing_acknowledged_is_lost_in_kills_at_random_points(tmp_path):
    chance = random.Random(SEED)
    home = tmp_path / "home"
    acknowledged: dict[str, dict] = {}
    with Site(150) as site:
        site.declare(home)
        kills = 0
        while True:
            answers, ended = crawl_and_kill(home, chance.uniform(1.0, 3.5) if kills < KILLS else 120)
            assert not {answer["url"] for answer in answers} & set(acknowledged), f"fetched twice, seed {SEED}"
            acknowledged |= {answer["url"]: answer for answer in answers}
            if ended:
                break
            kills += 1
        _check_archive(home, site, acknowledged)
    assert kills >= KILLS // 2, f"only {kills} kills hit: the machine is faster than this test thinks"
    print(f"{kills} kills, seed {SEED}")


def _check_archive(home: Path, site: Site, acknowledged: dict[str, dict]) -> None:
    assert not list((home / "warc").glob("*.open"))
    for file in (home / "warc").glob("*.warc.gz"):
        with gzip.open(file) as stream:
            while stream.read(1 << 20):
                pass
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        for url in site.urls():
            found = catalog.find(url)
            assert found is not None, url
            assert found.kept is not None, url
            assert found.kept.outcome is Outcome.ARCHIVED
            assert len(found.versions) == 1
            record = found.versions[0].record
            capture = read_response(path_of(home / "warc", record.filename), record.offset)
            assert bytes(capture.response[:]).endswith(site.page("/story/" + url.rpartition("/")[2])[0])
    for answer in acknowledged.values():
        assert answer["outcome"] == "archived"
        place = answer["record"]
        assert read_response(path_of(home / "warc", place["filename"]), place["offset"]).target_uri == answer["url"]


@pytest.mark.slow
def test_r3_commit_comes_after_the_sync_of_its_warc_bytes(tmp_path):
    if shutil.which("strace") is None:
        pytest.skip("NOT SHOWN: strace is not installed (apt-get install strace)")
    home, trace = tmp_path / "home", tmp_path / "trace"
    with Site(100, large_bytes=(20_000, 40_000)) as site:
        site.declare(home)
        calls = "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
        subprocess.run(
            ["strace", "-f", "-y", "-e", calls, "-o", str(trace), *crawl_words(home)], check=True, capture_output=True
        )
    events = list(_events(trace.read_text("utf-8", "replace").splitlines()))
    assert Counter(name for name, _ in events)["commit"] >= 100 / 32
    unsynced: set[str] = set()
    for name, file in events:
        if name == "written":
            unsynced.add(file)
        elif name == "synced":
            unsynced.discard(file)
        elif name == "commit":
            assert unsynced == set(), "a commit came before the sync of WARC bytes"
    names = [name for name, _ in events]
    renamed = names.index("renamed")
    assert "synced" in names[:renamed]
    assert "folder" in names[renamed:]


def _events(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what the trace shows, in order. A sync that another thread's call interrupts counts when it is resumed."""
    pending: dict[str, str] = {}
    for line in lines:
        thread = line.split(maxsplit=1)[0]
        if "<unfinished" in line and "sync(" in line and "-wal" not in line:
            pending[thread] = line
        elif "resumed>" in line and thread in pending:
            line = pending.pop(thread)  # noqa: PLW2901 - the call that now is done
        if thread not in pending and (event := _event(line)):
            yield event


def _event(line: str) -> tuple[str, str] | None:
    """Return what a line of the trace means here, and for which file."""
    call = re.search(r"(write|pwrite64|fsync|fdatasync|rename\w*)\b.*?(?:\d+<([^>]*)>|\")", line)
    if call is None:
        return None
    name, file = call.group(1), call.group(2) or ""
    if name.startswith("rename"):
        return ("renamed", "") if ".warc.gz" in line else None
    if file.endswith(".warc.gz.open"):
        return ("written" if "write" in name else "synced", file)
    if "sync" in name and file.endswith("catalog.sqlite-wal"):
        return ("commit", file)
    if name == "fsync" and file.endswith("/warc"):
        return ("folder", file)
    return None


@pytest.mark.slow
def test_r12_sick_pages_cost_their_article_and_nothing_else(tmp_path):
    """A hang is ended by its limit; the crawl goes on. The page: markup that takes seconds against a limit of a moment."""
    home = tmp_path / "home"
    with Site(12, large_bytes=(10, 20)) as site:
        site.declare(home)
        done = subprocess.run(
            [*crawl_words(home), "--set=WARRAQ_EXTRACT_TIMEOUT=0.0001"], capture_output=True, text=True, check=True
        )
        sick = kept_lines(done.stdout)
        assert {(answer["outcome"], answer["reason"]) for answer in sick} == {("rejected", "EXTRACT_FAILED")}
        assert all(answer["record"] for answer in sick)
        again = subprocess.run([*_archive_words(home), *site.urls()], capture_output=True, text=True, check=False)
    assert Counter(answer["outcome"] for answer in kept_lines(again.stdout)) == {"archived": 12}


def _archive_words(home: Path) -> list[str]:
    return [sys.executable, "-m", "crawler", "archive", f"--home={home}", *OPTIONS]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_interrupted_ends_within_three_seconds_and_goes_on_next_time(tmp_path, number):
    home = tmp_path / "home"
    with Site(60, large_bytes=(20_000, 40_000)) as site:
        site.declare(home)
        slow = [*crawl_words(home), "--set=DOWNLOAD_DELAY=0.2", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=2"]
        with (home / "out").open("w") as out:
            process = subprocess.Popen(slow, stdout=out, stderr=subprocess.DEVNULL)
            while '"outcome"' not in (home / "out").read_text() and process.poll() is None:
                time.sleep(0.05)
            with promptly(3):
                process.send_signal(number)
                assert process.wait(60) == 130
        first = kept_lines((home / "out").read_text())
        second = subprocess.run(crawl_words(home), capture_output=True, text=True, check=True)
    assert not list((home / "warc").glob("*.open"))
    assert Counter(answer["outcome"] for answer in (*first, *kept_lines(second.stdout))) == {"archived": 60}


@pytest.mark.slow
def test_every_file_is_accepted_by_other_readers(tmp_path):
    home = tmp_path / "home"
    with Site(20) as site:
        site.declare(home)
        for _ in range(2):  # the second time through the one-off: revisits
            subprocess.run(crawl_words(home), check=True, capture_output=True)
            subprocess.run([*_archive_words(home), *site.urls()[:5]], check=True, capture_output=True)
    tools = Path(sys.executable).parent
    kinds: Counter[str] = Counter()
    for file in (home / "warc").glob("*.warc.gz"):
        subprocess.run(["gzip", "-t", str(file)], check=True)
        subprocess.run([tools / "warcio", "check", str(file)], check=True, capture_output=True)
        subprocess.run([tools / "cdxj-indexer", str(file)], check=True, capture_output=True)
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False, verify_digests=True):
                kinds[record.headers["WARC-Type"]] += 1
                assert record.verify_block_digest()
    assert kinds["revisit"] == 11  # ten pages and, with no validators, the list
    assert kinds["conversion"] == 20
    assert kinds["request"] == kinds["response"] + kinds["revisit"]


def test_r1_answers_of_a_killed_command_are_told_from_a_torn_line():
    assert kept_lines('{"url": "a", "outcome": "archived"}\n{"url": "b", "outc') == [{"url": "a", "outcome": "archived"}]
