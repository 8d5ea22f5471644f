"""A tree → what was found on it: the headline, the lines a reader sees, and those that are the story's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from lxml.html import HtmlElement

from archive.text import arabic, rules
from archive.text.body import bodies, carried, lines, opinion, story
from archive.text.body.appeared import without_appeared
from archive.text.body.carried import Carried
from archive.text.body.steps import Step, Why
from archive.text.fields import headline, look
from archive.text.fields.metadata import Metadata
from archive.text.origin import byline, credit, signature
from archive.text.page import blocks
from archive.text.verdict import walls

SPARED_MAX = 3
ENDS_LOOKED_AT = 4
ITEMS = frozenset(("li", "dd", "dt", "tr", "td"))
PART_MAX = 2_000
"""Characters of a story from which it is taken for whole, whatever else the page carries."""
BESIDE = 6
"""Lines above a story without a headline where its date and byline may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found. `shown`: the headline's element; `top`: its line's index; `place`: None when no story was found.

    `names`: the outlet's, those beside the headline in titles among them. `inside`: all lines of the story's place; `kept`:
    those that are the story's; `paragraphs`: their text, or the body that metadata carry where the page itself shows none.
    `steps`: how it was come to, from the place to what was kept there.
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
    steps: tuple[Step, ...] = ()

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


def read_story(
    body: HtmlElement, told: Metadata, names: Sequence[str], given: rules.Rules, claimed: str | None = None
) -> Reading:
    """Find the story in `body`. `names`: the outlet's, cut from titles. `given`: the source's rules, applied first.

    `claimed`: the story's text as a feed carries it.
    """
    rules.remove(body, given)
    chosen = rules.select(body, given, "headline")
    titles = [headline.strip_outlet(title, names) for title in told.titles]
    shown = chosen if chosen is not None else headline.headline_element(body, titles, told.base)
    container = rules.select(body, given, "article_body")
    believed = [element for element in (shown, container) if element is not None]
    read_twice = (carried.read_carried(text) for text in (told.body, claimed))
    second = [one for one in read_twice if one and carried.are_about(one.paragraphs, titles)]
    seen = _lines(body, believed, second)
    if shown is None:
        shown = look.headline_by_look(seen, story.find(seen, None), titles)
    top = _index_of(shown, seen)
    held = carried.held_lines(second, seen)
    place = story.find(seen, top, held) if container is None else story.place_of(container, seen)
    title = headline.choose_headline(shown, told.titles, names) or ""
    title = headline.without_label(title, (*told.sections, *told.trails[0], *_above(seen, top)))
    around = seen[place.first : place.last + 1] if place else ()
    inside = _until_trailer(around, given)
    sifted = tuple(lines.sift_lines(inside, title))
    agreed = _agreed(tuple(sifted[-1].lines), place)
    kept = _confirmed(agreed, inside, held, second)
    names = (*names, *headline.outlets_told(told.titles, title))
    own = _paragraphs(kept, names)
    fuller = _fuller(own, second, told, seen)
    return Reading(
        title=title,
        shown=shown,
        names=names,
        seen=seen,
        top=top,
        place=place,
        inside=() if fuller else inside,
        kept=() if fuller else kept,
        paragraphs=fuller or own,
        steps=(
            Step(why=Why.OUTSIDE, lines=around),
            Step(why=Why.RULE, lines=inside),
            *sifted,
            Step(why=Why.OPINION, lines=agreed),
            Step(why=Why.ENDED, lines=kept),
        ),
    )


def _lines(body: HtmlElement, believed: Iterable[HtmlElement], second: Sequence[Carried]) -> tuple[blocks.Line, ...]:
    """Read the page's lines; where a class name alone hid most of its prose, read again without believing that name."""
    spared = {parent for element in believed for parent in (element, *element.iterancestors())}
    for _ in range(SPARED_MAX):
        seen = blocks.read_lines(body, spared)
        holders = {holder} if (holder := story.wrongly_hidden(seen)) is not None else carried.wrongly_shut(second, seen)
        if holders <= spared:
            break
        spared |= holders
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


