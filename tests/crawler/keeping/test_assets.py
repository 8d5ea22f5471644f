"""What a page needs to be shown again, through the real command: kept after its story, never in its way."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pytest
from fastwarc.warc import ArchiveIterator

from archive.catalog.catalog import Catalog
from crawler.keeping.assets import UNDER_WAY_MAX
from tests.crawler.octets import OctetServer, Reply
from tests.crawler.replies import moved, refusing, sized
from tests.site import SOURCE, body, headline
from tests.timing import promptly, until

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
PICTURE = sized(PNG, b'Content-Type: image/png\r\nETag: "1"\r\n')
CSS = b"Content-Type: text/css\r\n"


def shown(number: int, markup: str, head: str = "") -> Reply:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body(number))
    head = f"<head><meta charset=utf-8><title>{headline(number)}</title>{head}</head>"
    return sized(f"<html>{head}<body><article><h1>{headline(number)}</h1>{paragraphs}</article>{markup}</body></html>".encode())


STYLE = "<link rel=stylesheet href=/s.css>"
REPLIES = {
    "/story": shown(1, "<img src=/p.png><img src=/gone.png><img src=/closed/x.png>", STYLE),
    "/other": shown(2, "<img src=/p.png>", STYLE),
    "/hostile": shown(3, "<img src=/to/metadata><img src=http://169.254.169.254/x.png><img src=/to/p><img src=/large.png>"),
    "/s.css": sized(b'@import "/t.css"; @font-face { src: url(/f.woff2) }', CSS),
    "/t.css": sized(b'@import "/deep.css"; p { background: url(/b.png) }', CSS),
    "/f.woff2": sized(b"wOF2", b"Content-Type: font/woff2\r\n"),
    "/p.png": PICTURE,
    "/b.png": PICTURE,
    "/closed/x.png": PICTURE,
    "/gone.png": refusing(b"404 Not Found"),
    "/large.png": sized(b"x" * 90_000, b"Content-Type: image/png\r\n"),
    "/to/metadata": moved(b"http://169.254.169.254/latest/meta-data/"),
    "/to/p": moved(b"/p.png"),
    "/robots.txt": sized(b"User-agent: *\nDisallow: /closed/\n", b"Content-Type: text/plain\r\n"),
}
ARCHIVE = ("archive", "--json", "--allow-private", "--set=WARRAQ_SYNC_DELAY=0.02")


@pytest.fixture
def server():
    with OctetServer(dict(REPLIES)) as server:
        yield server


def asked(server: OctetServer) -> list[str]:
    return [head.split(b" ", 2)[1].decode() for head in server.requests]


def metadata(home) -> dict[str, dict[str, str]]:
    """Return what the metadata records say, by the path of their target."""
    said = {}
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                if record.headers["WARC-Type"] == "metadata" and "WARC-Target-URI" in record.headers:
                    path = re.sub(r"^http://[^/]+", "", record.headers["WARC-Target-URI"])
                    lines = (line.partition(": ") for line in record.reader.read().decode().splitlines())
                    said[path] = {name: value for name, _, value in lines}
    return said


def test_all_that_a_page_needs_is_kept_and_says_what_named_it(warraq, server):
    ran = warraq(*ARCHIVE, server.url("/story"))
    assert ran.code == 0, ran.said
    assert [answer["outcome"] for answer in ran.answers] == ["archived"]
    sizes = sum(len(REPLIES[path].octets[1]) for path in ("/p.png", "/b.png", "/s.css", "/t.css", "/f.woff2", "/gone.png"))
    counts = {"kept": 5, "failed": 2, "left": 0, "bytes": sizes, "reasons": {"NOT_FOUND": 1, "ROBOTS": 1}}
    assert ran.answers[0]["assets"] == counts
    via = {path: said["via"] for path, said in metadata(warraq.home).items() if said.get("warraq-kind") == "asset"}
    base = server.url("")
    by_page = dict.fromkeys(("/p.png", "/gone.png", "/s.css"), f"{base}/story")
    assert via == by_page | {"/t.css": f"{base}/s.css", "/f.woff2": f"{base}/s.css", "/b.png": f"{base}/t.css"}
    assert "/deep.css" not in asked(server)
    assert "/closed/x.png" not in asked(server)


def test_assets_are_no_stories_and_keep_none_waiting(warraq, server):
    ran = warraq(*ARCHIVE, "--set=DOWNLOAD_DELAY=60", server.url("/story"), timeout=50)
    assert ran.code == 0
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert catalog.last_kept(server.url("/p.png")) is None
        assert catalog.find(server.url("/p.png")) is None
        assert [one.url for one in catalog.outcomes(99)] == [server.url("/story")]


def test_nothing_but_the_page_is_kept_where_that_is_wanted(warraq, server):
    ran = warraq(*ARCHIVE, "--no-assets", server.url("/story"))
    assert ran.answers[0]["assets"] is None
    assert asked(server) == ["/robots.txt", "/story"]


def test_what_pages_share_is_asked_for_once_and_later_only_if_it_has_changed(warraq, server):
    first = warraq(*ARCHIVE, "--set=DOWNLOAD_DELAY=0", server.url("/story"), server.url("/other"))
    assert first.code == 0, first.said
    assert {path: asked(server).count(path) for path in ("/p.png", "/s.css")} == {"/p.png": 1, "/s.css": 1}
    assert first.by_url()[server.url("/other")]["assets"]["kept"] >= 2
    server.replies["/p.png"] = sized(b"", b'ETag: "1"\r\n', b"304 Not Modified")
    second = warraq(*ARCHIVE, server.url("/other"))
    assert second.answers[0]["outcome"] == "unchanged"
    assert second.answers[0]["assets"]["kept"] == 5, "a stylesheet is read again, a picture that has not changed counts as kept"
    assert b'If-None-Match: "1"' in next(head for head in reversed(server.requests) if head.startswith(b"GET /p.png"))


def test_addresses_that_may_not_be_reached_and_what_is_too_large_cost_the_story_nothing(warraq, server):
    ran = warraq(*ARCHIVE, "--set=DOWNLOAD_MAXSIZE=50000", server.url("/hostile"))
    assert ran.code == 0, ran.said
    assert ran.answers[0]["assets"]["reasons"] == {"ADDRESS": 2, "TOO_LARGE": 1}
    assert ran.answers[0]["assets"]["kept"] == 1


@pytest.mark.parametrize("limit", ["WARRAQ_ASSETS_MAX=2", "WARRAQ_ASSETS_SIZE_MAX=1", "WARRAQ_ASSETS_TIMEOUT=0"])
def test_a_limit_leaves_the_rest_and_says_so(warraq, server, limit):
    server.replies["/many"] = shown(4, "".join(f"<img src=/p.png?{number}>" for number in range(30)))
    server.replies |= {f"/p.png?{number}": PICTURE for number in range(30)}
    ran = warraq(*ARCHIVE, f"--set={limit}", server.url("/many"))
    assert ran.code == 0, ran.said
    assets = ran.answers[0]["assets"]
    assert assets["left"] >= 18
    assert assets["kept"] + assets["left"] == 30


def test_a_story_stays_kept_when_its_assets_are_interrupted(warraq, server):
    """The last picture is asked for when one of those before it is counted, and no sooner."""
    pictures = [f"/p.png?{number}" for number in range(UNDER_WAY_MAX - 1)]
    server.replies["/slow"] = shown(5, "".join(f"<img src={path}>" for path in ("/hang.png", *pictures, "/last.png")))
    server.replies |= dict.fromkeys(pictures, PICTURE)
    hanging = Reply(octets=(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc",), then="hang")
    server.replies |= {"/hang.png": hanging, "/last.png": hanging}
    words = warraq.words(*ARCHIVE, server.url("/slow"))
    run = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **warraq.environment}
    )
    until(lambda: "/last.png" in asked(server))
    with promptly(4):
        run.send_signal(signal.SIGINT)
        out, _ = run.communicate()
    assert run.returncode == 130
    (answer,) = map(json.loads, out.splitlines())
    assert answer["outcome"] == "archived"
    assert answer["assets"]["kept"] >= 1
    assert answer["assets"]["left"] == UNDER_WAY_MAX + 1 - answer["assets"]["kept"] >= 2
    assert warraq("show", "--json", server.url("/slow")).code == 0


def test_people_are_told_of_assets_beneath_the_story(warraq, server):
    ran = warraq("archive", "--allow-private", server.url("/story"))
    assert "  assets     5 kept (0.0 MB), 2 failed (1 NOT_FOUND, 1 ROBOTS)" in ran.out.splitlines()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(None, {"/lead.png"}), ("none", set()), ("all", {"/lead.png", "/p.png", "/s.css", "/t.css", "/f.woff2", "/b.png"})],
)
def test_a_crawl_keeps_the_lead_picture_or_as_much_as_it_is_told(warraq, server, wanted, expected):
    base = server.url("")
    head = f"{STYLE}<meta property='og:image' content='/lead.png'>"
    server.replies["/news/1"] = shown(6, "<img src=/p.png>", head)
    server.replies["/lead.png"] = PICTURE
    item = f"<item><title>{headline(6)}</title><link>{base}/news/1</link></item>"
    feed = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"
    server.replies["/rss.xml"] = sized(feed.encode(), b"Content-Type: application/rss+xml\r\n")
    (warraq.home / "sources").mkdir(parents=True)
    (warraq.home / "sources" / "site.toml").write_text(SOURCE.format(base=base, host=base.removeprefix("http://")), "utf-8")
    options = () if wanted is None else (f"--set=WARRAQ_ASSETS={wanted}",)
    ran = warraq("crawl", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", *options)
    assert ran.code == 0, ran.said
    assert set(asked(server)) - {"/robots.txt", "/rss.xml", "/news/1"} == expected
    summary = ran.answers[-1]
    assert (summary["archived"], summary["assets"]["kept"]) == (1, len(expected))
    again = warraq("crawl", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", *options)
    assert again.answers[-1]["assets"]["kept"] == 0
