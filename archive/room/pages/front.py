"""The first page: what the archive holds, and its newest stories by the day they were kept."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from archive.room.room import Room

NEWEST = 60
"""Stories shown."""


def front_page(room: Room, request: Request) -> Response:
    """Show the newest stories."""
    newest = room.catalog.recent(NEWEST)
    days = [(day, list(kept)) for day, kept in groupby(newest, key=lambda one: one.at.date())]
    return room.page(request, "front.html", days=days, glance=room.catalog.status(datetime.now(UTC)))
