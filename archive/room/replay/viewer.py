"""replayweb.page at the replay's origin: it shows the package of one story in the browser, and asks nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from archive.catalog.answers import Found
from archive.catalog.catalog import Catalog
from archive.catalog.ids import is_id
from archive.room.refusing import ALWAYS
from archive.room.replay.packages import Packages

_ROOM = Path(__file__).parents[1]
_STATIC = _ROOM / "static"
_VENDORED = _STATIC / "vendor" / "replaywebpage"

FILES = {"ui.js": _VENDORED / "ui.js", "wabac.js": _VENDORED / "sw.js", "sw.js": _STATIC / "still.js"}
"""What lies below /replay/, by name. The service worker is ours: it runs theirs, and keeps what that shows from acting."""

VIEWED = ("/package/", "/replay/")
"""How the addresses begin that are the viewer's."""

_PAGE = Environment(loader=FileSystemLoader(_ROOM / "templates"), autoescape=True, undefined=StrictUndefined).get_template(
    "viewer.html"
)


def viewer_headers() -> dict[str, str]:
    """Return what goes with the viewer: its own scripts, and nothing from anywhere else.

    It is not shown in a frame of the room, where browsers that keep sites apart refuse it the service worker that it lives by.
    """
    policy = (
        "sandbox allow-scripts allow-same-origin; default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
        "worker-src 'self' blob:; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    return ALWAYS | {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "same-origin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """What answers below /package/ and /replay/. `room`: the origin that led here."""

    catalog: Catalog
    packages: Packages
    room: str

    def routes(self) -> list[BaseRoute]:
        """Return where it answers."""
        return [
            Route("/package/{id}.wacz", self.package),
            Route("/package/{id}", self.page),
            Route("/replay/{name}", self.file),
        ]

    def page(self, request: Request) -> Response:
        """Return the page that the viewer runs in."""
        found = self._found(request)
        return HTMLResponse(_PAGE.render(found=found, latest=found.versions[-1], room=self.room)) if found else _none()

    def package(self, request: Request) -> Response:
        """Return the package that it shows."""
        found = self._found(request)
        return self.packages.answer(found) if found else _none()

    def file(self, request: Request) -> Response:
        """Return one of its own files."""
        path = FILES.get(request.path_params["name"])
        return FileResponse(path, media_type="text/javascript; charset=utf-8") if path else _none()

    def _found(self, request: Request) -> Found | None:
        wanted = request.path_params["id"]
        found = self.catalog.find(wanted) if is_id(wanted) else None
        return found if found and found.versions else None


def _none() -> Response:
    return PlainTextResponse("packages are at /package/ID\n", 404)
