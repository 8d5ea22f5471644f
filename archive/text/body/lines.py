"""The lines of the story's place → its paragraphs: what is known not to be the story goes, the rest stays as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.arabic import fold
from archive.text.body.appeared import without_appeared
from archive.text.body.boxes import are_of_writer, tells_writer, without_boxes
from archive.text.body.captions import are_stopped, without_captions
from archive.text.body.home import Home, home_of
from archive.text.body.opening import below_labels, is_sentence
from archive.text.body.phrases import Phrase, opens_related, phrase_of
from archive.text.body.polls import without_polls
from archive.text.body.readers import before_comments, before_readers, heads_paragraph, tells_publication
from archive.text.body.speakers import without_speakers
from archive.text.body.steps import Step, Why
from archive.text.body.story import LEAD_MIN
from archive.text.origin.credit import read_credit
from archive.text.page.blocks import HEADINGS, Line

LINKS_MAX = 0.7
DOUBT_MAX = 80
LABEL_MAX = 40
LINK_MIN = 15
"""Characters of a link beside «اقرأ أيضا» that is the other story's title: below it the story goes on."""
TITLE_MAX = 120
TITLE_LONGER = 2
"""How much longer than its folded form a headline is printed at most, with vowels and tatweel."""
_ROW = re.compile(r"\s[-–|•/]\s|[،,]\s")
_STOPS = (".", "؟", "!", "۔")
_ENDS = (".", "؟", "!", "۔", ":", "؛", "…", "»", '"', "”")


def sift_lines(lines: Sequence[Line], headline: str) -> Iterator[Step]:
    """Yield what stays of `lines` (the story's place, in order) after each step; what the last one leaves is the story's.

    `headline`: repeated above many bodies; that line goes.
    """
    title = fold(headline)
    yield Step(why=Why.ZONE, lines=(own := [line for line in lines if line.zone is None]))
    yield Step(why=Why.TITLE, lines=(own := [line for line in own if not _says(line, title)]))
    yield Step(why=Why.READERS, lines=(own := without_speakers(before_readers(own))))
    home = home_of(own)
    yield Step(why=Why.LABELS, lines=(own := below_labels(own, home)))
    yield Step(why=Why.COMMENTS, lines=(own := before_comments(own, home)))
    yield Step(why=Why.BOX, lines=(own := without_polls(without_boxes(own, home, headline))))
    yield Step(why=Why.RELATED, lines=(own := _without_related(own, home)))
    yield Step(why=Why.FURNITURE, lines=(own := [line for index, line in enumerate(own) if not _is_furniture(own, index)]))
    yield Step(why=Why.CAPTION, lines=(own := without_captions(own)))
    yield Step(why=Why.TRAILER, lines=(own := _trimmed(own, home)))
    yield Step(why=Why.MARKS, lines=[line for index, line in enumerate(own) if not _is_stray(line, own, index)])


def _says(line: Line, title: str) -> bool:
    return len(line.text) <= TITLE_LONGER * len(title) and fold(line.text) == title


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


def _without_related(own: list[Line], home: Home) -> list[Line]:
    """Drop headings of links to other stories, and the links or bare titles under them until the story goes on."""
    kept: list[Line] = []
    below: list[Line] | None = None
    for line in own:
        kind = phrase_of(line.text)
        if kind is Phrase.RELATED or (opens_related(line.text) and (line.link_density > 0.3 or len(line.text) < LABEL_MAX)):
            below = [] if line.linked < LINK_MIN else None
            continue
        if kind is Phrase.RELATED_LINE and (line.linked or not line.text.rstrip().endswith(".")):
            continue
        if below is not None and _belongs_below(line, home, below, is_stopped=are_stopped(kept)):
            below.append(line)
            continue
        below = None
        kept.append(line)
    return kept


def _belongs_below(line: Line, home: Home, above: Sequence[Line], *, is_stopped: bool) -> bool:
    """Tell what stands under a heading of other stories or of tags: links, bare titles, names in a row.

    `above`: what stands between them. `is_stopped`: the paragraphs above end as sentences, so that what does not is a title.
    """
    if line.link_density > 0.5:
        return True
    if line.text.endswith((*_STOPS, ":", "؛")) or line.tag in HEADINGS:
        return False
    if not home.has(line):
        return len(line.text) < LEAD_MIN
    is_bare = is_stopped and not line.text.endswith(_ENDS) and not any(one.linked for one in above)
    return len(line.text) < TITLE_MAX and (is_bare or _is_title(line))


def _is_title(line: Line) -> bool:
    """Tell a title among the story's own paragraphs: all of it bold, an item of a list, or names in a row."""
    inner = next(iter(line.block), None)
    is_bold = inner is not None and inner.tag in {"b", "strong"} and inner.text_content().strip() == line.text
    return is_bold or line.tag in {"li", "td", "tr"} or len(_ROW.findall(line.text)) > 1


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
    while end > 1 and (_is_trailer(own[end - 1], home) or are_of_writer(own[end - 2 : end])):
        end -= 1 if _is_trailer(own[end - 1], home) else 2
    return own[:end]


def _is_trailer(line: Line, home: Home) -> bool:
    if read_credit(line.text) is not None:
        return False
    if phrase_of(line.text) is not None or not without_appeared(line.text) or (line.tag in HEADINGS and not is_sentence(line)):
        return True
    if line.link_density > 0.3 and not is_sentence(line):
        return True
    if tells_publication(line) or tells_writer(line.text):
        return True
    return not home.has(line) and not is_sentence(line)


def _is_stray(line: Line, own: Sequence[Line], index: int) -> bool:
    """Tell a line of marks or of one letter."""
    return 0 < index < len(own) - 1 and sum(char.isalnum() for char in line.text[:LABEL_MAX]) < 2
