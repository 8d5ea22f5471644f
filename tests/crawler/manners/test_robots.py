"""robots.txt through the real command (RFC 9309): what is closed, what is absent, what cannot be reached; and how slowly."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.fetching.patience import retry_after_s
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import moved, refusing, sized, story
from tests.crawler.rounds.test_oneoff import records
from tests.site import SOURCE
from tests.timing import slowness

pytestmark = pytest.mark.slow

TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
CLOSING = b"User-agent: *\nDisallow: /closed\n"
PADDING = b"# " + b"x" * 97 + b"\n"


def rules(content: bytes) -> Reply:
    return sized(content, TEXT)


ALLOWED, CLOSED = ("archived", None), ("refused", "ROBOTS")
UNREACHABLE = ("refused", "ROBOTS_UNREACHABLE")
NAMED = b"User-agent: *\nDisallow: /\n\nUser-agent: Warraq\nDisallow: /closed\n"
BY_RULES: dict[str, tuple[Reply, tuple[str, str | None], tuple[str, str | None]]] = {
    "plain": (rules(CLOSING), ALLOWED, CLOSED),
    "old Mac lines": (rules(CLOSING.replace(b"\n", b"\r")), ALLOWED, CLOSED),
    "a BOM": (rules(b"\xef\xbb\xbf" + CLOSING), ALLOWED, CLOSED),
    "named": (rules(NAMED), ALLOWED, CLOSED),
    "everything closed": (rules(b"User-agent: *\nDisallow: /\n"), CLOSED, CLOSED),
    "others closed": (rules(b"User-agent: Googlebot\nDisallow: /\n"), ALLOWED, ALLOWED),
    "longest wins": (rules(b"User-agent: *\nDisallow: /\nAllow: /story\n"), ALLOWED, CLOSED),
    "wildcards": (rules(b"User-agent: *\nDisallow: /*osed$\n"), ALLOWED, CLOSED),
    "empty": (rules(b""), ALLOWED, ALLOWED),
    "not UTF-8": (rules("# مرحبا\n".encode("windows-1256") + CLOSING), ALLOWED, CLOSED),
    "gzip": (sized(gzip.compress(CLOSING), TEXT + b"Content-Encoding: gzip\r\n"), ALLOWED, CLOSED),
    "a page": (sized(b"<!doctype html><html><body>Welcome</body></html>"), ALLOWED, ALLOWED),
    "2 MB, closed early": (rules(CLOSING + PADDING * 20_000), ALLOWED, CLOSED),
    "closed at 490 KiB": (rules(PADDING * 5_000 + CLOSING), ALLOWED, CLOSED),
    "404": (refusing(b"404 Not Found"), ALLOWED, ALLOWED),
    "401": (refusing(b"401 Unauthorized"), ALLOWED, ALLOWED),
    "403": (refusing(b"403 Forbidden"), ALLOWED, ALLOWED),
    "410": (refusing(b"410 Gone"), ALLOWED, ALLOWED),
    "moved": (moved(b"/other-robots.txt", b"301 Moved"), ALLOWED, CLOSED),
    "500": (refusing(b"500 Oops"), UNREACHABLE, UNREACHABLE),
    "503": (refusing(b"503 Busy"), UNREACHABLE, UNREACHABLE),
    "429": (refusing(b"429 Too Many Requests"), UNREACHABLE, UNREACHABLE),
    "hangs": (Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser",), then="hang"), UNREACHABLE, UNREACHABLE),
    "cut": (Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser",), then="close"), UNREACHABLE, UNREACHABLE),
    "garbage": (Reply(octets=(b"\x00\x01 nothing like HTTP\r\n\r\n",), then="close"), UNREACHABLE, UNREACHABLE),
}


def site(robots: Reply) -> OctetServer:
    return OctetServer({"/robots.txt": robots, "/story": story(1), "/closed": story(2), "/other-robots.txt": rules(CLOSING)})


@pytest.fixture(scope="module")
def asked(shared) -> Iterator[tuple[Mapping[str, OctetServer], Any]]:
    """One run over two pages of a site for each kind of robots.txt, and of one whose robots.txt lies at another's."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(site(robots)) for name, (robots, _, _) in BY_RULES.items()}
        elsewhere = moved(servers["plain"].url("/robots.txt").encode())
        servers["at another host"] = stack.enter_context(site(elsewhere))
        urls = [server.url(path) for path in ("/story", "/closed") for server in servers.values()]
        options = ("--set=DOWNLOAD_DELAY=0", "--set=DOWNLOAD_TIMEOUT=6", "--set=RETRY_TIMES=1")
        yield servers, shared("archive", "--json", "--allow-private", *options, *urls)


def outcome(asked: tuple[Mapping[str, OctetServer], Any], name: str, path: str) -> tuple[str, str | None]:
    answer = asked[1].by_url()[asked[0][name].url(path)]
    return answer["outcome"], answer["reason"]


@pytest.mark.parametrize("name", [*BY_RULES, "at another host"])
def test_rules_are_read_as_the_standard_says(asked, name):
    _, story_outcome, closed_outcome = BY_RULES.get(name, (None, ALLOWED, CLOSED))
    assert (outcome(asked, name, "/story"), outcome(asked, name, "/closed")) == (story_outcome, closed_outcome)


@pytest.mark.parametrize("name", [name for name, (_, of_story, _) in BY_RULES.items() if of_story == UNREACHABLE])
def test_nothing_is_fetched_where_the_rules_cannot_be_read(asked, name):
    paths = {request.split(b" ")[1] for request in asked[0][name].requests}
    assert paths == {b"/robots.txt"}


