"""How a request goes: it waits, is fetched, and ends; looked at anew each second, by script or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from archive.requests.answers import Asked, State
from archive.requests.taking import is_taken_care_of
from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A request as it stands at `at`. `before`: how many wait before it. `is_run`: whether a schedule runs that sees to it."""

    asked: Asked
    before: int
    is_run: bool
    at: datetime

    @property
    def is_moving(self) -> bool:
        """Whether to look again soon."""
        return self.asked.state is not State.DONE


def request_page(room: Room, request: Request) -> Response:
    """Show how a request goes."""
    progress = progress_of(room, request.path_params["id"], datetime.now(UTC))
    return room.page(request, "asked.html", progress=progress) if progress else room.missing(request)


def progress_of(room: Room, request_id: str, now: datetime) -> Progress | None:
    """Return how a request stands; None where there is none of this id."""
    one = room.requests.asked(request_id)
    if one is None:
        return None
    before = room.requests.count_before(one) if one.state is State.QUEUED else 0
    return Progress(asked=one, before=before, is_run=is_taken_care_of(room.home), at=now)
