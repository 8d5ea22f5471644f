"""One story: its newest text, what it was read from, its other texts; and the whole of it as a package."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from archive.room.replay.packages import Packages
from archive.room.room import Room


def story_page(room: Room, request: Request) -> Response:
    """Show one story."""
    found = room.found(request)
    if found is None:
        return room.missing(request)
    viewer = f"{room.origins.replay}/package/{found.id}"
    return room.page(request, "story.html", found=found, article=found.versions[-1].article, viewer=viewer)


def story_package(room: Room, request: Request) -> Response:
    """Hand out a story as a WACZ."""
    found = room.found(request)
    return Packages(home=room.home).answer(found) if found else room.missing(request)
