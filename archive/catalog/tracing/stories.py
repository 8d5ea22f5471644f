"""From pairs of printings to stories: around each origin, the texts that were printed from it. Pure.

A story is a star, not all that hangs together: a text merged of two stories is a printing of both, and joins neither to the
other. So nothing chains from day to day, whatever recurs in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from archive.catalog.tracing.entry import SPAN_S, Outlet, is_same_outlet

COMMON_MIN = 2
"""Runs of their fingerprints that origin, printing and the printing of a printing must all have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A text that others were printed from, or that was printed from others."""

    text_id: int
    page_id: str
    number: int
    outlet: Outlet
    appeared_s: int
    is_agencys: bool
    runs: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """A story by ids: `members` tells of each printing by which text it is known: the origin, or another printing of it."""

    origin: int
    members: Mapping[int, int]


Pairs = Mapping[int, Collection[int]]


def stars(nodes: Mapping[int, Node], pairs: Pairs) -> tuple[Star, ...]:
    """Return the stories of texts that hang together, the agencies' first, then in the order in which they appeared.

    The origin is an agency's own text where there is one, else the earliest; the order in which the texts came is without
    effect. `pairs`: of each text, those it was found to be a printing of, or they of it.
    """
    found: list[Star] = []
    placed: set[int] = set()
    for origin in sorted(nodes.values(), key=_rank):
        if origin.text_id in placed:
            continue
        members = _members(origin, nodes, pairs, placed)
        if members:
            found.append(Star(origin=origin.text_id, members=members))
            placed |= {origin.text_id, *members}
    return tuple(found)


def _rank(node: Node) -> tuple[bool, int, str, int]:
    return not node.is_agencys, node.appeared_s, node.page_id, node.number


def _members(origin: Node, nodes: Mapping[int, Node], pairs: Pairs, placed: Collection[int]) -> dict[int, int]:
    """Return the texts printed from the origin, and those printed from such a printing that have words of both."""
    direct = sorted(
        (nodes[each] for each in pairs.get(origin.text_id, ()) if each in nodes and _may_be(origin, nodes[each])), key=_rank
    )
    members = {node.text_id: origin.text_id for node in direct}
    for through in direct:
        for each in sorted(pairs.get(through.text_id, ())):
            node = nodes.get(each)
            if node is None or each in members or each in placed or node.is_agencys or not _may_be(origin, node):
                continue
            if len(node.runs & through.runs & origin.runs) >= COMMON_MIN:
                members[each] = through.text_id
    return members


def _may_be(origin: Node, node: Node) -> bool:
    """Whether a text may be a printing of the origin: another outlet's, of the same days."""
    is_near = abs(node.appeared_s - origin.appeared_s) <= SPAN_S
    return node.text_id != origin.text_id and is_near and not is_same_outlet(origin.outlet, node.outlet)
