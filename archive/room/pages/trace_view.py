"""What the page of a trace shows, gathered: the stories of an article, and of each who printed it and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.catalog.answers import Found
from archive.catalog.ids import article_id
from archive.catalog.tracing.answers import Printing, Shown, Story
from archive.catalog.tracing.entry import WITHIN
from archive.room.pages.trace_beside import Pair, pair_of
from archive.room.pages.trace_drawing import Timeline, draw
from archive.room.pages.trace_lags import Lag, lag_of
from archive.room.pages.versions_view import Compared, compare_versions
from archive.room.room import Room
from archive.text.changes.changes import Change
from archive.text.printings.crediting import CreditFate
from archive.text.printings.editing import Passage

STORIES_SHOWN = 3
PRINTINGS_SHOWN = 40
"""Printings of a story that a page tells, each compared word for word with the origin: a third of a second for all."""

DOUBTED_BELOW = 0.8
"""Likelihood below which it is said that a printing may be none."""

ALTERED_SHOWN, PASSAGES_SHOWN, OTHERS_SHOWN = 8, 6, 12
LETTERS_MAX = 600
"""Letters of a passage or an alteration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Another:
    """Another story that has to do with a printing."""

    id: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A printing as it is shown. `outlet`: as readers call it. `is_asked`: whether it is the article that was asked for.

    `is_doubted`: whether it may be no printing at all. `altered`, `cut`, `added`: the first of them, long ones shortened; the
    numbers of the others in `more_…`. `others`: stories whose text is in it, too.
    """

    printing: Printing
    anchor: str
    outlet: str
    lag: Lag
    is_asked: bool
    is_doubted: bool
    altered: tuple[Change, ...]
    more_altered: int
    cut: tuple[Passage, ...]
    added: tuple[Passage, ...]
    others: tuple[Another, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTold:
    """One story. `credits`: of the printings shown, how many did what with the agency's name. `more`: printings not shown.

    `outlet`: who shows the origin, `agency`: whose text it is, as readers call them; None where nobody knows.
    `timeline`: None where nobody else printed it.
    """

    story: Story
    outlet: str
    agency: str | None
    is_asked: bool
    credits: Mapping[CreditFate, int]
    printings: tuple[Told, ...]
    more: int
    timeline: Timeline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """The stories of the article `id`. `more`: stories not shown. `days`: how many before and after it others were looked at.

    `is_whole`: whether all of the archive is traced.
    """

    id: str
    url: str
    headline: str
    stories: tuple[StoryTold, ...]
    more: int
    days: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideView:
    """The origin of a story, which `outlet` shows, and one printing of it compared. `is_side`: in two columns."""

    pair: Pair
    outlet: str
    one: Told
    compared: Compared
    is_side: bool


def trace_view(room: Room, found: Found) -> TraceView:
    """Return what is shown of an article that has a text."""
    stories = room.catalog.stories(found.url, room.agencies, PRINTINGS_SHOWN)
    return TraceView(
        id=found.id,
        url=found.url,
        headline=found.versions[-1].article.headline,
        stories=tuple(story_told(room, story, found.id) for story in stories[:STORIES_SHOWN]),
        more=max(0, len(stories) - STORIES_SHOWN),
        days=WITHIN.days,
        is_whole=room.catalog.is_trace_whole(),
    )


def beside_view(room: Room, found: Found, other: str, *, is_side: bool) -> BesideView | None:
    """Return what is shown of the origin and a printing; None where `other` is neither of a story of the article."""
    stories = room.catalog.stories(found.url, room.agencies)
    pair = pair_of(room.catalog, stories, found.id, other)
    if pair is None:
        return None
    others = _others(room, pair.story)
    return BesideView(
        pair=pair,
        outlet=outlet_of(room, pair.story.origin),
        one=_told(room, pair.story, pair.printing, others, found.id),
        compared=compare_versions(pair.origin, pair.printed),
        is_side=is_side,
    )


def story_told(room: Room, story: Story, asked: str) -> StoryTold:
    """Return what is shown of a story. `asked`: the id of the article that was asked for."""
    others = _others(room, story)
    printings = tuple(_told(room, story, printing, others, asked) for printing in story.printings)
    lags, leftwards = [one.lag for one in printings], room.language.direction == "rtl"
    outlet = outlet_of(room, story.origin)
    return StoryTold(
        story=story,
        outlet=outlet,
        agency=outlet if story.origin.source in room.agencies else story.agency,
        is_asked=story.origin.id == asked,
        credits=Counter(printing.credit for printing in story.printings),
        printings=printings,
        more=story.outlets - len(printings),
        timeline=draw(lags, leftwards=leftwards) if lags else None,
    )


def outlet_of(room: Room, text: Shown) -> str:
    """Return what readers call who shows a text."""
    return room.titled(text.source) if text.source in room.outlets and text.source else text.outlet


def _told(room: Room, story: Story, printing: Printing, others: Mapping[str, str], asked: str) -> Told:
    done = printing.editing
    return Told(
        printing=printing,
        anchor=f"p-{story.id[:12]}-{printing.text.id[:12]}",
        outlet=outlet_of(room, printing.text),
        lag=lag_of(story.origin, printing.text),
        is_asked=asked in {printing.text.id, *map(article_id, printing.also)},
        is_doubted=printing.verdict.likelihood < DOUBTED_BELOW,
        altered=done.altered[:ALTERED_SHOWN],
        more_altered=max(0, len(done.altered) - ALTERED_SHOWN),
        cut=done.cut[:PASSAGES_SHOWN],
        added=done.added[:PASSAGES_SHOWN],
        others=tuple(Another(id=each, headline=others[each]) for each in printing.stories if each in others),
    )


def _others(room: Room, story: Story) -> Mapping[str, str]:
    """Return the headlines of other stories that are in its printings, by id."""
    ids = sorted({each for printing in story.printings for each in printing.stories})[:OTHERS_SHOWN]
    found = (room.catalog.find(each) for each in ids)
    return {one.id: one.versions[-1].article.headline for one in found if one and one.versions}
