"""What every page of the room is made of: the archive that it shows, the reader's language, and the frame around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from archive.catalog.answers import Found
from archive.catalog.catalog import Catalog
from archive.catalog.ids import article_id, is_id
from archive.requests.requests import Requests
from archive.room.language import ARABIC, ENGLISH, Language
from archive.room.outlets import Outlet
from archive.room.replay.captures import rest_of
from archive.room.security import Origins
from archive.room.standings import Watch
from archive.room.tokens import Tokens
from archive.urls import SCHEMES, readable

OPENING_MAX = 220
"""Characters of a story's opening where stories are listed."""

LANGUAGES = frozenset(Locale("en").languages)
"""The codes of languages that have a name."""

Handler = Callable[["Room", Request], Response]
"""A page: what it answers a request with. It runs in a thread, and may wait for the disk."""

Guard = Callable[[str], str | None]


def open_to_all(_: str) -> str | None:
    """Refuse no address: the one who fetches it has a guard of its own."""
    return None


ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An archive shown to a reader. `home`: its folder. `language`: the reader's. `outlets`: by the name of their source.

    `watch`: who knows how the sources are; None where nobody does. `requests`: what readers ask for, all that the room writes;
    `tokens`: what was asked for here. `guard`: why an address may not be fetched, as far as its letters tell, or None.
    """

    home: Path
    catalog: Catalog
    origins: Origins
    language: Language = ARABIC
    outlets: Mapping[str, Outlet] = field(default_factory=dict)
    watch: Watch | None = None
    requests: Requests
    tokens: Tokens
    guard: Guard = open_to_all

    @property
    def agencies(self) -> frozenset[str]:
        """The sources that are declared to be news agencies, by name."""
        return frozenset(name for name, outlet in self.outlets.items() if outlet.kind == "agency")

    def titled(self, source: str) -> str:
        """Return what readers call a source; its name where it is declared no more."""
        outlet = self.outlets.get(source)
        return outlet.titled(self.language.code) if outlet else source

    def spoken(self, language: Language) -> Room:
        """Return the same room in a language."""
        return replace(self, language=language)

    def at(self, path: str, handler: Handler, *methods: str) -> Route:
        """Return the route of a page, at an address of the room in its language. `methods`: GET where none is named."""
        return Route(self.language.prefix + path, partial(handler, self), methods=list(methods) or None)

    def found(self, request: Request) -> Found | None:
        """Return the story that the address names by its id; None where there is no text of it."""
        wanted = request.path_params["id"]
        found = self.catalog.find(wanted) if is_id(wanted) else None
        return found if found and found.versions else None

    def page(self, request: Request, template: str, /, answered: int = 200, **told: Any) -> Response:
        """Return a page in this reader's language, with the address of the same page in the other one."""
        path = rest_of(request, "/")
        language = ENGLISH if path == "en" or path.startswith("en/") else self.language
        elsewhere = f"{language.other}/{path.removeprefix('en').lstrip('/')}" if language is ENGLISH else f"/en/{path}"
        told |= {"language": language, "words": language.words, "elsewhere": elsewhere, "here": f"/{path.partition('?')[0]}"}
        told["token"] = self.tokens.sign(datetime.now(UTC))
        html = ENVIRONMENT.get_template(template).render(told)
        return HTMLResponse(html.encode("utf-8", "replace"), answered)  # what a page escaped may be half of a character

    def missing(self, request: Request, _: Exception | None = None) -> Response:
        """Say that there is nothing here."""
        return self.page(request, "missing.html", answered=404)

    def trouble(self, request: Request, problem: Exception) -> Response:
        """Say what keeps the archive from being read."""
        return self.page(request, "trouble.html", answered=500, problem=str(problem))


def captured_path(url: str, date: datetime) -> str:
    """Return the path, in the room, of a page as it looked at a moment."""
    return f"/looked/{date:%Y%m%d%H%M%S}/{url}"


def _opening(text: str) -> str:
    """Return how a story begins, cut between words."""
    first = text.partition("\n")[0]
    return first if len(first) <= OPENING_MAX else first[:OPENING_MAX].rsplit(" ", 1)[0] + "…"


def _lang(code: str | None) -> str:
    """Return the language of a text as HTML takes it: Arabic where none is told, or one that nobody knows."""
    language = (code or "").partition("-")[0].lower()
    return language if language in LANGUAGES else "ar"


def _web(url: str) -> str | None:
    """Return an address that a link may lead to: of the web alone."""
    return url if url.startswith(SCHEMES) else None


ENVIRONMENT.filters |= {"readable": readable, "opening": _opening, "story_id": article_id, "web": _web, "lang": _lang}
ENVIRONMENT.globals |= {"captured_path": captured_path}
