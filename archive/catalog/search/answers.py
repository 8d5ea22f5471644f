"""What a search answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.catalog.search.query import Query
from archive.models import Article

Span = tuple[int, int]


class Order(StrEnum):
    """What comes first: what fits best, or what appeared last."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text as printed, or a part of it. `marks`: where the words searched for stand in it, from and to, in characters.

    `is_cut_before`, `is_cut_after`: whether the whole text goes on there.
    """

    text: str
    marks: tuple[Span, ...] = ()
    is_cut_before: bool = False
    is_cut_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A text that was found: version `number` of the page of `url`. `id`: `archive.catalog.ids.article_id` of `url`.

    `is_latest`: whether the page shows it still. `source`: the source's name, or None for what was archived by hand.
    """

    id: str
    url: str
    number: int
    is_latest: bool
    source: str | None
    captured_at: datetime
    article: Article
    headline: Marked
    snippet: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many of the texts found have which value of `field`, the most frequent first, FACET_MAX at most.

    `others`: how many have a value that is not among them. A value goes into a query as `field`:="value".
    """

    field: str
    counts: tuple[tuple[str, int], ...]
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of what a query found.

    `total`: of all texts that fit; where `is_exact` is False there are more, for a phrase was looked for in the newest alone.
    `hits`: from `offset` on. `days`: how many texts bear which day ("2026-11-03"), the oldest first; `months`, which month.
    `suggestions`: queries that find more. `is_whole`: whether all of the archive is indexed; `search_filling` mends that.
    """

    query: Query
    order: Order
    offset: int
    total: int
    is_exact: bool
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    days: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    suggestions: tuple[Query, ...]
    is_whole: bool
