"""How the sources are, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from archive.room.api.endpoint import Endpoint
from archive.room.api.problems import Refused, missing
from archive.room.outlets import Outlet
from archive.room.pages.sources import Chosen, sources_view
from archive.room.pages.sources_one import SourceView, source_view
from archive.room.room import Room
from archive.room.standings import Standing, Watch
from archive.watching import State


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesAsked:
    """Which sources; all, where nothing is said."""

    state: Annotated[State | None, Field(description="Those that are so.")] = None
    country: Annotated[str, Field(max_length=3, description="Of a country: ISO 3166-1 alpha-2, or INT.", examples=["PS"])] = ""
    kind: Annotated[str, Field(max_length=40, description="agency, newspaper, broadcaster, portal or aggregator.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAsked:
    """Which source, by its name."""

    name: Annotated[str, Field(max_length=200, description="The source's name, as it is declared.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """A source, and who is behind it; `outlet`: null where it is declared no more."""

    outlet: Outlet | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """How the sources are that are asked for, the ill ones first. `counts`: of all, by state.

    `schedule_since`: since when a schedule runs, or null.
    """

    at: datetime
    schedule_since: datetime | None
    counts: Mapping[State, int]
    sources: tuple[KnownSource, ...]


def sources(room: Room, asked: SourcesAsked) -> Sources:
    """Tell how the sources are."""
    chosen = Chosen(state=asked.state or "", country=asked.country, kind=asked.kind)
    view = sources_view(_watch(room).standings(datetime.now(UTC)), room.outlets, chosen)
    told = (KnownSource(outlet=room.outlets.get(one.source), standing=one) for _, group in view.groups for one in group)
    return Sources(at=view.at, schedule_since=view.schedule_since, counts=dict(view.counts), sources=tuple(told))


def source(room: Room, asked: SourceAsked) -> SourceView:
    """Tell how one source is."""
    view = source_view(room.catalog, _watch(room), room.outlets.get(asked.name), asked.name, datetime.now(UTC))
    if view is None:
        raise missing(f"no source is called {asked.name!r}", "/api/sources lists them")
    return view


def _watch(room: Room) -> Watch:
    if room.watch is None:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        raise Refused(status, "this room was opened without its sources", "open it with: warraq serve")
    return room.watch


SOURCES = (
    Endpoint(name="sources", path="/api/sources", asked=SourcesAsked, answer=Sources, gather=sources),
    Endpoint(name="source", path="/api/sources/{name}", asked=SourceAsked, answer=SourceView, gather=source),
)
