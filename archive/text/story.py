"""Which of a page's lines are the story's: where prose is gathered, how near the headline, and what the markup says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.text.blocks import HEADINGS, Line
from archive.text.zones import Zone, is_story_name

DECAY = (1.0, 0.8, 0.6, 0.45)
"""What a line of prose is worth to its block's parent, grandparent and so on: a story's container is near its lines."""
PROSE_MIN = 40
LEAD_MIN = 80
"""Characters of a lead paragraph in a box of its own; what is shorter there is a second headline."""
LINKED = 0.5
PART_MIN = 0.25
"""A second part of a body is at least this much of the first; less is a caption, a date, a comment."""
HIDDEN_MIN = 200
SCORED_MAX = 4_000
"""Lines scored; a page with more is a trap, and its story is not at its end."""

_STOPS = (".", "؟", "!", "۔", "؛", ":", "»", '"', "”", ")", "…", "،")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the story stands: its container, and the first and last index of its lines on the page."""

    container: HtmlElement
    first: int
    last: int


def find(lines: Sequence[Line], headline: int | None) -> Place | None:
    """Return the place of the story among `lines`, or None when the page holds no prose.

    `headline`: the index of the line that is the headline, where one is known.
    """
    prose = [line for line in lines if line.zone is None and is_prose(line)][:SCORED_MAX]
    if not prose:
        prose = [line for line in lines if line.zone is None and line.link_density < 0.3 and line.index != headline][
            :SCORED_MAX
        ]
        prose = [
            line for line in prose if headline is not None and headline < line.index <= headline + 12 and len(line.text) >= 25
        ]
    if not prose:
        return None
    container = _grown(_best(prose, headline), prose)
    inside = [line for line in prose if _within(line.block, container)]
    if not inside:
        return None
    first = _start(lines, container, headline, inside[0].index)
    return Place(container=container, first=first, last=_end(lines, container, inside[-1].index))


def place_of(container: HtmlElement, lines: Sequence[Line]) -> Place | None:
    """Return the place of a container that is known; None when it holds no line."""
    inside = [line.index for line in lines if _within(line.block, container)]
    return Place(container=container, first=inside[0], last=inside[-1]) if inside else None


def is_prose(line: Line) -> bool:
    """Return whether a line reads as running text: long enough, not a heading, few links."""
    return len(line.text) >= PROSE_MIN and line.tag not in HEADINGS and line.link_density < 0.4


def _best(prose: Sequence[Line], headline: int | None) -> HtmlElement:
    scores: dict[HtmlElement, float] = defaultdict(float)
    first: dict[HtmlElement, int] = {}
    for line in prose:
        worth = min(len(line.text) - line.linked, 1_500) * (1.2 if line.text.endswith(_STOPS) else 0.8)
        for share, element in zip(DECAY, _holders(line.block), strict=False):
            scores[element] += share * worth
            first.setdefault(element, line.index)
    for element in scores:
        if is_story_name(element):
            scores[element] *= 1.5
        if headline is not None:
            scores[element] *= _nearness(first[element] - headline)
    return max(scores, key=lambda element: scores[element])


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


def _grown(container: HtmlElement, prose: Sequence[Line]) -> HtmlElement:
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


def _within(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(parent is container for parent in element.iterancestors())


def _end(lines: Sequence[Line], container: HtmlElement, last: int) -> int:
    """Return where the story ends: after its last paragraph, the short lines below it, up to the first link."""
    for line in lines[last + 1 :]:
        if (line.zone is None and line.link_density > LINKED) or not _within(line.block, container):
            break
        last = line.index
    return last


def _start(lines: Sequence[Line], container: HtmlElement, headline: int | None, first: int) -> int:
    """Return where the story begins: below the headline, where a lead may stand in a box of its own before the container."""
    start = next((line.index for line in lines if _within(line.block, container)), first)
    if headline is None or headline >= first:
        return start
    if headline >= start:
        return headline + 1
    leads = (line.index for line in lines[headline + 1 : start] if _is_lead(line))
    return next(leads, start)


def _is_lead(line: Line) -> bool:
    return line.zone is None and is_prose(line) and len(line.text) >= LEAD_MIN and line.text.endswith((".", "؟", "!", "۔"))


def wrongly_hidden(lines: Sequence[Line]) -> HtmlElement | None:
    """Return the element whose name hides most of the page's prose while little stands in the open; else None."""
    held: dict[HtmlElement, int] = defaultdict(int)
    for line in lines:
        if line.holder is not None and line.zone is not Zone.HIDDEN and is_prose(line):
            held[line.holder] += len(line.text)
    if not held:
        return None
    most = max(held, key=lambda holder: held[holder])
    in_the_open = sum(len(line.text) for line in lines if line.zone is None and is_prose(line))
    return most if held[most] > HIDDEN_MIN and held[most] > 3 * in_the_open else None
