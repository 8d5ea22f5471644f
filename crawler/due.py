"""What is due: lists to be polled, stories to be looked at again; and when a source has something to do next.

Due times lie in the catalogue, in UTC: a daemon that was away, asleep or killed finds them there, and what it missed is due
once. A poll that lies in the future says that the clock was set back since: its due time means nothing, and it is due now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from archive.catalog.catalog import Catalog
from archive.models import Link, Poll, Recheck
from crawler.hosts import lists_of
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
    """Return the stories to be looked at again, `most` of each source, the newest first, with the link that showed each."""
    found = (recheck for source in sources for recheck in catalog.due_rechecks([source.name], now, most))
    newest = sorted(found, key=lambda recheck: recheck.appeared_at, reverse=True)
    return tuple((recheck, catalog.link(recheck.url)) for recheck in newest)


def next_due(catalog: Catalog, sources: Iterable[Source], now: datetime) -> dict[str, datetime]:
    """Return when each source is to be crawled next: `now` or later; now, where one of its lists was never polled."""
    chosen = tuple(sources)
    names = [source.name for source in chosen]
    polls = {(poll.source, poll.url): poll for poll in catalog.polls(names)}
    due = catalog.next_due(names, now, lists=[url for source in chosen for url in lists_of(source)])
    for source in chosen:
        known = [polls.get((source.name, url)) for url in lists_of(source)]
        at = min((poll_due(poll, now) if poll else now for poll in known), default=now)
        due[source.name] = max(now, min(at, due.get(source.name, at)))
    return due