def test_rules_are_asked_once_a_run_and_kept(asked, shared):
    servers, _ = asked
    for name in ("a BOM", "404", "a page", "2 MB, closed early"):
        asked_for = [request.split(b" ")[1] for request in servers[name].requests]
        assert asked_for.count(b"/robots.txt") == 1, name
        assert asked_for[0] == b"/robots.txt"
    kept = [headers["WARC-Target-URI"] for headers, _ in records(shared.home, "response")]
    for name in ("plain", "404", "500", "moved"):
        assert servers[name].url("/robots.txt") in kept, name


def test_refusals_exit_with_five_and_say_what_to_do(asked, shared):
    servers, ran = asked
    assert ran.code == 5
    shown = shared("show", servers["plain"].url("/closed"))
    assert "closed by robots.txt" in shown.out
    assert "--ignore-robots" in shown.out
    assert servers["plain"].url("/robots.txt") in shown.out


def test_unreachable_rules_are_asked_again_by_the_next_run(warraq):
    with site(refusing(b"503 Busy")) as server:
        first = warraq("archive", "--json", "--allow-private", server.url("/story"))
        server.replies["/robots.txt"] = rules(CLOSING)
        second = warraq("archive", "--json", "--allow-private", server.url("/story"))
    assert [ran.answers[0]["outcome"] for ran in (first, second)] == ["refused", "archived"]


def test_ignoring_them_is_recorded(warraq):
    with site(rules(b"User-agent: *\nDisallow: /\n")) as server:
        ran = warraq("archive", "--json", "--allow-private", "--ignore-robots", server.url("/story"))
        assert [request.split(b" ")[1] for request in server.requests] == [b"/story"]
        obedient = warraq("archive", "--json", "--allow-private", server.url("/story"))
    assert (ran.code, obedient.code) == (0, 5)
    infos = [block.decode() for _, block in records(warraq.home, "warcinfo")]
    assert sorted("robots: ignore" in info for info in infos) == [False, True]
    assert sorted("robots: obey" in info for info in infos) == [False, True]


def test_a_delay_that_is_asked_for_is_kept(warraq):
    moments: dict[str, list[float]] = {"slow": [], "capped": []}
    with TimedServer(b"User-agent: *\nCrawl-delay: 1.2\n") as slow, TimedServer(b"User-agent: *\nCrawl-delay: 99\n") as capped:
        urls = [server.url(path) for server in (slow, capped) for path in ("/story", "/closed", "/other")]
        options = ("--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CRAWL_DELAY_MAX=1.4")
        warraq("archive", "--json", "--allow-private", *options, *urls)
        moments = {"slow": slow.moments, "capped": capped.moments}
    for name, least_s in (("slow", 1.2), ("capped", 1.4)):
        gaps = [later - earlier for earlier, later in zip(moments[name], moments[name][1:], strict=False)]
        assert len(gaps) == 3
        assert min(gaps[1:]) >= least_s - 0.06 * slowness(), "what is asked for is no mean but a least"


def test_a_source_s_own_delay_is_kept_by_all_that_is_asked_for_it(warraq):
    with TimedServer(b"") as server:
        base = server.url("/").rstrip("/")
        (warraq.home / "sources").mkdir(parents=True)
        declared = SOURCE.format(base=base, host=base.removeprefix("http://")).replace(
            "[[source.feed]]", "delay = 1\n[[source.feed]]"
        )
        (warraq.home / "sources" / "slow.toml").write_text(declared, "utf-8")
        urls = [server.url(path) for path in ("/story", "/closed", "/other")]
        warraq("archive", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", *urls)
        gaps = [later - earlier for earlier, later in zip(server.moments[1:], server.moments[2:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) >= 1 - 0.05 * slowness()


def test_a_host_that_asks_twice_for_a_long_wait_is_left_alone_for_the_run(warraq):
    busy = refusing(b"429 Too Many Requests", b"Retry-After: 3600\r\n")
    replies = {"/robots.txt": rules(b""), "/busy": busy, "/good": story(1), "/story": busy, "/closed": busy, "/other": story(3)}
    with OctetServer(replies) as server:
        urls = [server.url(path) for path in ("/busy", "/good", "/story", "/closed", "/other")]
        options = ("--set=DOWNLOAD_DELAY=0.3", "--set=DOWNLOAD_DELAY_JITTER=0", "--set=CONCURRENT_REQUESTS_PER_DOMAIN=1")
        ran = warraq("archive", "--json", "--allow-private", *options, *urls)
        asked_for = [request.split(b" ")[1] for request in server.requests]
    assert asked_for == [b"/robots.txt", b"/busy", b"/good", b"/story", b"/closed"]
    answers = {answer["url"]: answer for answer in ran.answers}
    assert [answers[url]["reason"] for url in urls] == ["THROTTLED", None, "THROTTLED", "THROTTLED", "THROTTLED"]
    assert "asked to be left alone" in answers[urls[4]]["detail"]


class TimedServer(OctetServer):
    """A site that notes when it was asked."""

    def __init__(self, robots: bytes) -> None:
        super().__init__({"/robots.txt": rules(robots), "/story": story(1), "/closed": story(2), "/other": story(3)})
        self.moments: list[float] = []

    def note(self, head: bytes) -> None:
        super().note(head)
        self.moments.append(time.monotonic())


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        (b"Sun, 22 Nov 2026 12:00:30 -0000", 30.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        ("١٢".encode(), None),
        (b"9" * 400, 999_999_999.0),
        (b"Mon, 99 Xyz 99999999 99:99:99 GMT", None),
        (b"Mon, 01 Jan 99999 00:00:00 GMT", None),
        (b"Mon, 01 Jan 2026 00:00:00 +9999999999999", None),
    ],
)
def test_retry_after_in_seconds_dates_and_nonsense(value, wait_s):
    assert retry_after_s(value, NOW) == wait_s
