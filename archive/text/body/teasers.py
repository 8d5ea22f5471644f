"""Other stories in boxes: told by repetition, as a row of boxes alike, each with a title that is a link and little text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.page.blocks import HEADINGS, Line

HEADING_MIN, TITLE_MIN, TITLE_MAX = 12, 18, 200
"""Characters of a title that is a link: a shorter one is a label, unless it is a heading."""
LEVELS_MAX = 4
"""How far above its title, or its text, a box may lie."""
ROW_MIN = 3
TEXT_MAX = 600
"""Characters in a box beside its title; what says more is a story."""


def teaser_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of the lines in boxes of other stories, titles and texts, wherever on the page they stand."""
    boxes = _boxes(lines)
    if not boxes:
        return frozenset()
    text: dict[HtmlElement, int] = defaultdict(int)
    within: dict[HtmlElement, list[int]] = defaultdict(list)
    for line in lines:
        for element in _around(line):
            if element in boxes:
                text[element] += len(line.text) - line.linked
                within[element].append(line.index)
    return frozenset(index for box, indexes in within.items() if text[box] <= TEXT_MAX for index in indexes)


def is_title_link(line: Line) -> bool:
    """Return whether a line is a link to another page, and as long as a story's title."""
    if line.link_density <= 0.8 or not (HEADING_MIN if line.tag in HEADINGS else TITLE_MIN) <= len(line.text) <= TITLE_MAX:
        return False
    link = next(line.block.iter("a"), None)
    return link is None or not link.get("href", "").startswith("#")


def _boxes(lines: Sequence[Line]) -> frozenset[HtmlElement]:
    """Return the elements that hold a title, in rows of three or more of one name and class."""
    rows: dict[tuple[HtmlElement | None, str, str], set[HtmlElement]] = defaultdict(set)
    for line in lines:
        if is_title_link(line):
            for element in _around(line):
                rows[element.getparent(), str(element.tag), element.get("class", "")].add(element)
    return frozenset(box for row in rows.values() if len(row) >= ROW_MIN for box in row)


def _around(line: Line) -> Iterator[HtmlElement]:
    yield line.block
    yield from islice(line.block.iterancestors(), LEVELS_MAX - 1)
