"""Which of a page's anchors lead to stories: each is judged by itself, then by those whose address is of the same kind.

By itself: the shape of its address (a number, a date, a long slug), where it stands (a heading or an article, not the
navigation) and how much it says (a headline has more words than a section's name). By its kind: where half of the addresses
"/news/#" look like stories, a short headline among them is a story too; where few of "/#" do, a menu's long label is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from spiders.shapes import family, is_no_story, leaf_words, section_of, shape

STORY_SCORE = 3
KIND_MIN = 3
"""Addresses of one kind that say something of each other."""
MANY, FEW = 0.5, 0.25
SUPPORT, DOUBT = 3, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """All that a page says of one address. `title`: the longest text. `place`: the best, 1 among stories, -2 in a menu.

    `date`: beside it, or None.
    """

    url: str
    title: str
    place: int
    date: datetime | None = None


def scores(anchors: Sequence[Anchor]) -> list[int]:
    """Return for each anchor of a page how likely it leads to a story: STORY_SCORE or more for one that does."""
    sections = frozenset(urlsplit(anchor.url).path.rstrip("/") for anchor in anchors) - {""}
    kinds: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if not is_no_story(anchor.url):
            kinds[family(anchor.url, sections)].append(anchor)
    support = {kind: _support(members, sections) for kind, members in kinds.items()}
    return [_together(anchor, sections, support.get(family(anchor.url, sections), 0)) for anchor in anchors]


def _support(members: Sequence[Anchor], sections: frozenset[str]) -> int:
    if len(members) < KIND_MIN:
        return 0
    share = sum(_alone(anchor, sections) >= STORY_SCORE for anchor in members) / len(members)
    return SUPPORT if share >= MANY else DOUBT if share <= FEW else 0


def _together(anchor: Anchor, sections: frozenset[str], support: int) -> int:
    short = min(_wordiness(anchor.title), 0) if support > 0 else 0  # among headlines a short one is a headline
    return _alone(anchor, sections) - short + support


def _alone(anchor: Anchor, sections: frozenset[str]) -> int:
    """Return how much an anchor looks like a story's by itself; below a section that the page leads to, a slug is a story's."""
    below = 2 if section_of(anchor.url) in sections and len(leaf_words(anchor.url)) >= 2 else 0
    return shape(anchor.url) + below + anchor.place + _wordiness(anchor.title)


def _wordiness(title: str) -> int:
    words = len(title.split())
    return 2 if words >= 5 else 1 if words >= 3 else 0 if not words else -1
