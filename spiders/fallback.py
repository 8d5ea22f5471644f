"""What is read in place of a list that is dead: pure decisions, of what was asked for and what came.

In this order, until something works: other feeds that the outlet's home page names, the sitemaps of its robots.txt and those
declared, the home page itself. Nothing is, as long as another declared list of the source tells of the same part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from spiders.listing import ListKind
from spiders.source import Source
from spiders.window import Window

CANDIDATES_MAX = 6
"""Lists tried in place of the dead ones of a source in one run, the home page apart."""
FEEDS_MAX = 3
RECENT = timedelta(days=3)
"""Of a sitemap that stands in for a feed only the last days are taken: it may hold years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A declared list that was asked for. `covers`: the part it lists, None for all. `problem`: why it is dead, None if not."""

    kind: ListKind
    url: str
    covers: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A list that may stand in for dead ones."""

    kind: ListKind
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What was read in place of dead lists. `took`: None where nothing worked; then `tried` says how many were tried."""

    dead: tuple[Asked, ...]
    took: Candidate | None
    tried: int = 0

    def __str__(self) -> str:
        """Say so: "feed X is dead (HTTP 404); took sitemap Y instead"."""
        dead = ", ".join(f"{one.kind} {one.url} is dead ({one.problem})" for one in self.dead)
        if self.took is None:
            return f"{dead}; nothing could be read instead ({self.tried} tried)"
        return f"{dead}; took {'page' if self.took.kind is ListKind.SECTION else self.took.kind} {self.took.url} instead"


def declared_lists(source: Source) -> tuple[Asked, ...]:
    """Return the lists that the source declares, as if all were well."""
    feeds = (Asked(kind=ListKind.FEED, url=one.url, covers=one.covers) for one in source.feeds)
    sitemaps = (Asked(kind=ListKind.SITEMAP, url=one.url, covers=one.covers) for one in source.sitemaps)
    sections = (Asked(kind=ListKind.SECTION, url=one.url, covers=one.covers) for one in source.sections)
    return (*feeds, *sitemaps, *sections)


def to_be_replaced(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return the dead lists of whose part no other list tells; one that tells of all tells of each part."""
    told = {one.covers for one in asked if one.problem is None}
    if None in told:
        return ()
    return tuple(one for one in asked if one.problem is not None and one.covers not in told)


def candidates(
    source: Source, asked: Sequence[Asked], *, page_feeds: Iterable[str], robots_sitemaps: Iterable[str]
) -> tuple[Candidate, ...]:
    """Return what may be read instead, in the order to be tried; nothing that was asked for already.

    `page_feeds`: that the home page names. The home page itself is the last.
    """
    home = Candidate(kind=ListKind.SECTION, url=source.home)
    feeds = [Candidate(kind=ListKind.FEED, url=url) for url in dict.fromkeys(page_feeds)]
    sitemaps = [Candidate(kind=ListKind.SITEMAP, url=url) for url in (*robots_sitemaps, *(one.url for one in source.sitemaps))]
    known = {one.url for one in asked}
    fresh = dict.fromkeys(one for one in (*_unknown(feeds, known)[:FEEDS_MAX], *_unknown(sitemaps, known)))
    return (*tuple(fresh)[:CANDIDATES_MAX], *_unknown([home], known))


def recent(today: date, zone: tzinfo) -> Window:
    """Return the days of which stories are taken from a sitemap that stands in for a feed."""
    return Window(since=today - RECENT, until=None, zone=zone)


def _unknown(listed: Iterable[Candidate], known: set[str]) -> list[Candidate]:
    return [one for one in listed if one.url not in known]
