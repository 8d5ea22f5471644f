"""The headline by its look, where no title of the page names it: the loudest line right above the story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.body import labels
from archive.text.body.likeness import stems_in, stems_of, words_of
from archive.text.body.story import Place
from archive.text.dates.dates import mentions_date
from archive.text.page.blocks import HEADINGS, Line

NAMING_MAX = 4
"""Words of a title that is no more than a name, or a word such as «طباعة»."""
LOOK_ABOVE = 6
SHOWN_MIN, SHOWN_MAX = 15, 200
SHOWN_WORDS = 4
LINKED_MAX = 0.5
PIECES_MAX = 40
OPENING = 2_000
TOLD_MIN = 2
"""Stems that a headline shares with the story below it."""
HEADING, TITLED, BOLD = 10, 3, 1

_SIZE = re.compile(r"font-size\s?:\s?(\d{1,3})\s?px", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s?:\s?(?:bold|[6-9]00)", re.IGNORECASE)
_TITLED = re.compile(r"title|headline|3onwan|3enwan|onwan", re.IGNORECASE)
_PX_LARGE, _PX_STEP = 17, 3
_FONT_USUAL = 3
"""The size of a font element that is not larger than the text around it (HTML Living Standard, section 15.3.4)."""


def headline_by_look(lines: Sequence[Line], place: Place | None, titles: Sequence[str]) -> HtmlElement | None:
    """Return the element that looks like the headline of the story at `place`, where `titles` may all be the outlet's name.

    It is the loudest of the lines right above: a heading, or all in bold or in large letters. Where a title could be a
    headline, the story must tell of the element's, and a title that the story tells of too and that names no outlet stays.
    """
    if place is None:
        return None
    story = stems_in("\n".join(line.text for line in lines[place.first : place.last + 1]), OPENING)
    near = [line for line in lines[max(0, place.first - LOOK_ABOVE) : place.first + 2] if _may_be_headline(line, story)]
    if not all(len(words_of(title)) <= NAMING_MAX for title in titles):
        if any(_tells(title, story) and not _names_outlet(title) for title in titles):
            return None
        near = [line for line in near if _tells(line.text, story)]
    loud = [(loudness, element) for line in near for element in _pieces(line) if (loudness := _loudness(element))]
    return max(loud, key=lambda found: found[0])[1] if loud else None


def _may_be_headline(line: Line, story: frozenset[str]) -> bool:
    if line.zone is not None or line.text.endswith((".", ":", "،")):
        return False
    if line.link_density > LINKED_MAX and not (line.tag in HEADINGS and _tells(line.text, story)):
        return False
    is_long = SHOWN_MIN <= len(line.text) <= SHOWN_MAX and len(words_of(line.text)) >= SHOWN_WORDS
    return is_long and not mentions_date(line.text)


def _tells(text: str, story: frozenset[str]) -> bool:
    return len(stems_of(text) & story) >= TOLD_MIN


def _names_outlet(title: str) -> bool:
    """Return whether a title has a word such as «وكالة» in it, with its article or without."""
    called = labels.words("outlets")
    return any(word in called or word.removeprefix("ال") in called for word in words_of(title))


def _pieces(line: Line) -> Iterator[HtmlElement]:
    """Yield the elements that hold all of the line, and nothing else."""
    for element in islice(line.block.iter(), PIECES_MAX):
        if isinstance(element.tag, str) and " ".join(element.text_content()[: 2 * SHOWN_MAX].split()) == line.text:
            yield element


def _loudness(element: HtmlElement) -> int:
    """Return how loud an element, with what it stands in, makes a line: headings above all, the larger the louder."""
    if element.tag in HEADINGS:
        return HEADING - int(element.tag[1:]) + HEADING
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    style = element.get("style") or ""
    is_bold = element.tag in {"b", "strong", "big"} or _BOLD.search(style) is not None
    return BOLD * is_bold + TITLED * (_TITLED.search(names) is not None) + _largeness(element, style)


def _largeness(element: HtmlElement, style: str) -> int:
    size = (element.get("size") or "").lstrip("+") if element.tag == "font" else ""
    pixels = _SIZE.search(style)
    of_font = max(0, int(size) - _FONT_USUAL) if size.isdecimal() else 0
    return max(of_font, (int(pixels[1]) - _PX_LARGE) // _PX_STEP + 1 if pixels and int(pixels[1]) > _PX_LARGE else 0)
