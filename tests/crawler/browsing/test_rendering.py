"""Pages of JavaScript through the real command and a real Chromium: what is read, what is kept, what is never reached."""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from archive.catalog.catalog import Catalog
from tests.crawler.octets import OctetServer, Reply, authority
from tests.crawler.replies import moved, refusing, sized
from tests.site import SOURCE, body, headline
from tests.timing import promptly, until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")]

SHELL = "<!doctype html><html><head><meta charset=utf-8><title>…</title></head><body><div id=root></div>{}</body></html>"
SHOW = (
    "<script>fetch('/story.json').then(r => r.json()).then(s => { document.title = s.title; document.getElementById('root')"
    ".innerHTML = '<article><h1>' + s.title + '</h1>' + s.body.map(p => '<p>' + p + '</p>').join('') + '</article>' })</script>"
)
JSON = b"Content-Type: application/json\r\n"
STORY = '{{"title": "{}", "body": ["{}"]}}'.format(headline(1), '", "'.join(body(1))).encode()
PNG = sized(b"\x89PNG\r\n\x1a\n" + bytes(99), b"Content-Type: image/png\r\n")


def shown(markup: str = "") -> Reply:
    return sized(SHELL.format(SHOW + markup).encode())


REPLIES = {
    "/story": shown("<img src=/p.png><img src=/gone.png>"),
    "/story.json": sized(gzip.compress(STORY), JSON + b"Content-Encoding: gzip\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"),
    "/p.png": PNG,
    "/gone.png": refusing(b"404 Not Found"),
    "/to/story": moved(b"/story"),
    "/to/metadata": moved(b"http://169.254.169.254/latest/meta-data/"),
    "/to/file": moved(b"file:///etc/passwd"),
    "/alert": shown("<script>alert(1); confirm(2); print()</script>"),
    "/loop": sized(SHELL.format("<script>while (true) {}</script>").encode()),
    "/loop-later": shown("<script>setTimeout(() => { while (true) {} }, 300)</script>"),
    "/endless": shown("<img src=/drip.png>"),
    "/drip.png": Reply(octets=[b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", *[b"x"] * 200], pause_s=0.2),
    "/worker": shown("<script>navigator.serviceWorker.register('/sw.js')</script>"),
    "/sw.js": sized(
        b"self.addEventListener('fetch', e => e.respondWith(new Response('x')))", b"Content-Type: text/javascript\r\n"
    ),
    "/huge": Reply(octets=[b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[b"<p>" + b"x" * 1_000_000] * 200]),
    "/huge-beside": shown("<script>fetch('/huge')</script>"),
    "/404": refusing(b"404 Not Found"),
    "/robots.txt": sized(b"User-agent: *\nDisallow: /closed\n", b"Content-Type: text/plain\r\n"),
}
ARCHIVE = ("archive", "--browser", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_BROWSER_TIMEOUT=30")
HASTE = "--set=WARRAQ_BROWSER_TIMEOUT=8"
"""For pages that take all the time they are given; others have time enough to be shown by a machine that is busy."""


@pytest.fixture
def server():
    with OctetServer(dict(REPLIES)) as server:
        item = f"<item><title>{headline(1)}</title><link>{server.url('/story')}</link></item>"
        feed = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>"
        server.replies["/rss.xml"] = sized(feed.encode(), b"Content-Type: application/rss+xml\r\n")
        yield server


def asked(server: OctetServer) -> list[str]:
    return [head.split(b" ", 2)[1].decode() for head in server.requests]


def records(home: Path) -> list[tuple[dict[str, str], bytes]]:
    found = []
    for file in sorted((home / "warc").glob("*.warc.gz")):
        with file.open("rb") as stream:
            found += [(dict(record.headers), record.reader.read()) for record in ArchiveIterator(stream, parse_http=False)]
    return found


def of_path(home: Path, path: str) -> dict[str, tuple[dict[str, str], bytes]]:
    """Return the records of an address by their types."""
    return {
        headers["WARC-Type"]: (headers, block)
        for headers, block in records(home)
        if re.sub(r"^(urn:dom:)?http://[^/]+", "", headers.get("WARC-Target-URI", "")) == path
    }


def browsers() -> set[str]:
    """Return the folders of browsers that run, as their processes are told."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"warraq-browser-\w+", found))


def test_a_story_that_a_script_writes_is_read_and_what_was_received_is_kept(warraq, server):
    ran = warraq(*ARCHIVE, server.url("/story"))
    assert ran.code == 0, ran.said
    answer = ran.answers[0]
    assert (answer["outcome"], answer["article"]["headline"]) == ("archived", headline(1))
    assert answer["article"]["article_body"].splitlines() == body(1)
    assert (answer["assets"]["kept"], answer["assets"]["reasons"]) == (2, {"HTTP_ERROR": 1})
    kept = of_path(warraq.home, "/story")
    assert kept["response"][1].endswith(REPLIES["/story"].octets[1])
    assert b"capture-method: browser (Chromium " in kept["metadata"][1]
    assert kept["conversion"][0]["WARC-Refers-To"] == kept["resource"][0]["WARC-Record-ID"]
    assert kept["resource"][0]["WARC-Concurrent-To"] == kept["response"][0]["WARC-Record-ID"]
    assert body(1)[0].encode() in kept["resource"][1]
    assert answer["record"]["digest"] == kept["response"][0]["WARC-Payload-Digest"]


def test_each_body_is_its_own_however_many_come_at_once(warraq, server):
    server.replies |= {f"/{number}.png": sized(b"PNG %d" % number) for number in range(60)}
    server.replies["/many"] = shown("".join(f"<img src=/{number}.png>" for number in range(60)))
    assert warraq(*ARCHIVE, server.url("/many")).code == 0
    for number in range(60):
        assert of_path(warraq.home, f"/{number}.png")["response"][1].endswith(b"\r\n\r\nPNG %d" % number)


def test_bodies_are_decoded_and_their_heads_say_nothing_else(warraq, server):
    assert warraq(*ARCHIVE, server.url("/story")).code == 0
    kept = of_path(warraq.home, "/story.json")
    head, _, entity = kept["response"][1].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert entity == STORY
    assert lines[0] == "HTTP/1.1 200 OK"
    assert {"x-orig-Content-Encoding: gzip", f"Content-Length: {len(STORY)}", "Set-Cookie: a=1", "Set-Cookie: b=2"} <= set(
        lines
    )
    assert not any(line.lower().startswith("content-encoding") for line in lines)
    assert kept["response"][0]["WARC-IP-Address"] == "127.0.0.1"
    assert b"proxy" not in kept["request"][1].lower()
    assert kept["request"][1].startswith(b"GET /story.json HTTP/1.1\r\n")
    assert f"via: {server.url('/story')}".encode() in kept["metadata"][1]


def test_what_is_kept_passes_verify_and_warcio_and_assets_are_no_stories(warraq, server):
    assert warraq(*ARCHIVE, server.url("/story")).code == 0
    verified = warraq("verify", "--json")
    assert verified.code == 0, verified.said
    files = [str(file) for file in (warraq.home / "warc").glob("*.warc.gz")]
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with Catalog.open(warraq.home / "catalog.sqlite", read_only=True) as catalog:
        assert [one.url for one in catalog.outcomes(9)] == [server.url("/story")]
        assert len(catalog.versions(server.url("/story"))) == 1
    again = warraq(*ARCHIVE, server.url("/story"))
    assert again.answers[0]["outcome"] == "unchanged"


def test_redirects_are_exchanges_of_their_own(warraq, server):
    ran = warraq(*ARCHIVE, server.url("/to/story"))
    assert (ran.code, ran.answers[0]["article"]["url"]) == (0, server.url("/story")), ran.said
    assert of_path(warraq.home, "/to/story")["response"][1].startswith(b"HTTP/1.1 302 Found")
    assert f"via: {server.url('/to/story')}".encode() in of_path(warraq.home, "/story")["metadata"][1]


@pytest.mark.parametrize("path", ["/alert", "/endless", "/worker", "/huge-beside"])
def test_a_page_that_misbehaves_beside_its_story_is_read(warraq, server, path):
    ran = warraq(*ARCHIVE, server.url(path))
    assert (ran.code, ran.answers[0]["article"]["headline"]) == (0, headline(1)), ran.said
    assert "/sw.js" not in asked(server)


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        ("/loop", 4, "TIMEOUT"),
        ("/loop-later", 4, "TIMEOUT"),
        ("/huge", 4, "TOO_LARGE"),
        ("/404", 4, "NOT_FOUND"),
        ("/to/metadata", 5, "ADDRESS"),
        ("/to/file", 5, "SCHEME"),
        ("/closed", 5, "ROBOTS"),
    ],
)
def test_a_page_that_cannot_be_shown_has_its_reason_and_leaves_no_process(warraq, server, path, code, reason):
    before = browsers()
    with promptly(40):
        ran = warraq(*ARCHIVE, *([HASTE] if reason == "TIMEOUT" else []), server.url(path))
    assert (ran.code, ran.answers[0]["reason"]) == (code, reason), ran.said
    until(lambda: browsers() <= before)


FETCHES = """<script>
const to = {targets};
for (const url of to) {{
  fetch(url, {{mode: 'no-cors'}}).catch(() => 0);
  new Image().src = url;
  const frame = document.createElement('iframe'); frame.src = url; document.body.append(frame);
  try {{ new WebSocket(url.replace('http', 'ws')) }} catch (e) {{}}
  try {{ navigator.sendBeacon(url) }} catch (e) {{}}
}}
const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{udp}'}}]}});
peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
</script>"""


def test_a_page_reaches_nothing_on_this_machine(warraq):
    """The address guard opens one port alone here: a stand-in for the public net, on which a page looks for loopback."""
    with OctetServer({}) as inner, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        datagrams.settimeout(0.2)
        targets = [inner.url("/a"), inner.url("/b", "localhost"), inner.url("/c", "[::1]"), "file:///etc/passwd"]
        page = SHELL.format(SHOW + FETCHES.format(targets=targets, udp=datagrams.getsockname()[1])).encode()
        with OctetServer({**REPLIES, "/story": sized(page)}) as server:
            program = (
                "import sys, re; from crawler.fetching import guard; inner = guard.url_refusal\n"
                f"def only(url, **named): return None if ':{server.port}/' in url else 'no other port'\n"
                "guard.url_refusal = only\n"
                "from crawler.cli import main; main()"
            )
            words = [sys.executable, "-c", program, *ARCHIVE[:1], f"--home={warraq.home}", *ARCHIVE[1:], server.url("/story")]
            ran = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
        assert ran.returncode == 0, ran.stderr
        assert inner.connections == 0
        with pytest.raises(TimeoutError):
            datagrams.recv(10)


def test_a_bad_certificate_is_refused_unless_told(warraq, tmp_path):
    context, _ = authority(tmp_path, "127.0.0.1")
    with OctetServer(dict(REPLIES), tls=context) as server:
        refused = warraq(*ARCHIVE, "--ignore-robots", server.url("/story"))
        accepted = warraq(*ARCHIVE, "--ignore-robots", "--insecure", server.url("/story"))
        assert refused.answers[0]["reason"] == "BAD_CERTIFICATE", refused.said
        assert accepted.code == 0, accepted.said
    headers = [headers for headers, _ in records(warraq.home) if headers.get("WARC-Target-URI", "").endswith("/story.json")]
    assert headers


def test_a_browser_that_is_missing_is_told_with_what_to_do(warraq, server):
    ran = warraq(*ARCHIVE, "--set=WARRAQ_CHROMIUM=/nowhere/chromium", server.url("/story"))
    assert ran.code == 2
    assert "apt-get install chromium" in ran.said
    assert asked(server) == []


def test_a_source_that_needs_a_browser_is_not_read_without_one(warraq, server):
    declare(warraq.home, server.url(""))
    missing = ("--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_CHROMIUM=/nowhere/chromium")
    one = warraq("archive", *missing, server.url("/story"))
    assert (one.code, asked(server)) == (2, [])
    crawled = warraq("crawl", *missing)
    assert crawled.code == 0, crawled.said
    assert crawled.answers[-1]["new"] == 1
    later = warraq("crawl", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_BROWSER_TIMEOUT=30")
    assert later.answers[-1]["archived"] == 1, "its stories stay listed"


def test_an_interrupted_browser_is_ended_with_its_processes(warraq, server):
    before = browsers()
    run = subprocess.Popen(warraq.words(*ARCHIVE, server.url("/endless")), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: "/drip.png" in asked(server))
    with promptly(4):
        run.terminate()
        assert run.wait(60) == 130
    until(lambda: browsers() <= before)


def test_a_browser_ends_when_its_crawl_is_killed(warraq, server):
    before = browsers()
    run = subprocess.Popen(warraq.words(*ARCHIVE, server.url("/endless")), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: "/drip.png" in asked(server))
    run.kill()
    run.wait()
    until(lambda: browsers() <= before)


DECLARED = SOURCE.replace("[[source.feed]]", "browser = true\n[[source.feed]]")


def declare(home: Path, base: str) -> None:
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "site.toml").write_text(DECLARED.format(base=base, host=base.removeprefix("http://")), "utf-8")


def test_a_source_is_declared_to_need_a_browser(warraq, server):
    declare(warraq.home, server.url(""))
    ran = warraq("crawl", "--json", "--allow-private", "--set=DOWNLOAD_DELAY=0", "--set=WARRAQ_BROWSER_TIMEOUT=30")
    assert ran.code == 0, ran.said
    assert ran.answers[-1]["archived"] == 1
    assert (ran.answers[0]["outcome"], ran.answers[0]["article"]["headline"]) == ("archived", headline(1))
