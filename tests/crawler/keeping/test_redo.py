"""A crash between the sync of a journal and its commit: the next start commits what the journal tells, once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.rebuild import Built
from archive.links import Link
from archive.models import Article, Capture, Extractor, Kept, Kind, Outcome, Reason, Record
from archive.warc.closing import HASH_SUFFIX, INDEX_SUFFIX, OPEN_SUFFIX
from archive.warc.journal import MARK
from archive.warc.record import Draft
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.home.opening import open_to_write
from crawler.keeping.archivist import Archivist, Exchange
from tests.archive.catalog.keeping import rebuild

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 4, 28, 12, tzinfo=UTC)
URL = "http://example.com/story"
INFO = WarcInfo(software="Warraq/1", operator=None, robots="obey", user_agent="t", hostname="h", settings=(MARK,))


def archivist(home: Path, writer_of: type[WarcWriter] = WarcWriter) -> Archivist:
    catalog, _ = open_to_write(home)
    writer = writer_of(home / "warc", info=INFO)
    return Archivist(writer, catalog, records_max=1, delay_s=0.0, size_max_bytes=1_000_000)


def exchange(minute: int, text: str = "نص الخبر") -> Exchange:
    body = text.encode()
    capture = Capture(
        target_uri=URL,
        date=NOON + timedelta(minutes=minute),
        ip_address="192.0.2.1",
        request=b"GET /story HTTP/1.1\r\nHost: example.com\r\n\r\n",
        response=b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "e"\r\nContent-Length: %d\r\n\r\n%b' % (len(body), body),
    )
    return Exchange(capture=capture, kind=Kind.STORY, source="wire", via="http://example.com/rss")


def article(text: str) -> Article:
    absent = dict.fromkeys(
        (
            *("canonical_url", "alternative_headline", "description", "publisher", "source_organization", "dateline"),
            *("date_published", "date_modified", "article_section", "image", "is_accessible_for_free"),
        )
    )
    extractor = Extractor(name="warraq", version="1", rules_version="1")
    return Article(
        url=URL,
        headline="عنوان \ud800",
        article_body=text,
        author=(),
        keywords=(),
        in_language="ar",
        digest="sha256:0",
        extractor=extractor,
        **absent,  # type: ignore[arg-type]
    )


def grow(home: Path, writer_of: type[WarcWriter] = WarcWriter) -> None:
    """Keep a list's links, a story, the story changed, the same again, and a failure: each in a group of its own."""
    keeping = archivist(home, writer_of)
    try:
        keeping.list_links([Link(url=URL, source="wire", listed_at=NOON, listed_in="http://example.com/rss")]).result(30)
        for minute, text in ((1, "نص"), (2, "نص آخر"), (3, "نص")):
            reading = keeping.keep_exchange(exchange(minute, text)).result(30)
            kept = Kept(
                url=URL,
                at=NOON + timedelta(minutes=minute),
                source="wire",
                outcome=Outcome.ARCHIVED,
                fetch=reading.fetch,
                article=article(text),
            )
            keeping.keep_story(kept).result(30)
        failed = Kept(
            url=URL, at=NOON + timedelta(days=1), source="wire", outcome=Outcome.FAILED, reason=Reason.NO_DNS, detail="\x00"
        )
        keeping.keep_story(failed).result(30)
    finally:
        keeping.close()


def as_killed(home: Path, snapshot: Path) -> None:
    """Put the home back as it was when only the catalogue of `snapshot` was committed, and all of its WARC file written."""
    for name in ("catalog.sqlite", "catalog.sqlite-wal"):
        (home / name).unlink(missing_ok=True)
        if (snapshot / name).exists():
            shutil.copy2(snapshot / name, home / name)
    (file,) = (home / "warc").glob("*.warc.gz")
    for suffix in (HASH_SUFFIX, INDEX_SUFFIX):
        file.with_name(file.name + suffix).unlink()
    file.chmod(0o640)
    file.rename(file.with_name(file.name + OPEN_SUFFIX))


def dump(home: Path) -> list[str]:
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return list(catalog.dump())


def test_what_was_synced_and_not_committed_is_committed_at_the_next_start(tmp_path):
    home, empty = tmp_path / "home", tmp_path / "empty"
    empty.mkdir()
    Catalog.open(empty / "catalog.sqlite").close()
    grow(home)
    whole = dump(home)
    as_killed(home, empty)
    assert dump(home) != whole
    archivist(home).close()
    assert dump(home) == whole


def test_what_was_committed_is_not_committed_again(tmp_path):
    home = tmp_path / "home"
    grow(home)
    whole, snapshot = dump(home), tmp_path / "copy"
    shutil.copytree(home, snapshot)
    as_killed(home, snapshot)
    for _ in range(2):
        archivist(home).close()
    assert dump(home) == whole


def test_a_torn_journal_is_cut_and_what_is_before_it_committed(tmp_path):
    home, empty = tmp_path / "home", tmp_path / "empty"
    empty.mkdir()
    Catalog.open(empty / "catalog.sqlite").close()
    grow(home)
    as_killed(home, empty)
    (file,) = (home / "warc").glob("*.open")
    with file.open("r+b") as torn:
        torn.truncate(file.stat().st_size - 10)
    archivist(home).close()
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        history = catalog.history(URL)
    assert history is not None
    assert [kept.outcome for kept in history.kept] == [Outcome.ARCHIVED] * 3


class Dying(WarcWriter):
    """Kills its process when so many journals are durable, before the commit of the last."""

    journals = 0

    def write_journal(self, *drafts: Draft, now: datetime) -> tuple[Record, ...]:
        written = super().write_journal(*drafts, now=now)
        self.journals -= 1
        if not self.journals:
            os.kill(os.getpid(), signal.SIGKILL)
        return written


@pytest.mark.parametrize("journals", range(1, 9))
def test_a_kill_after_any_journal_is_made_good_and_built_again_the_same(tmp_path, journals):
    home = tmp_path / "home"
    killed = subprocess.run(
        [sys.executable, "-m", "tests.crawler.keeping.test_redo", home, str(journals)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    archivist(home).close()
    catalog, built = rebuild(home, tmp_path / "workshop")
    with catalog:
        assert list(catalog.dump()) == dump(home)
    assert built == Built()
    with Catalog.open(home / "catalog.sqlite", read_only=True) as grown:
        assert sum('"metadata"' in line for line in grown.dump()) == journals


def test_repair_commits_it_too(tmp_path, warraq):
    empty = tmp_path / "empty"
    empty.mkdir()
    Catalog.open(empty / "catalog.sqlite").close()
    grow(warraq.home)
    whole = dump(warraq.home)
    as_killed(warraq.home, empty)
    assert warraq("repair").code == 0
    assert dump(warraq.home) == whole


if __name__ == "__main__":
    Dying.journals = int(sys.argv[2])
    grow(Path(sys.argv[1]), Dying)
