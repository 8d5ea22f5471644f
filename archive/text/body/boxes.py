"""Boxes among a story's paragraphs that are not the story: cards of other stories, polls, writers, gadgets, posts of others.

A box is told as a whole: by what its first line says, by how many of its lines are labels, by how much of it is links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body.home import Home
from archive.text.body.phrases import TOLD_MAX, Phrase, phrase_of, shape
from archive.text.body.story import is_prose
from archive.text.body.wording import weigh
from archive.text.page.blocks import HEADINGS, Line

SPINE_MIN = 0.3
"""The share of a story's prose that an element holds to be no box, but a part of the story's own place."""
LABELS_MIN = 1 / 3
LINKS_MIN = 0.5
TITLE_MIN = 15
CARD_MAX = 260
"""Characters beside the title in a card of another story."""
BIO_MAX = 240
WRITER_LINES = 2
ABOUT_MAX = 400
GADGET_MAX = 60
"""Characters of a line in a box of weather, prices or prayers."""

_PARAGRAPHS = frozenset(("p", "blockquote", "ul", "ol", "dl", "table", "pre", "center"))
_LABELS = frozenset((Phrase.FURNITURE, Phrase.COMMENTS, Phrase.RELATED, Phrase.GENERIC))


def without_boxes(own: Sequence[Line], home: Home, headline: str) -> list[Line]:
    """Return the lines that stand in no box of something else. `headline`: a story of gold keeps its table of prices."""
    spine = _spine(own, home)
    kept: list[Line] = []
    for box, group in groupby(own, key=lambda line: _box_of(line, spine)):
        lines = list(group)
        is_last = lines[-1] is own[-1]
        if box is None or not ((is_last and are_of_writer(lines)) or _is_strange(box, lines, home, headline)):
            kept += lines
    return kept if any(map(is_prose, kept)) else list(own)


def tells_writer(text: str) -> bool:
    """Return whether a line is what stands below a story of who wrote it: «كاتب وباحث من تونس», a name and an office."""
    return len(text) <= BIO_MAX and not weigh(text).told and shape("bio").match(fold(text)) is not None


def are_of_writer(lines: Sequence[Line]) -> bool:
    """Return whether the last lines of a text are no more than its writer's name and what he is."""
    is_told = any(weigh(line.text).told > TOLD_MAX for line in lines)
    return len(lines) == WRITER_LINES and not is_told and len(lines[1].text) <= ABOUT_MAX and _tell_writer(lines)


def _spine(own: Sequence[Line], home: Home) -> frozenset[HtmlElement]:
    """Return the elements that hold a good part of the story's prose: what stands below one of them may be a box."""
    held: Counter[HtmlElement] = Counter()
    prose = [line for line in own if is_prose(line) and home.has(line)]
    for line in prose:
        held.update(dict.fromkeys(line.block.iterancestors(), len(line.text)))
    enough = SPINE_MIN * sum(len(line.text) for line in prose)
    return home.holders | {element for element, chars in held.items() if chars >= enough}


def _box_of(line: Line, spine: frozenset[HtmlElement]) -> HtmlElement | None:
    """Return the highest element around a line that is no part of the spine; None for a line in the spine itself."""
    box: HtmlElement | None = None
    for element in (line.block, *line.block.iterancestors()):
        if element in spine:
            return box
        box = element
    return box


def _is_strange(box: HtmlElement, lines: Sequence[Line], home: Home, headline: str) -> bool:
    if box.tag == "blockquote":
        return any(shape("post").search(fold(line.text)) for line in lines)
    if len(lines) < 2 or any(home.has_directly(line) and is_prose(line) for line in lines):
        return False
    kinds = [phrase_of(line.text) for line in lines]
    if kinds[0] in {Phrase.RELATED, Phrase.COMMENTS} or _is_gadget(lines, headline):
        return True
    if box.tag in _PARAGRAPHS:
        return False
    labels = sum(kind in _LABELS for kind in kinds)
    return kinds[0] is Phrase.FURNITURE or labels >= LABELS_MIN * len(lines) or _is_card(lines) or _tell_writer(lines)


def _is_gadget(lines: Sequence[Line], headline: str) -> bool:
    """Tell a box of weather, prices, prayers or a poll: headed as one, its lines short, and the story not about that."""
    found = shape("gadget").match(fold(lines[0].text))
    if not found or max(len(line.text) for line in lines) > GADGET_MAX:
        return False
    return not any(word in fold(headline) for word in found[0].split() if len(word) > 3)


def _is_card(lines: Sequence[Line]) -> bool:
    """Tell the card of another story: a title that is a link, little text beside it, or mostly links."""
    chars, linked = sum(len(line.text) for line in lines), sum(line.linked for line in lines)
    titles = [line for line in lines if line.link_density > 0.9 and len(line.text) >= TITLE_MIN]
    if linked and shape("more").match(fold(lines[0].text)):
        return True
    return linked > LINKS_MIN * chars or (bool(titles) and chars - linked <= CARD_MAX)


def _tell_writer(lines: Sequence[Line]) -> bool:
    """Tell the box of a story's writer: a name, then what he is."""
    name, about = lines[0], lines[1]
    is_named = len(name.text.split()) <= 4 and not name.text.endswith((":", ".", "؟", "»"))
    return is_named and (name.tag in HEADINGS or len(name.text) < 40) and shape("writer").match(fold(about.text)) is not None
