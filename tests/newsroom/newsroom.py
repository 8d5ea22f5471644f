"""The newsroom: every outlet served on loopback, at a moment that can be set."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from tests.newsroom.declare import to_toml
from tests.newsroom.edition import EVENING, HUGE_BYTES, SLOW_S, desk_at, next_change
from tests.newsroom.house import House, Outlet, outlet_at
from tests.newsroom.http1 import Answer, Request, answer, is_conditional
from tests.newsroom.model import Page, Pages, encode_path
from tests.newsroom.outlets import HOUSES
from tests.newsroom.server import Server

REQUESTS_MAX = 200_000
NOTHING = Page(body=b"<h1>404</h1>", content_type="text/html", status=HTTPStatus.NOT_FOUND)

AnswerKey = tuple[str, str, str, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One request that was answered. `at`: UTC, the machine's clock. `path`: with its query. `headers`: names in lower case."""

    at: datetime
    outlet: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    status: int


class Newsroom:
    """Outlets of tests/newsroom/outlets on `host`, a context manager; `names` picks some, by default all.

    `now`: the scripted moment (default EVENING: everything is out). `port_base`: 0 for free ports, else the first of a row.
    `slow_s`: over how many seconds the slow page comes. `huge_bytes`: the length of the over-size page.
    """

    def __init__(
        self,
        now: datetime = EVENING,
        *,
        names: tuple[str, ...] = (),
        host: str = "127.0.0.1",
        port_base: int = 0,
        slow_s: float = SLOW_S,
        huge_bytes: int = HUGE_BYTES,
    ) -> None:
        self._houses = tuple(house for house in HOUSES if not names or house.name in names)
        self._server = Server(host)
        self._port_base = port_base
        self._limits = (slow_s, huge_bytes)
        self._now = now
        self._base_urls: dict[str, str] = {}
        self._pages: dict[str, Pages] = {}
        self._answers: dict[AnswerKey, Answer] = {}
        self._served: deque[Served] = deque(maxlen=REQUESTS_MAX)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server.__enter__()
        for count, house in enumerate(self._houses):
            port = self._server.listen(partial(self.answer, house), self._port_base + count if self._port_base else 0)
            self._base_urls[house.name] = f"http://{self._server.host}:{port}/"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.__exit__(kind, error, trace)

    @property
    def now(self) -> datetime:
        """The scripted moment."""
        return self._now

    def at(self, moment: datetime) -> None:
        """Set the scripted moment; what is fetched from now on is as it was then."""
        with self._lock:
            self._now = moment.astimezone(UTC)
            self._answers.clear()
            self._pages.clear()

    def tick(self) -> datetime | None:
        """Move to the next moment at which anything changes anywhere and return it; None when the script has ended."""
        moment = next_change(self._now)
        if moment is not None:
            self.at(moment)
        return moment

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Who is served, and where."""
        return tuple(outlet_at(house, self._base_urls[house.name]) for house in self._houses)

    def outlet(self, name: str) -> Outlet:
        """Return one outlet by its name."""
        return next(each for each in self.outlets if each.name == name)

    def url(self, outlet: str, path: str) -> str:
        """Return the absolute address of `path` (with its leading "/") at `outlet`."""
        return self._base_urls[outlet].rstrip("/") + encode_path(path)

    def paths(self, outlet: str) -> tuple[str, ...]:
        """Return every address (path and query) that `outlet` answers other than 404 at this moment."""
        house = next(house for house in self._houses if house.name == outlet)
        with self._lock:
            return tuple(self._rendered(house))

    def page(self, outlet: str, path: str) -> Page:
        """Return what `outlet` holds at `path`, without a request."""
        house = next(house for house in self._houses if house.name == outlet)
        with self._lock:
            return self._rendered(house)[path]

    @property
    def requests(self) -> tuple[Served, ...]:
        """What was asked, oldest first; the last 200,000."""
        return tuple(self._served)

    def sources_toml(self) -> str:
        """Return the outlets declared as sources for the crawler."""
        return to_toml(self.outlets)

    def write_sources(self, folder: Path) -> Path:
        """Write the declarations to `folder`/newsroom.toml and return that path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "newsroom.toml"
        path.write_text(self.sources_toml(), "utf-8")
        return path

    def answer(self, house: House, request: Request) -> Answer:
        """Answer one request to `house` and remember that it came."""
        found = self._answer(house, request)
        self._served.append(
            Served(
                at=datetime.now(UTC),
                outlet=house.name,
                method=request.method,
                path=request.target,
                headers=tuple(request.headers.items()),
                status=found.status,
            )
        )
        return found

    def _answer(self, house: House, request: Request) -> Answer:
        key = _answer_key(house, request)
        with self._lock:
            if known := self._answers.get(key):
                return known
            pages = self._rendered(house)
            page = pages.get(unquote(request.target))
            found = answer(page or pages.get("404") or NOTHING, request, self._now)
            if page is not None and not is_conditional(request):
                self._answers[key] = found
            return found

    def _rendered(self, house: House) -> Pages:
        if house.name not in self._pages:
            self._pages[house.name] = house.render(desk_at(house.name, self._base_urls[house.name], self._now, *self._limits))
        return self._pages[house.name]


def _answer_key(house: House, request: Request) -> AnswerKey:
    """Return all that an answer depends on, besides the moment; only unconditional requests are answered from memory."""
    telling = tuple(map(request.headers.get, ("accept-encoding", "if-none-match", "if-modified-since")))
    return (house.name, request.method, request.target, telling)
