"""The page of a search."""

from __future__ import annotations

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.search.answers import Marked
from archive.room.pages.search_asked import read_asked
from archive.room.pages.search_view import search_view
from archive.room.room import ENVIRONMENT, Room


def search_page(room: Room, request: Request) -> Response:
    """Show what a query finds; the newest stories, and what can be asked for, where nothing is asked yet."""
    view = search_view(room, read_asked(request.query_params))
    return room.page(request, "search.html", view=view, origin=room.origins.room)


def _marked(marked: Marked) -> Markup:
    """Return a text with its marks as HTML: each piece of the original escaped by itself."""
    pieces, last = [], 0
    for start, end in marked.marks:
        pieces += [escape(marked.text[last:start]), Markup("<mark>"), escape(marked.text[start:end]), Markup("</mark>")]
        last = end
    pieces.append(escape(marked.text[last:]))
    return Markup("").join(pieces)


ENVIRONMENT.filters["marked"] = _marked
