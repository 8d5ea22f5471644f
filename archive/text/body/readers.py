"""Readers' comments below a story: told by a heading and a form, by names with dates, or by rows of one shape."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from archive.text.arabic import fold
from archive.text.body.home import Home
from archive.text.body.phrases import Phrase, phrase_of, shape
from archive.text.body.story import is_prose
from archive.text.dates.dates import mentions_date
from archive.text.page.blocks import HEADINGS, Line
from archive.text.verdict import walls

NEAR = 14
"""Lines below a comment heading among which a form or a policy confirms it."""
BESIDE = 2
"""Lines below a heading with a paragraph under it among which a form must stand, to make it a comment section's."""
LABEL_MAX = 40
WALL_MAX = 80
DATED_MAX = 130
NAME_MAX = 40
NAME_WORDS = 4
SAID_MIN = 25
"""Characters of the shortest comment that counts as one."""
ROW_DEPTH = 4
BEFORE_MIN = 2
"""Paragraphs of a story before comments can begin."""

_NAME_BEFORE = re.compile(r"^[^\d|:،.]{3,40}?(?=[\s|،,-]{0,3}\d)")
_ABOUT_DATES = re.compile(
    r"نشر|تحديث|تاريخ|بتاريخ|الساعه|(?:^|\s)(?:ال)?(?:سبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|يوم|منذ|قبل|في)(?:\s|$)"
)
_PUBLISHED = re.compile(r"(?:تم |تاريخ )?(?:ال)?(?:نشر|اخر تحديث|تحديث|حرر|كتب)\b")
_SAYS = re.compile(r"\s{0,3}(?:يقول|تقول|says)?\s?:?$|\s{0,3}(?:منذ|قبل) [^:،.]{1,20}$|منذ [^:،.]{1,20}$")
_NAME = re.compile(r"(?:\d{1,3}[\s.)#-]{0,3})?[^\W\d_][^\d:،.؟!«»()|]{1,40}")
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”", "،")
_LISTS = frozenset(("ul", "ol", "table", "tbody"))

Row = tuple[int, HtmlElement]


def before_readers(own: list[Line]) -> list[Line]:
    """Cut where readers begin to speak: a name with the moment of writing, or rows of names with what each said."""
    starts = [_first_dated(own), _first_row(own)]
    return own[: min((start for start in starts if start is not None), default=len(own))]


def before_comments(own: list[Line], home: Home) -> list[Line]:
    """Cut at the heading of a comment section, where what follows agrees that it is one, and at a wall."""
    prose = [index for index, line in enumerate(own) if is_prose(line) and home.has(line)]
    for index, line in enumerate(own):
        if not prose or index <= prose[0]:
            continue
        if _is_wall(line, own[index - 1]) and all(walls.is_offer(own[one].text) for one in prose if one > index):
            return own[:index]
        if phrase_of(line.text) is Phrase.COMMENTS and _comments_follow(own, index, prose[-1]):
            return own[:index]
    return own


def is_dated(line: Line) -> bool:
    """Tell the line of a date, a clock or a count of readers from a sentence that names a day."""
    return len(line.text) < DATED_MAX and not line.text.endswith(_ENDS) and mentions_date(line.text)


def heads_paragraph(own: Sequence[Line], index: int) -> bool:
    """Return whether a line is a heading with a paragraph of its own right below and beside it."""
    return own[index].tag in HEADINGS and any(
        is_prose(line) and line.block.getparent() is own[index].block.getparent() for line in own[index + 1 : index + 2]
    )


def tells_publication(line: Line) -> bool:
    """Tell a line of when and where a story was printed («نشر في … يوم …») from one of a day in it."""
    return is_dated(line) and _PUBLISHED.match(fold(line.text)) is not None


def _first_dated(own: Sequence[Line]) -> int | None:
    """Return the index of the first line that is a reader's name and the moment of writing; of two, where boxes do not tell."""
    alternating: list[int] = []
    for index, around in _below_story(own):
        if not _is_name_and_date(own[index]):
            continue
        if _row_of(own, index, around) is not None:
            return index
        if len(own[index + 1].text) >= SAID_MIN and own[index + 1].tag not in HEADINGS:
            alternating.append(index)
    return alternating[0] if len(alternating) > 1 else None


def _is_name_and_date(line: Line) -> bool:
    named = _NAME_BEFORE.match(line.text)
    return bool(named and is_dated(line) and not _ABOUT_DATES.search(fold(named[0])))


