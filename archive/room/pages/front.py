"""Today, the front page: a day of the archive, laid out as a newspaper's first page is."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from archive.room.language import Language
from archive.room.pages.front_view import today
from archive.room.room import Room


def front_page(room: Room, request: Request) -> Response:
    """Show the day asked for; what is no day, or none, is the newest on which a story came in."""
    view = today(room, _day(request.query_params.get("day", "")))
    return room.page(request, "front.html", view=view, when=partial(_when, room.language, view.day))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _when(language: Language, day: date | None, at: datetime | date) -> str:
    """Return the time of what appeared on the page's day, and the day of what did not, or bears no time."""
    if isinstance(at, datetime) and at.date() == day:
        return f"{at:%H:%M}"
    return language.date(at.date() if isinstance(at, datetime) else at)
