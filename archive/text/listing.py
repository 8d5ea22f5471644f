"""Is the page a list of stories? Boxes alike that lead elsewhere, titles with teasers, and what speaks against it.

No single sign decides: each adds or takes points, and the signs that spoke for a list are told with the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.text import labels
from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.likeness import agreement, stems_of, words_of
from archive.text.metadata import Metadata
from archive.text.reading import Reading
from archive.text.story import is_prose

ENOUGH = 3
"""Points from which a page is a list."""
TEASERS_MIN = 4
LINK_MIN = 15
"""Characters of a link that may be a story's title."""
BEFORE_MAX = 60
"""Characters of date, section and the like that may stand before a title in its box."""
BOXES_MAX = 60
LEVELS = 9
LARGER = 3
MANY = 50
SHORT_TITLE = 3
"""Words of a title that names a section, a tag or a writer."""
LONG_RUN = 5
TOLD_MIN = 0.4
"""Share of titles that the text below them tells of."""
FOLLOWING_MIN = 8
DIGITS_MIN = 0.4
SENTENCE_MIN = 70

_SEARCH = re.compile(r"(?:^|&)(?:s|q|query|search|keyword|keywords|word)=[^&]")
_CUT = ("...", "…", "[…]", "[...]", "»»")
_LISTS = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList", "Blog", "ImageGallery", "MediaGallery"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign for a list (points above nought) or for a story (below), in a few plain words."""

    points: int
    words: str


def listing_signs(url: str, told: Metadata, found: Reading) -> tuple[str, ...]:
    """Return the signs that make the page a list of stories, or nothing when it is none."""
    signs = [*_of_shape(found), *_of_address(url), *_of_title(found), *_of_claims(told)]
    if not signs or sum(sign.points for sign in signs) < ENOUGH:
        return ()
    signs += _of_story(told, found)
    return tuple(sign.words for sign in signs if sign.points > 0) if sum(sign.points for sign in signs) >= ENOUGH else ()


def _of_shape(found: Reading) -> Iterable[Sign]:
    boxes = _boxes(found)
    if boxes:
        yield Sign(points=3, words=f"{boxes} boxes alike, each with a title that leads elsewhere")
    elif _teasers(found.inside, found.kept):
        yield Sign(points=3, words="titles that are links, each with a teaser")
    if _linked_items(found.kept):
        yield Sign(points=3, words="its items open with links")
    if _is_monotonous(found.kept):
        yield Sign(points=5, words="it says the same again and again")
    if _is_numbers(found.kept):
        yield Sign(points=5, words="a table of numbers")
    elif _is_table(found.kept):
        yield Sign(points=2, words="rows of numbers, and no sentence")
    if _titled_elsewhere(found):
        yield Sign(points=2, words="the text's title leads elsewhere")
    if (following := _following(found)) >= FOLLOWING_MIN and not boxes:
        yield Sign(points=1, words=f"{following} titles of others follow")
    if sum(line.text.endswith(_CUT) for line in found.kept) >= TEASERS_MIN - 1:
        yield Sign(points=1, words="its paragraphs are cut off")


def _of_address(url: str) -> Iterable[Sign]:
    parts = urlsplit(url)
    path = [part for part in unquote(parts.path).lower().split("/") if part and not part.isdigit() and part != "page"]
    if _SEARCH.search(parts.query) or "search" in path[-1:]:
        yield Sign(points=2, words="the address is a search's")
    elif not labels.words("shelves").isdisjoint(map(fold, path[-2:])):
        yield Sign(points=2, words="the address is that of a section, tag or writer")


def _of_title(found: Reading) -> Iterable[Sign]:
    if len(words_of(found.title)) <= SHORT_TITLE:
        yield Sign(points=1, words="its title is a label")
    if labels.opens("lists", found.title):
        yield Sign(points=2, words="its title is a list's")
    if labels.opens("services", found.title):
        yield Sign(points=1, words="its title is a service's")


