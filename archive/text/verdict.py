"""Is it an article? Index pages, walls and challenges are told from stories, however short a wire flash may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from archive.models import Reason
from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.phrases import shape
from archive.text.story import is_prose

FLASH_MIN = 25
"""Characters of the shortest flash («عاجل: …») that is an article when the page has a headline."""
STORY_MIN = 140
TEASERS_MIN = 4
SMALL_PAGE = 1_500
MANY = 50


_SHELVES = frozenset(
    ("tag", "tags", "category", "categories", "author", "authors", "search", "topic", "topics", "وسم", "تصنيف", "كاتب")
)
_SEARCH = re.compile(r"(?:^|&)(?:s|q|query|search)=")


def is_challenge(lines: Sequence[Line], title: str) -> bool:
    """Return whether the page is a robot check or a refusal: little text, and its words say so."""
    text = fold(" ".join([title, *(line.text for line in lines[:40])]))
    return len(text) < SMALL_PAGE and shape("challenge").search(text) is not None


def is_missing(title: str, paragraphs: Sequence[str]) -> bool:
    """Return whether a page that was served as found says in its headline and its few words that it is not there."""
    if sum(map(len, paragraphs)) > SMALL_PAGE // 2:
        return False
    missing = shape("missing")
    return missing.search(fold(title)) is not None and (
        not paragraphs or any(missing.search(fold(text)) for text in paragraphs)
    )


def is_shelf(url: str, paragraphs: Sequence[str]) -> bool:
    """Return whether the address is that of a tag, a section, a writer or a search, and the page holds no long story."""
    parts = urlsplit(url)
    on_shelf = not _SHELVES.isdisjoint(unquote(parts.path).lower().split("/")) or _SEARCH.search(parts.query) is not None
    return on_shelf and sum(map(len, paragraphs)) < 3 * STORY_MIN


def is_walled(lines: Sequence[Line]) -> bool:
    """Return whether the page asks for a subscription or a login to read on."""
    return any(shape("wall").search(fold(line.text)) for line in lines if len(line.text) < 300)


def is_listing(inside: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Return whether the place taken for the story's is a list of other stories: titles that are links, each with a teaser.

    `inside`: all lines of the place; `kept`: those taken for the story's.
    """
    return _linked_items(kept) or _teasers(inside, kept) or _is_monotonous(kept)


def _is_monotonous(kept: Sequence[Line]) -> bool:
    """Tell an archive's table, or a trap, that says the same again and again."""
    return len(kept) > MANY and len({line.text for line in kept}) < 0.3 * len(kept)


def _linked_items(kept: Sequence[Line]) -> bool:
    items = [line for line in kept if line.tag in {"li", "dd", "tr", "td"}]
    opening = [line for line in items if line.link_density > 0.05]
    return len(items) >= 2 * TEASERS_MIN and len(items) > 0.7 * len(kept) and len(opening) > 0.6 * len(items)


def _teasers(inside: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Teasers are many: a linked title, a paragraph or two, and again; cards inside a story are few beside its text."""
    titles = [index for index, line in enumerate(inside) if line.zone is None and _is_title_link(line)]
    if len(titles) < TEASERS_MIN:
        return False
    gaps = [right - left for left, right in pairwise(titles)]
    runs = [sum(map(is_prose, inside[left:right])) for left, right in pairwise((0, *titles, len(inside)))]
    prose = sum(map(is_prose, kept))
    return sum(gap <= 4 for gap in gaps) >= 0.7 * len(gaps) and max(runs) <= 3 and len(titles) >= 0.5 * prose


def _is_title_link(line: Line) -> bool:
    return line.link_density > 0.8 and 12 <= len(line.text) <= 200 and (line.tag in HEADINGS or len(line.text) >= 18)


def reject_reason(lines: Sequence[Line], paragraphs: Sequence[str], headline: str, *, is_described: bool) -> Reason | None:
    """Return why what was found is no article, or None when it is one.

    `headline`: as an element of the page shows it, or empty. `is_described`: JSON-LD calls the page an article.
    """
    chars = sum(map(len, paragraphs))
    if chars >= STORY_MIN and (headline or is_described or chars > 3 * STORY_MIN):
        return None
    if is_walled(lines):
        return Reason.PAYWALL
    if chars >= FLASH_MIN and headline and (is_described or any(_tells(text, headline) for text in paragraphs)):
        return None
    return empty_reason(lines)


def _tells(paragraph: str, headline: str) -> bool:
    """Tell a flash, which says again what its headline says, from a label or a note on an empty page."""
    said, title = ({word for word in fold(text).split() if len(word) > 2} for text in (paragraph, headline))
    return len(title) >= 3 and len(said & title) >= 2


def empty_reason(lines: Sequence[Line]) -> Reason:
    """Return what a page without a story is: nothing, a list of links, or too little."""
    if not lines:
        return Reason.EMPTY
    links = sum(line.linked for line in lines)
    return Reason.LISTING if links > 0.5 * sum(len(line.text) for line in lines) and len(lines) > 10 else Reason.TOO_SHORT
