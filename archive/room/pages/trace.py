"""Who printed a story: how much later, with what credit, and what was cut, added and altered, the times of it drawn."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from archive.room.pages.trace_telling import sentences
from archive.room.pages.trace_view import trace_view
from archive.room.room import Room


def trace_page(room: Room, request: Request) -> Response:
    """Show the stories of an article."""
    found = room.found(request)
    if found is None:
        return room.missing(request)
    return room.page(request, "trace.html", view=trace_view(room, found), **sentences(room.language))
