"""What the outlets of the week answer, at the moment they are asked; and a note of each request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import unquote

from tests.newsroom.house import Outlet, outlet_at
from tests.newsroom.http1 import Answer, Request, answer, is_conditional, refuse
from tests.newsroom.model import Desk, Page, Pages
from tests.newsroom.newsroom import NOTHING
from tests.newsroom.server import Server
from tests.newsroom.week.clock import Clock
from tests.newsroom.week.outlets import WeekOutlet
from tests.newsroom.week.script import Piece, twin_path

SOFT_404 = Page(
    body="<!doctype html><html lang='ar'><head><title>الصفحة غير موجودة</title></head>"
    "<body><h1>عذرا، الصفحة المطلوبة غير موجودة</h1><p>ربما حذفت أو نقلت.</p></body></html>".encode(),
    content_type="text/html; charset=utf-8",
)
HOME = Page(body=b"", content_type=None, status=HTTPStatus.FOUND, headers=(("Location", "/"),))
GARBAGE = Page(body=b"\x00\x1f\x8b<rss><chan<item>&&\xff\xfe" * 40, content_type="application/rss+xml")
"""What a broken publishing system sends in place of its lists."""


class Trouble(StrEnum):
    """What is wrong with a site."""

    DOWN = "down"
    UNAVAILABLE = "503"
    GARBAGE = "garbage"
    STALL = "stall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `number`: of the story asked for; `edition`: shown with 200, else None. `shown`: numbers on the list asked for."""

    at: datetime
    outlet: str
    path: str
    status: int
    conditional: bool
    number: int | None = None
    edition: int | None = None
    shown: frozenset[int] | None = None


class Office:
    """One outlet at its place in the web. `trouble`: what is wrong with it now. `asked`: all requests, the oldest first."""

    def __init__(self, outlet: WeekOutlet, pieces: Iterable[Piece], clock: Clock, server: Server) -> None:
        self.outlet, self._clock, self._server = outlet, clock, server
        self.pieces = tuple(sorted(pieces, key=lambda piece: piece.published))
        self.trouble: Trouble | None = None
        self.asked: list[Asked] = []
        self._of = {path: piece for piece in self.pieces for path in (piece.path, *((twin_path(piece.path),) * piece.twin))}
        self._lists: tuple[object, Pages] = (None, {})
        self.port = server.listen(self._answer)
        self.url = f"http://{server.host}:{self.port}/"

    @property
    def declared(self) -> Outlet:
        """The outlet as it is told to a crawler."""
        return outlet_at(self.outlet.declared, self.url)

    def suffer(self, trouble: Trouble | None) -> None:
        """Let this be wrong with the site from now on."""
        if (trouble is Trouble.DOWN) != (self.trouble is Trouble.DOWN):
            if trouble is Trouble.DOWN:
                self._server.refuse(self.port)
            else:
                self._server.listen(self._answer, self.port)
        self.trouble = trouble

    def _answer(self, request: Request) -> Answer | None:
        now, path = self._clock.now(), unquote(request.target)
        if self.trouble is Trouble.STALL:
            return None
        if self.trouble is Trouble.UNAVAILABLE:
            return self._note(Asked(at=now, outlet=self.outlet.name, path=path, status=503, conditional=False), refuse_503(now))
        piece = self._of.get(path.removesuffix(self.outlet.tracked))
        return self._answer_story(piece, request, now) if piece else self._answer_list(path, request, now)

    def _answer_story(self, piece: Piece, request: Request, now: datetime) -> Answer:
        page, edition = self._story(piece, now), None if piece.is_gone(now) else piece.edition(now)
        found = answer(page, request, now)
        asked = Asked(
            at=now,
            outlet=self.outlet.name,
            path=unquote(request.target),
            status=found.status,
            conditional=is_conditional(request),
            number=piece.number,
            edition=edition,
        )
        return self._note(asked, found)

    def _story(self, piece: Piece, now: datetime) -> Page:
        if now < piece.published:
            return NOTHING
        if piece.is_gone(now):
            gone = {"404": NOTHING, "410": replace(NOTHING, status=HTTPStatus.GONE), "soft": SOFT_404, "home": HOME}
            return gone[piece.gone_by]
        touched = piece.printed(now).touched
        page = self.outlet.house.render(self._desk((piece,), touched if self.outlet.steady else now, listed=False))[piece.path]
        return replace(page, modified=touched) if self.outlet.steady else page

    def _answer_list(self, path: str, request: Request, now: datetime) -> Answer:
        shown = self._shown(now)
        page = self._rendered(shown, now).get(path, NOTHING)
        is_list = path in _paths(self.outlet)
        if is_list and self.trouble is Trouble.GARBAGE:
            page = GARBAGE
        found = answer(page, request, now)
        numbers = frozenset(piece.number for piece in shown) if page.status == HTTPStatus.OK and page is not GARBAGE else None
        asked = Asked(
            at=now,
            outlet=self.outlet.name,
            path=path,
            status=found.status,
            conditional=is_conditional(request),
            shown=numbers if is_list or path == "/" else None,
        )
        return self._note(asked, found)

    def _shown(self, now: datetime) -> tuple[Piece, ...]:
        out = [piece for piece in self.pieces if piece.published <= now and not piece.is_gone(now)]
        return tuple(reversed(out[-self.outlet.shown :]))

    def _rendered(self, shown: tuple[Piece, ...], now: datetime) -> Mapping[str, Page]:
        """Return the lists, made anew when anything on them has changed."""
        key = tuple((piece.listed_as(now), piece.edition(now)) for piece in shown)
        if self._lists[0] != key:
            desk = self._desk(shown, now, listed=True)
            pages = dict(self.outlet.house.render(desk))
            if self.outlet.more:
                path, render = self.outlet.more
                pages[path] = render(desk)
            self._lists = (key, pages)
        return self._lists[1]

    def _desk(self, pieces: tuple[Piece, ...], now: datetime, *, listed: bool) -> Desk:
        tracked = self.outlet.tracked if listed else ""
        return Desk(
            base_url=self.url,
            now=now,
            printed=tuple(
                piece.printed(now, path=piece.listed_as(now) + tracked if listed else piece.path) for piece in pieces
            ),
            withdrawn=(),
            slow_s=0,
            huge_bytes=0,
        )

    def _note(self, asked: Asked, found: Answer) -> Answer:
        self.asked.append(asked)
        return found


def refuse_503(now: datetime) -> Answer:
    """Return what a site under repair says."""
    return refuse(HTTPStatus.SERVICE_UNAVAILABLE, now)


def _paths(outlet: WeekOutlet) -> frozenset[str]:
    """Return the paths of an outlet's lists, and of the news sitemap that its index names."""
    house = outlet.declared
    return frozenset({*house.feeds, *house.sitemaps, *house.sections, "/sitemaps/news.xml.gz"})
