"""Searches of programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from archive.catalog.search.answers import Hit, Order
from archive.exchange.searched import SearchSummary, summary
from archive.room.api.asking import OFFSET_MAX, Limit, Offset, further
from archive.room.api.endpoint import Endpoint
from archive.room.room import Room

PATH = "/api/search"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """What is searched for."""

    q: Annotated[str, Field(description='The query: words, "exact phrases", OR, -word, fields, days (docs/search.md).')] = ""
    order: Annotated[Order, Field(description="What comes first: what fits best, or what appeared last.")] = Order.BEST
    older: Annotated[bool, Field(description="Also texts that their pages showed before.")] = False
    limit: Limit = 20
    offset: Offset = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """A page of what was found. `next`: the address of the next one, or null."""

    summary: SearchSummary
    hits: tuple[Hit, ...]
    next: str | None


def search(room: Room, asked: SearchAsked) -> SearchAnswer:
    """Search."""
    countries = {name: outlet.country for name, outlet in room.outlets.items()}
    hits = room.catalog.search(
        asked.q, order=asked.order, offset=asked.offset, limit=asked.limit, older=asked.older, countries=countries
    )
    end = asked.offset + len(hits.hits)
    goes_on = len(hits.hits) == asked.limit and end < min(hits.total, OFFSET_MAX + 1)
    return SearchAnswer(summary=summary(hits), hits=hits.hits, next=further(PATH, asked, offset=end) if goes_on else None)


SEARCH = Endpoint(
    name="search", path=PATH, asked=SearchAsked, answer=SearchAnswer, gather=search, example="order=newest&limit=5"
)
