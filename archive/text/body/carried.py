"""The story's text as it stands a second time: in JSON-LD, in the page's data, in the feed. Evidence, and a fallback.

It may be a teaser, lack its breaks, hold markup, or be another story's: so it is believed only where lines of the page agree.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.text import arabic
from archive.text.body.appeared import without_appeared
from archive.text.body.lines import sift_lines
from archive.text.body.phrases import phrase_of
from archive.text.body.story import is_prose
from archive.text.page import blocks, tree
from archive.text.page.blocks import Line
from archive.text.page.zones import Zone

SIZE_MAX = 200_000
"""Characters of a text that are read; a long report has 30,000."""
HELD_MIN = 25
"""Letters of a line that are enough to know it again."""
AGREED_MIN = 60
"""Letters of the page's lines in which a text must agree with them to be evidence."""
WHOLE = 0.6
"""The share of a text that the page shows, from which it is the page's story and not one beside it."""

LINKED_MAX = 0.3
WORD_MIN = 3

_ELSEWHERE = frozenset((Zone.CAPTION, Zone.COMMENTS, Zone.CHROME, Zone.FORM))
_NOT_LETTER = re.compile(r"[\W_]+")
_MARKUP = re.compile(r"</?(?:p|br|div|span|strong|b|h[1-6]|ul|li|a|img|figure|em|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?:(?<!\.)\.{2,}|…|\[…\]|\[\.{3}\])\s{0,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """`paragraphs`: as they stand, without markup. `letters`: all of them folded, without spaces or marks."""

    paragraphs: tuple[str, ...]
    letters: str

    def holds(self, text: str) -> bool:
        """Return whether `text`, a line of the page, stands in it, however its spaces and breaks are set."""
        return (letters := letters_of(text)) != "" and letters in self.letters

    def ends_with(self, text: str) -> bool:
        """Return whether `text` is where it ends, and it was not cut off there."""
        return self.letters.endswith(letters_of(text)) and not _CUT_OFF.search(self.paragraphs[-1])


def read_carried(text: str | None) -> Carried | None:
    """Return `text`, plain or with markup (escaped once more, or not), as paragraphs; None where there is none.

    The prompts and labels that stand in it go, as they do from a page.
    """
    if not text or not text.strip():
        return None
    text = text[:SIZE_MAX]
    paragraphs = _sifted(text if _MARKUP.search(text) else _as_markup(text))
    letters = letters_of("".join(paragraphs))
    return Carried(paragraphs=paragraphs, letters=letters) if letters else None


def are_about(paragraphs: Iterable[str], titles: Sequence[str]) -> bool:
    """Return whether `paragraphs` say again a quarter of the longer words of a title; where there is no title, they may."""
    letters = letters_of("".join(paragraphs))
    return not titles or any(_says_again(letters, title) for title in titles)


def _says_again(letters: str, title: str) -> bool:
    words = [word for word in map(letters_of, title.split()) if len(word) > WORD_MIN]
    return sum(word.removeprefix("ال") in letters for word in words) >= max(1, len(words) / 4)


def letters_of(text: str) -> str:
    """Return what two printings of one line have in common: its letters and digits, folded."""
    return _NOT_LETTER.sub("", arabic.fold(text))


def held_lines(second: Iterable[Carried], lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of the lines that a text in `second` holds too; none where they are too few to know a story by."""
    known: set[int] = set()
    for one in second:
        held = {line.index: len(letters_of(line.text)) for line in lines if one.holds(line.text)}
        if sum(size for size in held.values() if size >= HELD_MIN) >= AGREED_MIN:
            known.update(held)
    return frozenset(known)


def wrongly_shut(second: Sequence[Carried], lines: Sequence[Line]) -> set[HtmlElement]:
    """Return the elements whose names or styles shut out paragraphs which the page carries as its story's, and little else."""
    shut = [line for line in lines if line.holder is not None and line.zone not in _ELSEWHERE and is_text(line)]
    if not second or not shut:
        return set()
    sizes: Counter[HtmlElement] = Counter()
    known: Counter[HtmlElement] = Counter()
    shown = {line.text for line in lines if line.zone is None}
    for line in shut:
        if line.holder is not None and line.text not in shown:
            sizes[line.holder] += len(line.text)
            known[line.holder] += len(line.text) * any(one.holds(line.text) for one in second)
    return {holder for holder, size in sizes.items() if known[holder] >= WHOLE * size}


def is_text(line: Line) -> bool:
    """Return whether a line that is known for the story's is a paragraph: not a link, nor a caption or label among them."""
    return is_prose(line) and line.link_density < LINKED_MAX and phrase_of(line.text) is None


def is_fuller(one: Carried, shown: Sequence[str]) -> bool:
    """Return whether `one` says what is `shown` and much more: the page shows a part of its story.

    A teaser that was cut off («…») agrees up to where it was cut.
    """
    letters = [letters_of(_CUT_OFF.sub("", text)) for text in shown]
    size = sum(map(len, letters))
    agreed = sum(len(text) for text in letters if text in one.letters)
    return 0 < size < WHOLE * len(one.letters) and agreed >= WHOLE * size


def _as_markup(text: str) -> str:
    """Part plain text at its breaks. Escaped once too often, it is markup after all."""
    read = html.unescape(text)
    if _MARKUP.search(read):
        return read
    return "".join(f"<p>{html.escape(line)}</p>" for line in arabic.clean(read).splitlines())


def _sifted(markup: str) -> tuple[str, ...]:
    root = tree.parse(f"<html><body><div>{markup}</div></body></html>")
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        return ()
    tree.drop_unseen(root)
    *_, last = sift_lines(blocks.read_lines(body), "")
    pieces = [piece for line in last.lines for piece in arabic.clean(line.text).splitlines()]
    return (*pieces[:-1], *filter(None, map(without_appeared, pieces[-1:])))
