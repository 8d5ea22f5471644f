"""The texts that hang together with one, out of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, distinct, func, select

from archive.catalog.tracing.entry import Outlet, unpack
from archive.catalog.tracing.schema import traced_outlet, traced_pair, traced_text
from archive.catalog.tracing.stories import Node, Star, stars

TEXTS_MAX = 600
"""Texts that hang together and are looked at; a story has hardly ever more than a hundred."""

STEPS_MAX = 6
"""Steps from text to text: a story has two, and one that is merged with it two more."""

HUBS_MAX = 2_000
"""Texts with most printings that are looked at for the stories most reprinted."""

_PAIRS = select(traced_pair.c.text_id, traced_pair.c.other_id).where(
    traced_pair.c.text_id.in_(bindparam("ids", expanding=True))
)
_NODES = (
    select(
        *(traced_text.c[name] for name in ("id", "page_id", "number", "appeared_s", "is_agencys", "runs")),
        *(traced_outlet.c[name] for name in ("source", "host", "publisher")),
    )
    .join(traced_outlet, traced_outlet.c.id == traced_text.c.outlet_id)
    .where(traced_text.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Texts that hang together, and their stories. `is_whole`: False where there were more than are looked at."""

    nodes: dict[int, Node]
    stars: tuple[Star, ...]
    is_whole: bool


def gather(connection: Connection, ids: Iterable[int], agencies: Iterable[str] = ()) -> Gathered:
    """Return what hangs together with the texts. `agencies`: names of sources whose own texts are an agency's."""
    pairs: dict[int, set[int]] = defaultdict(set)
    waiting, steps = set(ids), 0
    seen = set(waiting)
    while waiting and steps < STEPS_MAX and len(seen) < TEXTS_MAX:
        rows = connection.execute(_PAIRS, {"ids": sorted(waiting)}).all()
        for text_id, other_id in rows:
            pairs[text_id].add(other_id)
        waiting = {row.other_id for row in rows} - seen
        seen |= waiting
        steps += 1
    nodes = _read_nodes(connection, sorted(seen)[:TEXTS_MAX], frozenset(agencies))
    return Gathered(nodes=nodes, stars=stars(nodes, pairs), is_whole=not waiting)


def ids_of(connection: Connection, page_id: str) -> Sequence[int]:
    """Return the ids of a page's texts, the first version first."""
    query = select(traced_text.c.id).where(traced_text.c.page_id == page_id).order_by(traced_text.c.number)
    return connection.scalars(query).all()


def find_hubs(connection: Connection, since_s: int, until_s: int) -> Sequence[int]:
    """Return the texts that appeared in that time and have printings, those with the most outlets first."""
    other = traced_text.alias("other")
    outlets = func.count(distinct(other.c.outlet_id))
    query = (
        select(traced_pair.c.text_id)
        .join(traced_text, traced_text.c.id == traced_pair.c.text_id)
        .join(other, other.c.id == traced_pair.c.other_id)
        .where(traced_text.c.appeared_s.between(since_s, until_s))
        .group_by(traced_pair.c.text_id)
        .order_by(outlets.desc(), traced_text.c.appeared_s.desc(), traced_pair.c.text_id)
        .limit(HUBS_MAX)
    )
    return connection.scalars(query).all()


def _read_nodes(connection: Connection, ids: Sequence[int], agencies: frozenset[str]) -> dict[int, Node]:
    rows = connection.execute(_NODES, {"ids": ids})
    return {
        row.id: Node(
            text_id=row.id,
            page_id=row.page_id,
            number=row.number,
            outlet=Outlet(source=row.source, host=row.host, publisher=row.publisher),
            appeared_s=row.appeared_s,
            is_agencys=bool(row.is_agencys) or row.source in agencies,
            runs=frozenset(unpack(row.runs)),
        )
        for row in rows
    }
