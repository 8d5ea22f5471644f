"""The story in a page's own data (`__NEXT_DATA__` and the like), for pages that show it by script alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from archive.text.arabic import fold

SIZE_MAX = 2_000_000
NODES_MAX = 20_000
TITLES = ("title", "headline", "name")
BODIES = ("body", "content", "articleBody", "text", "html", "bodyHtml", "body_html", "story", "fullText")


def read_data(tree: HtmlElement) -> str | None:
    """Return the page's data as it stands, unread: only a page that shows no story is worth the parsing."""
    scripts = (script.text for script in tree.iter("script") if script.get("type") == "application/json")
    return max((text for text in scripts if text and len(text) <= SIZE_MAX), key=len, default=None)


def body_in(data: str, titles: Sequence[str]) -> str | None:
    """Return the longest body that stands in `data` beside a title which is one of the page's, or None."""
    try:
        root = json.loads(data, strict=False)
    except (ValueError, RecursionError):
        return None
    known = [fold(title) for title in titles if title]
    bodies = [node[key] for node in _nodes(root) if _is_titled(node, known) for key in BODIES if isinstance(node.get(key), str)]
    return max(bodies, key=len, default=None)


def _nodes(root: object) -> Iterator[dict[str, Any]]:
    """Walk without recursion, so that no nesting is too deep."""
    waiting, seen = [root], 0
    while waiting and seen < NODES_MAX:
        value, seen = waiting.pop(), seen + 1
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _is_titled(node: dict[str, Any], known: Sequence[str]) -> bool:
    titles = [fold(value).strip() for key in TITLES if isinstance(value := node.get(key), str)]
    return any(len(title) > 10 and any(title in mine for mine in known) for title in titles)
