"""One story: the text that its page shows, what its dates were read from, the record it came from, how to cite it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from archive.room.pages.story_files import past_of
from archive.room.pages.story_view import story_view
from archive.room.room import Room


def story_page(room: Room, request: Request) -> Response:
    """Show one story."""
    past = past_of(room, request)
    if past is None:
        return room.missing(request)
    return room.page(request, "story.html", view=story_view(room, past))
