"""robots.txt between the crawls of a schedule: an answer is held to for an hour, and no longer; trouble is not held to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.manners.rules_kept import rules_told
from tests.crawler.living import pass_time
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import moved, refusing, sized, story
from tests.site import SOURCE

TEXT = b"Content-Type: text/plain\r\n"
OPEN, CLOSED = sized(b"User-agent: *\nDisallow: /closed\n", TEXT), sized(b"User-agent: *\nDisallow: /story\n", TEXT)
DUE = ("crawl --due", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=RETRY_TIMES=0", "--set=WARRAQ_POLL_MIN=1")


@contextmanager
def outlet(home: Path, robots: Reply) -> Iterator[OctetServer]:
    with OctetServer({"/robots.txt": robots, "/story/1": story(1), "/story/2": story(2), "/elsewhere": OPEN}) as server:
        base = server.url("")
        (home / "sources").mkdir(parents=True)
        (home / "sources" / "site.toml").write_text(SOURCE.format(base=base, host=base.removeprefix("http://")), "utf-8")
        lists(server, 1)
        yield server


def lists(server: OctetServer, number: int) -> None:
    item = f"<item><title>خبر عن المدينة</title><link>{server.url(f'/story/{number}')}</link></item>"
    feed = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>".encode()
    server.replies["/rss.xml"] = sized(feed, b"Content-Type: application/rss+xml\r\n")


def asked(server: OctetServer) -> list[str]:
    return [request.split(b" ")[1].decode() for request in server.requests]


@pytest.mark.slow
@pytest.mark.parametrize("robots", [OPEN, refusing(b"404 Not Found")])
def test_an_answer_is_held_to_by_the_schedule_for_an_hour(warraq, robots):
    with outlet(warraq.home, robots) as server:
        warraq(*DUE)
        lists(server, 2)
        server.replies["/robots.txt"] = CLOSED
        pass_time(warraq.home, timedelta(minutes=50))
        within = warraq(*DUE, "--set=WARRAQ_RECHECKS=[]", "--set=WARRAQ_POLL_MAX=60")
        assert asked(server).count("/robots.txt") == 1
        assert within.by_url()[server.url("/story/2")]["outcome"] == "archived"
        pass_time(warraq.home, timedelta(minutes=11))
        warraq(*DUE)
        assert asked(server).count("/robots.txt") == 2


@pytest.mark.slow
@pytest.mark.parametrize("robots", [refusing(b"503 Busy"), refusing(b"429 Too Many Requests"), moved(b"/elsewhere")])
def test_trouble_and_detours_are_asked_for_again(warraq, robots):
    with outlet(warraq.home, robots) as server:
        warraq(*DUE)
        pass_time(warraq.home, timedelta(minutes=50))
        warraq(*DUE)
        assert asked(server).count("/robots.txt") == 2


@pytest.mark.slow
def test_what_is_closed_stays_closed_and_a_crawl_by_hand_asks_anew(warraq):
    with outlet(warraq.home, CLOSED) as server:
        warraq(*DUE)
        lists(server, 2)
        pass_time(warraq.home, timedelta(minutes=50))
        again = warraq(*DUE)
        assert again.by_url()[server.url("/story/2")]["reason"] == "ROBOTS"
        assert asked(server).count("/robots.txt") == 1
        warraq("crawl", *DUE[1:])
        assert asked(server).count("/robots.txt") == 2
    assert not [path for path in asked(server) if path.startswith("/story")]


@pytest.mark.slow
def test_a_delay_holds_from_one_crawl_of_a_host_to_the_next(warraq):
    with outlet(warraq.home, sized(b"User-agent: *\nCrawl-delay: 5\n", TEXT)) as server:
        warraq(*DUE, "--set=WARRAQ_RECHECKS=[]")
        pass_time(warraq.home, timedelta(minutes=50))
        lists(server, 2)
        began = time.monotonic()
        warraq(*DUE, "--set=WARRAQ_RECHECKS=[]")
        took_s = time.monotonic() - began
    assert asked(server) == ["/robots.txt", "/rss.xml", "/story/1", "/rss.xml", "/story/2"]
    assert took_s > 2 * 5, "before the list, and between it and the story"


@pytest.mark.slow
def test_an_answer_whose_record_is_gone_is_asked_for_again(warraq):
    with outlet(warraq.home, OPEN) as server:
        warraq(*DUE)
        for file in (warraq.home / "warc").iterdir():
            file.unlink()
        pass_time(warraq.home, timedelta(minutes=50))
        assert warraq(*DUE).code == 0
        assert asked(server).count("/robots.txt") == 2


@pytest.mark.parametrize(
    ("status", "is_open"),
    [(200, False), (204, False), (301, True), (400, True), (404, True), (429, None), (500, None), (599, None)],
)
def test_a_status_says_whether_there_are_rules(status, is_open):
    rules = rules_told(status, b"User-agent: *\nDisallow: /", "warraq")
    assert (None if rules is None else rules.allows("https://oasis.example/a")) is is_open
