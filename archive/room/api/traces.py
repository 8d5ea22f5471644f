"""Who printed whose story, for programs."""

from __future__ import annotations

from dataclasses import dataclass

from archive.catalog.tracing.answers import Story
from archive.room.api.endpoint import Endpoint
from archive.room.api.stories import IdAsked, found
from archive.room.room import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The stories of an article: one that it began first, then those it is a printing of."""

    id: str
    url: str
    stories: tuple[Story, ...]


def trace(room: Room, asked: IdAsked) -> Traces:
    """Tell who printed a story, and what they made of it."""
    one = found(room, asked.id)
    return Traces(id=one.id, url=one.url, stories=room.catalog.stories(one.url, room.agencies))


TRACE = Endpoint(name="trace", path="/api/story/{id}/trace", asked=IdAsked, answer=Traces, gather=trace)
