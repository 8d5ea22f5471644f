"""Many pages for measuring a crawl: `python -m tests.newsroom.corpus [FOLDER] --copies N`.

The pages of a folder, or the newsroom's own, are served in turn under N addresses, each listed in one RSS feed and on one
page. A comment with its number ends each copy, so that no two payloads are the same. Nothing is rendered while serving.
"""

from __future__ import annotations

import argparse
import re
import signal
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.newsroom.edition import EVENING, desk_at
from tests.newsroom.http1 import Answer, Request, answer, http_date
from tests.newsroom.model import Page
from tests.newsroom.outlets import HOUSES
from tests.newsroom.server import Server

STORY = re.compile(r"/story/(\d+)")
HTML = "text/html"
NOTHING = Page(body=b"<h1>404</h1>", content_type=HTML, status=HTTPStatus.NOT_FOUND)
ROBOTS = Page(body=b"User-agent: *\nAllow: /\n", content_type="text/plain")
SOURCE = """[[source]]
name = "corpus"
title = "المدونة"
title_en = "Corpus"
kind = "newspaper"
country = "INT"
time_zone = "UTC"
language = "ar"
home = "{base_url}"
domains = ["{host}"]
story_patterns = ["/story/\\\\d+$"]
[[source.feed]]
url = "{base_url}feed.xml"
"""


class CorpusServer:
    """`copies` addresses of `pages` on loopback, a context manager. `content_type` is sent with each page as it is."""

    def __init__(
        self, pages: Sequence[bytes], copies: int, *, host: str = "127.0.0.1", port: int = 0, content_type: str = HTML
    ) -> None:
        self._pages = tuple(pages)
        self._copies = copies
        self._heads = tuple(_head(page, content_type) for page in self._pages)
        self._server = Server(host)
        self._port = port
        self._lists: dict[str, Page] = {}
        self.base_url = ""
        self.served = 0
        """How many stories have been sent."""

    def __enter__(self) -> Self:
        self._server.__enter__()
        port = self._server.listen(self._answer, self._port)
        self.base_url = f"http://{self._server.host}:{port}/"
        self._lists = {"/feed.xml": self._feed(), "/": self._front(), "/robots.txt": ROBOTS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.__exit__(kind, error, trace)

    @property
    def urls(self) -> tuple[str, ...]:
        """The address of every copy."""
        return tuple(f"{self.base_url}story/{number}" for number in range(1, self._copies + 1))

    @property
    def feed_url(self) -> str:
        """The RSS feed that lists every copy."""
        return f"{self.base_url}feed.xml"

    @property
    def section_url(self) -> str:
        """The page that lists every copy."""
        return self.base_url

    def sources_toml(self) -> str:
        """Return the corpus declared as one source."""
        return SOURCE.format(base_url=self.base_url, host=self.base_url.split("/")[2])

    def _answer(self, request: Request) -> Answer:
        found = STORY.fullmatch(request.target)
        if found is None or request.method != "GET" or not 1 <= int(found[1]) <= self._copies:
            return answer(self._lists.get(request.target, NOTHING), request, EVENING)
        self.served += 1
        number = int(found[1])
        which = number % len(self._pages)
        mark = _mark(number)
        return Answer(head=self._heads[which], body=self._pages[which] + mark, status=HTTPStatus.OK)

    def _feed(self) -> Page:
        items = (_item(number, url) for number, url in enumerate(self.urls, 1))
        head = f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>corpus</title><link>{self.base_url}</link>\n'
        xml = head + "\n".join(items) + "\n</channel></rss>\n"
        return Page(body=xml.encode(), content_type="application/rss+xml", modified=EVENING)

    def _front(self) -> Page:
        links = "\n".join(f'<li><a href="{url}">{number}</a></li>' for number, url in enumerate(self.urls, 1))
        return Page(body=f"<html><body><ul>{links}</ul></body></html>".encode(), content_type=HTML, modified=EVENING)


def read_pages(folder: Path | None = None) -> tuple[bytes, ...]:
    """Return the .html files of `folder` in the order of their names, or the newsroom's own story pages."""
    if folder is not None:
        return tuple(path.read_bytes() for path in sorted(folder.glob("*.html")))
    desks = ((house, desk_at(house.name, "http://127.0.0.1/", EVENING)) for house in HOUSES)
    rendered = ((desk, house.render(desk)) for house, desk in desks)
    return tuple(pages[printed.path].body for desk, pages in rendered for printed in desk.printed)


def _item(number: int, url: str) -> str:
    published = http_date(EVENING - timedelta(seconds=number))
    return f"<item><title>{number}</title><link>{url}</link><pubDate>{published}</pubDate></item>"


def _mark(number: int) -> bytes:
    """Return the comment that makes a copy unlike the others; all are equally long."""
    return b"\n<!-- %010d -->" % number


def _head(page: bytes, content_type: str) -> bytes:
    length = len(page) + len(_mark(0))
    fields = f"Date: {http_date(EVENING)}\r\nContent-Length: {length}\r\nContent-Type: {content_type}"
    return f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode()


def main() -> None:
    """Serve a corpus until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.corpus", description=main.__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of .html files; the newsroom's own pages when not given")
    parser.add_argument("--copies", type=int, default=700, help="how many addresses (default 700)")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    pages = read_pages(options.folder)
    if not pages:
        parser.error(f"{options.folder} holds no .html file")
    with CorpusServer(pages, options.copies, port=options.port) as corpus:
        print(f"{len(pages)} pages under {options.copies} addresses: {corpus.feed_url}\n\n{corpus.sources_toml()}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
