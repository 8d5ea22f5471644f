"""JSON-LD as pages really carry it: a graph or an array, several scripts, references, broken syntax, other stories' nodes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from archive.text.body.likeness import agreement, words_of
from archive.text.fields.mending import mend

NODES_MAX = 2_000
SCRIPT_MAX = 2_000_000
DEPTH_MAX = 12
INFORMATIVE = 4
"""Words of a title from which it names a story, not an outlet."""
AGREED, FOREIGN = 0.5, 0.2
"""Agreement with the page's titles from which a node is the page's story, and below which it is another one's."""
ARTICLE_TYPES = frozenset(
    (
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "LiveBlogPosting",
        "BlogPosting",
        "ReviewNewsArticle",
        "SocialMediaPosting",
        "Report",
    )
)
ELSEWHERE = frozenset(
    (
        "itemListElement", "mentions", "hasPart", "isPartOf", "citation", "isBasedOn", "about", "subjectOf", "review",
        "comment", "liveBlogUpdate", "relatedLink", "potentialAction", "blogPost", "blogPosts", "video", "associatedMedia",
    )
)  # fmt: skip
"""Properties whose values are other works than the page's own."""

_WRAPPING = re.compile(r"^\s{0,99}(?:<!\[CDATA\[|<!--|//\s?<!\[CDATA\[)|(?:\]\]>|-->|//\s?\]\]>)\s{0,99}$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All objects that have a type. `own`: those not reached through a property that leads to other works."""

    nodes: tuple[Node, ...]
    own: tuple[Node, ...]

    @property
    def own_types(self) -> frozenset[str]:
        """Return the types of the page's own nodes."""
        return frozenset(name for node in self.own for name in types_of(node))


def read_graph(tree: HtmlElement) -> Graph:
    """Return the page's JSON-LD, outer nodes first; what cannot be read is as if it were not there."""
    found: list[tuple[Node, bool]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and len(found) < NODES_MAX:
            for value in _values(script.text or ""):
                found.extend((node, is_own) for node, is_own in _walk(value, 0, is_own=True) if node.get("@type"))
    found = found[:NODES_MAX]
    return Graph(nodes=tuple(node for node, _ in found), own=tuple(node for node, is_own in found if is_own))


def story_node(graph: Graph, titles: Sequence[str], addresses: Iterable[str]) -> Node:
    """Return what the page's own story says of itself; empty when no node is about it.

    `titles`: the page's, from other evidence. `addresses`: its own, normalised or not. Nodes that agree are read as one, the
    first having the last word; a sole node is believed unless its headline is plainly another story's.
    """
    own = [node for node in graph.own if is_article(node)]
    known = frozenset(map(_plain_address, addresses)) - {""}
    ranked = [(_belonging(node, titles, known), node) for node in own]
    best = max((score for score, _ in ranked), default=-1)
    if best < 0 or (best == 0 and len({str(node.get("headline")) for node in own}) > 1):
        return {}
    by_id = {node["@id"]: node for node in graph.nodes if isinstance(node.get("@id"), str)}
    merged: Node = {}
    for score, node in reversed(ranked):
        if score == best:
            merged |= {key: _resolved(value, by_id) for key, value in node.items() if value not in (None, "", [], {})}
    return merged


def types_of(node: Node) -> frozenset[str]:
    """Return the node's types without their vocabulary's address."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return frozenset(re.split(r"[/:#]", str(name))[-1] for name in names)


def is_article(node: Node) -> bool:
    """Return whether the node describes an article."""
    return not ARTICLE_TYPES.isdisjoint(types_of(node))


def texts(value: object) -> tuple[str, ...]:
    """Return the strings a property holds, whether it is a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        plain = _TAG.sub("", html.unescape(html.unescape(value))).strip()
        return (plain,) if plain else ()
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or value.get("url"))
    if isinstance(value, list):
        return tuple(text for item in value[:50] for text in texts(item))
    return ()


def _belonging(node: Node, titles: Sequence[str], addresses: frozenset[str]) -> int:
    """Say how surely a node is the page's own story: 2 by its address or headline, 0 for want of evidence, -1 if not.

    A page that gives another story's address as its own has that story's node too: its headline tells.
    """
    mine = {_plain_address(str(value)) for value in _addresses(node)} - {""}
    headline = " ".join(texts(node.get("headline") or node.get("name")))
    telling = [title for title in titles if len(words_of(title)) >= INFORMATIVE]
    share = agreement(headline, telling) if headline and telling else None
    is_here, is_foreign = not mine.isdisjoint(addresses), share is not None and share < FOREIGN
    if is_foreign:
        return 0 if is_here else -1
    return 2 if is_here or (share is not None and share >= AGREED) else 0


def _addresses(node: Node) -> Iterator[object]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        yield from (value.get("@id"), value.get("url")) if isinstance(value, dict) else (value,)


def _plain_address(address: str) -> str:
    """Return an address as far as it tells stories apart: no scheme, no www, no fragment; empty for a home page."""
    plain = address.partition("#")[0].rpartition("://")[2].removeprefix("www.").rstrip("/").lower()
    return plain if "/" in plain or "?" in plain else ""


def _resolved(value: object, by_id: Mapping[str, Node]) -> object:
    """Put the node that a reference names in its place."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value and "url" not in value:
        return by_id.get(value["@id"], value)
    return [_resolved(item, by_id) for item in value[:50]] if isinstance(value, list) else value


def _values(source: str) -> list[object]:
    """Return the values of one script: one, or several glued together; mended where they break JSON's rules."""
    if len(source) > SCRIPT_MAX:
        return []
    source = _WRAPPING.sub("", _WRAPPING.sub("", source.strip())).strip().rstrip(";")
    if '"' not in source and "&quot;" in source:
        source = html.unescape(source)
    values, is_whole = _decoded(source)
    if is_whole:
        return values
    return max(values, _decoded(mend(source))[0], key=len)


def _decoded(source: str) -> tuple[list[object], bool]:
    """Return the values that stand one after the other in `source`, and whether all of it was read."""
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    place = 0
    while place < len(source):
        try:
            value, place = decoder.raw_decode(source, place)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        while place < len(source) and (source[place].isspace() or source[place] in ",;"):
            place += 1
    return values, True


def _walk(value: object, depth: int, *, is_own: bool) -> Iterator[tuple[Node, bool]]:
    if depth > DEPTH_MAX:
        return
    if isinstance(value, dict):
        yield value, is_own
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                yield from _walk(inner, depth + 1, is_own=is_own and key not in ELSEWHERE)
    elif isinstance(value, list):
        for item in value[:NODES_MAX]:
            yield from _walk(item, depth + 1, is_own=is_own)
