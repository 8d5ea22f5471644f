"""The element that holds the story: where prose is gathered, how near the headline, and what the markup says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from archive.text.page.blocks import HEADINGS, Line
from archive.text.page.zones import is_story_name

DECAY = (1.0, 0.8, 0.6, 0.45)
"""What a line of prose is worth to its block's parent, grandparent and so on: a story's container is near its lines."""
WORTH_MAX = 1_500
HELD_WORTH = 3.0
"""What a line is worth that is known for the story's from elsewhere, beside one that is not."""
PART_MIN = 0.25
"""A second part of a body is at least this much of the first; less is a caption, a date, a comment."""

_STOPS = (".", "؟", "!", "۔", "؛", ":", "»", '"', "”", ")", "…", "،")


def best_container(prose: Sequence[Line], headline: int | None, held: frozenset[int]) -> HtmlElement:
    """Return the element where most of `prose` is gathered, nearest to the line `headline` and to lines that are `held`."""
    scores: dict[HtmlElement, float] = defaultdict(float)
    first: dict[HtmlElement, int] = {}
    for line in prose:
        worth = min(len(line.text) - line.linked, WORTH_MAX) * (1.2 if line.text.endswith(_STOPS) else 0.8)
        worth *= HELD_WORTH if line.index in held else 1.0
        for share, element in zip(DECAY, _holders(line.block), strict=False):
            scores[element] += share * worth
            first.setdefault(element, line.index)
    for element in scores:
        if is_story_name(element):
            scores[element] *= 1.5
        if headline is not None:
            scores[element] *= _nearness(first[element] - headline)
    return max(scores, key=lambda element: scores[element])


def grown(container: HtmlElement, prose: Sequence[Line]) -> HtmlElement:
    """Climb while the parent only adds more of the same story: bodies cut in two by a card or an advertisement."""
    for _ in range(3):
        parent = container.getparent()
        if parent is None or parent.tag in {"html", "body"} or _is_row_of_cards(parent):
            return container
        held = _chars_by_child(parent, prose)
        like = [chars for child, chars in held.items() if child is not container and _are_alike(child, container)]
        if max(like, default=0) < PART_MIN * held.get(container, 0):
            return container
        container = parent
    return container


def goes_on_in_list(line: Line, element: HtmlElement) -> bool:
    """Return whether `line` is an item of the list right below `element`, whose last words («منها:») announce it."""
    listed = line.block.getparent() if line.tag == "li" else None
    if listed is None or listed.getprevious() is not element:
        return False
    return element.text_content().rstrip().endswith(":")


def _holders(block: HtmlElement) -> Iterable[HtmlElement]:
    """Yield the block's parents; the block itself first when it holds bare lines (breaks), not one paragraph."""
    if block.tag not in {"p", "li", "dd", "dt", "blockquote", "center", "tr"} and block.tag not in HEADINGS:
        yield block
    for element in block.iterancestors():
        if element.tag == "html":
            return
        yield element


def _nearness(distance: int) -> float:
    """Weigh the distance: before the headline stand menus and teasers, far below it other stories."""
    if distance < 0:
        return 0.5
    return 1.0 if distance > 60 else 1.5 if distance <= 20 else 1.2


def _chars_by_child(parent: HtmlElement, prose: Sequence[Line]) -> dict[HtmlElement, int]:
    """Return how much prose each child of `parent` holds."""
    held: dict[HtmlElement, int] = defaultdict(int)
    for line in prose:
        child = next((element for element in (line.block, *line.block.iterancestors()) if element.getparent() is parent), None)
        if child is not None:
            held[child] += len(line.text)
    return held


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    return bool(one.tag == other.tag and one.get("class") == other.get("class"))


def _is_row_of_cards(parent: HtmlElement) -> bool:
    """Tell teasers, comments and stories in a row, which look alike too: each has a heading or is an item."""
    headed = (
        child.tag in {"article", "li"} or child.find(".//h2") is not None or child.find(".//h3") is not None for child in parent
    )
    return sum(headed) > 1
