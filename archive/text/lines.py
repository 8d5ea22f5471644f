"""The lines of the story's place → its paragraphs: what is known not to be the story goes, the rest stays as printed."""

from __future__ import annotations

from collections.abc import Sequence

from archive.text.arabic import fold
from archive.text.blocks import HEADINGS, Line
from archive.text.boxes import without_boxes
from archive.text.captions import is_pictured, without_captions
from archive.text.credit import read_credit
from archive.text.home import Home, home_of
from archive.text.phrases import Phrase, opens_related, phrase_of
from archive.text.readers import before_comments, before_readers, heads_paragraph, is_dated
from archive.text.story import LEAD_MIN, is_prose

LINKS_MAX = 0.7
DOUBT_MAX = 80
LABEL_MAX = 40
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")


def keep_lines(lines: Sequence[Line], headline: str) -> tuple[Line, ...]:
    """Return those of `lines` (the story's place, in order) that are the story's.

    `headline`: repeated above many bodies; that line goes.
    """
    own = before_readers([line for line in lines if line.zone is None and fold(line.text) != fold(headline)])
    home = home_of(own)
    own = _below_labels(own, home)
    own = before_comments(own, home)
    own = without_boxes(own, home, headline)
    own = _without_related(own, home)
    own = without_captions([line for index, line in enumerate(own) if not _is_furniture(own, index)])
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
    start = _below_date(own)
    while start < len(own) and not _opens(own[start], home):
        start += 1
    if 0 < start < len(own) and _heads_a_part(own[start - 1], own[start:]):
        start -= 1
    return _lead_and_body(own[start:], home) or own


def _below_date(own: Sequence[Line]) -> int:
    """Return where to start looking: below the date, where short lines (section, outlet, date) precede the first paragraph."""
    first = next((index for index, line in enumerate(own) if is_prose(line)), 0)
    return max((index + 1 for index in range(first) if is_dated(own[index])), default=0)


def _heads_a_part(line: Line, below: Sequence[Line]) -> bool:
    """Tell the heading of a first part or update, which others made alike follow, from a label above the story."""
    if line.tag not in HEADINGS or phrase_of(line.text) is not None:
        return False
    made = (line.tag, line.block.get("class"), getattr(line.block.getparent(), "tag", None))
    alike = [one for one in below if (one.tag, one.block.get("class"), getattr(one.block.getparent(), "tag", None)) == made]
    return len(alike) > 1


def _lead_and_body(own: list[Line], home: Home) -> list[Line]:
    """Drop what stands between a lead in a box of its own and the story's home, save sentences, credits and its heading."""
    begun = next((index for index, line in enumerate(own) if home.has(line)), 0)
    above = own[begun - 1 : begun] if begun and own[begun - 1].tag in HEADINGS else []
    between = [line for line in own[: begun - len(above)] if _is_sentence(line) or read_credit(line.text) is not None]
    return [*between, *above, *own[begun:]]


def _opens(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return True
    if phrase_of(line.text) is not None or line.link_density > LINKS_MAX or is_dated(line):
        return False
    return home.has_directly(line) or (_is_sentence(line) and line.tag != "li" and not is_pictured(line))


def _is_sentence(line: Line) -> bool:
    return is_prose(line) and len(line.text) >= LEAD_MIN and line.text.endswith(_ENDS)


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


def _is_furniture(own: Sequence[Line], index: int) -> bool:
    line, kind = own[index], phrase_of(own[index].text)
    if kind is Phrase.FURNITURE:
        return True
    if kind is Phrase.COMMENTS:
        return not heads_paragraph(own, index)
    if kind is Phrase.GENERIC:
        return line.tag not in HEADINGS or line.link_density > 0.5
    return line.link_density > LINKS_MAX and not (line.tag in {"p", "blockquote"} and len(line.text) > 200)


def _trimmed(own: list[Line], home: Home) -> list[Line]:
    """Drop what trails after the last paragraph: there only a credit, or lines at home, are the story's."""
    end = len(own)
    while end > 1 and _is_trailer(own[end - 1], home):
        end -= 1
    return own[:end]


def _is_trailer(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return False
    if phrase_of(line.text) is not None or line.link_density > 0.3 or (line.tag in HEADINGS and not is_prose(line)):
        return True
    return not home.has(line) and not _is_sentence(line)


def _is_stray(line: Line, own: Sequence[Line], index: int) -> bool:
    """Tell a line of marks or of one letter."""
    return sum(char.isalnum() for char in line.text) < 2 and 0 < index < len(own) - 1