def _of_claims(told: Metadata) -> Iterable[Sign]:
    claimed = sorted(_LISTS & told.types)
    if claimed and not told.is_described:
        yield Sign(points=2, words=f"it calls itself {claimed[0]}")
    elif told.kind in {"website", "blog", "profile"} and not told.is_described:
        yield Sign(points=1, words=f"it calls itself a {told.kind}")


def _of_story(told: Metadata, found: Reading) -> Iterable[Sign]:
    """Yield what speaks against a list."""
    if told.is_described:
        yield Sign(points=-2, words="")
    elif told.kind == "article" or told.published:
        yield Sign(points=-1, words="")
    if found.shown is not None and _heads_story(told, found):
        yield Sign(points=-2, words="")
    if max(map(len, _runs(found)), default=0) >= LONG_RUN and not _boxes(found):
        yield Sign(points=-1, words="")


def _heads_story(told: Metadata, found: Reading) -> bool:
    """Return whether the headline names a story, as the page's titles do, and its text tells of it."""
    title = words_of(found.title)
    if len(title) <= SHORT_TITLE or agreement(found.title, told.titles) < 0.5:
        return False
    opening = " ".join(found.paragraphs[:3])[:1_000]
    return len(stems_of(found.title) & stems_of_long(opening)) >= 2


def stems_of_long(text: str) -> frozenset[str]:
    """Return the stems of a text of any length."""
    return frozenset(stem for start in range(0, len(text), 400) for stem in stems_of(text[start : start + 500]))


