"""What the catalogue answers with, beside the types of `archive.models`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.links import Link, LinkState
from archive.models import Kept, Reason, Version
from archive.watching import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that is known of one page. `id`: `archive.catalog.ids.article_id` of `url`.

    `url`: the article's own, else as asked or listed. `link`: as a source listed it. `kept`: its latest outcome.
    `versions`: its texts, oldest first.
    """

    id: str
    url: str
    link: Link | None
    kept: Kept | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that happened to one page, as far as it was seen; each part oldest first.

    `url`: the article's own, else as asked or listed. `kept`: what became of each look at it, the last thousand.
    `events`: of every address it was asked for by, the last thousand.
    """

    url: str
    link: Link | None
    versions: tuple[Version, ...]
    kept: tuple[Kept, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source fares. `source`: None for what was archived by hand.

    `listed` … `refused`: its links by state; `listed` are those still to be fetched. `articles`: pages with at least one text.
    `last_story`: when the newest of them was captured. `failures`: what was rejected, failed or refused in the last day, why,
    and how often, the most frequent first.
    """

    source: str | None
    listed: int
    archived: int
    rejected: int
    failed: int
    refused: int
    articles: int
    last_fetch: datetime | None
    last_story: datetime | None
    failures: tuple[tuple[Reason, int], ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """What a source listed and what became of it, a number an hour from `since` on (UTC, a whole hour); all equally long.

    `listed`: links of stories when they were first listed; `walked`: those of them that a walk back in time listed.
    `archived`: stories, for the first time; `dateless`: those of them that do not say when they were published;
    `log_words`: the sum of the natural logarithms of their lengths in words: one long transcript moves its mean but little.
    `rejected`, `failed`, `refused`: requests for stories not archived before; one tried five times counts five times.
    `looks`: requests for stories that were. `gaps`: lists found turned over. `polls`: lists that could be read, or others in
    their place; `polls_failed`: those that could not.
    """

    source: str
    since: datetime
    listed: tuple[int, ...]
    walked: tuple[int, ...]
    archived: tuple[int, ...]
    rejected: tuple[int, ...]
    failed: tuple[int, ...]
    refused: tuple[int, ...]
    looks: tuple[int, ...]
    gaps: tuple[int, ...]
    polls: tuple[int, ...]
    polls_failed: tuple[int, ...]
    dateless: tuple[int, ...]
    log_words: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What was counted of one source in some time, in the words of `Hours`."""

    source: str
    listed: int
    walked: int
    archived: int
    rejected: int
    failed: int
    refused: int
    looks: int
    gaps: int
    polls: int
    polls_failed: int
    dateless: int
    log_words: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many stories polls of a source listed, and how many polls there were, in each hour from `since` on (UTC)."""

    source: str
    since: datetime
    listed: tuple[int, ...]
    polls: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """How many of the links that a source listed on one day (UTC) are in a state, and why, where their last request says so."""

    day: date
    state: LinkState
    reason: Reason | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A link that is not archived: what its last request came to, and when; all None where none was made."""

    link: Link
    reason: Reason | None
    detail: str | None
    tried_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The catalogue at a glance. `revision`: of its layout. `fetches`: exchanges kept; `versions`: distinct texts."""

    at: datetime
    revision: str
    sources: tuple[SourceStatus, ...]
    links: int
    fetches: int
    articles: int
    versions: int
