"""`warraq sources add`: from a home page to a declaration that crawls."""

from __future__ import annotations

import gzip
import os
import pty
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import typer

from crawler.registry.adding import Wish, add
from spiders.source import Kind, Source, parse
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.registry.test_checking import FAST, OPEN, XML, declare, index, rss, sitemap
from tests.crawler.replies import HTML, moved, refusing, sized, story
from tests.newsroom import Newsroom

pytestmark = pytest.mark.slow
TITLE = "<title>الرئيسية | وكالة الواحة للأنباء</title>"


def front(head: str = "", body: str = "", charset: str = "utf-8") -> Reply:
    page = f"<!doctype html><html lang='ar-JO'><head>{TITLE}{head}</head><body>{body}</body></html>"
    return sized(page.encode(charset), b"Content-Type: text/html\r\n")


def fresh(server: OctetServer, *numbers: int) -> Reply:
    return rss(*(server.url(f"/story/{number}") for number in numbers), date=datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def server() -> Iterator[OctetServer]:
    with OctetServer({"/robots.txt": OPEN, **{f"/story/{number}": story(number) for number in range(1, 4)}}) as server:
        yield server


def asked(server: OctetServer) -> list[str]:
    return [request.split()[1].decode() for request in server.requests]


def added(warraq, url: str, *options: str, code: int = 0) -> tuple[Source | None, dict]:
    """Return the source that is proposed, and the whole answer."""
    ran = warraq("sources add", "--json", *FAST, "--set=RETRY_TIMES=0", *options, url)
    assert ran.code == code, ran.said
    (answer,) = ran.answers
    return (parse(answer["toml"], warraq.home)[0] if answer["toml"] else None), answer


def urls(lists) -> list[str]:
    return [urlsplit(each.url).path for each in lists]


def test_a_feed_named_by_the_page_is_proposed_and_crawls_once_written(warraq, server):
    server.replies |= {
        "/": front("<link rel='alternate' type='application/rss+xml' href='rss.xml'>"),
        "/rss.xml": fresh(server, 1, 2, 3),
    }
    source, answer = added(warraq, server.url("/"), "--yes", "--name=oasis")
    assert answer["outcome"] == "written"
    assert (source.name, source.title, source.kind) == ("oasis", "وكالة الواحة للأنباء", Kind.AGENCY)
    assert (source.country, source.time_zone) == ("JO", "Asia/Amman")
    assert answer["story"]["outcome"] == "archived"
    assert (warraq.home / "sources" / "oasis.toml").read_text("utf-8") == answer["toml"]
    assert not (warraq.home / "warc").exists(), "what was tried is not kept"
    crawled = warraq("crawl", "--json", *FAST, "oasis")
    assert [line["archived"] for line in crawled.answers if "source" in line] == [3]


def test_without_a_terminal_nothing_is_written_unless_told(warraq, server):
    server.replies |= {"/": front("<link rel='alternate' type='application/rss+xml' href='/rss.xml'>")}
    server.replies |= {"/rss.xml": fresh(server, 1)}
    ran = warraq("sources add", *FAST, server.url("/"))
    assert ran.code == 0
    (source,) = parse(ran.out, warraq.home)
    assert urls(source.feeds) == ["/rss.xml"]
    assert "--yes writes it" in ran.said
    assert not (warraq.home / "sources").exists()


def test_a_dead_feed_and_a_page_about_feeds_lead_to_the_feed_behind(warraq, server):
    named = "".join(f"<link rel='alternate' type='application/rss+xml' href='{path}'>" for path in ("/dead.xml", "/feeds.html"))
    server.replies |= {
        "/": front(named),
        "/dead.xml": refusing(b"410 Gone"),
        "/feeds.html": sized(b"<html><body><a href='rss/main'>RSS</a></body></html>", HTML),
        "/rss/main": fresh(server, 1),
    }
    source, answer = added(warraq, server.url("/"))
    assert urls(source.feeds) == ["/rss/main"]
    tried = {urlsplit(each["url"]).path: each["state"] for each in answer["tried"] if each["what"] == "feed"}
    assert tried == {"/dead.xml": "failed", "/feeds.html": "empty", "/rss/main": "ok"}


def test_common_places_are_tried_where_the_page_names_no_feed_and_one_is_enough(warraq, server):
    server.replies |= {"/ar/": front(), "/ar/rss": fresh(server, 1), "/rss": fresh(server, 2), "/feed.xml": fresh(server, 3)}
    source, _ = added(warraq, server.url("/ar/"))
    assert urls(source.feeds) == ["/ar/rss"]
    assert "/feed.xml" not in asked(server)


def test_two_addresses_of_one_feed_are_one(warraq, server):
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' href='{path}'>" for path in ("/a.xml", "/b.xml", "/c.xml")
    )
    server.replies |= {
        "/": front(links),
        "/a.xml": fresh(server, 1, 2),
        "/b.xml": fresh(server, 2, 1),
        "/c.xml": fresh(server, 3),
    }
    assert urls(added(warraq, server.url("/"))[0].feeds) == ["/a.xml", "/c.xml"]


