"""The headline without the outlet's name: an element of the page where titles agree with one, else the best title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.dates import mentions_date
from archive.text.story import Place

LENGTH_MAX = 500
PIECES_MAX = 40

SILENT_MAX = 4
LOOK_ABOVE = 6
SHOWN_MIN, SHOWN_MAX = 15, 200
LINKED_MAX = 0.5
NAME_MAX = 40

_AROUND = " |-–—:•·»«"
_LOUD = re.compile(r"font-weight\s?:\s?(?:bold|[6-9]00)|font-size\s?:\s?(?:1[89]|[2-9]\d)px|title|headline", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+")
_JOINTS = re.compile(r"\s{1,3}[|\-–—•·»«:]{1,3}\s{1,3}|\s{0,3}[|»«•]\s{0,3}")


def headline_element(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """Return the element that shows the headline: the h1, or else h2, h3 or title-like block, that the page's titles name."""
    firsts = [element for element in tree.iter("h1") if _text(element)]
    best = max(firsts, key=lambda element: _agreement(_text(element), titles), default=None)
    if best is not None and (_agreement(_text(best), titles) >= 0.5 or (len(firsts) == 1 and len(_words(_text(best))) >= 4)):
        return best
    others = [
        element
        for element in tree.iter("h2", "h3", "h4", "h5", "strong", "span", "div", "td", "p", "b", "font")
        if _is_like(element, titles)
    ]
    return max(others, key=lambda element: _agreement(_text(element), titles), default=None)


def is_silent(titles: Sequence[str]) -> bool:
    """Return whether no title can be a headline: there is none, or only the outlet's name or a word such as «طباعة»."""
    return all(len(_words(title)) <= SILENT_MAX for title in titles)


def headline_by_look(lines: Sequence[Line], place: Place | None) -> HtmlElement | None:
    """Return the element that looks like the story's headline: a heading, or a line in bold or in large letters above it."""
    if place is None:
        return None
    near = [line for line in lines[max(0, place.first - LOOK_ABOVE) : place.first + 2] if _may_be_headline(line)]
    heading = next((line.block for line in near if line.tag in HEADINGS), None)
    if heading is not None:
        return heading
    return next(
        (element for line in near for element in islice(line.block.iter(), PIECES_MAX) if _is_loud(element, line)), None
    )


def outlets_told(titles: Sequence[str], headline: str) -> tuple[str, ...]:
    """Return what stands beside `headline` in the titles, which is the outlet's name where it is short."""
    beside = (
        piece for title in titles if headline and headline in title for piece in _JOINTS.split(title.replace(headline, ""))
    )
    return tuple(dict.fromkeys(piece.strip(_AROUND) for piece in beside if 2 < len(piece.strip(_AROUND)) <= NAME_MAX))


def _may_be_headline(line: Line) -> bool:
    if line.zone is not None or line.link_density > LINKED_MAX or line.text.endswith((".", ":", "،")):
        return False
    return SHOWN_MIN <= len(line.text) <= SHOWN_MAX and len(_words(line.text)) > 3 and not mentions_date(line.text)


def _is_loud(element: HtmlElement, line: Line) -> bool:
    names = f"{element.get('style', '')} {element.get('class', '')}"
    is_loud = element.tag in {"b", "strong", "big", "font"} or _LOUD.search(names) is not None
    return is_loud and _text(element) == line.text


def choose_headline(element: HtmlElement | None, titles: Sequence[str], names: Iterable[str]) -> str | None:
    """Return the headline: the element's text, else the first title, without any of the outlet's `names` at its ends."""
    if element is not None:
        return strip_outlet(_text(element), names)
    stripped = [strip_outlet(title, names) for title in titles]
    return next((title for title in stripped if title), None)


def strip_outlet(title: str, names: Iterable[str]) -> str:
    """Return `title` without the outlet's name, its section names before that, or a bare domain, at either end."""
    title = _SPACES.sub(" ", title).strip()[:LENGTH_MAX]
    known = {fold(name).strip() for name in names if name.strip()}
    pieces = _JOINTS.split(title)
    joints = _JOINTS.findall(title)
    while len(pieces) > 1 and (_is_name(pieces[-1], known)):
        pieces.pop()
        joints = joints[: len(pieces) - 1]
    while len(pieces) > 1 and _is_name(pieces[0], known):
        pieces.pop(0)
        joints = joints[1:]
    return "".join(piece + joint for piece, joint in zip(pieces, [*joints, ""], strict=False)).strip(" |-–—")


def _is_name(piece: str, known: set[str]) -> bool:
    plain = fold(piece).strip()
    if plain in known or re.fullmatch(r"(?:www\.)?[\w-]{2,40}\.(?:com|net|org|info|tv|[a-z]{2})(?:\.[a-z]{2})?", plain):
        return True
    return any(
        plain and len(plain) > 3 and (plain in name or name in plain) and abs(len(plain) - len(name)) <= 12
        for name in known
        if len(name) > 3
    )


def _is_like(element: HtmlElement, titles: Sequence[str]) -> bool:
    """Cheap first: only elements with little below them are measured."""
    if len(element) > 3 or not (element.text or len(element)):
        return False
    text = _text(element)
    return 12 <= len(text) <= LENGTH_MAX and len(_words(text)) >= 3 and _agreement(text, titles) >= 0.8


def _agreement(text: str, titles: Sequence[str]) -> float:
    """How much of `text` stands in a title, times how much of the title it covers, the best of all titles."""
    mine = set(_words(text))
    if not mine:
        return 0.0
    shares = [
        (len(mine & theirs) / len(mine), len(mine & theirs) / len(theirs)) for title in titles if (theirs := set(_words(title)))
    ]
    return max((inside * min(1.0, covered + 0.4) for inside, covered in shares), default=0.0)


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(text[:LENGTH_MAX]))


def _text(element: HtmlElement) -> str:
    """Return the element's text, as far as a headline can go: a page is not read again and again."""
    pieces = (piece[: 2 * LENGTH_MAX] for piece in islice(element.itertext(), PIECES_MAX))
    return _SPACES.sub(" ", "".join(pieces)).strip()[: 2 * LENGTH_MAX]
