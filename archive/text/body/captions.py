"""Captions and photo credits: what stands in one frame with a picture, or right below one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body.phrases import shape
from archive.text.body.story import is_prose
from archive.text.origin.credit import read_credit
from archive.text.page.blocks import Line

CAPTION_MAX = 220
FRAME_MAX = 40
"""Elements in the frame of a picture; more is a page."""
CAPTION_DEPTH = 3
"""How far above a caption its frame lies: figure, table row or cell, table."""
STOPPED_MIN = 0.8
"""The share of a story's paragraphs that end as sentences do, from which a line that does not is told by that."""

HEADED = ("**", "##", "■")
"""What wires put before a sub-heading."""

_PICTURES = frozenset(("img", "amp-img", "picture"))
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")
_SET_APART = frozenset(("em", "i", "small", "center", "figcaption"))


def without_captions(own: Sequence[Line]) -> list[Line]:
    """Return the lines of `own` that are no caption and no picture's credit."""
    stopped = are_stopped(own)
    names = {line.block.get("class") for line in own if is_prose(line)}
    return [line for line in own if not _is_caption(line) and not _is_below(line, names, is_stopped=stopped)]


def are_stopped(own: Sequence[Line]) -> bool:
    """Return whether a story's paragraphs end as sentences do, so that a line that does not is told by that."""
    prose = [line for line in own if is_prose(line)]
    return prose != [] and sum(line.text.endswith(_ENDS) for line in prose) >= STOPPED_MIN * len(prose)


def is_pictured(line: Line) -> bool:
    """Return whether the line stands in one frame with a picture, and nothing else does."""
    if len(line.text) > CAPTION_MAX:
        return False
    for element in (line.block, *islice(line.block.iterancestors(), CAPTION_DEPTH)):
        held = list(islice(element.iter(), FRAME_MAX))
        if len(held) == FRAME_MAX or element.tag == "body":
            return False
        if any(child.tag in _PICTURES for child in held):
            return len(element.text_content().strip()) <= CAPTION_MAX
    return False


def is_pictures_credit(line: Line) -> bool:
    """Return whether a line names the agency of a picture: one beside it in its frame, or right above the line."""
    is_all = len(line.block.text_content().strip()) <= CAPTION_MAX
    return is_pictured(line) or (is_all and _follows_picture(line.block))


def _is_caption(line: Line) -> bool:
    """Tell a line in one frame with a picture that does not end as a sentence does, or that names who took it."""
    return (not line.text.endswith(_ENDS) or _names_photographer(line)) and is_pictured(line)


def _is_below(line: Line, names: set[str | None], *, is_stopped: bool) -> bool:
    """Tell a caption right below a picture: by a credit, letters set apart, or the full stop that it lacks and others have."""
    if len(line.text) > CAPTION_MAX or not _follows_picture(line.block):
        return False
    if read_credit(line.text) is not None or _names_photographer(line):
        return True
    if line.text.endswith(_ENDS) or line.text.startswith(HEADED):
        return False
    return is_stopped or _is_set_apart(line.block) or line.block.get("class") not in names


def _follows_picture(block: HtmlElement) -> bool:
    """Return whether right before a block, or its only parent, there is a picture and no text."""
    parent = block.getparent()
    before = block.getprevious()
    if before is None and parent is not None and len(parent) == 1:
        before = parent.getprevious()
    return before is not None and _is_picture(before)


def _is_picture(element: HtmlElement) -> bool:
    if not any(child.tag in _PICTURES for child in islice(element.iter(), FRAME_MAX)):
        return False
    return not (element.tail or "").strip() and not element.text_content().strip()


def _names_photographer(line: Line) -> bool:
    text = fold(line.text)
    return shape("photographer").search(text) is not None or shape("photo_end").search(text) is not None


def _is_set_apart(block: HtmlElement) -> bool:
    """Return whether all of a block's text is in letters of another kind."""
    inner = next(iter(block), None)
    is_whole = inner is not None and len(block) == 1 and not (block.text or "").strip()
    return block.tag in _SET_APART or (is_whole and inner is not None and inner.tag in _SET_APART)
