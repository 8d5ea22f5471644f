"""Who printed a story: how much later, with what credit, what was cut, added and altered; one printing beside its origin."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from archive.room.pages.trace_telling import sentences
from archive.room.pages.trace_view import beside_view, trace_view
from archive.room.room import Room


def trace_page(room: Room, request: Request) -> Response:
    """Show the stories of an article, or the origin and one printing of it compared."""
    found = room.found(request)
    if found is None:
        return room.missing(request)
    said, other = sentences(room.language), request.query_params.get("with")
    if other is None:
        return room.page(request, "trace.html", view=trace_view(room, found), is_stranger=False, **said)
    beside = beside_view(room, found, other, is_side=request.query_params.get("view") == "side")
    if beside is None:
        return room.page(request, "trace.html", 404, view=trace_view(room, found), is_stranger=True, **said)
    return room.page(request, "trace_beside.html", beside=beside, **said)
