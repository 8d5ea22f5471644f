"""Where the story stands among a page's lines: what it may be made of, where it begins, and where it ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml.html import HtmlElement

from archive.text.body.container import best_container, goes_on_in_list, grown
from archive.text.body.phrases import Phrase, phrase_of
from archive.text.body.teasers import teaser_lines
from archive.text.dates.dates import mentions_date
from archive.text.page.blocks import HEADINGS, Line
from archive.text.page.zones import Zone
from archive.text.verdict import walls

PROSE_MIN = 40
STORY_MIN = 140
"""Characters of a text that is a story by its length alone; shorter ones are flashes, or none."""
LEAD_MIN = 80
"""Characters of a lead paragraph in a box of its own; what is shorter there is a second headline."""
LINKED = 0.5
HIDDEN_MIN = 200
SCORED_MAX = 4_000
"""Lines scored; a page with more is a trap, and its story is not at its end."""

FLASH_MIN = 15
FLASH_BELOW = 12
"""Characters of a flash's line, and lines below the headline among which it stands."""

_CONSENT = re.compile("خصوصي|كوكيز|الارتباط|cookies|privacy|توافق", re.IGNORECASE)
"""Words without which no line asks for consent: most pages are spared the looking."""

SENTENCE_ENDS = (".", "؟", "!", "۔")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the story stands: its container, and the first and last index of its lines on the page."""

    container: HtmlElement
    first: int
    last: int


def find(lines: Sequence[Line], headline: int | None, held: frozenset[int] = frozenset()) -> Place | None:
    """Return the place of the story among `lines`, or None when the page holds no prose.

    `headline`: the index of the line that is the headline, where one is known. `held`: the indexes of lines that the page,
    or its feed, carries a second time as the story's.
    """
    end = _next_headline(lines, headline)
    prose = _candidates(lines[:end], headline, held)
    if not prose:
        return None
    container = grown(best_container(_above_comments(prose, lines), headline, held), prose)
    inside = [line for line in prose if _within(line.block, container)]
    if not inside:
        return None
    first = _start(lines, container, headline, inside[0].index)
    last = _end(lines[:end], container, inside[-1].index)
    return _stretched(Place(container=container, first=first, last=last), prose, held)


def place_of(container: HtmlElement, lines: Sequence[Line]) -> Place | None:
    """Return the place of a container that is known; None when it holds no line."""
    inside = [line.index for line in lines if _within(line.block, container)]
    return Place(container=container, first=inside[0], last=inside[-1]) if inside else None


def is_prose(line: Line) -> bool:
    """Return whether a line reads as running text: long enough, few links; a heading only where it is a whole sentence."""
    if len(line.text) < PROSE_MIN or line.link_density >= 0.4:
        return False
    return line.tag not in HEADINGS or (len(line.text) >= LEAD_MIN and line.text.endswith(SENTENCE_ENDS))


def _candidates(lines: Sequence[Line], headline: int | None, held: frozenset[int]) -> Sequence[Line]:
    """Return the lines the story may be made of: prose outside the boxes of other stories, or a flash, or any prose."""
    open_lines = (line for line in lines if line.index != headline and (line.zone is None or line.index in held))
    prose = _without_consent([line for line in open_lines if is_prose(line)][:SCORED_MAX])
    others = teaser_lines(lines)
    own = [line for line in prose if line.index not in others or line.index in held]
    if sum(len(line.text) for line in own) >= STORY_MIN:
        return own
    return [*_flash(lines, headline, others), *own] or prose


def _without_consent(prose: Sequence[Line]) -> list[Line]:
    """Drop the text of a question about cookies and data, which may be all that stands in the open of a page that is closed."""
    asking = {line.block.getparent() for line in prose if _CONSENT.search(line.text) and walls.saying("consent", (line.text,))}
    return [line for line in prose if line.block.getparent() not in asking]


def _flash(lines: Sequence[Line], headline: int | None, others: frozenset[int]) -> Iterable[Line]:
    """Yield the short lines right below the headline, up to the first that is prose: a flash is a line or two."""
    if headline is None:
        return
    for line in lines[headline + 1 : headline + 1 + FLASH_BELOW]:
        if is_prose(line) or line.index in others:
            return
        if line.zone is None and line.link_density < 0.3 and len(line.text) >= FLASH_MIN and not _is_label(line):
            yield line


def _is_label(line: Line) -> bool:
    return line.text.endswith(":") or mentions_date(line.text) or phrase_of(line.text) is not None


def _above_comments(prose: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """Return the prose above the heading of a comment section, if that is a story's: readers may say more than it does."""
    chars = 0
    for before, line in pairwise(prose):
        chars += len(before.text)
        between = lines[before.index + 1 : line.index]
        if chars >= STORY_MIN and any(phrase_of(one.text) is Phrase.COMMENTS for one in between if one.zone is None):
            return [one for one in prose if one.index <= before.index]
    return prose


