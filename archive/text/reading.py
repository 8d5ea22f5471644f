"""A tree → what was found on it: the headline, the lines a reader sees, and those that are the story's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.text import arabic, blocks, byline, embedded, headline, lines, opinion, rules, signature, story, verdict
from archive.text.metadata import Metadata

SPARED_MAX = 3
ENDS_LOOKED_AT = 4
ITEMS = frozenset(("li", "dd", "dt", "tr", "td"))
BESIDE = 6
"""Lines above a story without a headline where its date and byline may stand."""

_BREAK = re.compile(r"<br\s?/?>|</p>|</div>|\r?\n")
_ELEMENT = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found. `shown`: the headline's element; `top`: its line's index; `place`: None when no story was found.

    `names`: the outlet's, those beside the headline in titles among them. `inside`: all lines of the story's place; `kept`:
    those that are the story's; `paragraphs`: their text, or the body that metadata carry where the page itself shows none.
    """

    title: str
    shown: HtmlElement | None
    names: tuple[str, ...]
    seen: tuple[blocks.Line, ...]
    top: int | None
    place: story.Place | None
    inside: tuple[blocks.Line, ...]
    kept: tuple[blocks.Line, ...]
    paragraphs: tuple[str, ...]

    @property
    def first(self) -> int:
        """Return the index of the story's first line; right below the headline when it stands in metadata alone."""
        if self.kept:
            return self.kept[0].index
        return self.place.first if self.place else (self.top or 0) + 1

    @property
    def last(self) -> int:
        """Return the index of the story's last line."""
        return self.place.last if self.place else self.first

    @property
    def start(self) -> int:
        """Return the index from which dates and bylines are looked for: the headline's, or a little above the story."""
        return self.top if self.top is not None else max(0, self.first - BESIDE)


def read_story(body: HtmlElement, told: Metadata, names: Sequence[str], given: rules.Rules) -> Reading:
    """Find the story in `body`. `names`: the outlet's, cut from titles. `given`: the source's rules, applied first."""
    rules.remove(body, given)
    chosen = rules.select(body, given, "headline")
    titles = [headline.strip_outlet(title, names) for title in told.titles]
    shown = chosen if chosen is not None else headline.headline_element(body, titles)
    container = rules.select(body, given, "article_body")
    seen = _lines(body, [element for element in (shown, container) if element is not None])
    if shown is None and headline.is_silent(titles):
        shown = headline.headline_by_look(seen, story.find(seen, None))
    top = _index_of(shown, seen)
    place = story.find(seen, top) if container is None else story.place_of(container, seen)
    title = headline.choose_headline(shown, told.titles, names) or ""
    inside = _until_trailer(seen[place.first : place.last + 1], given) if place else ()
    kept = _agreed(lines.keep_lines(inside, title), place)
    names = (*names, *headline.outlets_told(told.titles, title))
    return Reading(
        title=title,
        shown=shown,
        names=names,
        seen=seen,
        top=top,
        place=place,
        inside=inside,
        kept=kept,
        paragraphs=_paragraphs(kept, told, names),
    )


def _lines(body: HtmlElement, believed: Iterable[HtmlElement]) -> tuple[blocks.Line, ...]:
    """Read the page's lines; where a class name alone hid most of its prose, read again without believing that name."""
    spared = {parent for element in believed for parent in (element, *element.iterancestors())}
    for _ in range(SPARED_MAX):
        seen = blocks.read_lines(body, spared)
        holder = story.wrongly_hidden(seen)
        if holder is None:
            break
        spared |= {holder}
    return seen


def _until_trailer(inside: tuple[blocks.Line, ...], given: rules.Rules) -> tuple[blocks.Line, ...]:
    end = next((index for index, line in enumerate(inside) if rules.is_trailer(line.text, given)), len(inside))
    return inside[:end]


def _agreed(kept: tuple[blocks.Line, ...], place: story.Place | None) -> tuple[blocks.Line, ...]:
    """Ask for a second opinion on the lines in doubt; those that it leaves out too are not the story's."""
    doubted = lines.doubtful_lines(kept)
    if not doubted or place is None:
        return kept
    agreed = opinion.second_opinion(place.container)
    if not agreed:
        return kept
    return tuple(line for line in kept if line.index not in doubted or opinion.key_of(line.text) in agreed)


def _paragraphs(kept: Sequence[blocks.Line], told: Metadata, names: Sequence[str]) -> tuple[str, ...]:
    own = [text for line in _unsigned(kept, names) if (text := arabic.clean(line.text)) and not byline.is_byline(text)]
    if sum(map(len, own)) < verdict.STORY_MIN:
        own = _carried(told) or own
    return tuple(own)


def _carried(told: Metadata) -> list[str]:
    """Return the paragraphs of the body that metadata or the page's data carry; none where that is no story either."""
    body = told.body or (embedded.body_in(told.data, told.titles) if told.data else None)
    if not body or len(body) <= verdict.STORY_MIN:
        return []
    return arabic.clean(html.unescape(_ELEMENT.sub("", _BREAK.sub("\n", body)))).splitlines()


def _unsigned(kept: Sequence[blocks.Line], names: Sequence[str]) -> Sequence[blocks.Line]:
    """Take a signature off both ends, and editors' marks off the last; names in a row are a list, and the story's."""
    end = len(kept)
    while end > 1 and end > len(kept) - ENDS_LOOKED_AT and signature.is_mark(kept[end - 1].text):
        end -= 1
    rest = kept[:end]
    if len(rest) > 1 and _signs(rest[-1], names) and not _signs(rest[-2], names):
        rest = rest[:-1]
    return rest[1:] if len(rest) > 1 and _signs(rest[0], names) and not _signs(rest[1], names) else rest


def _signs(line: blocks.Line, names: Sequence[str]) -> bool:
    return line.tag not in ITEMS and signature.read_signature(line.text, names) is not None


def _index_of(shown: HtmlElement | None, seen: Sequence[blocks.Line]) -> int | None:
    """Return the index of the headline's line: in its element, or in the block that its element is a part of."""
    if shown is None:
        return None
    parents = {shown, *shown.iterancestors()}
    within = (line.index for line in seen if line.block is shown or shown in line.block.iterancestors())
    around = (line.index for line in seen if line.block in parents and line.text in shown.text_content())
    return next(within, next(around, None))
