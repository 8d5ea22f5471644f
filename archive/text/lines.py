"""The lines of the story's place → its paragraphs: what is known not to be the story goes, the rest stays as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.credit import read_credit
from archive.text.dates import mentions_date
from archive.text.home import Home, home_of
from archive.text.phrases import Phrase, opens_related, phrase_of, shape
from archive.text.story import LEAD_MIN, is_prose

LINKS_MAX = 0.7
NEAR = 14
"""Lines below a comment heading among which a form or a policy confirms it."""
CAPTION_MAX = 220
FRAME_MAX = 40
"""Elements in the frame of a picture; more is a page."""
DOUBT_MAX = 80
CAPTION_DEPTH = 3
"""How far above a caption its frame lies: figure, table row or cell, table."""
LABEL_MAX = 40
DATED_MAX = 130
_NAME_BEFORE = re.compile(r"^[^\d|:،.]{3,40}(?=\s[\s|،,-]{0,3}\d)")
_ABOUT_DATES = re.compile(
    r"نشر|تحديث|تاريخ|بتاريخ|الساعه|(?:^|\s)(?:ال)?(?:سبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|يوم|منذ|قبل|في)(?:\s|$)"
)
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")


def keep_lines(lines: Sequence[Line], headline: str) -> tuple[Line, ...]:
    """Return those of `lines` (the story's place, in order) that are the story's.

    `headline`: repeated above many bodies; that line goes.
    """
    home = home_of(lines)
    own = [line for line in lines if line.zone is None and fold(line.text) != fold(headline)]
    own = _below_labels(own, home)
    own = _before_comments(own, home)
    own = _without_related(own, home)
    own = [line for line in own if not _is_furniture(line) and not _is_caption(line)]
    own = _trimmed(own, home)
    return tuple(line for index, line in enumerate(own) if not _is_stray(line, own, index))


def doubtful_lines(kept: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of kept lines that may not be the story's: short, no sentence, no heading, away from its home."""
    home = home_of(kept)
    return frozenset(line.index for line in kept if _may_be_stranger(line) and not home.has(line))


def _may_be_stranger(line: Line) -> bool:
    return (
        len(line.text) < DOUBT_MAX
        and line.tag not in HEADINGS
        and not line.text.endswith(_ENDS)
        and read_credit(line.text) is None
    )


def _below_labels(own: list[Line], home: Home) -> list[Line]:
    """Start at the first paragraph at home, a lead in a box of its own, or a credit right above: not at a date or a byline."""
    start = 0
    while start < len(own) and not _opens(own[start], home):
        start += 1
    return own[start:] or own


def _opens(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return True
    if phrase_of(line.text) is not None or line.link_density > LINKS_MAX or _is_dated(line):
        return False
    return home.has_directly(line) or (_is_sentence(line) and not _is_pictured(line))


def _is_sentence(line: Line) -> bool:
    return is_prose(line) and len(line.text) >= LEAD_MIN and line.text.endswith(_ENDS)


def _is_dated(line: Line) -> bool:
    """Tell the line of a date, a clock or a count of readers from a sentence that names a day."""
    return len(line.text) < DATED_MAX and not line.text.endswith(_ENDS) and mentions_date(line.text)


def _before_comments(own: list[Line], home: Home) -> list[Line]:
    """Cut at the heading of a comment section, where what follows agrees that it is one."""
    prose = [index for index, line in enumerate(own) if is_prose(line) and home.has(line)]
    for index, line in enumerate(own):
        if prose and index > prose[0] and (_is_reader(line, own[:index]) or _is_wall(line, own[index - 1])):
            return own[:index]
        if prose and index > prose[0] and phrase_of(line.text) is Phrase.COMMENTS and _comments_follow(own, index, prose[-1]):
            return own[:index]
    return own


def _is_reader(line: Line, before: Sequence[Line]) -> bool:
    """Tell the line of a reader's name and the moment of writing, in a box where no paragraph of the story stands."""
    named = _NAME_BEFORE.match(line.text)
    if not named or not _is_dated(line) or _ABOUT_DATES.search(fold(named[0])):
        return False
    boxes = {parent for paragraph in before if is_prose(paragraph) for parent in (paragraph.block, paragraph.block.getparent())}
    return boxes.isdisjoint((line.block, line.block.getparent()))


def _is_wall(line: Line, before: Line) -> bool:
    """Tell the heading of a box that asks for a subscription: not beside the paragraph before it."""
    is_short = len(line.text) <= DOUBT_MAX and line.block.getparent() is not before.block.getparent()
    return is_short and shape("wall").search(fold(line.text)) is not None


def _comments_follow(own: list[Line], index: int, last: int) -> bool:
    """Tell a comment section from a sub-heading «التعليقات», which paragraphs like those before it follow, up to `last`."""
    if index > last or len(own[index].text) > LABEL_MAX:
        return True
    return any(phrase_of(line.text) in {Phrase.COMMENTS, Phrase.GENERIC} for line in own[index + 1 : index + 1 + NEAR])


def _without_related(own: list[Line], home: Home) -> list[Line]:
    """Drop headings of links to other stories, and the links or bare titles under them until the story goes on."""
    kept: list[Line] = []
    dropping = False
    for line in own:
        kind = phrase_of(line.text)
        if kind is Phrase.RELATED or (opens_related(line.text) and (line.link_density > 0.3 or len(line.text) < LABEL_MAX)):
            dropping = True
            continue
        if kind is Phrase.RELATED_LINE and (line.linked or not line.text.rstrip().endswith(".")):
            continue
        if dropping and _belongs_below(line, home):
            continue
        dropping = False
        kept.append(line)
    return kept


def _belongs_below(line: Line, home: Home) -> bool:
    return line.link_density > 0.5 or (not home.has(line) and len(line.text) < LEAD_MIN and not line.text.endswith("."))


def _is_furniture(line: Line) -> bool:
    kind = phrase_of(line.text)
    if kind in {Phrase.FURNITURE, Phrase.COMMENTS}:
        return kind is Phrase.FURNITURE or len(line.text) < 60
    if kind is Phrase.GENERIC:
        return line.tag not in HEADINGS or line.link_density > 0.5
    return line.link_density > LINKS_MAX and not (line.tag in {"p", "blockquote"} and len(line.text) > 200)


def _is_caption(line: Line) -> bool:
    """Tell a short line in one frame with a picture, and nothing else in it, that does not end as a sentence does."""
    return not line.text.endswith(_ENDS) and _is_pictured(line)


def _is_pictured(line: Line) -> bool:
    """Return whether the line stands in one frame with a picture, and nothing else does."""
    if len(line.text) > CAPTION_MAX:
        return False
    for element in (line.block, *islice(line.block.iterancestors(), CAPTION_DEPTH)):
        held = list(islice(element.iter(), FRAME_MAX))
        if len(held) == FRAME_MAX or element.tag == "body":
            return False
        if any(child.tag in {"img", "amp-img"} for child in held):
            return len(element.text_content().strip()) <= CAPTION_MAX
    return False


def _trimmed(own: list[Line], home: Home) -> list[Line]:
    """Drop what trails after the last paragraph: there only a credit, or lines at home, are the story's."""
    end = len(own)
    while end > 1 and _is_trailer(own[end - 1], home):
        end -= 1
    return own[:end]


def _is_trailer(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return False
    if phrase_of(line.text) is not None or line.link_density > 0.3 or line.tag in HEADINGS:
        return True
    return not home.has(line) and not _is_sentence(line)


def _is_stray(line: Line, own: Sequence[Line], index: int) -> bool:
    """Tell a line of marks or of one letter."""
    return sum(char.isalnum() for char in line.text) < 2 and 0 < index < len(own) - 1
