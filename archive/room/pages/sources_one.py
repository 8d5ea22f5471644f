"""One source closely, for who has to explain what is missing: its lists, day by day what became of its stories, its terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.answers import Became, Missing
from archive.catalog.catalog import Catalog
from archive.links import LinkState
from archive.models import Reason
from archive.room import telling
from archive.room.drawing import draw
from archive.room.outlets import Outlet
from archive.room.room import Room
from archive.room.standings import Standing, Terms, Watch
from archive.watching import CrawlRun

DAYS_TOLD = 7
MISSING_MAX = 50
"""Stories that are named, of those that are missing."""

CRAWLS_READ, CRAWLS_SHOWN = 500, 10
"""Crawls that are looked through for those of the source, and those of them that are shown."""

WIDTH, HEIGHT = 700, 160
"""Of the drawing, in its own units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTold:
    """What became of what a source listed on one day (UTC). `reasons`: of what is not archived, the most frequent first."""

    day: date
    states: Mapping[LinkState, int]
    reasons: tuple[tuple[Reason, int], ...]

    @property
    def listed(self) -> int:
        """All of them."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """All that is shown of a source. `standing`: None for one that was never crawled. `terms`: None where it is not declared.

    `missing`: the last listed first; `more_missing`: whether there are others. `crawls`: the last begun first.
    """

    name: str
    at: datetime
    outlet: Outlet | None
    standing: Standing | None
    schedule_since: datetime | None
    days: tuple[DayTold, ...]
    missing: tuple[Missing, ...]
    more_missing: bool
    crawls: tuple[CrawlRun, ...]
    terms: Terms | None


def source_page(room: Room, request: Request) -> Response:
    """Show one source."""
    name = request.path_params["name"]
    if room.watch is None:
        return room.page(request, "sources_unknown.html")
    view = source_view(room.catalog, room.watch, room.outlets.get(name), name, datetime.now(UTC))
    if view is None:
        return room.missing(request)
    drawn = partial(draw, width=WIDTH, height=HEIGHT, leftwards=room.language.direction == "rtl")
    return room.page(request, "sources_one.html", view=view, draw=drawn, **telling.sentences(room.language))


def source_view(catalog: Catalog, watch: Watch, outlet: Outlet | None, name: str, now: datetime) -> SourceView | None:
    """Return what is shown of a source; None for one that is neither declared nor was ever crawled."""
    standings, since = watch.standings(now), now - timedelta(days=DAYS_TOLD)
    standing = standings.of(name)
    if standing is None and outlet is None:
        return None
    missing = catalog.missing(name, since, MISSING_MAX + 1)
    crawls = (run for run in catalog.crawls(CRAWLS_READ) if name in run.sources)
    return SourceView(
        name=name,
        at=standings.at,
        outlet=outlet,
        standing=standing,
        schedule_since=standings.schedule_since,
        days=days_told(catalog.became(name, since)),
        missing=missing[:MISSING_MAX],
        more_missing=len(missing) > MISSING_MAX,
        crawls=tuple(run for run, _ in zip(crawls, range(CRAWLS_SHOWN), strict=False)),
        terms=watch.terms(name, now),
    )


def days_told(became: Iterable[Became]) -> tuple[DayTold, ...]:
    """Return what became of what was listed, a day each, the last first."""
    days: dict[date, list[Became]] = defaultdict(list)
    for one in became:
        days[one.day].append(one)
    return tuple(_day(day, days[day]) for day in sorted(days, reverse=True))


def _day(day: date, found: Iterable[Became]) -> DayTold:
    states: Counter[LinkState] = Counter()
    reasons: Counter[Reason] = Counter()
    for one in found:
        states[one.state] += one.count
        if one.reason is not None:
            reasons[one.reason] += one.count
    return DayTold(day=day, states=dict(states), reasons=tuple(reasons.most_common()))
