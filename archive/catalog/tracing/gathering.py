"""The texts that hang together with one, out of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, distinct, func, select

from archive.catalog.search.schema import text_entry
from archive.catalog.tracing.entry import Outlet, unpack
from archive.catalog.tracing.schema import traced_outlet, traced_pair, traced_text
from archive.catalog.tracing.stories import Node, Star, stars

TEXTS_MAX = 600
"""Texts that hang together and are looked at; a story has hardly ever more than a hundred."""

STEPS_MAX = 6
"""Steps from text to text: a story has two, and one that is merged with it two more."""

HUBS_MAX = 2_000
"""Texts with most printings that are looked at for the stories most reprinted."""

CAME_MAX = 5_000
"""Texts of one day among which those are sought: of an import of more, those that were indexed last."""

_PAIRS = select(traced_pair.c.text_id, traced_pair.c.other_id).where(
    traced_pair.c.text_id.in_(bindparam("ids", expanding=True))
)
_OTHER = traced_text.alias("other")
_VERSIONS = (
    select(_OTHER.c.id)
    .join(traced_text, traced_text.c.page_id == _OTHER.c.page_id)
    .where(traced_text.c.id.in_(bindparam("ids", expanding=True)))
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
    seen: set[int] = set()
    while waiting and steps < STEPS_MAX and len(seen) < TEXTS_MAX:
        waiting |= set(connection.scalars(_VERSIONS, {"ids": sorted(waiting)}))
        seen |= waiting
        rows = connection.execute(_PAIRS, {"ids": sorted(waiting)}).all()
        for text_id, other_id in rows:
            pairs[text_id].add(other_id)
        waiting = {row.other_id for row in rows} - seen
        steps += 1
    nodes = _read_nodes(connection, sorted(seen | waiting)[:TEXTS_MAX], frozenset(agencies))
    return Gathered(nodes=nodes, stars=stars(nodes, pairs), is_whole=not waiting)


def ids_of(connection: Connection, page_id: str) -> Sequence[int]:
    """Return the ids of a page's texts, the first version first."""
    query = select(traced_text.c.id).where(traced_text.c.page_id == page_id).order_by(traced_text.c.number)
    return connection.scalars(query).all()


def find_hubs(connection: Connection, day: int) -> Sequence[int]:
    """Return the texts of stories that came in on a day (20261103) and have printings, those with the most outlets first."""
    came = select(text_entry.c.page_id, text_entry.c.number).where(text_entry.c.came == day)
    entry = came.order_by(text_entry.c.id.desc()).limit(CAME_MAX).subquery()
    other = traced_text.alias("other")
    outlets = func.count(distinct(other.c.outlet_id))
    query = (
        select(traced_pair.c.text_id)
        .select_from(entry)
        .join(traced_text, and_(traced_text.c.page_id == entry.c.page_id, traced_text.c.number == entry.c.number))
        .join(traced_pair, traced_pair.c.text_id == traced_text.c.id)
        .join(other, other.c.id == traced_pair.c.other_id)
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
