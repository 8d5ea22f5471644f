"""Where a story's paragraphs stand: the elements that hold most of its prose. What stands elsewhere must earn its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml.html import HtmlElement

from archive.text.body.container import goes_on_in_list
from archive.text.body.story import is_prose
from archive.text.page.blocks import Line

SHARE_MIN = 0.3

LEVELS_MAX = 4
"""How far above a paragraph the element may stand below which all of the story's boxes look alike."""

Shape = tuple[HtmlElement | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """`holders`: elements whose lines are the story's. `shapes`: where each paragraph has a box of its own, what they share."""

    holders: frozenset[HtmlElement]
    shapes: frozenset[Shape]

    def has(self, line: Line) -> bool:
        """Return whether `line` stands where the story's paragraphs do, or deeper: in a list or a quotation."""
        return (
            self.has_directly(line)
            or any(parent in self.holders for parent in line.block.iterancestors())
            or any(goes_on_in_list(line, holder) for holder in self.holders)
        )

    def has_directly(self, line: Line) -> bool:
        """Return whether `line` stands as the story's paragraphs do."""
        return (
            line.block in self.holders
            or line.block.getparent() in self.holders
            or any(shape in self.shapes for shape in _shapes_of(line))
        )


def home_of(lines: Sequence[Line]) -> Home:
    """Return the home of the prose among `lines`: each element or shape that holds a third of it or more."""
    crowded = Counter(line.block for line in lines)
    holders: Counter[HtmlElement] = Counter()
    shapes: Counter[Shape] = Counter()
    prose = [line for line in lines if line.zone is None and is_prose(line)] or [
        line for line in lines if line.zone is None and line.linked == 0
    ]
    for line in prose:
        parent = line.block.getparent()
        if crowded[line.block] > 1 or parent is None:
            holders[line.block] += len(line.text)
        else:
            shapes.update(dict.fromkeys(_shapes_of(line), len(line.text)))
        if parent is not None and (crowded[line.block] == 1 or line.tag == "p"):
            holders[parent] += len(line.text)
    enough = SHARE_MIN * sum(len(line.text) for line in prose)
    held = frozenset(holder for holder, chars in holders.items() if chars >= enough)
    often = frozenset(shape for shape, chars in shapes.items() if chars >= enough)
    exact = frozenset(shape for shape in often if shape[0] is not None)
    return Home(holders=held, shapes=exact if held or exact else often)


def _shapes_of(line: Line) -> list[Shape]:
    """Return the paths from elements above to the line's block; from far above only where class names tell boxes apart.

    Last, from nowhere, element names alone: for stories of which every paragraph lies in a box unlike the others.
    """
    parents = list(islice(line.block.iterancestors(), LEVELS_MAX))
    path = [_name_of(line.block)]
    shapes: list[Shape] = []
    for below, element in pairwise(parents):
        named = len(shapes) > 0
        path.append(_name_of(below) if named else str(below.tag))
        if not named or any("." in name for name in path):
            shapes.append((element, tuple(path)))
        path[-1] = _name_of(below)
    return [*shapes, (None, tuple(str(element.tag) for element in (line.block, *parents)))]


def _name_of(element: HtmlElement) -> str:
    names = element.get("class")
    return f"{element.tag!s}.{names!s}" if names else str(element.tag)
