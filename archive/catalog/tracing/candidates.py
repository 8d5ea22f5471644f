"""Which texts a new one may be a printing of: those of the same days that share the rarest of its runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from archive.catalog.tracing.entry import RUN_BYTES, SPAN_S, Outlet, is_same_outlet, span_of
from archive.catalog.tracing.schema import traced_outlet, traced_pair, traced_run, traced_text

TEXTS_MAX = 64
"""Texts of a span that are noted under one run: of one that more have, the first lead to the others, or it says nothing."""

RANKED_MAX = 48
"""Texts that share runs with a new one, of which it is asked whose they are."""

COMPARED_MAX = 8
"""Texts that a new one is compared with."""

RELATIVES_MAX = 4
"""Texts that it is compared with beside, because those are printings of them."""

SHARED_MIN, SURE_FROM = 0.08, 24
"""Share of the smaller fingerprint without which two texts are not compared, where that has so many runs as to tell."""

COMMON = 8
"""A run that more texts of these days have leads to none alone: «في مؤتمر صحفي عقده» is in many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text known, and whose it is. `runs`: how many its fingerprint has."""

    text_id: int
    page_id: str
    number: int
    is_agencys: bool
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text for which others are looked for. `text_id`: its own, if it is known. `runs`: its fingerprint."""

    page_id: str
    outlet: Outlet
    appeared_s: int
    runs: tuple[int, ...]
    text_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """`texts`: of each run, the ids of those that have it; `noted`: how many of them are of the same span."""

    span: int
    texts: Mapping[int, list[int]]
    noted: Counter[int]


_POSTINGS = select(traced_run.c.span, traced_run.c.run, traced_run.c.text_id).where(
    traced_run.c.span.in_(bindparam("spans", expanding=True)), traced_run.c.run.in_(bindparam("runs", expanding=True))
)
_TEXTS = (
    select(
        *(traced_text.c[name] for name in ("id", "page_id", "number", "is_agencys")),
        (func.length(traced_text.c.runs) // RUN_BYTES).label("runs"),
        *(traced_outlet.c[name] for name in ("source", "host", "publisher")),
    )
    .join(traced_outlet, traced_outlet.c.id == traced_text.c.outlet_id)
    .where(
        traced_text.c.id.in_(bindparam("ids", expanding=True)),
        traced_text.c.appeared_s.between(bindparam("since"), bindparam("until")),
        traced_text.c.page_id != bindparam("page_id"),
    )
)
_NEIGHBOURS = (
    select(traced_pair.c.other_id)
    .where(traced_pair.c.text_id.in_(bindparam("ids", expanding=True)))
    .group_by(traced_pair.c.other_id)
    .order_by(func.count().desc(), traced_pair.c.other_id)
    .limit(RANKED_MAX)
)


def find_postings(connection: Connection, wanted: Wanted) -> Postings:
    """Return the other texts of the days around that have runs of the one wanted."""
    span = span_of(wanted.appeared_s)
    postings = Postings(span=span, texts=defaultdict(list), noted=Counter())
    found = connection.execute(_POSTINGS, {"spans": [span - 1, span, span + 1], "runs": wanted.runs})
    for where, run, text_id in found.all():  # hundreds: one by one, reading them takes longer than finding them
        if text_id != wanted.text_id:
            postings.texts[run].append(text_id)
            postings.noted[run] += where == span
    return postings


def find_candidates(connection: Connection, wanted: Wanted, postings: Postings) -> tuple[Candidate, ...]:
    """Return the texts of other outlets that it shares most with, at most COMPARED_MAX, the likeliest first."""
    shared = Counter(text_id for texts in postings.texts.values() for text_id in texts)
    found = _read(connection, wanted, _rank(postings.texts, shared))
    return tuple([one for one in found if _may_tell(shared[one.text_id], min(len(wanted.runs), one.runs))][:COMPARED_MAX])


def _may_tell(shared: int, runs: int) -> bool:
    """Whether texts may be printings that share so many runs, of so many that the smaller has: a phrase is in many."""
    return runs < SURE_FROM or shared >= SHARED_MIN * runs


def find_relatives(
    connection: Connection, wanted: Wanted, found: Sequence[Candidate], known: Collection[int]
) -> tuple[Candidate, ...]:
    """Return the texts that those found are printings of, and that most of them are, less those `known`: agencies' first."""
    if not found:
        return ()
    ids = connection.scalars(_NEIGHBOURS, {"ids": [one.text_id for one in found]}).all()
    relatives = _read(connection, wanted, [one for one in ids if one not in known])
    return tuple(sorted(relatives, key=lambda one: not one.is_agencys)[:RELATIVES_MAX])


def _rank(postings: Mapping[int, Sequence[int]], counts: Mapping[int, int]) -> list[int]:
    """Return the texts that share most, the rarest runs weighing most; those of which one common run is all are left out."""
    weights: dict[int, float] = defaultdict(float)
    for texts in postings.values():
        for text_id in texts:
            weights[text_id] += 1 / len(texts)
    telling = (text_id for text_id, weight in weights.items() if counts[text_id] > 1 or weight >= 1 / COMMON)
    return sorted(telling, key=lambda text_id: (-counts[text_id] - weights[text_id], text_id))[:RANKED_MAX]


def _read(connection: Connection, wanted: Wanted, ids: Sequence[int]) -> list[Candidate]:
    """Return the texts of these ids, in their order, that are of other outlets and of the same days."""
    if not ids:
        return []
    days = {"since": wanted.appeared_s - SPAN_S, "until": wanted.appeared_s + SPAN_S}
    rows = connection.execute(_TEXTS, {"ids": ids, "page_id": wanted.page_id, **days})
    known = {row.id: row for row in rows}
    return [
        Candidate(text_id=row.id, page_id=row.page_id, number=row.number, is_agencys=bool(row.is_agencys), runs=row.runs)
        for text_id in ids
        if (row := known.get(text_id))
        and not is_same_outlet(wanted.outlet, Outlet(source=row.source, host=row.host, publisher=row.publisher))
    ]