def _first_row(own: Sequence[Line]) -> int | None:
    """Return where rows of one shape begin, each a name and what its bearer said, when more than the shape says so."""
    rows: dict[tuple[HtmlElement | None, str, str | None], list[Row]] = defaultdict(list)
    for index, around in _below_story(own):
        if is_name(own[index]) and len(own[index + 1].text) >= SAID_MIN:
            box = _row_of(own, index, around)
            if box is not None:
                rows[box.getparent(), str(box.tag), box.get("class")].append((index, box))
    for found in rows.values():
        boxes = {box for _, box in found}
        if len(boxes) > 1 and _are_readers(own, found) and not _story_goes_on(own, found):
            return _with_heading(own, found[0][0])
    return None


def is_name(line: Line) -> bool:
    """Return whether a line is what a reader may call himself: a few words without a stop."""
    if len(line.text) > 2 * NAME_MAX:  # longer than a name with all that _SAYS takes away
        return False
    text = _SAYS.sub("", line.text)
    return (
        len(text) <= NAME_MAX
        and len(text.split()) <= NAME_WORDS
        and line.tag not in {"h1", "h2", "h3"}
        and not text.endswith(_ENDS)
        and _NAME.fullmatch(text) is not None
    )


def _below_story(own: Sequence[Line]) -> Iterator[tuple[int, set[HtmlElement]]]:
    """Yield the index of each line but the last that enough paragraphs stand above, and the elements around those above."""
    around: set[HtmlElement] = set()
    paragraphs = 0
    for index, line in enumerate(own[:-1]):
        if paragraphs >= BEFORE_MIN:
            yield index, around
        if is_prose(line):
            paragraphs += 1
            around.update(takewhile(lambda element: element not in around, (line.block, *line.block.iterancestors())))


def _row_of(own: Sequence[Line], index: int, around: set[HtmlElement]) -> HtmlElement | None:
    """Return the box that a line shares with the next and with no paragraph above; None when it has no such box."""
    following = {own[index + 1].block, *own[index + 1].block.iterancestors()}
    for box in (own[index].block, *islice(own[index].block.iterancestors(), ROW_DEPTH)):
        if box in around:
            return None
        if box in following:
            return box
    return None


def _are_readers(own: Sequence[Line], found: Sequence[Row]) -> bool:
    """Ask for a sign beside the shape: a place apart from the story's, a heading, pictures of readers, buttons to answer."""
    first, box = found[0]
    heading = own[first - 1].text
    if len(heading) <= LABEL_MAX and shape("readers").search(fold(heading)):
        return True
    return _is_apart(box.getparent(), [line for line in own[:first] if is_prose(line)]) or all(
        _is_answerable(own[index].text, each) for index, each in found
    )


def _is_apart(parent: HtmlElement | None, story: Sequence[Line]) -> bool:
    """Return whether what holds the rows holds no paragraph of the story; a list must stand outside the story's element too."""
    if parent is None or any(parent in line.block.iterancestors() for line in story):
        return False
    return parent.tag not in _LISTS or not any(line.block.getparent() is parent.getparent() for line in story)


def _is_answerable(name: str, box: HtmlElement) -> bool:
    said = f"{name} {' '.join(box.itertext())[-LABEL_MAX:]}"
    return box.find(".//img") is not None or shape("answers").search(fold(said)) is not None


def _story_goes_on(own: Sequence[Line], found: Sequence[Row]) -> bool:
    """Return whether paragraphs follow that stand beside those before the rows."""
    parents = {line.block.getparent() for line in own[: found[0][0]] if is_prose(line)}
    last = found[-1][0] + 1
    return any(is_prose(line) and line.block.getparent() in parents for line in own[last + 1 :])


def _with_heading(own: Sequence[Line], first: int) -> int:
    """Return the index of the short line right above the rows, their heading, or of the first row."""
    above = own[first - 1]
    return first - 1 if len(above.text) <= LABEL_MAX and not above.text.endswith(_ENDS) else first


def _is_wall(line: Line, before: Line) -> bool:
    """Tell the heading of a box that asks for a subscription: not beside the paragraph before it."""
    is_short = len(line.text) <= WALL_MAX and line.block.getparent() is not before.block.getparent()
    return is_short and walls.saying("wall", (line.text,)) is not None


def _comments_follow(own: Sequence[Line], index: int, last: int) -> bool:
    """Tell a comment section from a sub-heading «التعليقات», which paragraphs like those before it follow, up to `last`."""
    if index > last:
        return True
    near = own[index + 1 : index + 1 + (BESIDE if heads_paragraph(own, index) else NEAR)]
    return any(phrase_of(line.text) in {Phrase.COMMENTS, Phrase.GENERIC} for line in near)
