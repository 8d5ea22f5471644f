"""A declared list that is dead: what is read in its place, what is said of it, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import refusing, sized, story
from tests.site import SOURCE, headline

pytestmark = pytest.mark.slow

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_SYNC_DELAY=0.02")
XML = b"Content-Type: text/xml\r\n"
NUMBERS = (1, 2, 3)


def rss(*numbers: int) -> Reply:
    items = "".join(f"<item><title>{headline(number)}</title><link>/story/{number}</link></item>" for number in numbers)
    return sized(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(), XML)


def sitemap(*numbers: int, age_days: int = 0) -> Reply:
    day = (datetime.now(UTC) - timedelta(days=age_days)).date()
    urls = "".join(f"<url><loc>/story/{number}</loc><lastmod>{day}</lastmod></url>" for number in numbers)
    return sized(f"<urlset>{urls}</urlset>".encode(), XML)


def home(*numbers: int, head: str = "") -> Reply:
    links = "".join(f'<h2><a href="/story/{number}">{headline(number)}</a></h2>' for number in numbers)
    return sized(f"<html><head><meta charset='utf-8'>{head}</head><body>{links}</body></html>".encode())


def robots(*sitemaps: str) -> Reply:
    lines = "".join(f"Sitemap: {{base}}{path}\n" for path in sitemaps)
    return sized(f"User-agent: *\nDisallow:\n{lines}".encode(), b"Content-Type: text/plain\r\n")


def serve(replies: Mapping[str, Reply]) -> OctetServer:
    """A server whose replies may name {base}: where it stands is only known now."""
    server = OctetServer({f"/story/{number}": story(number) for number in NUMBERS})
    base = server.url("").encode()
    for path, reply in replies.items():
        head, content = reply.octets[0], b"".join(reply.octets[1:]).replace(b"{base}", base)
        first, _, headers = head.partition(b"\r\n")
        kept = [line for line in headers.split(b"\r\n") if line and not line.startswith(b"Content-Length")]
        sized_head = b"\r\n".join([first, *kept, b"Content-Length: %d" % len(content), b"", b""])
        server.replies[path] = Reply(octets=(sized_head, content), then=reply.then)
    return server


def declare(folder: Path, server: OctetServer, more: str = "") -> None:
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    base = server.url("")
    text = SOURCE.format(base=base, host=base.removeprefix("http://")) + more.replace("{base}", base)
    (folder / "sources" / "site.toml").write_text(text, "utf-8")


def paths(server: OctetServer) -> list[str]:
    return [head.split(b" ", 2)[1].decode() for head in server.requests]


FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
GONE = refusing(b"404 Not Found")
HTML = home()
SITES = {
    "another feed": ({"/": home(head=FEED_LINK), "/feed/": rss(*NUMBERS)}, "feed", "/feed/"),
    "robots' sitemap": (
        {"/": home(9), "/robots.txt": robots("/map.xml"), "/map.xml": sitemap(*NUMBERS)},
        "sitemap",
        "/map.xml",
    ),
    "the home page": ({"/": home(*NUMBERS)}, "section", "/"),
    "the home page after what is dead too": (
        {"/": home(*NUMBERS, head=FEED_LINK), "/robots.txt": robots("/map.xml"), "/map.xml": sitemap(7, age_days=90)},
        "section",
        "/",
    ),
    "a sitemap while the home page is broken": (
        {"/": refusing(b"500 Oops"), "/robots.txt": robots("/map.xml"), "/map.xml": sitemap(*NUMBERS)},
        "sitemap",
        "/map.xml",
    ),
    "the newest sitemap of an index": (
        {
            "/": home(),
            "/robots.txt": robots("/index.xml"),
            "/index.xml": sized(
                b"<sitemapindex><sitemap><loc>/tag-sitemap.xml</loc></sitemap><sitemap><loc>/posts.xml</loc>"
                b"</sitemap><sitemap><loc>/posts-2019.xml</loc></sitemap></sitemapindex>",
                XML,
            ),
            "/posts.xml": sitemap(*NUMBERS),
        },
        "sitemap",
        "/posts.xml",
    ),
}


@pytest.mark.parametrize("name", SITES)
def test_a_dead_feed_is_replaced_by(name, warraq):
    replies, kind, took = SITES[name]
    with serve({"/rss.xml": GONE, **replies}) as server:
        declare(warraq.home, server)
        ran = warraq("crawl", "--json", *FAST, "--set=RETRY_TIMES=0")
        asked, base = paths(server), server.url("")
    summary = next(answer for answer in ran.answers if "source" in answer)
    archived = {answer["url"] for answer in ran.answers if answer.get("outcome") == "archived"}
    assert archived == {f"{base}/story/{number}" for number in NUMBERS}, ran.said
    assert ran.code == 0
    dead = [{"kind": "feed", "url": f"{base}/rss.xml", "problem": "HTTP 404"}]
    assert summary["fallbacks"] == [{"dead": dead, "took": {"kind": kind, "url": f"{base}{took}"}}]
    assert asked.count("/robots.txt") == 1
    assert "/posts-2019.xml" not in asked
    assert "/tag-sitemap.xml" not in asked


@pytest.mark.parametrize(
    "reply", [HTML, rss(), sized(b"", XML), sized(b"<rss><channel><item>", XML)], ids=["html", "empty feed", "nothing", "torn"]
)
def test_a_feed_that_shows_nothing_is_dead(reply, warraq):
    with serve({"/rss.xml": reply, "/": home(*NUMBERS)}) as server:
        declare(warraq.home, server)
        ran, base = warraq("crawl", *FAST), server.url("")
    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert f"feed {base}/rss.xml is dead (" in said
    assert f"took page {base}/ instead" in said


def test_nothing_is_read_in_place_of_a_dead_list_while_another_tells_of_the_same(warraq):
    more = '[[source.feed]]\nurl = "{base}/other.xml"\n'
    with serve({"/rss.xml": GONE, "/other.xml": rss(*NUMBERS), "/": home(*NUMBERS, head=FEED_LINK)}) as server:
        declare(warraq.home, server, more)
        ran = warraq("crawl", "--json", *FAST)
        asked = paths(server)
    summary = next(answer for answer in ran.answers if "source" in answer)
    assert summary["fallbacks"] == []
    assert {"/", "/feed/"}.isdisjoint(asked)


def test_a_feed_that_has_not_changed_is_not_dead(warraq):
    unchanged = Reply(octets=(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',))
    with serve({"/rss.xml": unchanged, "/": home(*NUMBERS)}) as server:
        declare(warraq.home, server)
        ran = warraq("crawl", "--json", *FAST)
        asked = paths(server)
    assert asked == ["/robots.txt", "/rss.xml"]
    assert ran.code == 0


def test_when_nothing_can_be_read_instead_it_is_said(warraq):
    with serve({"/rss.xml": GONE}) as server:
        declare(warraq.home, server)
        ran = warraq("crawl", *FAST)
    assert ran.code == 4
    assert "nothing could be read instead" in " ".join(ran.out.split())


def test_what_stands_in_is_within_the_limit_of_lists(warraq):
    with serve({"/rss.xml": GONE, "/": home(*NUMBERS, head=FEED_LINK), "/feed/": rss(*NUMBERS)}) as server:
        declare(warraq.home, server)
        warraq("crawl", "--json", *FAST, "--set=WARRAQ_LISTS_MAX=2")
        asked = paths(server)
    assert asked == ["/robots.txt", "/rss.xml", "/"]