def test_sitemaps_of_robots_are_tried_those_of_news_first(warraq, server):
    named = f"Sitemap: {server.url('/all.xml')}\nSitemap: {server.url('/news-map.xml')}\n".encode()
    server.replies |= {
        "/robots.txt": sized(b"User-agent: *\nDisallow:\n" + named, b"Content-Type: text/plain\r\n"),
        "/": front(),
        "/all.xml": sized(sitemap(server.url("/story/1")), XML),
        "/news-map.xml": sized(index(server.url("/news-1.xml.gz")), XML),
        "/news-1.xml.gz": sized(gzip.compress(sitemap(server.url("/story/2"))), b"Content-Type: application/gzip\r\n"),
    }
    source, answer = added(warraq, server.url("/"))
    assert (urls(source.feeds), urls(source.sitemaps)) == ([], ["/news-map.xml"])
    assert "/all.xml" not in asked(server)
    assert asked(server).count("/robots.txt") == 1
    assert answer["story"]["url"].endswith("/story/2")


def test_sections_are_proposed_where_nothing_else_lists(warraq, server):
    stories = "".join(
        f"<h2><a href='/story/{number}000'>خبر عن افتتاح مكتبة عامة رقم {number}</a></h2>" for number in range(1, 5)
    )
    menu = "<nav><a href='/sport/'>رياضة</a><a href='/empty/'>فارغ</a><a href='/login'>دخول</a></nav>"
    server.replies |= {
        "/": front(body=menu + stories, charset="windows-1256"),
        "/sport/": front(body=menu + stories),
        "/empty/": front(body=menu),
        "/story/1000": story(1),
    }
    source, answer = added(warraq, server.url("/"))
    assert (urls(source.feeds), urls(source.sitemaps), urls(source.sections)) == ([], [], ["/", "/sport/"])
    assert source.title == "وكالة الواحة للأنباء", "in windows-1256, declared nowhere"
    assert answer["story"]["outcome"] == "archived"


def test_a_home_page_that_moved_is_taken_where_it_is(warraq, server):
    with OctetServer({"/": moved(server.url("/ar/").encode())}) as old:
        server.replies |= {"/ar/": front("<link rel='alternate' type='application/rss+xml' href='rss.xml'>")}
        server.replies |= {"/ar/rss.xml": fresh(server, 1)}
        source, _ = added(warraq, old.url("/"))
    assert source.home == server.url("/ar/")
    assert urls(source.feeds) == ["/ar/rss.xml"]


def test_a_home_page_that_a_source_owns_is_refused_before_and_after_a_redirect(warraq, server):
    declare(warraq.home, server)
    ran = warraq("sources add", *FAST, server.url("/"))
    assert ran.code == 2
    assert "belongs to the source 'site'" in ran.said
    assert server.connections == 0
    with OctetServer({"/": moved(server.url("/").encode())}) as old:
        server.replies["/"] = front()
        ran = warraq("sources add", *FAST, old.url("/"))
    assert ran.code == 2
    assert "belongs to the source 'site'" in ran.said


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (refusing(b"404 Not Found"), 4, "HTTP 404"),
        (Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<html>",), then="hang"), 4, "not finished after 1 s"),
        (front(), 4, "no feed, sitemap or page of headlines was found"),
        (moved(b"http://192.0.2.1/"), 5, "192.0.2.1 is reserved"),
        (moved(b"/closed/"), 5, "closes this address"),
    ],
    ids=["404", "slow", "nothing", "reserved", "robots"],
)
def test_where_nothing_can_be_proposed_it_says_why(warraq, server, reply, code, words):
    server.replies["/"] = reply
    ran = warraq("sources add", *FAST, "--set=DOWNLOAD_TIMEOUT=1", "--set=RETRY_TIMES=0", server.url("/"))
    assert ran.code == code, ran.said
    assert words in ran.said
    assert ran.out == ""
    assert "Traceback" not in ran.said