def _next_headline(lines: Sequence[Line], headline: int | None) -> int | None:
    """Return the index of the headline of another story below this one, on pages that load one story after another."""
    if headline is None:
        return None
    top = lines[headline]
    own = _article_of(top)
    has_begun = is_own = False
    for line in lines[headline + 1 :]:
        if line.zone is None and is_prose(line):
            has_begun = True
            is_own |= own is not None and _within(line.block, own)
        if not has_begun or line.zone is not None or line.tag not in HEADINGS or line.text == top.text:
            continue
        if _are_headlines(top, line) or (is_own and own is not None and _is_in_another(line, own)):
            return line.index
    return None


def _article_of(line: Line) -> HtmlElement | None:
    return next(line.block.iterancestors("article"), None)


def _is_in_another(line: Line, own: HtmlElement) -> bool:
    """Return whether the line stands in an `article` that is neither the story's own nor a part of it."""
    other = _article_of(line)
    return other is not None and not _within(other, own)


def _are_headlines(top: Line, line: Line) -> bool:
    """Tell a headline by its being made as the page's own is: an h1, or a heading of the same class."""
    if line.tag != top.tag or line.tag not in HEADINGS:
        return False
    names = line.block.get("class")
    return line.tag == "h1" or (bool(names) and names == top.block.get("class"))


def _stretched(place: Place, prose: Sequence[Line], held: frozenset[int]) -> Place:
    """Reach out to lines that are known for the story's and lie outside its container, as where markup was closed too early."""
    known = {line.text for line in prose if place.first <= line.index <= place.last}
    beyond = [line.index for line in prose if line.index in held and line.text not in known]
    return replace(place, first=min([place.first, *beyond]), last=max([place.last, *beyond]))


def _within(element: HtmlElement, container: HtmlElement) -> bool:
    return element is container or any(parent is container for parent in element.iterancestors())


def _end(lines: Sequence[Line], container: HtmlElement, last: int) -> int:
    """Return where the story ends: after its last paragraph, the short lines below it, up to the first link."""
    for line in lines[last + 1 :]:
        if line.zone is None and line.link_density > LINKED:
            break
        if not (_within(line.block, container) or goes_on_in_list(line, container) or _goes_on_below(line, container)):
            break
        last = line.index
    return last


def _goes_on_below(line: Line, container: HtmlElement) -> bool:
    """Return whether a plain paragraph stands right below a container that was closed too early."""
    is_plain = line.tag == "p" and not line.block.attrib and line.block.getparent() is container.getparent()
    return is_plain and line.zone is None and _is_lead(line) and phrase_of(line.text) is None


def _start(lines: Sequence[Line], container: HtmlElement, headline: int | None, first: int) -> int:
    """Return where the story begins: below the headline, where a lead may stand in a box of its own before the container."""
    start = next((line.index for line in lines if _within(line.block, container)), first)
    if headline is None or headline >= first:
        return start
    if headline >= start:
        return headline + 1
    leads = (line.index for line in lines[headline + 1 : start] if _is_lead(line))
    return next(leads, start)


def _is_lead(line: Line) -> bool:
    """Tell a lead from a second headline, which is no sentence, and from points in brief, which are items of a list."""
    is_open = line.zone is None and line.tag != "li"
    return is_open and is_prose(line) and len(line.text) >= LEAD_MIN and line.text.endswith(SENTENCE_ENDS)


def wrongly_hidden(lines: Sequence[Line]) -> HtmlElement | None:
    """Return the element whose name hides most of the page's prose while little stands in the open; else None."""
    held: dict[HtmlElement, int] = defaultdict(int)
    for line in lines:
        if line.holder is not None and line.zone is not Zone.HIDDEN and is_prose(line):
            held[line.holder] += len(line.text)
    if not held:
        return None
    most = max(held, key=lambda holder: held[holder])
    in_the_open = sum(len(line.text) for line in lines if line.zone is None and is_prose(line))
    return most if held[most] > HIDDEN_MIN and held[most] > 3 * in_the_open else None
