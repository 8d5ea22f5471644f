"""A look at the archive, in the words of the reading room: codes and figures, a week of hours, how each list stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from archive.catalog.answers import Hours, Pace, Total
from archive.catalog.hours import HOUR, hour_of
from archive.room.standings import ListStanding, Said, Series, Standing, Standings, Trouble
from archive.watching import Poll
from crawler.polling.memory import from_json
from crawler.polling.pace import per_day
from crawler.polling.reasons import list_reason
from crawler.rounds.due import poll_due
from crawler.watching.hourly import usual_hours
from crawler.watching.usual import REACH_H, WEEK_H, Watched
from crawler.watching.view import View
from spiders.quiet import quiet_until
from spiders.source import Source

NOTHING = dict.fromkeys((name for name in Total.__slots__ if name != "source"), 0)


def standings_of(seen: View, hours: Mapping[str, Hours], declared: Mapping[str, Source]) -> Standings:
    """Return how all sources are. `hours`: of the last week, up to this hour, by source. `declared`: by name."""
    return Standings(
        at=seen.status.at,
        sources=tuple(_standing(seen, name, hours.get(name), declared.get(name)) for name in seen.sources),
        schedule_since=seen.standing.begun_at,
    )


def week_before(now: datetime) -> tuple[datetime, datetime]:
    """Return the first hour of the week that is shown, and the end of its last, which is this one."""
    end = hour_of(now) + HOUR
    return end - WEEK_H * HOUR, end


def _standing(seen: View, name: str, hours: Hours | None, source: Source | None) -> Standing:
    state, health = seen.of(name), seen.health[name]
    return Standing(
        source=name,
        state=health.state,
        troubles=tuple(Trouble(cause=one.cause, figures=one.figures) for one in health.complaints),
        hours=_series(seen.status.at, seen.paces.get(name), hours),
        lists=_lists(seen, name, source),
        day=seen.last_day.get(name) or Total(source=name, **NOTHING),
        waiting=state.listed if state else 0,
        articles=state.articles if state else 0,
        last_story_at=state.last_story if state else None,
        next_at=seen.due.get(name),
        held=_held(seen, source) if source else None,
    )


def _series(now: datetime, pace: Pace | None, hours: Hours | None) -> Series:
    since, _ = week_before(now)
    gaps = hours.gaps if hours else (0,) * WEEK_H
    if pace is None:
        return Series(since=since, listed=(0,) * WEEK_H, usual=(None,) * WEEK_H, watched=(False,) * WEEK_H, gaps=gaps)
    watched, end = Watched(pace), len(pace.listed)
    start = end - WEEK_H
    return Series(
        since=since,
        listed=pace.listed[start:],
        usual=usual_hours(watched, start, end),
        watched=tuple(_is_watched(watched, place, end) for place in range(start, end)),
        gaps=gaps,
    )


def _is_watched(watched: Watched, place: int, end: int) -> bool:
    """Tell whether an hour was watched; those since the last poll are, as long as the next may still come in time."""
    return watched.is_watched(place) or (place > watched.end > 0 and end - watched.end <= REACH_H)


def _lists(seen: View, name: str, source: Source | None) -> tuple[ListStanding, ...]:
    """Return how the declared lists stand; those of a source that is declared no more, as they last did."""
    polls = {poll.url: poll for poll in seen.standing.polls if poll.source == name}
    if source is None:
        return tuple(_list("gone", url, poll, seen.status.at) for url, poll in polls.items())
    kinds = (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections))
    return tuple(_list(kind, one.url, polls.get(one.url), seen.status.at) for kind, lists in kinds for one in lists)


def _list(kind: str, url: str, poll: Poll | None, now: datetime) -> ListStanding:
    if poll is None:
        return ListStanding(kind=kind, url=url)
    memory = from_json(poll.memory)
    return ListStanding(
        kind=kind,
        url=url,
        polled_at=poll.polled_at,
        due_at=poll_due(poll, now),
        status=poll.status,
        reason=list_reason(poll),
        errors=poll.errors,
        links=poll.links,
        daily=per_day(memory.pace) if memory and memory.read_at else None,
        gaps=poll.gaps,
    )


def _held(seen: View, source: Source) -> Said | None:
    until = quiet_until(source.manners.quiet, source.time_zone, seen.status.at)
    if until is not None:
        return Said(name="held_quiet", figures={"until": until})
    allowance = seen.allowed.get(source.name)
    if allowance is None or allowance.room_at is None:
        return None
    return Said(name="held_spent", figures={"requests": allowance.most, "until": allowance.room_at})
