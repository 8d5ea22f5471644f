"""The reading room as two applications of ASGI behind one door: the room itself, and the replay at an origin of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.catalog.catalog import Catalog
from archive.errors import WarraqError
from archive.requests.requests import Requests
from archive.room.api.routes import api
from archive.room.language import ARABIC, ENGLISH
from archive.room.outlets import Outlet
from archive.room.pages.api import api_page
from archive.room.pages.asked import request_page
from archive.room.pages.asking import archive_page, ask_for
from archive.room.pages.changes import changes_feed, changes_page
from archive.room.pages.front import front_page
from archive.room.pages.looked import looked_page
from archive.room.pages.saved import forget_search, note_seen, save_search, saved_page
from archive.room.pages.saved_one import saved_feed, search_alerts
from archive.room.pages.search import search_page
from archive.room.pages.search_feeds import search_atom, search_json, search_rss
from archive.room.pages.sources import sources_page
from archive.room.pages.sources_one import source_page
from archive.room.pages.story import story_page
from archive.room.pages.story_files import (
    story_bibtex,
    story_csl,
    story_jsonld,
    story_package,
    story_proof,
    story_ris,
    story_text,
)
from archive.room.pages.trace import trace_page
from archive.room.pages.versions import versions_page
from archive.room.posting import Poster, signed, with_body
from archive.room.replay.captures import Replay
from archive.room.replay.packages import Packages
from archive.room.replay.viewer import VIEWED, Viewer, viewer_headers
from archive.room.room import Guard, Handler, Room, open_to_all
from archive.room.security import Guarded, Origins, replay_headers, room_headers, with_headers
from archive.room.standings import Watch
from archive.room.tokens import Tokens

STATIC = Path(__file__).parent / "static"

PAGES: tuple[tuple[str, Handler], ...] = (
    ("/", front_page),
    ("/story/{id}.wacz", story_package),
    ("/story/{id}.txt", story_text),
    ("/story/{id}.jsonld", story_jsonld),
    ("/story/{id}.bib", story_bibtex),
    ("/story/{id}.ris", story_ris),
    ("/story/{id}.csl.json", story_csl),
    ("/story/{id}.proof", story_proof),
    ("/story/{id}/versions", versions_page),
    ("/story/{id}", story_page),
    ("/story/{id}/trace", trace_page),
    ("/looked/{rest:path}", looked_page),
    ("/search", search_page),
    ("/search.rss", search_rss),
    ("/search.atom", search_atom),
    ("/search.json", search_json),
    ("/archive", archive_page),
    ("/archive/{id}", request_page),
    ("/saved", saved_page),
    ("/saved/{id}.atom", saved_feed),
    ("/saved/{id}", search_alerts),
    ("/changes", changes_page),
    ("/changes.atom", changes_feed),
    ("/sources", sources_page),
    ("/sources/{name}", source_page),
    ("/api/", api_page),
)
"""The pages by their addresses, which English has too, after /en."""

FORMS: tuple[tuple[str, Poster], ...] = (
    ("/archive", ask_for),
    ("/saved", save_search),
    ("/saved/{id}/delete", forget_search),
    ("/saved/{id}/seen", note_seen),
)
"""Where forms are sent to, in both languages: all that anybody may have the room do."""


def reading_room(  # noqa: PLR0913 - what the application knows and the archive does not
    home: Path,
    catalog: Catalog,
    origins: Origins,
    *,
    password: str | None = None,
    aliases: Mapping[str, str] | None = None,
    outlets: Mapping[str, Outlet] | None = None,
    watch: Watch | None = None,
    guard: Guard = open_to_all,
) -> Guarded:
    """Return the reading room of the archive in `home`, to be served at `origins`. `aliases`: other hosts, and where they lead.

    `outlets`: who is behind each source, by its name. `watch`: who knows how the sources are. `guard`: why an address may not
    be fetched. It reads the catalogue, which is open read-only, and the WARC files; it writes down what readers ask for, in a
    file of its own (`archive.requests`), and nothing else; and asks nobody.
    """
    room = Room(
        home=home,
        catalog=catalog,
        origins=origins,
        outlets=outlets or {},
        watch=watch,
        requests=Requests(home),
        tokens=Tokens(origin=origins.room),
        guard=guard,
    )
    leading = Replay(catalog=catalog, folder=home / "warc", origin=origins.replay, shows=False)
    routes = [Mount("/static", StaticFiles(directory=STATIC)), *_web(leading), *_pages(room), api(room)]
    pages = Starlette(routes=routes, exception_handlers={404: room.missing, WarraqError: room.trouble})
    return Guarded(
        room=with_headers(with_body(pages), room_headers(origins)),
        replay=_replay(home, catalog, origins),
        origins=origins,
        password=password,
        aliases=aliases or {},
        takes=partial(_takes, routes),
    )


def _pages(room: Room) -> list[BaseRoute]:
    """Return the routes of the pages in each language; those of the default one come last."""
    spoken = [room.spoken(language) for language in (ENGLISH, ARABIC)]
    pages = [one.at(path, handler) for one in spoken for path, handler in PAGES]
    return [*pages, *(one.at(path, signed(poster), "POST") for one in spoken for path, poster in FORMS)]


def _takes(routes: Sequence[BaseRoute], scope: Scope) -> frozenset[str]:
    """Return the methods that an address takes; none where nothing of ours is there."""
    taken: set[str] = set()
    for route in routes:
        match, inner = route.matches(scope)
        if match is not Match.NONE and isinstance(route, Mount):
            taken |= _takes(route.routes, {**scope, **inner})
        elif match is not Match.NONE and isinstance(route, Route):
            taken |= route.methods or set()
    return frozenset(taken)


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


def _plain_missing(request: Request, problem: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return PlainTextResponse("captures are at /web/\n", 404)


def _plain_trouble(request: Request, problem: Exception) -> Response:  # noqa: ARG001
    return PlainTextResponse(f"{problem}\n", 500)


_PLAIN = {404: _plain_missing, WarraqError: _plain_trouble}
