"""Where a story opens: below its date and labels, at a lead in a box of its own, or the heading of a first part."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.body.captions import is_pictured
from archive.text.body.home import Home
from archive.text.body.phrases import phrase_of
from archive.text.body.readers import is_dated
from archive.text.body.story import LEAD_MIN, is_prose
from archive.text.dates.dates import mentions_date
from archive.text.origin.credit import read_credit
from archive.text.page.blocks import HEADINGS, Line

LINKS_MAX = 0.7
ITEMS_MAX = 20
WORDS_MIN = 3
"""Words of the items of a list that a story may open with; labels («محليات», «12 مشاهدة») have fewer."""
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")


def below_labels(own: list[Line], home: Home) -> list[Line]:
    """Start at the first paragraph at home, a lead in a box of its own, or a credit right above: not at a date or a byline."""
    start = _below_date(own)
    while start < len(own) and not _opens(own[start], home):
        start += 1
    if 0 < start < len(own) and _heads_a_part(own[start - 1], own[start:]):
        start -= 1
    return _lead_and_body(own[start:], home) or own


def _below_date(own: Sequence[Line]) -> int:
    """Return where to start looking: below the date, where short lines (section, outlet, date) precede the first paragraph."""
    first = next((index for index, line in enumerate(own) if is_prose(line)), 0)
    return max((index + 1 for index in range(first) if is_dated(own[index])), default=0)


def _heads_a_part(line: Line, below: Sequence[Line]) -> bool:
    """Tell the heading of a first part or update, which others made alike follow, from a label above the story."""
    if line.tag not in HEADINGS or phrase_of(line.text) is not None:
        return False
    made = (line.tag, line.block.get("class"), getattr(line.block.getparent(), "tag", None))
    alike = [one for one in below if (one.tag, one.block.get("class"), getattr(one.block.getparent(), "tag", None)) == made]
    return len(alike) > 1


def _lead_and_body(own: list[Line], home: Home) -> list[Line]:
    """Drop what stands between a lead in a box of its own and the story's home, save sentences, credits and its heading."""
    begun = next((index for index, line in enumerate(own) if home.has(line)), 0)
    above = own[begun - 1 : begun] if begun and own[begun - 1].tag in HEADINGS else []
    said = {line.text for line in own[begun:]}
    apart = own[: begun - len(above)]
    boxes = {line.block for line in apart if is_sentence(line)}
    between = [line for line in apart if line.text not in said and (_leads(line) or _goes_on(line, boxes))]
    return [*between, *above, *own[begun:]]


def _goes_on(line: Line, boxes: Container[HtmlElement]) -> bool:
    """Return whether a shorter sentence stands in one box with a lead, behind a break."""
    return line.block in boxes and is_prose(line) and line.text.endswith(_ENDS)


def _leads(line: Line) -> bool:
    return is_sentence(line) or read_credit(line.text) is not None


def _opens(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return True
    if phrase_of(line.text) is not None or line.link_density > LINKS_MAX or is_dated(line):
        return False
    is_lead = is_sentence(line) and line.tag != "li" and not is_pictured(line)
    return is_lead or home.has_directly(line) or _is_listed(line, home)


def _is_listed(line: Line, home: Home) -> bool:
    """Tell an item of a list that opens a story among its paragraphs from labels of the page, which are of a word or two."""
    listed = line.block.getparent() if line.tag == "li" else None
    if listed is None or listed.getparent() not in home.holders:
        return False
    items = [" ".join(item.itertext()) for item in islice(listed, ITEMS_MAX)]
    is_label = any(len(text.split()) < WORDS_MIN or mentions_date(text) for text in items)
    return len(items) > 1 and line.linked == 0 and not is_label


def is_sentence(line: Line) -> bool:
    """Return whether the line is a sentence as long as a lead."""
    return is_prose(line) and len(line.text) >= LEAD_MIN and line.text.endswith(_ENDS)
