from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.models import Capture, Kind
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.keeping.archivist import Archivist, Exchange, Reading

URL = "http://example.com/story"
NOON = datetime(2026, 4, 28, 12, tzinfo=UTC)
BODY = "نص الخبر".encode()
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
INFO = WarcInfo(software="test", operator=None, robots="obey", user_agent="test", hostname="test")


def keep(home: Path, minute: int) -> Reading:
    """Keep the same exchange once more, in a run of its own."""
    catalog = Catalog.open(home / "catalog.sqlite")
    writer = WarcWriter(home, info=INFO)
    archivist = Archivist(writer, catalog, records_max=32, delay_s=0.01, size_max_bytes=1_000_000)
    try:
        return archivist.keep_exchange(exchange(minute)).result(30)
    finally:
        archivist.close()


def exchange(minute: int) -> Exchange:
    capture = Capture(
        target_uri=URL,
        date=NOON + timedelta(minutes=minute),
        ip_address="192.0.2.1",
        request=b"GET /story HTTP/1.1\r\nHost: example.com\r\n\r\n",
        response=RESPONSE,
    )
    return Exchange(capture=capture, kind=Kind.STORY, source=None, via=None)


def test_same_payload_is_kept_as_a_revisit_of_the_first(tmp_path):
    first, second, third = (keep(tmp_path, minute).fetch for minute in range(3))
    assert (first.record.warc_type, first.original) == ("response", None)
    assert [each.record.warc_type for each in (second, third)] == ["revisit", "revisit"]
    assert second.original == third.original == first.record


def test_who_no_longer_waits_for_an_answer_stops_nothing(tmp_path):
    """A crawl that is ended cancels what its coroutines wait for."""
    archivist = Archivist(
        WarcWriter(tmp_path, info=INFO), Catalog.open(tmp_path / "c"), records_max=32, delay_s=0.01, size_max_bytes=1_000_000
    )
    try:
        for asked in (archivist.ask(lambda _: time.sleep(0.2)), archivist.list_links(()), archivist.ask(lambda _: None)):
            asked.cancel()
        assert archivist.ask(lambda catalog: catalog.pending("any", 1)).result(10) == ()
    finally:
        archivist.close()


def test_same_payload_is_kept_whole_where_the_first_cannot_be_read(tmp_path):
    first = keep(tmp_path, 0).fetch
    (tmp_path / first.record.filename).unlink()
    second = keep(tmp_path, 1).fetch
    assert (second.record.warc_type, second.original) == ("response", None)


def test_file_is_closed_when_nothing_more_comes(tmp_path):
    writer = WarcWriter(tmp_path, info=INFO, idle_max_s=0.3)
    archivist = Archivist(writer, Catalog.open(tmp_path / "c"), records_max=32, delay_s=0.01, size_max_bytes=1_000_000)
    try:
        archivist.keep_exchange(exchange(0)).result(10)
        assert [path.suffix for path in tmp_path.glob("*.warc.gz*")] == [".open"]
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob("*.warc.gz")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert sorted(path.suffix for path in tmp_path.glob("*.warc.gz*")) == [".cdxj", ".gz", ".sha256"]
        assert archivist.keep_exchange(exchange(1)).result(10).fetch.record.filename.split("-")[2] == "00001"
    finally:
        archivist.close()
