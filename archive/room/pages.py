"""The pages of the room: the newest stories, one story, and one as it looked. They say what the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from archive.catalog.answers import Found
from archive.catalog.catalog import Catalog
from archive.catalog.ids import article_id, is_id
from archive.room.moments import nearest, span_of
from archive.room.packages import Packages
from archive.room.places import asked
from archive.room.replay import rest_of
from archive.room.security import Origins
from archive.room.timemaps import Story
from archive.room.words import ARABIC, ENGLISH, Language
from archive.urls import SCHEMES, readable

NEWEST = 60
"""Stories on the front page."""

OPENING_MAX = 220
"""Characters of a story's opening on the front page."""

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the room's pages are made of. `language`: of this reader."""

    catalog: Catalog
    origins: Origins
    packages: Packages
    language: Language = ARABIC

    def spoken(self, language: Language) -> Pages:
        """Return the same pages in a language."""
        return replace(self, language=language)

    def home(self, request: Request) -> Response:
        """Show the newest stories, by the day they were kept."""
        newest = self.catalog.recent(NEWEST)
        days = [(day, list(kept)) for day, kept in groupby(newest, key=lambda one: one.at.date())]
        return self._page(request, "home.html", days=days, glance=self.catalog.status(datetime.now(UTC)))

    def story(self, request: Request) -> Response:
        """Show one story: its newest text, what it was read from, its other texts."""
        found = self._found(request)
        if found is None:
            return self.missing(request)
        viewer = f"{self.origins.replay}/package/{found.id}"
        article = found.versions[-1].article
        return self._page(request, "story.html", found=found, article=article, captured=_captured, viewer=viewer)

    def download(self, request: Request) -> Response:
        """Hand out a story as a WACZ."""
        found = self._found(request)
        return self.packages.answer(found) if found else self.missing(request)

    def looked(self, request: Request) -> Response:
        """Show a page as it looked, in a frame, under a line that says what it is."""
        wanted = asked(rest_of(request, "/looked/"))
        mementos = self.catalog.mementos(wanted.url) if wanted else ()
        if wanted is None or not mementos:
            return self.missing(request)
        try:
            shown = nearest(mementos, span_of(wanted.digits)) if wanted.digits else mementos[-1]
        except ValueError:
            return self.missing(request)
        story = Story(url=wanted.url, mementos=mementos, origin=self.origins.replay)
        at = mementos.index(shown)
        told: dict[str, Any] = {
            "shown": shown,
            "framed": story.address(shown),
            "earlier": next(iter(mementos[max(at - 1, 0) : at]), None),
            "later": next(iter(mementos[at + 1 : at + 2]), None),
            "captured": _captured,
        }
        return self._page(request, "looked.html", found=self.catalog.find(shown.url), story=story, **told)

    def missing(self, request: Request, _: Exception | None = None) -> Response:
        """Say that there is nothing here."""
        return self._page(request, "missing.html", answered=404)

    def trouble(self, request: Request, problem: Exception) -> Response:
        """Say what keeps the archive from being read."""
        return self._page(request, "trouble.html", answered=500, problem=str(problem))

    def _found(self, request: Request) -> Found | None:
        """Return the story that the address names by its id; None where there is no text of it."""
        wanted = request.path_params["id"]
        found = self.catalog.find(wanted) if is_id(wanted) else None
        return found if found and found.versions else None

    def _page(self, request: Request, template: str, /, answered: int = 200, **told: Any) -> Response:
        """Return a page in this reader's language, with the address of the same page in the other one."""
        path = rest_of(request, "/")
        language = ENGLISH if path == "en" or path.startswith("en/") else self.language
        elsewhere = f"{language.other}/{path.removeprefix('en').lstrip('/')}" if language is ENGLISH else f"/en/{path}"
        page = _ENVIRONMENT.get_template(template)
        return HTMLResponse(page.render(language=language, words=language.words, elsewhere=elsewhere, **told), answered)


def _captured(url: str, date: datetime) -> str:
    """Return the path, in the room, of a page as it looked at a moment."""
    return f"/looked/{date:%Y%m%d%H%M%S}/{url}"


def _opening(text: str) -> str:
    """Return how a story begins, cut between words."""
    first = text.partition("\n")[0]
    return first if len(first) <= OPENING_MAX else first[:OPENING_MAX].rsplit(" ", 1)[0] + "…"


def _web(url: str) -> str | None:
    """Return an address that a link may lead to: of the web alone."""
    return url if url.startswith(SCHEMES) else None


_ENVIRONMENT.filters |= {"readable": readable, "opening": _opening, "story_id": article_id, "web": _web}
