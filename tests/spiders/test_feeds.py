import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive.links import Claim
from spiders.discover import Clock, FoundLink, Listing, feed

AT = "http://127.0.0.1:8000/rss/all.xml"
DATE = datetime(2026, 11, 5, 7, 30, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>الواحة</title><link>http://127.0.0.1:8000/</link>
<item><title>افتتاح سوق الكتب في المدينة القديمة</title><link>{link}</link>
<pubDate>Thu, 05 Nov 2026 10:30:00 +0300</pubDate></item>
</channel></rss>"""
COMPLAINT = b"<br />\n<b>Warning</b>: a server complains in <b>/home/page.php</b> on line <b>12</b><br />\n"
STORY = FoundLink(
    url="http://127.0.0.1:8000/news/12",
    claim=Claim(date=DATE, title="افتتاح سوق الكتب في المدينة القديمة"),
)


def rss(link: str = "http://127.0.0.1:8000/news/12", encoding: str = "utf-8") -> bytes:
    return RSS.format(link=link, encoding=encoding).encode(encoding)


def read(payload: bytes, content_type: str | None = "application/rss+xml") -> Listing:
    return feed(payload, url=AT, content_type=content_type)


def test_feed_reads_rss() -> None:
    assert read(rss()) == Listing(links=(STORY,))


@pytest.mark.parametrize(
    "link",
    [
        "/news/12",
        "../news/12",
        "http://127.0.0.1:8000/news/12#top",
        " http://127.0.0.1:8000/news/12\n",
        "127.0.0.1:8000/news/12",
        "</link><guid>http://127.0.0.1:8000/news/12</guid><link>",
        "</link><guid isPermaLink='false'>http://127.0.0.1:8000/news/12</guid><link>",
    ],
)
def test_feed_makes_links_absolute(link: str) -> None:
    assert read(rss(link)).links == (STORY,)


@pytest.mark.parametrize("start", [b"\n", b"\r\n \t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"<!-- made by hand -->", COMPLAINT])
def test_feed_reads_past_what_stands_before_the_declaration(start: bytes) -> None:
    assert read(start + rss()) == Listing(links=(STORY,))


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", None),
        ("utf-8", "text/html"),
        ("utf-8", "text/xml; charset=windows-1256"),
        ("windows-1256", "text/xml"),
        ("windows-1256", "text/xml; charset=utf-8"),
        ("utf-16", "text/xml"),
    ],
)
def test_feed_reads_the_encoding_that_the_octets_are_in(encoding: str, content_type: str | None) -> None:
    assert read(rss(encoding=encoding), content_type).links == (STORY,)


def test_feed_reads_windows_1256_that_says_it_is_utf8() -> None:
    assert read(rss(encoding="windows-1256").replace(b"windows-1256", b"utf-8")).links == (STORY,)


def test_feed_reads_atom_with_its_base() -> None:
    payload = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://127.0.0.1:8000/news/"><entry>
    <title type="html">افتتاح &lt;b&gt;سوق الكتب&lt;/b&gt; في&amp;nbsp;المدينة القديمة</title>
    <link rel="self" href="x"/><link href="12"/>
    <updated>2026-11-06T00:00:00Z</updated><published>2026-11-05T07:30:00Z</published></entry></feed>"""
    assert read(payload.encode()) == Listing(links=(STORY,))


def test_feed_reads_rdf() -> None:
    payload = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>افتتاح سوق الكتب في المدينة القديمة</title>
    <link>http://127.0.0.1:8000/news/12</link><dc:date>2026-11-05T10:30:00+03:00</dc:date></item></rdf:RDF>"""
    assert read(payload.encode()) == Listing(links=(STORY,))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<link>http://127.0.0.1:8000/news/12</link>", ""),
        (' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
        ("title>", "TITLE>"),
        ("item", "ITEM"),
        ("<title>", "<title type=text>"),
    ],
    ids=["its address is its name", "prefix without namespace", "capitals", "capital items", "no quotes"],
)
def test_feed_reads_rdf_as_it_is_written(old: str, new: str) -> None:
    payload = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="http://127.0.0.1:8000/news/12">
    <title>افتتاح سوق الكتب في المدينة القديمة</title><link>http://127.0.0.1:8000/news/12</link>
    <dc:date>2026-11-05T10:30:00+03:00</dc:date></item></rdf:RDF>"""
    assert old in payload
    assert read(payload.replace(old, new).encode()).links == (STORY,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"url": "/news/12"', '"external_url": "/news/12"'),
        ('"id": 1, "url": "/news/12"', '"id": "http://127.0.0.1:8000/news/12"'),
        ("https://jsonfeed.org/version/1.1", "http://jsonfeed.org/version/1"),
        ("سوق الكتب", "سوق\nالكتب"),
        ("}]}", '}, {"id": 2, "url": "/new'),
    ],
    ids=["external", "id", "first version", "line break", "cut off"],
)
def test_feed_reads_json_feed_as_it_is_written(old: str, new: str) -> None:
    payload = """{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/news/12",
    "date_published": "2026-11-05T10:30:00+03:00", "title": "افتتاح سوق الكتب في المدينة القديمة"}]}"""
    assert old in payload
    assert read(payload.replace(old, new).encode()).links == (STORY,)


def test_feed_reads_json_feed() -> None:
    payload = """{"version": "https://jsonfeed.org/version/1.1", "items": [7, {"id": 1, "url": "/news/12",
    "date_published": "2026-11-05T10:30:00+03:00", "title": "افتتاح سوق الكتب في المدينة القديمة"},
    {"external_url": "/news/13", "title": null}]}"""
    listing = read(payload.encode())
    assert listing.links == (STORY, FoundLink(url="http://127.0.0.1:8000/news/13"))
    assert listing.problem == "an item has no address"


def test_feed_reads_dates_without_a_zone_in_the_sources() -> None:
    payload = rss().replace(b" +0300", b"")
    assert feed(payload, url=AT, content_type=None, clock=Clock(zone=ZoneInfo("Asia/Amman"))).links == (STORY,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</title><link>", " & غيره &nbsp;</title><link>"),
        ("<item>", "<item><description>نص <br> مقطوع</description>"),
        ("</item>\n</channel></rss>", ""),
        ("<item>", "<item><media:content url='x'/>"),
        ("<item>", "<item>\x0b"),
    ],
)
def test_feed_mends_what_is_malformed_and_says_so(old: str, new: str) -> None:
    listing = read(rss().replace(old.encode(), new.encode(), 1))
    assert [link.url for link in listing.links] == [STORY.url]
    assert listing.problem is not None
    assert "malformed" in listing.problem


def test_feed_keeps_what_follows_a_bare_ampersand() -> None:
    link = "http://127.0.0.1:8000/read?section=2&copy=1&id=12"
    assert [found.url for found in read(rss(link)).links] == [link]


def test_feed_lists_one_address_once() -> None:
    item = rss()[rss().index(b"<item>") : rss().index(b"</channel>")]
    assert len(read(rss().replace(item, item * 3)).links) == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@example.com", "file:///etc/passwd", "http://a b/"])
def test_feed_lists_only_web_addresses(link: str) -> None:
    assert read(rss(link)).links == ()


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "it is a web page, not a feed"),
        (b"just words", "it is no feed"),
        (b"<rss version='2.0'><channel></channel></rss>", "it shows no link"),
        (b'{"items": []}', "it is JSON, but no JSON Feed"),
        (b"{" + b'"a":{' * 50_000, "JSON is malformed"),
        (b"[1]", "it is no feed"),
        (bytes(range(256)) * 9, "no encoding gives readable text"),
    ],
)
def test_feed_says_why_nothing_was_read(payload: bytes, problem: str) -> None:
    listing = read(payload)
    assert listing.links == ()
    assert problem in (listing.problem or "")


def test_feed_never_takes_a_payload_for_a_files_name(tmp_path: Path) -> None:
    path = tmp_path / "secret.xml"
    path.write_bytes(rss())
    assert read(str(path).encode()).links == ()


def test_feed_never_expands_entities() -> None:
    entity = f'<!DOCTYPE rss [<!ENTITY a "{"ب" * 20_000}"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    payload = rss().decode().replace("<rss", entity + "<rss").replace("افتتاح", "&a;" * 5_000 + "&b;")
    tracemalloc.start()
    listing = read(payload.encode())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [link.url for link in listing.links] == [STORY.url]
    assert peak < 20_000_000


def test_feed_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.feeds.SIZE_MAX_BYTES", len(rss()))
    listing = read(rss() + b" " * 10)
    assert listing.links == (STORY,)
    assert "the rest was left" in (listing.problem or "")
