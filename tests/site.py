"""A site of as many stories as a test wants, a tenth of them large: pages made from their number, the same at each asking."""

from __future__ import annotations

import random
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

LARGE_EVERY = 10
HELD_MAX_S = 200.0
LOOK_S = 0.02
"""How often servers of the tests look whether they are to end: Python's own half second is waited for in each of them."""
SUBJECTS = ("المياه", "الزيتون", "الميناء", "المكتبة", "السكة", "المدرسة", "السوق", "المرصد")
SOURCE = """
[[source]]
name = "site"
title = "موقع الاختبار"
title_en = "Test site"
kind = "portal"
country = "JO"
time_zone = "Asia/Amman"
language = "ar"
home = "{base}/"
domains = ["{host}"]
[[source.feed]]
url = "{base}/rss.xml"
"""


class Site:
    """Serves /rss.xml and /story/N for N below `stories`. `large_bytes`: the range of every tenth page's size.

    `answers_max`: who asks for more waits until `release`, so that a crawl is surely at work while a test does something to it.
    """

    def __init__(
        self, stories: int, large_bytes: tuple[int, int] = (1_000_000, 8_000_000), answers_max: int | None = None
    ) -> None:
        self.stories, self.large_bytes = stories, large_bytes
        self.asked: list[str] = []
        self._released = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                if answers_max is not None and len(site.asked) > answers_max:
                    site._released.wait(HELD_MAX_S)
                body, kind = site.page(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that was killed is what these tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(LOOK_S,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def release(self) -> None:
        """Answer all who wait, and whoever asks from now on."""
        self._released.set()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def urls(self) -> list[str]:
        return [f"{self.base}/story/{number}" for number in range(self.stories)]

    def declare(self, home: Path) -> None:
        (home / "sources").mkdir(parents=True, exist_ok=True)
        text = SOURCE.format(base=self.base, host=self.base.removeprefix("http://"))
        (home / "sources" / "site.toml").write_text(text, "utf-8")

    def page(self, path: str) -> tuple[bytes, str]:
        if path == "/rss.xml":
            items = "".join(f"<item><title>{headline(n)}</title><link>{url}</link></item>" for n, url in enumerate(self.urls()))
            return f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(), "application/rss+xml"
        number = path.removeprefix("/story/")
        if not number.isdigit() or int(number) >= self.stories:
            return b"", "text/plain"
        return self._story(int(number)), "text/html; charset=utf-8"

    def _story(self, number: int) -> bytes:
        chance = random.Random(number)
        padding = b""
        if number % LARGE_EVERY == 3:
            padding = b"<!--" + b64encode(chance.randbytes(chance.randint(*self.large_bytes) * 3 // 4)) + b"-->"
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body(number))
        title = headline(number)
        page = f"<!doctype html><html lang='ar'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        return page.encode() + paragraphs.encode() + b"</article>" + padding + b"</body></html>"


def headline(number: int) -> str:
    return f"بلدية {SUBJECTS[number % len(SUBJECTS)]} تعلن خطة جديدة رقم {number} للعام المقبل"


def body(number: int) -> list[str]:
    subject = SUBJECTS[number % len(SUBJECTS)]
    return [
        f"أعلنت البلدية اليوم خطة رقم {number} لتطوير {subject}، وقالت إن العمل يبدأ مطلع العام المقبل ويستمر عامين كاملين.",
        f"وأوضح المتحدث باسم البلدية أن كلفة المشروع تبلغ {number + 3} ملايين دينار، وأن سكان المدينة كلها سيستفيدون منه.",
        f"وأضاف أن الدراسات المتعلقة بموضوع {subject} أنجزت خلال الأشهر الماضية بمشاركة مهندسين من الجامعة.",
    ]
