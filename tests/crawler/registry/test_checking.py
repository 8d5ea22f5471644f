"""`warraq sources check`: what declared addresses answer, told and not kept."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import HTML, moved, refusing, sized, story
from tests.newsroom import Newsroom
from tests.site import SOURCE
from tests.timing import until

FAST = ("--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=0.02")
XML = b"Content-Type: application/xml\r\n"
OPEN = sized(b"User-agent: *\nDisallow: /closed/\n", b"Content-Type: text/plain\r\n")

pytestmark = pytest.mark.slow


def rss(*urls: str, date: datetime | None = None) -> Reply:
    stamp = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
    items = "".join(f"<item><title>t</title><link>{url}</link>{stamp}</item>" for url in urls)
    return sized(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(), XML)


def sitemap(*urls: str) -> bytes:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>".encode()


def index(*urls: str) -> bytes:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</sitemapindex>".encode()


@pytest.fixture
def server() -> Iterator[OctetServer]:
    with OctetServer({"/robots.txt": OPEN, "/story/1": story(1)}) as server:
        yield server


def declare(home: Path, server: OctetServer, *lists: tuple[str, str], feeds: tuple[str, ...] = ("/rss.xml",)) -> None:
    base = server.url("")
    head = SOURCE.format(base=base, host=base.removeprefix("http://")).partition("[[source.feed]]")[0]
    tables = (*(("feed", path) for path in feeds), *lists)
    text = head + "".join(f'[[source.{table}]]\nurl = "{base}{path}"\n' for table, path in tables)
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "site.toml").write_text(text, "utf-8")


def checked(warraq, *options: str, code: int):
    """Return what is said of the one source, and hold that both forms exit with `code`."""
    ran = warraq("sources check", "--json", *FAST, *options)
    assert ran.code == code, ran.said
    (answer,) = ran.answers
    assert answer["exit_code"] == code
    return answer


def test_every_kind_of_list_of_the_newsroom_is_well(warraq):
    with Newsroom(slow_s=0.3) as room:
        room.write_sources(warraq.home / "sources")
        ran = warraq("sources check", "--json", *FAST)
        asked = Counter((each.outlet, each.path) for each in room.requests)
        people = warraq("sources check", *FAST, "wakala")
    assert (ran.code, people.code) == (0, 0), ran.said
    answers = {answer["source"]: answer for answer in ran.answers}
    assert set(answers) == {outlet.name for outlet in room.outlets}
    for name, answer in answers.items():
        assert answer["story"]["article"]["headline"], name
        assert all(each["links"] and each["status"] == 200 for each in answer["lists"]), name
    assert answers["wakala"]["lists"][0]["newest"].startswith("2026-07-20T")
    assert answers["sunbula"]["robots"][0]["detail"] == "there is none: all is open"
    assert "news.xml.gz: 6 links" in answers["madar"]["lists"][0]["detail"]
    assert set(asked.values()) == {1}, "nothing is asked for twice, robots.txt neither"
    assert "1 of 1 sources are well" in people.out
    assert "وكالة المرافئ للأنباء" in people.out


def test_nothing_of_a_check_is_kept(warraq, server):
    server.replies["/rss.xml"] = rss(server.url("/story/1"))
    declare(warraq.home, server)
    checked(warraq, code=0)
    assert {path.name for path in warraq.home.iterdir()} == {"logs", "sources"}
    crawled = warraq("crawl", "--json", *FAST)
    assert [answer["outcome"] for answer in crawled.answers if "outcome" in answer] == ["archived"], "it is new all the same"


DEAD = {
    "missing": (refusing(b"404 Not Found"), "failed", "HTTP 404"),
    "busy": (refusing(b"503 Service Unavailable"), "failed", "HTTP 503"),
    "page": (sized(b"<html><body><a href='/x'>x</a></body></html>"), "empty", "it is a web page, not a feed"),
    "empty": (sized(b"", XML), "empty", "it is empty"),
    "garbage": (sized(b"\x00\xff\x00garbage", XML), "empty", ""),
    "reserved": (moved(b"http://192.0.2.1/rss.xml"), "refused", "192.0.2.1 is reserved"),
    "closed": (moved(b"/closed/rss.xml"), "refused", "closes this address"),
    "slow": (Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>",), then="hang"), "failed", "not finished"),
    "reset": (Reply(octets=(), then="reset"), "failed", "connection broke"),
}


def test_a_dead_feed_says_why(warraq, server):
    server.replies |= {f"/{name}.xml": reply for name, (reply, _, _) in DEAD.items()}
    declare(warraq.home, server, feeds=tuple(f"/{name}.xml" for name in DEAD))
    answer = checked(warraq, "--set=DOWNLOAD_TIMEOUT=2", "--set=RETRY_TIMES=0", code=5)
    for (name, (_, state, words)), feed in zip(DEAD.items(), answer["lists"], strict=True):
        assert (feed["what"], feed["state"]) == ("feed", state), name
        assert words in feed["detail"], name
    assert answer["story"] is None


def test_one_dead_list_among_others_is_seen_and_the_story_tried(warraq, server):
    server.replies |= {
        "/rss.xml": refusing(b"410 Gone"),
        "/map.xml": sized(index(server.url("/posts.xml.gz"))),
        "/posts.xml.gz": sized(gzip.compress(sitemap(server.url("/story/1"))), b"Content-Type: application/gzip\r\n"),
    }
    declare(warraq.home, server, ("sitemap", "/map.xml"))
    answer = checked(warraq, code=4)
    assert [each["state"] for each in answer["lists"]] == ["failed", "ok"]
    assert answer["story"]["outcome"] == "archived"
    people = warraq("sources check", *FAST)
    assert people.code == 4
    assert "0 of 1 sources are well" in people.out
    assert "HTTP 410" in people.out


def test_a_feed_without_news_for_a_month_is_old_and_no_failure(warraq, server):
    server.replies["/rss.xml"] = rss(server.url("/story/1"), date=datetime(2024, 5, 1, tzinfo=UTC))
    declare(warraq.home, server)
    (feed,) = checked(warraq, code=0)["lists"]
    assert feed["state"] == "old"
    assert feed["newest"] == "2024-05-01T00:00:00+00:00"


def test_a_story_that_is_no_article_is_told(warraq, server):
    server.replies |= {"/rss.xml": rss(server.url("/story/2")), "/story/2": sized(b"<html><body><p>x</p></body></html>", HTML)}
    declare(warraq.home, server)
    answer = checked(warraq, code=3)
    assert answer["story"]["outcome"] == "rejected"
    assert answer["story"]["reason"]


def test_where_robots_cannot_be_read_nothing_else_is_asked_for(warraq, server):
    server.replies |= {"/robots.txt": refusing(b"500 Internal Server Error"), "/rss.xml": rss(server.url("/story/1"))}
    declare(warraq.home, server)
    answer = checked(warraq, "--set=RETRY_TIMES=0", code=5)
    assert answer["robots"][0]["state"] == "refused"
    assert answer["lists"][0]["detail"].startswith("not asked: HTTP 500")
    assert {request.split()[1] for request in server.requests} == {b"/robots.txt"}
    assert checked(warraq, "--set=RETRY_TIMES=0", "--ignore-robots", code=0)["story"]["outcome"] == "archived"


def test_loopback_is_refused_unless_it_is_allowed(warraq, server):
    server.replies["/rss.xml"] = rss(server.url("/story/1"))
    declare(warraq.home, server)
    ran = warraq("sources check", "--json", "--set=DOWNLOAD_DELAY=0")
    assert ran.code == 5
    assert {each["state"] for each in ran.answers[0]["lists"]} == {"refused"}
    assert server.connections == 0


@pytest.mark.parametrize("command", ["check", "add"])
def test_it_ends_when_told_says_nothing_it_does_not_know_and_leaves_nothing(warraq, server, tmp_path, command):
    hanging = Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>",), then="hang")
    front = sized(b"<link rel=alternate type=application/rss+xml href=/rss.xml>", HTML)
    server.replies |= {"/": front, "/rss.xml": hanging}
    if command == "check":
        declare(warraq.home, server)
    words = warraq.words(f"sources {command}", "--json", *FAST, *([server.url("/")] if command == "add" else []))
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    asking = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: any(b" /rss.xml " in request for request in server.requests))
    assert list(tmp_path.glob("warraq-check-*"))
    asking.send_signal(signal.SIGINT)
    out, said = asking.communicate(timeout=120)
    assert (asking.returncode, out) == (130, "")
    assert "stopped before the end" in said
    assert not list(tmp_path.glob("warraq-check-*"))


def test_unknown_names_and_choices_are_usage_errors(warraq):
    for arguments, words in (
        (("wafaa",), "wafa"),
        (("--country", "XX"), "known are AE"),
        (("--kind", "x"), "known are agency"),
    ):
        ran = warraq("sources check", *arguments)
        assert ran.code == 2
        assert words in ran.said
