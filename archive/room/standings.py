"""How the sources are, as the application tells the room: what came of each, what is wrong with it, when it is looked at next.

What is said of them is a code with figures: each language has its own words (words/sources.toml), and programs need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from archive.catalog.answers import Total
from archive.watching import Cause, State

Figure = int | float | str | datetime
"""A number; a share (float); a reason, country or other code; a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence: the name of its words, and what is counted in it."""

    name: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong with a source. `figures`: what it was judged by."""

    cause: Cause
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a source listed, a number an hour from `since` on (UTC, a whole hour); all equally long.

    `usual`: stories that such an hour of the week brings, None where it is not known. `watched`: whether anybody looked.
    `gaps`: lists found turned over.
    """

    since: datetime
    listed: tuple[int, ...]
    usual: tuple[float | None, ...]
    watched: tuple[bool, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStanding:
    """How one of a source's lists stands. `kind`: "feed", "sitemap" or "section". `url`: as declared.

    `polled_at`, `due_at`: None for never yet. `reason`: why the last poll brought nothing (words/reasons.toml), or None.
    `errors`: such polls in a row. `links`: shown the last time. `daily`: new stories a day, as learned; None for not yet.
    `gaps`: how often it had turned over.
    """

    kind: str
    url: str
    polled_at: datetime | None = None
    due_at: datetime | None = None
    status: int | None = None
    reason: str | None = None
    errors: int = 0
    links: int = 0
    daily: float | None = None
    gaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one source is. `day`: what was counted in the last 24 hours. `waiting`: stories still to be fetched.

    `next_at`: when it is crawled next, None where no schedule does. `held`: why it is left alone now, or None.
    `hours`: the last week.
    """

    source: str
    state: State
    troubles: tuple[Trouble, ...]
    hours: Series
    lists: tuple[ListStanding, ...]
    day: Total
    waiting: int = 0
    articles: int = 0
    last_story_at: datetime | None = None
    next_at: datetime | None = None
    held: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How all sources are that are crawled. `schedule_since`: since when a schedule runs, None where none does."""

    at: datetime
    sources: tuple[Standing, ...]
    schedule_since: datetime | None = None

    def of(self, source: str) -> Standing | None:
        """Return how one source is; None for one that was never crawled and is not going to be."""
        return next((one for one in self.sources if one.source == source), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsTold:
    """What the robots.txt of one of a source's hosts said last. `origin`: "https://news.example".

    `read_at`: None where it was never asked for. `status`: of its answer. `reason`: why it gave no rules, or None.
    `rules`: lines that speak to us. `closed`: declared lists that it closes. `crawl_delay_s`: what it asks for, or None.
    """

    origin: str
    read_at: datetime | None = None
    status: int | None = None
    reason: str | None = None
    rules: int = 0
    closed: tuple[str, ...] = ()
    crawl_delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a source is asked. `delay_s`: between two requests. `daily_max`: requests in 24 hours, 0 for any number.

    `quiet`: hours of its day in which it is left alone ("00:00-05:00"), in `time_zone`. `used`: requests of the last 24 hours.
    """

    delay_s: float
    daily_max: int
    used: int
    quiet: tuple[str, ...]
    time_zone: str
    robots: tuple[RobotsTold, ...]
    obeys_robots: bool = True


class Watch(Protocol):
    """Who knows how the sources are: the application. Both may raise CatalogError."""

    def standings(self, now: datetime) -> Standings:
        """Return how all sources are, as of half a minute ago at most."""

    def terms(self, source: str, now: datetime) -> Terms | None:
        """Return on what terms a source is asked; None for one that is declared no more."""
