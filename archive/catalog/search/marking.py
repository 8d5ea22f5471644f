"""Where the words searched for stand in a text as printed, and which part of a text shows them best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from archive.catalog.search.answers import Marked, Span
from archive.catalog.search.query import Phrase, Query, Word, leaves
from archive.text.terms import holds, places, runs, term, words

LOOKED_AT_MAX = 20_000
"""Characters of a body in which words are looked for."""

SNIPPET_CHARS = 240
"""About how long a snippet is; its ends are ends of words."""

MARKS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be marked: words of these forms; runs of such, and how a run must be printed, where it must."""

    forms: frozenset[str]
    runs: tuple[tuple[tuple[str, ...], str | None], ...]


def wanted_of(query: Query) -> Wanted:
    """Return what a query's words and phrases are marked by; what must not occur is no part of it."""
    forms: set[str] = set()
    printed: list[tuple[tuple[str, ...], str | None]] = []
    for leaf in leaves(query.root):
        if isinstance(leaf, Phrase):
            printed.append((tuple(filter(None, (term(word) for _, _, word in words(leaf.text)))), leaf.text))
        elif isinstance(leaf, Word):
            found = runs(leaf.text)
            forms.update(run[0] for run in found if len(run) == 1)
            printed += [(run, None) for run in found if len(run) > 1]
    return Wanted(forms=frozenset(forms), runs=tuple(printed))


def mark(text: str, wanted: Wanted) -> Marked:
    """Return the whole text with its marks."""
    return Marked(text=text, marks=_marks(text, wanted)[:MARKS_MAX])


def snippet(text: str, wanted: Wanted) -> Marked:
    """Return the part of a text that holds the most different words that are wanted; its beginning, where it holds none."""
    looked_at = text[:LOOKED_AT_MAX]
    marks = _marks(looked_at, wanted)
    start = _start(looked_at, _best(looked_at, marks))
    end = _end(text, start + SNIPPET_CHARS)
    shown = text[start:end].replace("\n", " ")
    inside = tuple((first - start, last - start) for first, last in marks if first >= start and last <= end)
    return Marked(text=shown, marks=inside, is_cut_before=start > 0, is_cut_after=end < len(text))


def _marks(text: str, wanted: Wanted) -> tuple[Span, ...]:
    """Return the places of what is wanted, in order, none within another."""
    if not wanted.forms and not wanted.runs:
        return ()
    spans = places(text, wanted.forms) if wanted.forms else []
    if wanted.runs:
        found = [(start, end, form) for start, end, word in words(text) if (form := term(word))]
        for run, printed in wanted.runs:
            spans += _run_spans(text, found, run, printed)
    return _apart(sorted(spans))


def _run_spans(text: str, found: Sequence[tuple[int, int, str]], run: tuple[str, ...], printed: str | None) -> list[Span]:
    forms = [form for _, _, form in found]
    spans = []
    for place, form in enumerate(forms):
        if form == run[0] and tuple(forms[place : place + len(run)]) == run:
            start, end = found[place][0], found[place + len(run) - 1][1]
            if printed is None or holds(text[start:end], printed):
                spans.append((start, end))
    return spans


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return sorted spans without those that begin within one before."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] > kept[-1][1]:
            kept[-1] = (kept[-1][0], span[1])
    return tuple(kept)


def _best(text: str, marks: Sequence[Span]) -> int:
    """Return the place of the mark from which on the most different marked words stand within a snippet; the first of such."""
    starts = [start for start, _ in marks]
    best, most = 0, 0
    for place, start in enumerate(starts[:MARKS_MAX]):
        last = bisect_left(starts, start + SNIPPET_CHARS * 3 // 4)
        different = len({term(text[first:end]) for first, end in marks[place:last]})
        if different > most:
            best, most = start, different
    return best


def _start(text: str, at: int) -> int:
    """Return where a snippet begins that is to show what stands at `at`: at a paragraph's beginning, or some words before."""
    if at < SNIPPET_CHARS // 3:
        return 0
    paragraph = text.rfind("\n", at - SNIPPET_CHARS // 3, at)
    if paragraph >= 0:
        return paragraph + 1
    return text.find(" ", at - SNIPPET_CHARS // 4, at) + 1 or at


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - SNIPPET_CHARS // 3, at)
    return space if space > 0 else at
