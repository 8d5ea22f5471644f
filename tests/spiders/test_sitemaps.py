import gzip
import tracemalloc
from datetime import UTC, datetime
from functools import partial
from time import process_time

import pytest

from archive.links import Claim
from spiders.discover import FoundLink, Listing, sitemap
from tests.timing import slowness

zipped = partial(gzip.compress, mtime=0)  # the same octets at each run: they name the tests
AT = "http://127.0.0.1:8000/sitemap.xml"
SITE = "http://127.0.0.1:8000"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><!-- two -->
<url><image:image><image:loc>/a.jpg</image:loc><image:title>صورة</image:title></image:image><loc> /news/12 </loc>
<lastmod>2026-11-06</lastmod><news:news><news:publication><news:name>الواحة</news:name></news:publication>
<news:publication_date>2026-11-05T10:30:00+03:00</news:publication_date>
<news:title>افتتاح سوق الكتب</news:title></news:news></url>
<url><loc>/news/13</loc><lastmod>2026-11-06</lastmod></url>
</urlset>""".encode()
LISTING = Listing(
    links=(
        FoundLink(
            url=f"{SITE}/news/12",
            claim=Claim(date=datetime(2026, 11, 5, 7, 30, tzinfo=UTC), title="افتتاح سوق الكتب"),
        ),
        FoundLink(url=f"{SITE}/news/13", claim=Claim(date=datetime(2026, 11, 6, tzinfo=UTC))),
    )
)


def read(payload: bytes) -> Listing:
    return sitemap(payload, url=AT)


def urlset(*addresses: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>".encode()


@pytest.mark.parametrize(
    "payload",
    [
        NEWS,
        zipped(NEWS),
        zipped(NEWS[:300]) + zipped(NEWS[300:]),
        b"\n\n" + NEWS,
        b"<b>Notice</b>: a server complains<br />\n" + NEWS,
        b"\xef\xbb\xbf" + NEWS,
        NEWS.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        NEWS.decode().replace("UTF-8", "windows-1256").encode("windows-1256"),
        NEWS.replace(b"sitemaps.org/schemas/sitemap/0.9", b"example.com/mistyped"),
    ],
    ids=["plain", "gzip", "two members", "newlines", "complaint", "BOM", "UTF-16", "windows-1256", "namespace"],
)
def test_sitemap_reads_addresses_dates_and_titles(payload: bytes) -> None:
    assert read(payload) == LISTING


def test_sitemap_reads_an_index_newest_first() -> None:
    entries = "".join(
        f"<sitemap><loc>/{name}.xml.gz</loc>{date}</sitemap>"
        for name, date in (("undated", ""), ("old", "<lastmod>2026-01-01</lastmod>"), ("new", "<lastmod>2026-11-05</lastmod>"))
    )
    listing = read(f"<sitemapindex>{entries}</sitemapindex>".encode())
    modified = (datetime(2026, 11, 5, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), None)
    assert listing == Listing(lists=tuple(f"{SITE}/{name}.xml.gz" for name in ("new", "old", "undated")), modified=modified)


@pytest.mark.parametrize(("lastmod", "claimed"), [("2024-05-18", True), ("2026-11-05", False)])
def test_sitemap_takes_no_late_change_for_the_date_of_a_story_whose_address_names_its_day(
    lastmod: str, *, claimed: bool
) -> None:
    payload = f"<urlset><url><loc>/2024/05/17/rain</loc><lastmod>{lastmod}</lastmod></url></urlset>"
    assert (read(payload.encode()).links[0].claim.date is not None) is claimed


def test_sitemap_reads_an_index_that_leaves_loc_out() -> None:
    assert read(b"<sitemapindex><sitemap>\n/a.xml\n</sitemap></sitemapindex>").lists == (f"{SITE}/a.xml",)


@pytest.mark.parametrize(
    "payload",
    [
        b"http://127.0.0.1:8000/a\r\nhttp://127.0.0.1:8000/b\n",
        b"\xef\xbb\xbfhttp://127.0.0.1:8000/a\n\nno\nhttp://127.0.0.1:8000/b",
    ],
)
def test_sitemap_reads_plain_text(payload: bytes) -> None:
    assert [link.url for link in read(payload).links] == [f"{SITE}/a", f"{SITE}/b"]
    assert [link.url for link in read(zipped(payload)).links] == [f"{SITE}/a", f"{SITE}/b"]


def test_sitemap_reads_a_feed() -> None:
    payload = b"<rss version='2.0'><channel><item><link>/news/12</link></item></channel></rss>"
    assert [link.url for link in read(zipped(payload)).links] == [f"{SITE}/news/12"]


@pytest.mark.parametrize(
    "address",
    [
        "/read?section=2&copy=1&id=12",
        "/read?section=2&amp;copy=1&amp;id=12",
        "<![CDATA[/read?section=2&amp;copy=1&amp;id=12]]>",
    ],
)
def test_sitemap_keeps_what_follows_an_ampersand(address: str) -> None:
    assert [link.url for link in read(urlset(address)).links] == [f"{SITE}/read?section=2&copy=1&id=12"]


def test_sitemap_reads_references_cut_between_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.sitemaps.PIECE_BYTES", 7)
    payload = urlset(*(f"/{'a' * length}?x=1&amp;y=2" for length in range(1, 9)))
    assert [link.url for link in read(payload).links] == [f"{SITE}/{'a' * length}?x=1&y=2" for length in range(1, 9)]


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "it is empty"),
        (b"\x1f\x8b", "gzip is damaged"),
        (b"<!DOCTYPE html><html></html>", "it is a web page"),
        (b"<urlset></urlset>", "shows no link"),
        (b"no address", "shows no link"),
        (b"<urlset><url></url></urlset>", "an item has no address"),
        (b"<urlset><url><loc>http://a b/</loc></url></urlset>", "is none"),
        (zipped(zipped(NEWS)), "it is gzip within gzip"),
    ],
)
def test_sitemap_says_why_nothing_was_read(payload: bytes, problem: str) -> None:
    listing = read(payload)
    assert (listing.links, listing.lists) == ((), ())
    assert problem in (listing.problem or "")


@pytest.mark.parametrize("payload", [NEWS[:-60], zipped(NEWS)[:-9], NEWS[:-20] + b"<a><b></a>"])
def test_sitemap_reads_damage_as_far_as_it_goes(payload: bytes) -> None:
    listing = read(payload)
    assert listing.links[:1] == LISTING.links[:1]
    assert "as far as it goes" in (listing.problem or "")


def test_sitemap_ends_at_the_links_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.listing.LINKS_MAX", 3)
    listing = read(urlset(*"abcde"))
    assert len(listing.links) == 3
    assert "more than 3 links" in (listing.problem or "")


def test_sitemap_ends_at_the_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.sitemaps.SIZE_MAX_BYTES", 2_000_000)
    listing = read(zipped(urlset(*(f"/{number:01000d}" for number in range(4_000)))))
    assert 0 < len(listing.links) < 2_500
    assert "over 2,000,000 bytes" in (listing.problem or "")


@pytest.mark.parametrize("filling", [b"<a/>", b" ", b"<b>", b"x", b"<!-- -->"])
def test_sitemap_stops_a_bomb(filling: bytes) -> None:
    bomb = zipped(b"<urlset>" + filling * (200_000_000 // len(filling)), compresslevel=1)
    tracemalloc.start()
    start = process_time()
    listing = read(bomb)
    took_s = process_time() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "without an entry" in (listing.problem or "")
    assert took_s < 2 * slowness()
    assert peak < 20_000_000


def test_sitemap_never_expands_entities() -> None:
    doctype = '<!DOCTYPE urlset [<!ENTITY a "bbb"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    listing = read(doctype.encode() + urlset("/news/&a;", "/news/&b;", "/news/12"))
    assert listing.links[-1].url == f"{SITE}/news/12"
    assert all("bbb" not in link.url for link in listing.links)
