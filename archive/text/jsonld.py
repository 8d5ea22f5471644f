"""JSON-LD as pages really carry it: a graph or an array, several scripts, comments, raw newlines, trailing commas."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

NODES_MAX = 2_000
SCRIPT_MAX = 2_000_000
DEPTH_MAX = 12
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
    )
)

_WRAPPING = re.compile(r"^\s{0,99}(?:<!\[CDATA\[|<!--|//\s?<!\[CDATA\[)|(?:\]\]>|-->|//\s?\]\]>)\s{0,99}$")
_TRAILING_COMMA = re.compile(r",(?=\s{0,50}[}\]])")

Node = dict[str, Any]


def read_nodes(tree: HtmlElement) -> tuple[Node, ...]:
    """Return every object of the page's JSON-LD that has a type, outer ones first."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        value = _loads(script.text or "")
        nodes.extend(node for node in _walk(value, 0) if node.get("@type"))
        if len(nodes) > NODES_MAX:
            break
    return tuple(nodes[:NODES_MAX])


def types_of(node: Node) -> frozenset[str]:
    """Return the node's types without their vocabulary's address."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return frozenset(str(name).rsplit("/", 1)[-1] for name in names)


def is_article(node: Node) -> bool:
    """Return whether the node describes an article."""
    return not ARTICLE_TYPES.isdisjoint(types_of(node))


def texts(value: object) -> tuple[str, ...]:
    """Return the strings a property holds, whether it is a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        return (html.unescape(value).strip(),) if value.strip() else ()
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or value.get("url"))
    if isinstance(value, list):
        return tuple(text for item in value[:50] for text in texts(item))
    return ()


def _loads(source: str) -> object:
    if len(source) > SCRIPT_MAX:
        return None
    source = _WRAPPING.sub("", _WRAPPING.sub("", source.strip()))
    for attempt in (source, _TRAILING_COMMA.sub("", source)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth > DEPTH_MAX:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for item in value[:NODES_MAX]:
            yield from _walk(item, depth + 1)
