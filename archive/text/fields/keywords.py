"""A story's keywords: the first list that has to do with it, from metadata or from the tags that the page shows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body.likeness import stems_in, stems_of
from archive.text.origin.agencies import agency_named

KEYWORD_MAX = 80
KEYWORDS_MAX = 50
STORY_MAX = 8_000
"""Characters of a story among which its keywords are looked for."""
IN_STORY_MIN, GENERIC_MIN = 0.25, 0.3
"""Share of a list's keywords that the story must hold; more is asked of meta keywords, where outlets describe themselves."""
FEW = 4
"""Keywords below which a list is too short to be told by its words."""

_PARTS = re.compile(r"[,،;؛|\n\r]|\s[-–—/•:]\s")
_EDGES = " #\u200f\u200e\u202a\u202b\u202c\"'«»“”.:[]()"


def keywords_of(
    told: Iterable[Sequence[str]], shown: Sequence[str], story: str, title: str, outlets: Sequence[str]
) -> tuple[str, ...]:
    """Return the first list of keywords that has to do with the story.

    `told`: by metadata, a list a source, in order of trust, meta keywords last; a string may hold several. `shown`: tags on
    the page. `story`: its text. Lists that an outlet gives to every page are told by their words, which the story lacks.
    """
    stems = stems_in(f"{title}\n{story}", STORY_MAX)
    barred = {fold(name).strip() for name in (*outlets, title)}
    *trusted, own = told
    for values in (*trusted, shown):
        kept = _parted(values, barred)
        if kept and (len(kept) < FEW or sum(_is_in(word, stems) for word in kept) >= IN_STORY_MIN * len(kept)):
            return kept
    kept = _parted(own, barred)
    inside = sum(_is_in(word, stems) and agency_named(word) is None for word in kept)
    return kept if inside >= GENERIC_MIN * len(kept) else ()


def _parted(values: Iterable[str], barred: Container[str]) -> tuple[str, ...]:
    words = (" ".join(part.split()).strip(_EDGES) for value in values for part in _PARTS.split(value))
    kept = (word for word in words if 1 < len(word) <= KEYWORD_MAX and fold(word) not in barred)
    return tuple(dict.fromkeys(kept))[:KEYWORDS_MAX]


def shown_tags(body: HtmlElement) -> tuple[str, ...]:
    """Return the tags that links on the page give the story (rel="tag", https://microformats.org/wiki/rel-tag)."""
    links = (
        link for link in body.iter("a") if "tag" in (rel := (link.get("rel") or "").lower().split()) and "category" not in rel
    )
    return tuple(text for link in islice(links, KEYWORDS_MAX) if (text := " ".join(link.text_content().split())))


def _is_in(word: str, stems: frozenset[str]) -> bool:
    mine = stems_of(word)
    return bool(mine) and len(mine & stems) >= 0.5 * len(mine)
