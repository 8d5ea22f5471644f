"""What is due: lists to be polled, stories to be looked at again; and when a source has something to do next.

Due times lie in the catalogue, in UTC: a daemon that was away, asleep or killed finds them there, and what it missed is due
once. A poll that lies in the future says that the clock was set back since: its due time means nothing, and it is due now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from archive.catalog.catalog import Catalog
from archive.links import Link
from archive.watching import Poll, Recheck
from crawler.manners.allowance import Allowance, allowances
from crawler.manners.hosts import lists_of
from crawler.manners.restraint import free_at
from spiders.source import Source

EARLY = timedelta(seconds=10)
"""A list may be read so much before it is due, with others of its source: as much as the schedule may be late."""

CLOCK_SLACK = timedelta(seconds=60)
"""A clock corrected by less is no clock set back."""


def poll_due(poll: Poll, now: datetime) -> datetime:
    """Return when a list is to be polled."""
    return now if poll.polled_at > now + CLOCK_SLACK else poll.due_at


def not_due(catalog: Catalog, sources: Sequence[Source], now: datetime, early: timedelta = EARLY) -> frozenset[str]:
    """Return the declared lists that are not to be read now."""
    polls = catalog.polls([source.name for source in sources])
    return frozenset(poll.url for poll in polls if poll_due(poll, now) > now + early)


def due_looks(catalog: Catalog, sources: Sequence[Source], now: datetime, most: int) -> tuple[tuple[Recheck, Link | None], ...]:
    """Return the stories to be looked at again, `most` of each source, the most belated first, each with its link."""
    found = [recheck for source in sources for recheck in catalog.due_rechecks([source.name], now, most)]
    found.sort(key=lambda recheck: _belated(recheck, now), reverse=True)
    return tuple((recheck, catalog.link(recheck.url)) for recheck in found)


def _belated(recheck: Recheck, now: datetime) -> float:
    """Return by how much of the story's age at its look that look is late: what waits moves up, and none waits for ever."""
    return (now - recheck.due_at) / max(recheck.due_at - recheck.appeared_at, CLOCK_SLACK)


def next_due(catalog: Catalog, sources: Iterable[Source], now: datetime, daily_max: int = 0) -> dict[str, datetime]:
    """Return when each source is to be crawled next: `now` or later; now, where one of its lists was never polled.

    Not in its quiet hours, nor before there is room under its cap, whatever is due of it. `daily_max`: of those with none.
    """
    chosen = tuple(sources)
    polls = {(poll.source, poll.url): poll for poll in catalog.polls([source.name for source in chosen])}
    allowed = allowances(catalog, chosen, now, daily_max)
    due = _due_by_itself(catalog, chosen, now, allowed)
    for source in chosen:
        known = [polls.get((source.name, url)) for url in lists_of(source)]
        at = min((poll_due(poll, now) if poll else now for poll in known), default=now)
        due[source.name] = free_at(source, allowed.get(source.name), max(now, min(at, due.get(source.name, at))))
    return due


def _due_by_itself(
    catalog: Catalog, sources: Sequence[Source], now: datetime, allowed: Mapping[str, Allowance]
) -> dict[str, datetime]:
    """Return when the catalogue has something due; looks count where there is room for them."""
    lists = [url for source in sources for url in lists_of(source)]
    spent = [name for name, allowance in allowed.items() if not allowance.left_later]
    others = [source.name for source in sources if source.name not in spent]
    return catalog.next_due(others, now, lists) | catalog.next_due(spent, now, lists, looks=False)
