"""What a search comes to, as programs are told it: its hits, and a summary of all that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.catalog.search.answers import Hits, Order
from archive.catalog.search.explaining import explain, explain_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSummary:
    """All that fits a query, counted. `query`: as it was understood; `explained`: in words; `notes`: what made no sense.

    `is_exact`: False where `total` is the least that there are. `facets`: by field, how many have which value; a value goes
    into a query as FIELD:="VALUE". `months`, `days`: how many bear which ("2026-11", "2026-11-03"). `suggestions`: queries
    that find more.
    """

    query: str
    explained: str
    notes: tuple[str, ...]
    order: Order
    offset: int
    total: int
    is_exact: bool
    facets: Mapping[str, Mapping[str, int]]
    months: Mapping[str, int]
    days: Mapping[str, int]
    suggestions: tuple[str, ...]


def summary(hits: Hits) -> SearchSummary:
    """Return what there is to say of a search beside its hits."""
    return SearchSummary(
        query=str(hits.query),
        explained=explain(hits.query),
        notes=explain_notes(hits.query),
        order=hits.order,
        offset=hits.offset,
        total=hits.total,
        is_exact=hits.is_exact,
        facets={facet.field: dict(facet.counts) for facet in hits.facets},
        months=dict(hits.months),
        days=dict(hits.days),
        suggestions=tuple(map(str, hits.suggestions)),
    )