def _boxes(found: Reading) -> int:
    """Return how many boxes alike lead to other stories, where the text kept stands in them; else 0."""
    prose = [line for line in found.kept if is_prose(line)] or list(found.kept)
    for line in {0: prose[:1], 1: prose[len(prose) // 2 :][:1]}.values():
        if line:
            count = _boxes_around(line[0], prose, found.title)
            if count:
                return count
    return 0


def _boxes_around(line: Line, prose: Sequence[Line], title: str) -> int:
    box = line.block
    for _ in range(LEVELS):
        parent = box.getparent()
        if parent is None or parent.tag == "html":
            return 0
        alike = [child for child in islice(parent, 4 * BOXES_MAX) if _are_alike(child, box)][:BOXES_MAX]
        if len(alike) >= TEASERS_MIN:
            leads = [child for child in alike if _leads_elsewhere(child, title)]
            if box in leads and len(leads) >= max(TEASERS_MIN, 0.6 * len(alike)) and _hold(leads, prose, box):
                return len(leads)
        box = parent
    return 0


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    return bool(one.tag == other.tag and (one.get("class") or "").split()[:1] == (other.get("class") or "").split()[:1])


def _hold(leads: Sequence[HtmlElement], prose: Sequence[Line], box: HtmlElement) -> bool:
    """Return whether most of the text stands in the boxes, and the one at hand is not far larger than the others."""
    known = set(leads)
    held = sum(any(parent in known for parent in (line.block, *line.block.iterancestors())) for line in prose)
    return held >= 0.6 * len(prose) and len(_text(box)) <= LARGER * median(len(_text(lead)) for lead in leads) + 200


def _leads_elsewhere(box: HtmlElement, title: str) -> bool:
    """Return whether a box opens with a title that is a link, or closes with «المزيد»."""
    text = _text(box)
    links = [(link, _text(link)) for link in islice(box.iter("a"), 12) if _is_way(link.get("href"))]
    for _, words in links:
        if len(words) >= LINK_MIN and text.find(words) <= BEFORE_MAX and fold(words) != fold(title):
            return len(text) > len(words) or box.tag not in {"p", "li"}
    return (
        any(labels.is_one("more", words) and text.rfind(words) >= len(text) - BEFORE_MAX for _, words in links)
        and len(text) > BEFORE_MAX
    )


def _is_way(href: str | None) -> bool:
    return bool(href) and not str(href).startswith(("#", "javascript:", "mailto:", "tel:", "whatsapp:"))


def _teasers(inside: Sequence[Line], kept: Sequence[Line]) -> bool:
    """Teasers are many: a linked title, a paragraph or two, and again; cards inside a story are few beside its text."""
    titles = [index for index, line in enumerate(inside) if line.zone is None and _is_title_link(line)]
    if len(titles) < TEASERS_MIN:
        return False
    gaps = [right - left for left, right in pairwise(titles)]
    runs = [sum(map(is_prose, inside[left:right])) for left, right in pairwise((0, *titles, len(inside)))]
    prose = sum(map(is_prose, kept))
    is_even = sum(gap <= 4 for gap in gaps) >= 0.7 * len(gaps) and max(runs) <= 3 and len(titles) >= 0.5 * prose
    return is_even and sum(_is_told_below(inside, index) for index in titles) >= TOLD_MIN * len(titles)


def _is_told_below(inside: Sequence[Line], index: int) -> bool:
    """Return whether the text below a title tells of it, as a teaser does; a card in a story is followed by the story."""
    below = next((line for line in inside[index + 1 : index + 4] if is_prose(line)), None)
    return below is not None and len(stems_of(inside[index].text) & stems_of(below.text)) > 1


def _runs(found: Reading) -> Iterable[list[Line]]:
    """Yield the runs of prose between titles that are links."""
    run: list[Line] = []
    for line in found.inside:
        if _is_title_link(line):
            yield run
            run = []
        elif is_prose(line):
            run.append(line)
    yield run


def _linked_items(kept: Sequence[Line]) -> bool:
    items = [line for line in kept if line.tag in {"li", "dd", "tr", "td"}]
    opening = [line for line in items if line.link_density > 0.05]
    return len(items) >= 2 * TEASERS_MIN and len(items) > 0.7 * len(kept) and len(opening) > 0.6 * len(items)


def _is_monotonous(kept: Sequence[Line]) -> bool:
    """Tell an archive's table, a forecast or a trap, that says the same again and again."""
    different = len({line.text for line in kept})
    prose = [line.text for line in kept if is_prose(line)]
    return (len(kept) > MANY and different < 0.3 * len(kept)) or (
        len(prose) >= TEASERS_MIN and len(set(prose)) < 0.5 * len(prose)
    )


def _is_numbers(kept: Sequence[Line]) -> bool:
    text = "".join(line.text for line in kept)
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    return len(kept) > TEASERS_MIN and digits > DIGITS_MIN * (letters + digits)


def _is_table(kept: Sequence[Line]) -> bool:
    """Tell what is looked up, not read: most lines hold a number, and none is a sentence."""
    numbered = sum(any(map(str.isdigit, line.text)) for line in kept)
    sentences = (
        len(line.text) >= SENTENCE_MIN or (is_prose(line) and line.text.endswith((".", "؟", "!", ":"))) for line in kept
    )
    return len(kept) > TEASERS_MIN and numbered >= 0.7 * len(kept) and not any(sentences)


def _titled_elsewhere(found: Reading) -> bool:
    """Return whether the heading right above the text is a link to another page, as a teaser's is."""
    if not found.kept:
        return False
    above = [line for line in found.seen[max(0, found.first - 3) : found.first] if line.tag in HEADINGS]
    return (
        bool(above) and above[-1].index != found.top and _is_title_link(above[-1]) and fold(above[-1].text) != fold(found.title)
    )


def _following(found: Reading) -> int:
    return sum(_is_title_link(line) for line in found.seen[found.last + 1 :])


def _is_title_link(line: Line) -> bool:
    return line.link_density > 0.8 and 12 <= len(line.text) <= 200 and (line.tag in HEADINGS or len(line.text) >= 18)


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(islice(element.itertext(), 200)).split())[:4_000]