def _confirmed(
    kept: tuple[blocks.Line, ...], inside: Sequence[blocks.Line], held: frozenset[int], second: Sequence[Carried]
) -> tuple[blocks.Line, ...]:
    """Put back the paragraphs that the page carries twice; drop what trails below the last, where that text is whole."""
    if not held:
        return kept
    own = {line.index for line in kept} | {line.index for line in inside if line.index in held and carried.is_text(line)}
    ends = [line.index for line in inside if line.index in held and any(one.ends_with(line.text) for one in second)]
    last = max(ends, default=None)
    sizes = {line.index: len(line.text) for line in inside if line.index in own}
    is_whole = sum(size for index, size in sizes.items() if index in held) >= carried.WHOLE * sum(sizes.values())
    if last is not None and is_whole and last >= max(own & held, default=last):
        own = {index for index in own if index <= last} | {line.index for line in kept if credit.read_credit(line.text)}
    return tuple(line for line in inside if line.index in own)


def _paragraphs(kept: Sequence[blocks.Line], names: Sequence[str]) -> tuple[str, ...]:
    own = [text for line in _unsigned(kept, names) if (text := arabic.clean(line.text)) and not byline.is_byline(text)]
    return (*own[:-1], *filter(None, map(without_appeared, own[-1:])))


def _fuller(
    own: tuple[str, ...], second: Sequence[Carried], told: Metadata, seen: Sequence[blocks.Line]
) -> tuple[str, ...] | None:
    """Return the body that the page or its feed carries, where the page shows none, or a part of it; else None.

    A page that asks for a subscription shows what it gives.
    """
    size = sum(map(len, own))
    if size >= PART_MAX:
        return None
    data = carried.read_carried(bodies.body_in(told.data, told.titles)) if told.data else None
    others = [one for one in (*second, data) if one is not None and sum(map(len, one.paragraphs)) >= story.STORY_MIN]
    best = max(filter(partial(_is_fuller, own=own, titles=told.titles), others), key=lambda one: len(one.letters), default=None)
    if best is None or (size >= story.STORY_MIN and walls.asks_to_subscribe(seen)):
        return None
    return best.paragraphs


def _is_fuller(one: Carried, *, own: tuple[str, ...], titles: Sequence[str]) -> bool:
    """Return whether `one` holds what the page shows and more, or is the story where what the page shows is not."""
    if carried.is_fuller(one, own):
        return True
    is_other = sum(map(len, own)) < story.STORY_MIN or not carried.are_about(own, titles)
    return is_other and carried.are_about(one.paragraphs, titles)


def _unsigned(kept: Sequence[blocks.Line], names: Sequence[str]) -> Sequence[blocks.Line]:
    """Take a signature off both ends, and editors' marks off the last; names in a row are a list, and the story's."""
    end = _said_end(kept)
    while end > 1 and end > len(kept) - ENDS_LOOKED_AT and signature.is_mark(kept[end - 1].text):
        end -= 1
    rest = kept[:end]
    if len(rest) > 1 and _signs(rest[-1], names) and not _signs(rest[-2], names):
        rest = rest[:-1]
    return rest[1:] if len(rest) > 1 and _signs(rest[0], names) and not _signs(rest[1], names) else rest


def _said_end(kept: Sequence[blocks.Line]) -> int:
    """Return where a line near the end says that the text ended («// انتهى //»), where no prose follows; else its length."""
    low = max(1, len(kept) - ENDS_LOOKED_AT)
    ends = (index for index in range(low, len(kept)) if signature.is_end(kept[index].text))
    return next((index for index in ends if not any(map(story.is_prose, kept[index:]))), len(kept))


def _signs(line: blocks.Line, names: Sequence[str]) -> bool:
    return line.tag not in ITEMS and signature.read_signature(line.text, names) is not None


def _above(seen: Sequence[blocks.Line], top: int | None) -> list[str]:
    return [line.text for line in seen[max(0, (top or 0) - SPARED_MAX) : top or 0]]


def _index_of(shown: HtmlElement | None, seen: Sequence[blocks.Line]) -> int | None:
    """Return the index of the headline's line: in its element, or in the block that its element is a part of."""
    if shown is None:
        return None
    parents = {shown, *shown.iterancestors()}
    within = (line.index for line in seen if line.block is shown or shown in line.block.iterancestors())
    around = (line.index for line in seen if line.block in parents and line.text in shown.text_content())
    return next(within, next(around, None))
