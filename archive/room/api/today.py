"""What came in on a day, for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from archive.room.api.endpoint import Endpoint
from archive.room.pages.front_view import Today, today
from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayAsked:
    """Which day."""

    day: Annotated[date | None, Field(description="A day in UTC; the newest on which a story came in, where none is said.")] = (
        None
    )


def tell(room: Room, asked: TodayAsked) -> Today:
    """Tell what came in."""
    return today(room, asked.day)


TODAY = Endpoint(name="today", path="/api/today", asked=TodayAsked, answer=Today, gather=tell)
