"""What stands beside the headline: a summary, a second headline, and the name of the outlet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from archive.text.arabic import clean, fold
from archive.text.body import labels
from archive.text.body.likeness import agreement, stems_in, stems_of
from archive.text.dates.dates import mentions_date
from archive.text.origin.agencies import agency_named
from archive.text.page.blocks import Line
from archive.text.page.zones import Zone

SUMMARY_MIN = 20
OPENING = 3_000
SECOND_MIN, SECOND_MAX = 12, 200
NEAR = 3
"""Lines above and below the headline among which a second one stands."""
SAME = 0.9
NAME_MAX = 60
WORDS_MIN = 4
"""Words of a line beside the headline that is a headline too; fewer are a section's or a series' name."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>?|<$")
_ADDRESS = re.compile(r"^(?:https?:|www\.)|^[\w.-]{2,60}\.[a-z]{2,6}/?$")
_PARTS = re.compile(r"\s[|\-–—•·»«:]{1,3}\s|\s{0,3}[|•]\s{0,3}")
_EDGES = " ~|-–—:•·»«\u200f\u200e"
_CUTS = re.compile(r"[^A-Za-z0-9]+")


def summary_of(
    told: Iterable[str], slogans: Sequence[str], title: str, paragraphs: Sequence[str], names: Sequence[str]
) -> str | None:
    """Return the first description that is of this story, without markup, or None: themes give every page the outlet's own."""
    known = stems_of(title) | stems_in("\n".join(paragraphs), OPENING)
    barred = {fold(text) for text in slogans}
    outlet = stems_of(" ".join(names))
    for text in told:
        plain = " ".join(clean(_TAG.sub(" ", html.unescape(html.unescape(text)))).split())
        mine = stems_of(plain) - outlet
        is_text = len(plain) >= SUMMARY_MIN and fold(plain) not in barred and agreement(plain, (title,)) < SAME
        if is_text and (not known or len(mine & known) >= max(2, 0.2 * len(mine))):
            return plain
    return None


def second_headline(
    told: Iterable[str], seen: Sequence[Line], top: int | None, title: str, barred: Iterable[str]
) -> str | None:
    """Return another headline of the same story: as JSON-LD gives it, or a line beside the headline whose class says so.

    `barred`: texts that are none: the outlet's names, the description.
    """
    known = {fold(text)[: SECOND_MIN * 3] for text in barred}
    near = [line for line in seen[max(0, top - NEAR) : top + NEAR + 1] if line.index != top] if top is not None else []
    shown = [
        line.text
        for line in near
        if _is_kicker(line) and not mentions_date(line.text) and line.text.count(" ") >= WORDS_MIN - 1
    ]
    for text in (*told, *shown):
        plain = " ".join(clean(text).split())
        if (
            SECOND_MIN <= len(plain) <= SECOND_MAX
            and fold(plain)[: SECOND_MIN * 3] not in known
            and " " in plain
            and agreement(plain, (title,)) < SAME
        ):
            return plain
    return None


def outlet_of(given: str | None, told: Iterable[str], titles: Iterable[str], headline: str, names: Sequence[str]) -> str | None:
    """Return the outlet's name: as its source has it, else as metadata tell it, else the outermost part of the page's titles.

    `names`: those known or seen beside the headline. An address or an agency is taken only where there is no name.
    """
    if given:
        return given
    beside = {name.strip(_EDGES) for name in names}
    outer = (part for title in titles if (part := _outermost(title, headline)) in beside and part)
    proper = [name for text in (*told, *outer) if (name := _named(text))]
    return next((name for name in proper if agency_named(name) is None), next(iter((*proper, *names)), None))


def _named(text: str) -> str | None:
    """Return a text as an outlet's name, without a date before it; None for an address, a label or a date."""
    pieces = [piece.strip(_EDGES) for piece in html.unescape(text).split(",")]
    name = " ".join(clean(", ".join(piece for piece in pieces if piece and not mentions_date(piece))).split()).strip(_EDGES)
    is_name = 1 < len(name) <= NAME_MAX and not _ADDRESS.match(name) and any(map(str.isalpha, name))
    return name if is_name and not labels.is_one("home", name) else None


def _outermost(title: str, headline: str) -> str | None:
    """Return the part of a title farthest from the headline in it."""
    before, found, after = title.partition(headline) if headline else ("", "", "")
    if not found:
        return None
    parts = [part for part in _PARTS.split(after if len(after) >= len(before) else before) if part.strip(_EDGES)]
    return (parts[-1] if len(after) >= len(before) else parts[0]).strip(_EDGES) if parts else None


def _is_kicker(line: Line) -> bool:
    if line.zone not in {None, Zone.BYLINE} or line.link_density > 0.5:
        return False
    for element in (line.block, *line.block[:1], line.block.getparent()):
        if element is not None and element.tag not in {"body", "main"}:
            if "alternativeHeadline" in (element.get("itemprop") or ""):
                return True
            for name in (element.get("class") or "")[:300].split():
                words = [word for word in _CUTS.split(name.lower()) if word]
                if not labels.words("kickers").isdisjoint({*words, "".join(words), *map("".join, pairwise(words))}):
                    return True
    return False
