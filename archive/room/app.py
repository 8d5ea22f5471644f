"""The reading room as two applications of ASGI behind one door: the room itself, and the replay at an origin of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.catalog.catalog import Catalog
from archive.errors import WarraqError
from archive.room.packages import Packages
from archive.room.pages import Pages
from archive.room.replay import Replay
from archive.room.security import Guarded, Origins, replay_headers, room_headers, with_headers
from archive.room.viewer import VIEWED, Viewer, viewer_headers
from archive.room.words import ARABIC, ENGLISH, Language

STATIC = Path(__file__).parent / "static"


def reading_room(
    home: Path, catalog: Catalog, origins: Origins, *, password: str | None = None, aliases: Mapping[str, str] | None = None
) -> Guarded:
    """Return the reading room of the archive in `home`, to be served at `origins`. `aliases`: other hosts, and where they lead.

    It reads the catalogue, which is open read-only, and the WARC files; it writes nothing and asks nobody.
    """
    pages = Pages(catalog=catalog, origins=origins, packages=Packages(home=home))
    leading = Replay(catalog=catalog, folder=home / "warc", origin=origins.replay, shows=False)
    room = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=STATIC)),
            *_web(leading),
            *_pages(pages, ENGLISH),
            *_pages(pages, ARABIC),
        ],
        exception_handlers={404: pages.missing, WarraqError: pages.trouble},
    )
    return Guarded(
        room=with_headers(room, room_headers(origins)),
        replay=_replay(home, catalog, origins),
        origins=origins,
        password=password,
        aliases=aliases or {},
    )


def _replay(home: Path, catalog: Catalog, origins: Origins) -> ASGIApp:
    """Return the other origin: captures, which never act, and the viewer of packages, which runs scripts of its own."""
    showing = Replay(catalog=catalog, folder=home / "warc", origin=origins.replay)
    viewer = Viewer(catalog=catalog, packages=Packages(home=home), room=origins.room)
    captures = with_headers(Starlette(routes=_web(showing), exception_handlers=_PLAIN), replay_headers(origins))
    views = with_headers(Starlette(routes=viewer.routes(), exception_handlers=_PLAIN), viewer_headers())

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (views if scope["path"].startswith(VIEWED) else captures)(scope, receive, send)

    return answer


def _web(replay: Replay) -> list[BaseRoute]:
    return [Route("/web/timemap/{rest:path}", replay.timemap), Route("/web/{rest:path}", replay.capture)]


def _pages(pages: Pages, language: Language) -> list[BaseRoute]:
    """Return the routes of the room's pages in one language; those of the default one come last."""
    at = pages.spoken(language)
    return [
        Route(language.prefix + "/", at.home),
        Route(language.prefix + "/story/{id}.wacz", at.download),
        Route(language.prefix + "/story/{id}", at.story),
        Route(language.prefix + "/looked/{rest:path}", at.looked),
    ]


def _plain_missing(request: Request, problem: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return PlainTextResponse("captures are at /web/\n", 404)


def _plain_trouble(request: Request, problem: Exception) -> Response:  # noqa: ARG001
    return PlainTextResponse(f"{problem}\n", 500)


_PLAIN = {404: _plain_missing, WarraqError: _plain_trouble}
