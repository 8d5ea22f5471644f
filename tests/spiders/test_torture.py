"""Feeds, sitemaps and XML bombs collected by others, kept outside the repository: WARRAQ_SHARED names their folder."""

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import feedparser
import pytest

from spiders.discover import Listing, feed, sitemap

SHARED = os.environ.get("WARRAQ_SHARED")
AT = "http://127.0.0.1:8097/list"
READERS: tuple[Callable[[bytes], Listing], ...] = (
    lambda payload: feed(payload, url=AT, content_type=None),
    lambda payload: sitemap(payload, url=AT),
)
pytestmark = pytest.mark.skipif(not SHARED, reason="NOT SHOWN: set WARRAQ_SHARED to the folder that holds torture/")


def payloads(*groups: str) -> Iterator[tuple[str, bytes]]:
    for group in groups:
        folder = Path(SHARED or "", "torture", group)
        for row in map(json.loads, (folder / "manifest.jsonl").read_text("utf-8").splitlines()):
            path = folder / row["file"]
            if path.exists() and path.suffix != ".java":
                yield f"{group}/{row['file']}", path.read_bytes()


def test_every_list_is_read_in_a_second() -> None:
    slow = []
    for name, payload in payloads("feeds", "sitemaps", "xml-bombs"):
        for read in READERS:
            start = process_time()
            read(payload)
            if (took_s := process_time() - start) > 1:
                slow.append((name, took_s))
    assert slow == []


def test_every_link_that_feedparser_reads_is_read() -> None:
    # CDF died with Internet Explorer's channels.
    missed = []
    for name, payload in payloads("feeds"):
        parsed = feedparser.parse(io.BytesIO(payload), sanitize_html=False, response_headers={"content-location": AT})
        count = len({entry.link for entry in parsed.entries if entry.get("link")})
        if "/cdf/" not in name and len(READERS[0](payload).links) < count:
            missed.append(name)
    assert missed == []


def test_every_sitemap_names_something() -> None:
    assert [
        name for name, payload in payloads("sitemaps") if not (listing := READERS[1](payload)).links and not listing.lists
    ] == []
