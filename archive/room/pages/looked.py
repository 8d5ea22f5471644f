"""A page as it looked, in a frame of the replay's origin, under a line that says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.mementos import Memento
from archive.room.replay.captures import rest_of
from archive.room.replay.moments import nearest, span_of
from archive.room.replay.places import asked
from archive.room.replay.timemaps import Story
from archive.room.room import Room


def looked_page(room: Room, request: Request) -> Response:
    """Show the capture that an address names, or the one nearest to its moment."""
    wanted = asked(rest_of(request, "/looked/"))
    mementos = room.catalog.mementos(wanted.url) if wanted else ()
    if wanted is None or not mementos:
        return room.missing(request)
    try:
        shown = nearest(mementos, span_of(wanted.digits)) if wanted.digits else mementos[-1]
    except ValueError:
        return room.missing(request)
    story = Story(url=wanted.url, mementos=mementos, origin=room.origins.replay)
    told: dict[str, Any] = {"shown": shown, "framed": story.address(shown), "found": room.catalog.find(shown.url)}
    return room.page(request, "looked.html", **told, **_neighbours(mementos, shown))


def _neighbours(mementos: Sequence[Memento], shown: Memento) -> dict[str, Any]:
    at = mementos.index(shown)
    earlier = mementos[at - 1] if at else None
    later = mementos[at + 1] if at + 1 < len(mementos) else None
    return {"earlier": earlier, "later": later}
