"""The lines of the story's place → its paragraphs: what is known not to be the story goes, the rest stays as printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.credit import read_credit
from archive.text.phrases import Phrase, opens_related, phrase_of
from archive.text.story import is_prose

LINKS_MAX = 0.7
NEAR = 14
"""Lines below a comment heading among which a form or a policy confirms it."""
CAPTION_MAX = 220
DOUBT_MAX = 80
CAPTION_DEPTH = 3
"""How far above a caption its frame lies: figure, table row or cell, table."""
LABEL_MAX = 60
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")


def keep_lines(lines: Sequence[Line], headline: str) -> tuple[Line, ...]:
    """Return those of `lines` (the story's place, in order) that are the story's.

    `headline`: repeated above many bodies; that line goes.
    """
    own = [line for line in lines if line.zone is None]
    own = _before_comments(own)
    own = _without_related(own)
    own = [line for line in own if not _is_furniture(line) and not _is_caption(line)]
    own = _trimmed(own, headline)
    return tuple(line for index, line in enumerate(own) if not _is_stray(line, own, index))


def is_doubtful(line: Line, kept: Sequence[Line]) -> bool:
    """Return whether a kept line may not be the story's: short, no sentence, no heading, and unlike its neighbours."""
    if len(line.text) >= DOUBT_MAX or line.tag in HEADINGS or line.text.endswith(_ENDS) or read_credit(line.text) is not None:
        return False
    return not any(
        line.block is other.block or line.block.getparent() is other.block.getparent() for other in kept if is_prose(other)
    )


def _before_comments(own: list[Line]) -> list[Line]:
    """Cut at the heading of a comment section, where what follows agrees that it is one."""
    for index, line in enumerate(own):
        if phrase_of(line.text) is Phrase.COMMENTS and _comments_follow(own, index):
            return own[:index]
    return own


def _comments_follow(own: list[Line], index: int) -> bool:
    """Tell a comment section from a sub-heading «التعليقات», which paragraphs like those before it follow."""
    parents = Counter(line.block.getparent() for line in own[:index] if is_prose(line))
    if not parents:
        return False
    home = parents.most_common(1)[0][0]
    rest = own[index + 1 :]
    if not any(is_prose(line) and (line.block.getparent() is home or line.block is own[index].block) for line in rest):
        return True
    confirmed = sum(1 for line in rest[:NEAR] if phrase_of(line.text) in {Phrase.COMMENTS, Phrase.GENERIC})
    return confirmed > 0 or len(own[index].text) > 40


def _without_related(own: list[Line]) -> list[Line]:
    """Drop headings of links to other stories, and the links or bare titles under them until the story goes on."""
    kept: list[Line] = []
    dropping = False
    for line in own:
        kind = phrase_of(line.text)
        if kind is Phrase.RELATED or (opens_related(line.text) and (line.link_density > 0.3 or len(line.text) < 40)):
            dropping = True
            continue
        if kind is Phrase.RELATED_LINE and (line.linked or not line.text.rstrip().endswith(".")):
            continue
        if dropping and _belongs_below(line, kept):
            continue
        dropping = False
        kept.append(line)
    return kept


def _belongs_below(line: Line, kept: Sequence[Line]) -> bool:
    if line.link_density > 0.5:
        return True
    parents = {story.block.getparent() for story in kept if is_prose(story)}
    is_home = line.block.getparent() in parents or any(line.block is story.block for story in kept)
    return not is_home and line.block.getparent() is not None and (len(line.text) < 120 and not line.text.endswith("."))


def _is_furniture(line: Line) -> bool:
    kind = phrase_of(line.text)
    if kind in {Phrase.FURNITURE, Phrase.COMMENTS}:
        return kind is Phrase.FURNITURE or len(line.text) < 60
    if kind is Phrase.GENERIC:
        return line.tag not in HEADINGS or line.link_density > 0.5
    return line.link_density > LINKS_MAX and not (line.tag in {"p", "blockquote"} and len(line.text) > 200)


def _is_caption(line: Line) -> bool:
    """Tell a short line in one frame with a picture, and nothing else in it, that does not end as a sentence does."""
    if len(line.text) > CAPTION_MAX or line.text.endswith(_ENDS):
        return False
    around = (line.block, *islice(line.block.iterancestors(), CAPTION_DEPTH))
    framed = next(
        (element for element in around if element.find(".//img") is not None or element.find(".//amp-img") is not None), None
    )
    return framed is not None and framed.tag != "body" and len(framed.text_content().strip()) <= CAPTION_MAX


def _trimmed(own: list[Line], headline: str) -> list[Line]:
    """Drop the headline's repetition and labels before the first paragraph, and what trails after the last."""
    title = fold(headline).split()
    start = 0
    while start < len(own) and (fold(own[start].text).split() == title or _is_label(own[start])):
        start += 1
    end = len(own)
    while end > start + 1 and _is_trailer(own[end - 1], own[start : end - 1]):
        end -= 1
    return own[start:end]


def _is_label(line: Line) -> bool:
    return (
        len(line.text) < LABEL_MAX
        and read_credit(line.text) is None
        and (line.link_density > 0.5 or phrase_of(line.text) is not None)
    )


def _is_trailer(line: Line, before: Sequence[Line]) -> bool:
    """After the last paragraph only a credit or a short closing sentence is the story's."""
    if (is_prose(line) and line.text.endswith(_ENDS)) or read_credit(line.text) is not None:
        return False
    if phrase_of(line.text) is not None or line.link_density > 0.3:
        return True
    home = before[-1]
    same = line.block is home.block or (line.block.getparent() is home.block.getparent() and line.tag == home.tag)
    return not same


def _is_stray(line: Line, own: Sequence[Line], index: int) -> bool:
    """Tell a line of marks or of one letter."""
    return sum(char.isalnum() for char in line.text) < 2 and 0 < index < len(own) - 1
