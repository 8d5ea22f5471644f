"""Readers who speak below a story without any label: in boxes made unlike the story's, with names, moments, their own wording.

No sign decides alone: a part of a story may lie in a box of its own, interviews name speakers, and live reports moments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from archive.text.body.phrases import phrase_of
from archive.text.body.readers import is_dated, is_name, tells_publication
from archive.text.body.story import is_prose
from archive.text.body.voice import is_spoken
from archive.text.page.blocks import HEADINGS, Line

BEFORE_MIN = 2
"""Paragraphs of a story before readers can begin."""
MOMENT_MAX = 45
SAID_MIN = 10
SAID_MEAN = 60
"""Characters of what readers say by the mean; verse, which speaks as they do, has shorter lines."""
SHARE_MIN = 0.5
OWN_MAX = 0.2
"""The share of a story's own paragraphs that may sound like readers', as a column's do, before the wording says nothing."""
SURE_MIN = 0.7
LONGER_MAX = 2
"""How many times longer than the story above what unnamed readers say may be, before nearly all of it must sound like them."""
NAMES_MIN = 0.75
"""The share of names that look like names; «ليلى م.» does not."""
BEGINS_MAX = 20
"""Places that are tried: a story has few lines that might be names."""

DIFFERENT_MIN = 0.7
"""The share of names that differ: an interview has the same two again and again."""

_AGO = re.compile(r"(?:منذ|قبل|قبيل) [^:،.]{1,25}$")
_WHOLE = frozenset(("blockquote", "pre", "table"))

Made = tuple[HtmlElement | None, str, str | None]


def without_speakers(own: list[Line]) -> list[Line]:
    """Return `own` without the boxes in which readers speak, and without rows of names and words at its end."""
    kept = own[: _first_of_rows(own)]
    last = max((index for index, line in enumerate(kept) if is_prose(line)), default=0)
    dropped: set[int] = set()
    for segment in _segments(kept):
        if _speak(kept[segment.start : segment.stop], kept[: segment.start], is_last=last < segment.stop):
            dropped.update(segment)
    return [line for index, line in enumerate(kept) if index not in dropped]


def _segments(own: Sequence[Line]) -> Iterator[range]:
    """Yield the runs of lines, below the first paragraphs, that stand in boxes made unlike those of the story's paragraphs."""
    around: set[HtmlElement] = set()
    made: set[Made] = set()
    paragraphs = start = 0
    for index, line in enumerate(own):
        top = _top(line, around)
        if paragraphs >= BEFORE_MIN and top is not None and _made(top) not in made:
            continue
        if start < index:
            yield range(start, index)
        start = index + 1
        if is_prose(line):
            paragraphs += 1
            new = [element for element in (line.block, *line.block.iterancestors()) if element not in around]
            around.update(new)
            made.update(map(_made, new))
    if start < len(own):
        yield range(start, len(own))


def _top(line: Line, around: set[HtmlElement]) -> HtmlElement | None:
    """Return the highest element about a line that holds no paragraph above it."""
    top = None
    for element in (line.block, *line.block.iterancestors()):
        if element in around:
            return top
        top = element
    return top


def _made(element: HtmlElement) -> Made:
    return element.getparent(), str(element.tag), element.get("class")


def _speak(lines: Sequence[Line], above: Sequence[Line], *, is_last: bool) -> bool:
    """Return whether readers speak in `lines`: by moments beside what is said, or by names and wording."""
    moments = [line for line in lines if _is_moment(line)]
    rest = [line for line in lines if not _is_moment(line) and phrase_of(line.text) is None]
    names = [line.text for line in rest if is_name(line)]
    said = [line for line in rest if len(line.text) >= SAID_MIN and line.text not in names]
    if not said or any(line.tag in _WHOLE for line in lines):
        return False
    if moments and (names or (len(moments) > 1 and not _is_moment(lines[0]))):
        return (len(moments) > 1 or is_last) and len(said) <= 2 * len(moments) + 1
    if not is_last or _asks_again(said) or lines[0].tag in HEADINGS:
        return False
    return len(set(names)) >= DIFFERENT_MIN * len(names) and _sound_like_readers(said, above, is_named=names != [])


def _is_moment(line: Line) -> bool:
    """Tell a line that is nothing but the moment of writing; a clock alone stands in live reports too."""
    if len(line.text) > MOMENT_MAX or tells_publication(line):
        return False
    return _AGO.match(line.text) is not None or (is_dated(line) and any(map(str.isdigit, line.text)))


def _asks_again(said: Sequence[Line]) -> bool:
    """Tell an interview by its questions."""
    return sum(line.text.endswith("؟") for line in said) > 1


def _sound_like_readers(said: Sequence[Line], above: Sequence[Line], *, is_named: bool) -> bool:
    """Tell by wording what is said by two or more, or by one who is named; `above`: the lines above it."""
    story = [line for line in above if is_prose(line)]
    size, above_size = (sum(len(line.text) for line in lines) for lines in (said, story))
    is_long = size > LONGER_MAX * above_size and not is_named
    spoken = sum(is_spoken(line.text) for line in said)
    if spoken < (SURE_MIN if is_long else SHARE_MIN) * len(said) or size < SAID_MEAN * len(said):
        return False
    if len(said) < 2 and not is_named:
        return False
    return sum(is_spoken(line.text) for line in story) <= OWN_MAX * len(story)


def _first_of_rows(own: Sequence[Line]) -> int:
    """Return where names and words take turns up to the end, paragraphs like the story's own; the end when nowhere."""
    end = next((index for index in range(len(own), 0, -1) if phrase_of(own[index - 1].text) is None), 0)
    begins = islice(_begins(own[:end]), BEGINS_MAX)
    return next((index for index in begins if _take_turns(own[index:end], own[:index])), len(own))


def _begins(lines: Sequence[Line]) -> Iterator[int]:
    """Yield where a name stands, a story above it, from which on every other line is most often a name, to the end."""
    is_named = [is_name(line) for line in lines]
    named = [0] * (len(lines) + 2)
    for index in range(len(lines) - 1, -1, -1):
        named[index] = named[index + 2] + is_named[index]
    paragraphs = 0
    for index, line in enumerate(lines):
        pairs, is_odd = divmod(len(lines) - index, 2)
        is_enough = paragraphs >= BEFORE_MIN <= pairs and named[index] >= NAMES_MIN * pairs
        if is_named[index] and is_enough and not is_odd:
            yield index
        paragraphs += is_prose(line)


def _take_turns(lines: Sequence[Line], above: Sequence[Line]) -> bool:
    names, said = lines[::2], lines[1::2]
    if len({line.text for line in names}) < len(names) or any(line.tag in HEADINGS for line in names) or _asks_again(said):
        return False
    return _sound_like_readers(said, above, is_named=True)