def test_loopback_is_refused_unless_it_is_allowed(warraq, server):
    ran = warraq("sources add", server.url("/"))
    assert ran.code == 5
    assert server.connections == 0


@pytest.mark.parametrize(
    ("typed", "said", "words"),
    [
        ("ftp://x.example/", {}, "neither http nor https"),
        ("https://", {}, "no browser would open it"),
        ("https://x.example/", {"name": "الواحة"}, "ASCII slug"),
        ("https://x.example/", {"name": "wafa"}, "called 'wafa' already"),
        ("https://x.example/", {"country": "Jordan"}, "ISO 3166-1"),
        ("https://x.example/", {"time_zone": "Asia/Aman"}, "no IANA time zone"),
        ("https://x.example/", {"kind": "blog"}, "known are agency"),
        ("www.wafa.ps", {}, "belongs to the source 'wafa'"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_fetched(tmp_path, typed, said, words):
    wish = Wish(typed=typed, said=said, yes=True, json=False)
    with pytest.raises(typer.BadParameter) as caught:
        add(wish, home=tmp_path, options={})
    assert words in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_never_overwritten(warraq, server):
    server.replies |= {"/": front("<link rel='alternate' type='application/rss+xml' href='/rss.xml'>")}
    server.replies |= {"/rss.xml": fresh(server, 1)}
    (warraq.home / "sources").mkdir(parents=True)
    mine = warraq.home / "sources" / "oasis.toml"
    declare(warraq.home / "other", server)
    text = (
        (warraq.home / "other" / "sources" / "site.toml")
        .read_text("utf-8")
        .replace(server.url("").removeprefix("http://"), "x.example")
    )
    mine.write_text(text, "utf-8")
    ran = warraq("sources add", *FAST, "--yes", "--name=oasis", server.url("/"))
    assert ran.code == 2
    assert f"File exists: {mine}" in ran.said
    assert mine.read_text("utf-8") == text


def test_on_a_terminal_what_the_page_does_not_tell_is_asked(warraq, server):
    server.replies |= {
        "/": sized(b"<html><head><link rel=alternate type=application/rss+xml href=/rss.xml></head></html>", HTML)
    }
    server.replies |= {"/rss.xml": fresh(server, 1)}
    ours, theirs = pty.openpty()
    words = warraq.words("sources add", *FAST, "--name=asked", server.url("/"))
    environment = {**os.environ, **warraq.environment}
    asking = subprocess.Popen(words, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    os.write(ours, b"Jordan\njo\ny\n")
    out, said = asking.communicate(timeout=60)
    os.close(ours), os.close(theirs)
    assert asking.returncode == 0, said.decode()
    assert "'Jordan' will not do" in said.decode()
    (source,) = parse((warraq.home / "sources" / "asked.toml").read_text("utf-8"), warraq.home)
    assert (source.country, source.time_zone) == ("JO", "Asia/Amman")
    assert 'time_zone = "Asia/Amman"\n' in out.decode()


def test_outlets_of_the_newsroom_are_proposed_with_what_lists_it(warraq):
    with Newsroom(slow_s=0.3, names=("wakala", "sunbula", "madar")) as room:
        for outlet in room.outlets:
            source, answer = added(warraq, outlet.base_url, "--country=EG")
            found = {each.url for each in (*source.feeds, *source.sitemaps, *source.sections)}
            declared = {*outlet.feeds, *outlet.sitemaps} or {outlet.base_url}
            assert declared & found, outlet.name
            assert answer["story"]["outcome"] == "archived", outlet.name
            assert source.title == outlet.title, outlet.name
