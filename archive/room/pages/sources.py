"""All sources at a glance: who is ill, why, and what to do; and what came from each, drawn hour by hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from archive.room.drawing import draw, last_hours
from archive.room.outlets import Outlet
from archive.room.room import Room
from archive.room.standings import Standing, Standings
from archive.room.telling import sentences
from archive.watching import State

HOURS_SHOWN = 48
WIDTH, HEIGHT = 288, 84
"""Of a drawing, in its own units."""

ORDER = (State.UNHEALTHY, State.UNWATCHED, State.QUIET, State.NEW, State.OK)
"""The ill ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which sources are shown: of a state, a country, a kind; "" for all."""

    state: str = ""
    country: str = ""
    kind: str = ""

    def fits(self, standing: Standing, outlet: Outlet | None) -> bool:
        """Tell whether a source is meant."""
        of_outlet = (outlet.country, outlet.kind) if outlet else ("", "")
        pairs = zip((self.state, self.country, self.kind), (standing.state.value, *of_outlet), strict=True)
        return all(wanted in {"", value} for wanted, value in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """What the page shows. `groups`: those chosen, by state, the ill ones first. `counts`: of all, by state.

    `countries`, `kinds`: those there are of, to choose from.
    """

    at: datetime
    schedule_since: datetime | None
    chosen: Chosen
    groups: tuple[tuple[State, tuple[Standing, ...]], ...]
    counts: Mapping[State, int]
    countries: tuple[str, ...]
    kinds: tuple[str, ...]


def sources_page(room: Room, request: Request) -> Response:
    """Show how the sources are."""
    if room.watch is None:
        return room.page(request, "sources_unknown.html")
    chosen = Chosen(**{name: request.query_params.get(name, "") for name in ("state", "country", "kind")})
    view = sources_view(room.watch.standings(datetime.now(UTC)), room.outlets, chosen)
    return room.page(
        request,
        "sources.html",
        view=view,
        order=ORDER,
        outlets=room.outlets,
        shown=partial(last_hours, hours=HOURS_SHOWN),
        draw=partial(draw, width=WIDTH, height=HEIGHT, leftwards=room.language.direction == "rtl"),
        **sentences(room.language),
    )


def sources_view(standings: Standings, outlets: Mapping[str, Outlet], chosen: Chosen) -> SourcesView:
    """Return what is shown of the sources that are chosen."""
    known = [outlets[one.source] for one in standings.sources if one.source in outlets]
    fitting = [one for one in standings.sources if chosen.fits(one, outlets.get(one.source))]
    return SourcesView(
        at=standings.at,
        schedule_since=standings.schedule_since,
        chosen=chosen,
        groups=tuple((state, found) for state in ORDER if (found := _of_state(fitting, state))),
        counts=Counter(one.state for one in standings.sources),
        countries=tuple(sorted({outlet.country for outlet in known})),
        kinds=tuple(sorted({outlet.kind for outlet in known})),
    )


def _of_state(standings: Sequence[Standing], state: State) -> tuple[Standing, ...]:
    """Return those of a state, the one that lists most first: it is missed most."""
    found = (one for one in standings if one.state is state)
    return tuple(sorted(found, key=lambda one: (-sum(usual or 0.0 for usual in one.hours.usual), one.source)))
