"""Where a story's paragraphs stand: the elements that hold most of its prose. What stands elsewhere must earn its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.text.blocks import Line
from archive.text.story import is_prose

SHARE_MIN = 0.3

Shape = tuple[HtmlElement | None, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """`holders`: elements whose lines are the story's. `shapes`: where each paragraph has a box of its own, what they share."""

    holders: frozenset[HtmlElement]
    shapes: frozenset[Shape]

    def has(self, line: Line) -> bool:
        """Return whether `line` stands where the story's paragraphs do, or deeper: in a list or a quotation."""
        return self.has_directly(line) or any(parent in self.holders for parent in line.block.iterancestors())

    def has_directly(self, line: Line) -> bool:
        """Return whether `line` stands as the story's paragraphs do."""
        return _shape_of(line) in self.shapes or line.block in self.holders or line.block.getparent() in self.holders


def home_of(lines: Sequence[Line]) -> Home:
    """Return the home of the prose among `lines`: each element or shape that holds a third of it or more."""
    crowded = Counter(line.block for line in lines)
    holders: Counter[HtmlElement] = Counter()
    shapes: Counter[Shape] = Counter()
    for line in lines:
        if not is_prose(line) or line.zone is not None:
            continue
        parent = line.block.getparent()
        if crowded[line.block] > 1 or parent is None:
            holders[line.block] += len(line.text)
        else:
            holders[parent] += len(line.text)
            shapes[_shape_of(line)] += len(line.text)
    enough = SHARE_MIN * sum(holders.values())
    return Home(
        holders=frozenset(holder for holder, chars in holders.items() if chars >= enough),
        shapes=frozenset(shape for shape, chars in shapes.items() if chars >= enough),
    )


def _shape_of(line: Line) -> Shape:
    parent = line.block.getparent()
    above = parent.getparent() if parent is not None else None
    return (above, str(parent.tag) if parent is not None else "", f"{line.tag} {line.block.get('class', '')}")
