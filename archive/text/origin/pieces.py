"""A line's pieces: what each of its inline elements holds, and whether the markup says that it names an author.

«<a href="/author/…">فلان</a><time>الجمعة 1 مايو</time>» reads as one line; its pieces are a name and a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from urllib.parse import unquote

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.dates.dates import mentions_date
from archive.text.dates.months import DATE_WORDS
from archive.text.page.blocks import Line

PIECES_MAX = 24
BOX_MAX = 160
"""Characters of a box that holds an author and what stands beside the name; more is a page."""
LEVELS = 3
APART_MAX = 4
"""Pieces of a line that may be a signature's; more are a menu's."""

_ALI = "علي"
"""A name; folded it is the «على» of «آخر تعديل على» as well."""
_AUTHORS = re.compile(
    r"author|byline|writer|kate?i?b(?:[\s_-]|$)|mo?[h7]ar+e?r|reporter|journalist|columnist|auteur|correspond|"
    r"(?:^|[\s_-])(?:by|au|auth|fn|vcard|editor|creator)(?:[\s_-]|$)"
)
_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|writers?|columnists?|reporters?|journalists?|contributors?|editors?|auteurs?|kat[ei]b|kuttab|people|persons?|staff|profiles?|كاتب|كتاب|الكتاب|كتّاب|محرر|مؤلف)[/.?-]|"
    r"[?&](?:author|writer|editor|auth|katib)(?:_?id)?=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`is_authors`: its own element says that it names an author; `is_in_authors_box`: a small box around it does.

    `is_sure`: it says so by what nothing but a name has: rel or itemprop of an author, or a link to an author's page.
    """

    text: str
    is_authors: bool
    is_in_authors_box: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A line where a byline or a source may stand, and its pieces in order: itself alone where it has no parts.

    `texts`: the whole line's text, those of its pieces where there are several, and what stands before a date in it.
    `is_dated`: the line, or a piece of it, mentions a date.
    """

    line: Line
    pieces: tuple[Piece, ...]
    texts: tuple[str, ...]
    is_dated: bool


def spot_of(line: Line) -> Spot:
    """Return a line with its pieces."""
    pieces = _pieces_of(line)
    texts = tuple(dict.fromkeys((line.text, *(piece.text for piece in pieces))))
    is_dated = any(map(mentions_date, texts))
    before = before_date(" ".join(piece.text for piece in pieces)) if is_dated else ""
    texts = tuple(dict.fromkeys((*texts, before))) if before else texts
    return Spot(line=line, pieces=pieces, texts=texts, is_dated=is_dated)


def signable(spot: Spot) -> tuple[str, ...]:
    """Return the texts of a spot, and its pieces set apart where markup alone parts a place from a name."""
    apart = " | ".join(piece.text for piece in spot.pieces)
    return (*spot.texts, apart) if 1 < len(spot.pieces) <= APART_MAX else spot.texts


def before_date(text: str) -> str:
    """Return the words of a line before the first that begins its date: a digit, a weekday, «نُشر»."""
    words = text.split()
    first = next((place for place in range(len(words)) if _begins_date(words, place)), len(words))
    return " ".join(words[:first]).strip(" -–—|/،,:(")


def _begins_date(words: Sequence[str], place: int) -> bool:
    if any(map(str.isdigit, words[place])):
        return True
    word = words[place].strip(":،,.()|")
    return fold(word) in DATE_WORDS and word != _ALI and fold(words[place - 1]) != "عبد"


def _pieces_of(line: Line) -> tuple[Piece, ...]:
    boxes = _boxes(line)
    is_boxed = any(map(_says_author, boxes))
    pieces = []
    for element in islice(line.block.iter(), PIECES_MAX):
        own = _own_texts(element, line)
        is_authors = bool(own) and element is not line.block and _is_authors(element, line.block)
        is_sure = bool(own) and _is_surely_authors(element)
        pieces += [Piece(text=text, is_authors=is_authors, is_in_authors_box=is_boxed, is_sure=is_sure) for text in own]
    if len(pieces) == 1:
        is_authors = pieces[0].is_authors or is_boxed
        return (Piece(text=line.text, is_authors=is_authors, is_in_authors_box=is_boxed, is_sure=pieces[0].is_sure),)
    return tuple(pieces) or (Piece(text=line.text, is_authors=is_boxed, is_in_authors_box=is_boxed),)


def _own_texts(element: HtmlElement, line: Line) -> list[str]:
    """Return the texts that stand directly in an element, and in this line of it."""
    texts = (element.text, *(child.tail for child in element)) if isinstance(element.tag, str) else ()
    plain = (" ".join(text.split()) for text in texts if text and len(text) < BOX_MAX)
    return [text for text in plain if any(map(str.isalnum, text)) and text in line.text]


def _is_authors(element: HtmlElement, block: HtmlElement) -> bool:
    """Return whether an element within `block`, or one between them, says that it names an author."""
    within = takewhile(lambda parent: parent is not block, element.iterancestors())
    return any(map(_says_author, (element, *within)))


def _boxes(line: Line) -> list[HtmlElement]:
    """Return the block of a line and the boxes around it that hold little else."""
    boxes = []
    for element in islice((line.block, *islice(line.block.iterancestors(), LEVELS)), LEVELS):
        if len("".join(islice(element.itertext(), 2 * PIECES_MAX)).strip()) > BOX_MAX:
            break
        boxes.append(element)
    return boxes


def _is_surely_authors(element: HtmlElement) -> bool:
    named = f"{element.get('itemprop') or ''} {element.get('rel') or ''}".split()
    return not {"author", "creator"}.isdisjoint(named) or _leads_to_author(element)


def _leads_to_author(element: HtmlElement) -> bool:
    return element.tag == "a" and _AUTHORS_PAGE.search(unquote(element.get("href") or "")) is not None


def _says_author(element: HtmlElement) -> bool:
    names = " ".join(element.get(key) or "" for key in ("class", "itemprop", "rel", "id")).lower()
    if _AUTHORS.search(names):
        return True
    return _leads_to_author(element)
