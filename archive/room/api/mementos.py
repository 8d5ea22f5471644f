"""How an address looked, and when: its captures, as programs are led to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.catalog.mementos import Memento
from archive.models import Truncated
from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import missing
from archive.room.api.stories import UrlAsked
from archive.room.replay.moments import stamp
from archive.room.room import Room, captured_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A capture. `page`: of the room, which frames it. `replay`: itself. `status`, `mime`: as its server sent them."""

    url: str
    date: datetime
    status: int
    mime: str | None
    truncated: Truncated | None
    page: str
    replay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mementos:
    """The captures of an address, oldest first (RFC 7089), the last 10,000 at most. `timemap`, `timegate`: of them."""

    url: str
    timemap: str
    timegate: str
    mementos: tuple[Looked, ...]


def mementos(room: Room, asked: UrlAsked) -> Mementos:
    """List the captures of an address."""
    captured = room.catalog.mementos(asked.url)
    if not captured:
        raise missing(f"there is no capture of {asked.url!r}", "archive it: warraq archive URL")
    web = f"{room.origins.replay}/web"
    return Mementos(
        url=asked.url,
        timemap=f"{web}/timemap/link/{asked.url}",
        timegate=f"{web}/{asked.url}",
        mementos=tuple(_looked(one, f"{web}/{stamp(one, captured)}/{one.url}") for one in captured),
    )


def _looked(one: Memento, replay: str) -> Looked:
    return Looked(
        url=one.url,
        date=one.date,
        status=one.status,
        mime=one.mime,
        truncated=one.truncated,
        page=captured_path(one.url, one.date),
        replay=replay,
    )


MEMENTOS = Endpoint(
    name="mementos", path="/api/mementos", asked=UrlAsked, answer=Mementos, gather=mementos, example="url={url}"
)
