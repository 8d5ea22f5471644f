"""A page → its lines as a reader sees them, each with what became of it and why: for people who ask why a text reads so.

Nothing is decided here. What is told is what `extract` went by: the steps of `Reading`, and what `read_origin` took off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from archive.models import Article, Rejected
from archive.text import arabic
from archive.text.body.phrases import Phrase, phrase_of
from archive.text.body.reading import Reading
from archive.text.body.steps import Step, Why
from archive.text.extract import EMPTY_RULES, Page, trace
from archive.text.origin.origin import read_origin
from archive.text.page.blocks import Line
from archive.text.page.zones import Zone
from archive.text.rules import Rules

ZONES = {
    Zone.COMMENTS: "in a place of readers' comments",
    Zone.RELATED: "in a box of other stories",
    Zone.SHARE: "among buttons to share",
    Zone.CAPTION: "in a picture's caption",
    Zone.FORM: "in a form",
    Zone.CHROME: "in a menu, header or footer",
    Zone.TAGS: "among tags",
    Zone.HIDDEN: "hidden from readers",
    Zone.BYLINE: "in the byline's place",
}
PHRASES = {
    None: "little but links",
    Phrase.COMMENTS: "a label of comments",
    Phrase.GENERIC: "a word of forms and menus",
}
TAKEN_OFF_MAX = 80
CARRIED = "the page's data or its feed carry more of the text than is shown here"
SIGNED = "a signature, a byline or a mark of the end"
CREDITED = "a credit, a dateline or a byline"


class Fate(StrEnum):
    """What became of a line. `FIELD`: it was the story's, and says who wrote it, for whom or where, not what happened."""

    KEPT = "kept"
    HEADLINE = "headline"
    FIELD = "field"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line of the page. `tag`: its block's element. `zone`: the side place it stands in, or None. `why`: "" where plain."""

    text: str
    tag: str
    zone: Zone | None
    fate: Fate
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a page reads as, and its lines in order; none where it could not be opened as a page.

    `is_carried`: the text is not that of the lines, but one that the page's data or its feed carry.
    """

    answer: Article | Rejected
    lines: tuple[Explained, ...] = ()
    is_carried: bool = False


def explain(page: Page, rules: Rules = EMPTY_RULES) -> Explanation:
    """Read `page` as `extract` does, and tell what became of each line. Never raises for what a page holds."""
    traced = trace(page, rules)
    if traced.told is None or traced.found is None:
        return Explanation(answer=traced.answer)
    found = traced.found
    gone = _gone(found)
    said = _said(found, read_origin(found, traced.told, page.url).paragraphs)
    lines = tuple(_explained(line, found, gone, said) for line in found.seen)
    return Explanation(answer=traced.answer, lines=lines, is_carried=_is_carried(found))


def _is_carried(found: Reading) -> bool:
    return bool(found.paragraphs) and not found.kept


def _explained(line: Line, found: Reading, gone: dict[int, str], said: dict[int, tuple[Fate, str]]) -> Explained:
    if line.index in said:
        fate, why = said[line.index]
    elif line.index == found.top:
        fate, why = Fate.HEADLINE, "the headline"
    else:
        fate, why = Fate.DROPPED, gone.get(line.index, CARRIED)
    return Explained(text=line.text, tag=line.tag, zone=line.zone, fate=fate, why=why)


def _gone(found: Reading) -> dict[int, str]:
    """Return why each line went that did, by its index."""
    inside = _indexes(found.steps[0])
    gone = {line.index: _why_outside(line, found) for line in found.seen if line.index not in inside}
    for before, after in pairwise(found.steps):
        left = _indexes(after)
        gone |= {line.index: _why(line, after) for line in before.lines if line.index not in left}
    last = _indexes(found.steps[-1])
    return {index: why for index, why in gone.items() if index not in last}


def _indexes(step: Step) -> set[int]:
    return {line.index for line in step.lines}


def _why_outside(line: Line, found: Reading) -> str:
    if line.zone is not None:
        return ZONES[line.zone]
    if found.place is None:
        return "no story was found"
    if line.index > found.place.last:
        return "after the story's end"
    if found.top is not None and line.index < found.top:
        return "before the headline"
    return "before the story begins"


def _why(line: Line, step: Step) -> str:
    """Return why a step took the line away, with the particulars that its evidence gives."""
    if step.why is Why.ZONE and line.zone is not None:
        return ZONES[line.zone]
    return PHRASES.get(phrase_of(line.text), step.why) if step.why is Why.FURNITURE else step.why


def _said(found: Reading, paragraphs: Sequence[str]) -> dict[int, tuple[Fate, str]]:
    """Return what became of each line that was kept: paragraph, paragraph but for a credit at its ends, or a field."""
    cut = [text for text in paragraphs if text not in set(found.paragraphs)]
    back = _put_back(found)
    said = {}
    for line in found.kept:
        text = arabic.clean(line.text)
        rest = max((one for one in cut if one in text), key=len, default=None)
        if text in paragraphs:
            said[line.index] = (Fate.KEPT, "the page carries it a second time" if line.index in back else "")
        elif text not in found.paragraphs:
            said[line.index] = (Fate.FIELD, SIGNED)
        elif rest is None:
            said[line.index] = (Fate.FIELD, CREDITED)
        else:
            said[line.index] = (Fate.KEPT, _without(text, rest))
    return said


def _put_back(found: Reading) -> set[int]:
    """Return the lines that one step took away and a later one gave back."""
    before, last = found.steps[-2:]
    return _indexes(last) - _indexes(before)


def _without(text: str, rest: str) -> str:
    taken = " … ".join(part for piece in text.split(rest, 1) if (part := piece.strip()))
    return f"without its credit or dateline: {taken[:TAKEN_OFF_MAX]}"
