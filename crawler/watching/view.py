"""All that can be seen of an archive at a moment: its counts, its schedule, and how each of its sources is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive.catalog.answers import Pace, SourceStatus, Status, Total
from archive.catalog.catalog import Catalog
from archive.catalog.hours import HOUR, hour_of
from archive.errors import BadSource
from crawler.manners.allowance import Allowance, allowances
from crawler.manners.hosts import lists_of
from crawler.manners.restraint import free_at, held_words
from crawler.rounds.due import next_due, poll_due
from crawler.saying import messages
from crawler.scheduling.chosen import chosen
from crawler.watching.complaints import DAYS_BEFORE, Facts
from crawler.watching.health import Health, judge
from crawler.watching.standing import Standing, read_standing
from crawler.watching.usual import WEEKS
from spiders.source import Source, load_all

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An archive at a moment. `sources`: the names of those that are scheduled, or were ever crawled; the rest is by name.

    `last_day`: what was counted in the last 24 hours. `held`: why a source is left alone now. `due`: when it is crawled next.
    `allowed`: what may still be asked of those that have a cap. `paces`: what was listed hour by hour in the last weeks.
    """

    status: Status
    standing: Standing
    sources: tuple[str, ...]
    last_day: Mapping[str, Total]
    health: Mapping[str, Health]
    held: Mapping[str, str]
    due: Mapping[str, datetime]
    allowed: Mapping[str, Allowance]
    paces: Mapping[str, Pace]

    def of(self, source: str) -> SourceStatus | None:
        """Return what the catalogue holds of a source, if it holds anything."""
        return next((one for one in self.status.sources if one.source == source), None)


def view(catalog: Catalog, home: Path, now: datetime, daily_max: int, declared: Mapping[str, Source]) -> View:
    """Look at the archive in `home`. `daily_max`: requests a day of a source that declares no cap. `declared`: by name."""
    state, standing, scheduled = catalog.status(now), read_standing(catalog, home, now), chosen(home)
    known = {*(one.source for one in state.sources), *(poll.source for poll in standing.polls)}
    names = tuple(sorted(scheduled | {name for name in known if name}))
    sources = [declared[name] for name in names if name in declared]
    allowed = allowances(catalog, sources, now, daily_max)
    held = {source.name: words for source in sources if (words := held_words(source, allowed.get(source.name), now))}
    days = _days(catalog, now)
    seen = View(
        status=state,
        standing=standing,
        sources=names,
        last_day=days[0],
        health={},
        held=held,
        due=dict(catalog.next_due(names, now)) | next_due(catalog, sources, now, daily_max),
        allowed=allowed,
        paces={pace.source: pace for pace in catalog.paces(now - WEEKS * 7 * DAY, hour_of(now) + HOUR)},
    )
    facts = [
        replace(
            _facts(seen, name, declared.get(name), days),
            scheduled_at=standing.begun_at if name in scheduled else None,
        )
        for name in names
    ]
    return replace(seen, health=judge(facts, now))


def declared_in(home: Path) -> Mapping[str, Source]:
    """Return the declared sources, by name; the shipped ones alone where the home's hold a mistake, which is told."""
    try:
        return {source.name: source for source in load_all(home / "sources")}
    except BadSource as mistake:
        messages.say(str(mistake))
        return {source.name: source for source in load_all(None)}


def _days(catalog: Catalog, now: datetime) -> tuple[Mapping[str, Total], ...]:
    """Return the sums of the last 24 hours, this one among them, of the 24 before, and so on, by source."""
    end = hour_of(now) + HOUR
    spans = ((end - (back + 1) * DAY, end - back * DAY) for back in range(1 + DAYS_BEFORE))
    return tuple({total.source: total for total in catalog.totals(*span)} for span in spans)


def _facts(seen: View, name: str, source: Source | None, days: Sequence[Mapping[str, Total]]) -> Facts:
    """Return what is known of a source. A list that it declares no more is polled no more, and says nothing."""
    one, lists = seen.of(name), lists_of(source) if source else None
    polls = tuple(poll for poll in seen.standing.polls if poll.source == name and (lists is None or poll.url in lists))
    due_at = min((poll_due(poll, seen.status.at) for poll in polls), default=None)
    return Facts(
        source=name,
        country=source.country if source else None,
        polls=polls,
        pace=seen.paces.get(name),
        days=tuple(day.get(name) for day in days),
        failures=one.failures if one else (),
        waiting=one.listed if one else 0,
        due_at=free_at(source, None, due_at) if source and due_at else due_at,
        held=seen.held.get(name),
    )
