"""A site that lives: stories are published, edited, taken down and put back; and time, which passes over an archive at will."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.site import LOOK_S, SOURCE, body, headline


@dataclass(slots=True)
class Living:
    """What the site serves now. `stories`: number → (text added, dateModified); `listed`: those the feed shows, newest first.

    `asked`: (path, conditional or not, status) of each request. `gone`: paths answered with 404. `moved`: with a redirect home.
    `dead`: the feed answers 500. `slow_s`: before each answer. `busy_max`: requests that were under way at once.
    """

    base: str = ""
    stories: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    listed: list[int] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    dead: bool = False
    slow_s: float = 0.0
    busy: int = 0
    busy_max: int = 0
    asked: list[tuple[str, bool, int]] = field(default_factory=list)

    def publish(self, *numbers: int) -> None:
        for number in numbers:
            self.stories[number] = ("", "2026-11-01T10:00:00+03:00")
            self.listed.insert(0, number)

    def edit(self, number: int, text: str, *, silently: bool) -> None:
        modified = self.stories[number][1] if silently else "2026-11-02T12:30:00+03:00"
        self.stories[number] = (text, modified)

    def url(self, number: int) -> str:
        return f"{self.base}/story/{number}"

    def declare(self, home: Path, name: str = "site") -> None:
        (home / "sources").mkdir(parents=True, exist_ok=True)
        text = SOURCE.format(base=self.base, host=self.base.removeprefix("http://")).replace('"site"', f'"{name}"', 1)
        (home / "sources" / f"{name}.toml").write_text(text, "utf-8")

    def page(self, path: str) -> bytes | None:
        if path.startswith("/rss.xml"):
            return self._feed()
        number = path.removeprefix("/story/")
        if path == "/":
            return "<html lang='ar'><head><title>الرئيسية</title></head><body><p>أهلا</p></body></html>".encode()
        if path in self.gone or not number.isdigit() or int(number) not in self.stories:
            return None
        return self._story(int(number))

    def _feed(self) -> bytes:
        items = "".join(f"<item><title>{headline(n)}</title><link>{self.url(n)}</link></item>" for n in self.listed)
        return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()

    def _story(self, number: int) -> bytes:
        added, modified = self.stories[number]
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": headline(number),
            "dateModified": modified,
        }
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in [*body(number), *([added] if added else [])])
        head = f"<title>{headline(number)}</title><script type='application/ld+json'>{json.dumps(data)}</script>"
        story = f"<article><h1>{headline(number)}</h1>{paragraphs}</article>"
        return f"<!doctype html><html lang='ar'><head>{head}</head><body>{story}</body></html>".encode()


@contextmanager
def living() -> Iterator[Living]:
    site, lock = Living(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                site.busy += 1
                site.busy_max = max(site.busy_max, site.busy)
            time.sleep(site.slow_s)
            with lock:  # before the answer: a client that has it may ask again while this thread is ending
                site.busy -= 1
            self._answer()

        def _answer(self) -> None:
            content = site.page(self.path)
            etag = f'"{hashlib.sha256(content or b"").hexdigest()[:16]}"'
            conditional = "If-None-Match" in self.headers
            status = self._status(content, etag)
            site.asked.append((self.path, conditional, status))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/")
            if status == 200:
                self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/rss+xml" if "rss" in self.path else "text/html; charset=utf-8")
            body = content if status == 200 and content else b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _status(self, content: bytes | None, etag: str) -> int:
            if site.dead and self.path == "/rss.xml":
                return 500
            if self.path in site.moved:
                return 302
            if content is None:
                return 404
            return 304 if self.headers.get("If-None-Match") == etag else 200

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(LOOK_S,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


MOMENTS = {
    "fetch": ("date",),
    "outcome": ("at",),
    "version": ("captured_at",),
    "link": ("listed_at", "closed_at", "last_listed_at", "due_at"),
    "recheck": ("appeared_at", "due_at", "missing_at"),
    "poll": ("polled_at", "due_at"),
    "event": ("at",),
}


def pass_time(home: Path, passed: timedelta) -> None:
    """Let time pass over the archive: whatever is noted there happened, or is due, so much earlier."""
    with closing(sqlite3.connect(home / "catalog.sqlite", timeout=30)) as database, database:
        database.create_function("earlier", 1, lambda text: _earlier(text, passed), deterministic=True)
        for table, columns in MOMENTS.items():
            changes = ", ".join(f"{column} = earlier({column})" for column in columns)
            database.execute(f"UPDATE {table} SET {changes}")  # noqa: S608 - names of ours


def _earlier(text: str | None, passed: timedelta) -> str | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text).astimezone(UTC) - passed
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
