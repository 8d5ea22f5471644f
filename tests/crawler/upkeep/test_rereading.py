"""What of a capture is read again: the response, a revisit's original, or what a browser made of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.catalog.catalog import Catalog
from archive.catalog.readings import Choice
from archive.models import Article, Capture, Extractor, Fetch, Kept, Kind, Original, Outcome, Record
from archive.text.children import Children
from archive.text.extract import Page, extract
from archive.warc.drafts import Document
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.upkeep.rereading import Became, Reader, Reread
from tests.crawler.replies import page

pytestmark = pytest.mark.slow

URL = "http://news.example/story/1"
NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
INFO = WarcInfo(software="Warraq/test", operator=None, robots="obey", user_agent="Warraq", hostname="host")
SHELL = b"<!doctype html><html><body><div id='app'></div><script src='/app.js'></script></body></html>"


@dataclass
class Home:
    """An archive made record by record."""

    folder: Path
    writer: WarcWriter
    catalog: Catalog

    def exchange(
        self, payload: bytes, at: datetime = NOW, *, method: str | None = None, original: Original | None = None
    ) -> Fetch:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(payload)
        capture = Capture(
            target_uri=URL, date=at, ip_address="192.0.2.1", request=b"GET / HTTP/1.1\r\n\r\n", response=head + payload
        )
        fields = (("capture-method", method),) if method else ()
        record = self.writer.write_pair(capture, now=at, digest=digest(payload), fields=fields, original=original)
        return Fetch(
            url=URL,
            date=at,
            kind=Kind.STORY,
            source=None,
            via=None,
            status=200,
            mime="text/html",
            digest=digest(payload),
            record=record,
            original=original.record if original and record.warc_type == "revisit" else None,
        )

    def keep(self, fetch: Fetch, payload: bytes, read_from: Record | None = None) -> None:
        """Keep a reading of `payload` by an extractor of long ago."""
        read = extract(Page(url=URL, payload=payload, content_type="text/html; charset=utf-8", captured_at=fetch.date))
        assert isinstance(read, Article)
        article = replace(read, extractor=Extractor(name="warraq", version="0.0.1", rules_version="none"))
        conversion = self.writer.write_conversion(article, read_from or fetch.record, date=fetch.date, now=fetch.date)
        kept = Kept(
            url=URL, at=fetch.date, source=None, outcome=Outcome.ARCHIVED, fetch=fetch, article=article, conversion=conversion
        )
        self.writer.sync()
        self.catalog.acknowledge([], [kept])

    def reread(self) -> list[Reread]:
        reader = Reader(folder=self.folder, sources=(), size_max_bytes=1_000_000, again=False)
        children = Children(1)
        try:
            return list(reader.read(self.catalog.standings(Choice()), children))
        finally:
            children.close(now=True)


def digest(payload: bytes) -> str:
    return f"sha256:{hashlib.sha256(payload).hexdigest()}"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    writer = WarcWriter(tmp_path / "warc", info=INFO)
    with Catalog.open(tmp_path / "catalog.sqlite") as catalog:
        yield Home(tmp_path / "warc", writer, catalog)
    writer.close()


def test_a_reading_of_an_older_extractor_is_read_again(home):
    home.keep(home.exchange(page(1)), page(1))
    (found,) = home.reread()
    assert (found.became, found.article.extractor.version != "0.0.1") == (Became.SAME, True)


def test_a_rendered_page_is_read_as_the_browser_showed_it(home):
    fetch = home.exchange(SHELL, method="browser")
    document = home.writer.write_document(Document(url=URL, payload=page(1), date=NOW), fetch.record, now=NOW)
    home.keep(fetch, page(1), document)
    (found,) = home.reread()
    assert (found.became, found.read_from) == (Became.SAME, document)


def test_a_rendered_page_whose_document_is_lost_is_damaged(home):
    fetch = home.exchange(SHELL, method="browser")
    home.keep(fetch, page(1))
    (found,) = home.reread()
    assert (found.became, found.damage.offset) == (Became.DAMAGED, fetch.record.offset)


def test_a_revisit_is_read_from_its_original_at_its_own_time(home):
    first = home.exchange(page(1))
    original = Original(record=first.record, target_uri=URL, date=NOW, digest=first.digest)
    later = home.exchange(page(1), NOW + timedelta(days=2), original=original)
    assert later.record.warc_type == "revisit"
    home.keep(later, page(1))
    (found,) = home.reread()
    assert (found.became, found.read_from, found.standing.exchange) == (Became.SAME, first.record, later.record)
    assert found.standing.captured_at == later.date


def test_a_file_that_is_gone_is_damage(home):
    home.keep(home.exchange(page(1)), page(1))
    file = next(home.folder.glob("*.open"))
    moved = file.rename(home.folder / "elsewhere")
    (found,) = home.reread()
    moved.rename(file)
    assert (found.became, found.why) == (Became.DAMAGED, "no such file")


def test_a_capture_larger_than_is_read_is_told(home):
    large = page(1, comment="x" * 1_100_000)
    home.keep(home.exchange(large), large)
    (found,) = home.reread()
    assert (found.became, "DOWNLOAD_MAXSIZE" in found.why) == (Became.UNREAD, True)
