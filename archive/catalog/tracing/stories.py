"""From pairs of printings to stories: around each origin, the texts that were printed from it. Pure.

A story is a star, not all that hangs together: a text merged of two stories is a printing of both, and joins neither to the
other. So nothing chains from day to day, whatever recurs in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from archive.catalog.tracing.entry import SPAN_S, Outlet, is_same_outlet

COMMON_MIN = 2
"""Runs of their fingerprints that origin, printing and the printing of a printing must all have."""

PART_MIN = 4
"""Runs of its fingerprint that a printing has of a roundup, some 35 words: a sentence alone may stand anywhere."""

PARTS, PARTS_OF_AGENCY = 2, 3
"""Parts of a text, printed apart, that make it a roundup. Of a wire, one may print the beginning and another the end."""


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
    """A story by ids: `members` tells of each printing by which text it is known: one of the origin's, or another."""

    origin: int
    members: Mapping[int, int]


Pairs = Mapping[int, Collection[int]]


def stars(nodes: Mapping[int, Node], pairs: Pairs) -> tuple[Star, ...]:
    """Return the stories of texts that hang together, the agencies' first, then in the order in which they appeared.

    The origin is an agency's own text where there is one, else the earliest; the order in which the texts came is without
    effect. The versions of a page are one origin, the first of them. A roundup is nobody's origin: what was printed from its
    parts would hang together by it. `pairs`: of each text, those it was found to be a printing of, or they of it.
    """
    found: list[Star] = []
    placed: set[int] = set()
    for versions in sorted(_pages(nodes, pairs), key=lambda versions: _rank(versions[0])):
        if placed.isdisjoint(node.text_id for node in versions) and not is_roundup(versions, nodes, pairs):
            members = _members(versions, nodes, pairs, placed)
            if members:
                found.append(Star(origin=versions[0].text_id, members=members))
                placed |= {*members, *(node.text_id for node in versions)}
    return tuple(found)


def is_roundup(versions: Sequence[Node], nodes: Mapping[int, Node], pairs: Pairs) -> bool:
    """Whether others have printed parts of a page that have nothing to do with each other."""
    parts: list[list[Node]] = []
    own = frozenset[int]().union(*(node.runs for node in versions))
    for node in _printed(versions, nodes, pairs):
        if len(node.runs & own) >= PART_MIN:
            near = [part for part in parts if any(_overlap(node, other, own, pairs) for other in part)]
            parts = [part for part in parts if part not in near] + [[node, *(one for part in near for one in part)]]
    return len(parts) >= (PARTS_OF_AGENCY if versions[0].is_agencys else PARTS)


def _overlap(one: Node, other: Node, own: frozenset[int], pairs: Pairs) -> bool:
    return other.text_id in pairs.get(one.text_id, ()) or len(one.runs & other.runs & own) >= COMMON_MIN


def _pages(nodes: Mapping[int, Node], pairs: Pairs) -> list[list[Node]]:
    """Return the texts that have printings, or are some, by their pages; the first version first."""
    pages: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(nodes.values(), key=lambda node: node.number):
        if pairs.get(node.text_id):
            pages[node.page_id].append(node)
    return list(pages.values())


def _rank(node: Node) -> tuple[bool, int, str, int]:
    return not node.is_agencys, node.appeared_s, node.page_id, node.number


def _members(versions: Sequence[Node], nodes: Mapping[int, Node], pairs: Pairs, placed: Collection[int]) -> dict[int, int]:
    """Return the texts printed from the origin, and those printed from such a printing that have words of both."""
    origin, own = versions[0], {node.text_id for node in versions}
    direct = _printed(versions, nodes, pairs)
    members = {node.text_id: _nearest(node, versions, pairs).text_id for node in direct}
    for through in direct:
        for each in sorted(pairs.get(through.text_id, ())):
            node = nodes.get(each)
            if node is None or each in own or each in members or each in placed or node.is_agencys or not _may_be(origin, node):
                continue
            if len(node.runs & through.runs & origin.runs) >= COMMON_MIN:
                members[each] = through.text_id
    return members


def _printed(versions: Sequence[Node], nodes: Mapping[int, Node], pairs: Pairs) -> list[Node]:
    """Return the texts that were found to be printings of a page, in the order of stories."""
    ids = {each for node in versions for each in pairs.get(node.text_id, ()) if each in nodes}
    return sorted((nodes[each] for each in ids if _may_be(versions[0], nodes[each])), key=_rank)


def _nearest(node: Node, versions: Sequence[Node], pairs: Pairs) -> Node:
    """Return the version that has most in common with a printing of any."""
    known = [version for version in versions if node.text_id in pairs.get(version.text_id, ())]
    return max(known, key=lambda version: (len(version.runs & node.runs), -version.number))


def _may_be(origin: Node, node: Node) -> bool:
    """Whether a text may be a printing of the origin: another outlet's, of the same days."""
    is_near = abs(node.appeared_s - origin.appeared_s) <= SPAN_S
    return node.text_id != origin.text_id and is_near and not is_same_outlet(origin.outlet, node.outlet)
