"""A story's body in data: a string of markup or text, or the lists of blocks that editors' systems keep; data → paragraphs.

Known by their shape: Arc's content_elements, Gutenberg's and Editor.js's blocks, Contentful's and Draft.js's rich text,
Sanity's portable text, the BBC's models. Which system wrote them does not matter: a block has a kind and holds its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.arabic import fold
from archive.text.body import embedded, titled

NODES_MAX = 40_000
DEPTH_MAX = 12
BLOCKS_MAX = 2_000
BODIES = frozenset(
    (
        "body", "content", "articlebody", "text", "html", "bodyhtml", "body_html", "story", "fulltext", "full_text", "details",
        "description", "contenthtml", "content_html", "bodytext", "body_text", "rendered", "maintext", "newstext", "newsbody",
        "post_content", "storybody", "articlecontent", "article_content", "articletext", "rawcontent", "rawhtml", "value",
    )
)  # fmt: skip
AGREED = 0.5
"""The share of a headline's words that a body says again, where no title beside it says whose it is."""
BODY_MIN = 140
TEASER_TIMES = 3
"""How much longer a body is than a teaser of it."""

_LEAVES = ("text", "value", "content", "html", "copy")
_INSIDE = ("content", "children", "blocks", "model", "data", "content_elements", "elements", "items", "body", "attrs", "props")
_KINDS = ("type", "_type", "nodeType", "kind", "name", "__typename", "blockName", "component")
_PARAGRAPH = re.compile(
    r"para|^p$|head(?:ing|er)|^h[1-6]$|list-?_?item|^li$|quote|unstyled|^block$|table-?_?row", re.IGNORECASE
)
_OTHER = re.compile(
    r"image|photo|picture|caption|video|audio|gallery|embed|related|recommend|link_list|^ad$|advert|promo|^headline|byline"
    r"|timestamp|social|tweet|script|code|credit|tags?$|newsletter|media|iframe|figure|poll|share|author",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w{3,}")


def body_in(scripts: Sequence[str], titles: Sequence[str]) -> str | None:
    """Return the body that stands in `scripts` for the page's story, its paragraphs on lines, perhaps with markup; or None.

    It stands beside a title that is one of the page's `titles`, or else says again most of a title's words.
    """
    known = titled.known_titles(titles)
    found = (_body_of(list(embedded.walk(list(embedded.values_in(script)), NODES_MAX)), known) for script in scripts)
    return next((body for body in found if body is not None), None)


def _body_of(nodes: Sequence[dict[str, object]], known: Sequence[str]) -> str | None:
    """Return the longest body beside a known title; one that stands apart, where what stands beside is a teaser to it."""
    beside: list[str] = []
    apart: list[str] = []
    for node in nodes:
        bodies = [body for body in _bodies_of(node) if len(body) >= BODY_MIN]
        if bodies:
            (beside if titled.is_titled(node, known) else apart).extend(bodies)
    best = max(beside, key=len, default="")
    longer = sorted((body for body in apart if len(body) > TEASER_TIMES * len(best)), key=len, reverse=True)
    return next((body for body in longer if _says(body, known)), best or None)


def _bodies_of(node: dict[str, object]) -> Iterator[str]:
    """Yield the bodies that `node` holds: strings under a body's name, and lists of blocks."""
    for key, value in node.items():
        if key.lower() in BODIES:
            yield from (text for text in titled.strings_of(value) if not text.lstrip().startswith(("{", "[")))
        if isinstance(value, list) and _are_blocks(value):
            yield "\n".join(_paragraphs(value, 0))
        if isinstance(value, dict) and key.lower() in BODIES:
            yield "\n".join(_paragraphs(value, 0))


def _says(body: str, known: Sequence[str]) -> bool:
    said = set(_WORDS.findall(fold(body)))
    titles = [set(_WORDS.findall(title)) for title in known]
    return any(len(title) > 3 and len(title & said) >= AGREED * len(title) for title in titles)


def _are_blocks(values: list[object]) -> bool:
    """Tell blocks from a list of stories, which have titles of their own."""
    blocks = [value for value in values[:BLOCKS_MAX] if isinstance(value, dict)]
    if not blocks or len(blocks) < len(values[:BLOCKS_MAX]) or not any(_kind_of(block) for block in blocks):
        return False
    return not any(isinstance(block.get("title") or block.get("headline"), str) for block in blocks)


def _paragraphs(value: object, depth: int) -> Iterator[str]:
    """Yield the paragraphs of blocks in blocks: the text of each paragraph's parts joined, pictures and cards left out."""
    if depth > DEPTH_MAX:
        return
    if isinstance(value, list):
        for inner in value[:BLOCKS_MAX]:
            yield from _paragraphs(inner, depth + 1)
        return
    if not isinstance(value, dict):
        return
    kind = _kind_of(value)
    if _OTHER.search(kind):
        return
    own = next((text for holder in _holders(value) for key in _LEAVES if isinstance(text := holder.get(key), str)), None)
    if own is None and _PARAGRAPH.search(kind) and not _holds_paragraphs(value):
        own = "".join(_leaves(value, 0))
    if own is not None:
        yield own
        return
    for key in _INSIDE:
        yield from _paragraphs(value.get(key), depth + 1)


def _holders(block: dict[str, object]) -> Iterator[dict[str, object]]:
    """Yield where a block may keep its own text: in itself, or in its model, data or attributes."""
    yield block
    yield from (inner for key in ("model", "data", "attrs", "props") if isinstance(inner := block.get(key), dict))


def _kind_of(block: dict[str, object]) -> str:
    return next((kind for key in _KINDS if isinstance(kind := block.get(key), str)), "")


def _holds_paragraphs(block: dict[str, object]) -> bool:
    lists = [value for key in _INSIDE if isinstance(value := block.get(key), list)]
    return any(isinstance(inner, dict) and _PARAGRAPH.search(_kind_of(inner)) for held in lists for inner in held)


def _leaves(value: object, depth: int) -> Iterator[str]:
    """Yield the pieces of one paragraph, links and bold words among them."""
    if depth > DEPTH_MAX:
        return
    if isinstance(value, list):
        for inner in value[:BLOCKS_MAX]:
            yield from _leaves(inner, depth + 1)
    elif isinstance(value, dict):
        own = next((text for key in _LEAVES if isinstance(text := value.get(key), str)), None)
        if own is not None:
            yield own
            return
        for key in _INSIDE:
            yield from _leaves(value.get(key), depth + 1)
