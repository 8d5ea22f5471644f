"""Both ends of a body, without what they say of its origin: credit lines, the first paragraph's opening, the last one's end.

A name in running text is no credit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.arabic import fold
from archive.text.body.closing import take_closing
from archive.text.origin.credit import Credit, first_named, is_source, names_source, read_credit
from archive.text.origin.dateline import outlets_dateline, read_dateline, take_opening
from archive.text.origin.sender import read_sender
from archive.text.origin.words import labels

ENDS_LOOKED_AT = 3
NOTE_MAX = 200
LABEL_MAX = 60
SENTENCE_MIN = 20
"""Characters behind a place from which it opens a report, where other lines follow; fewer are a heading's («غزة: أمل جديد»)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """A body without its credits, and what they said."""

    paragraphs: tuple[str, ...]
    agency: str | None
    dateline: str | None
    persons: tuple[str, ...] = ()


def take_credits(paragraphs: Sequence[str], outlet: Sequence[str] = ()) -> Credited:
    """Return `paragraphs` without credit lines, openings and closings, with the agency and the dateline they gave.

    `outlet`: the outlet's own names, which are no agency credit; a place beside one still is a dateline.
    """
    rest = list(paragraphs)
    if len(rest) > 1 and _is_editors_note(rest[-1]):
        rest.pop()
    if len(rest) > 1 and names_source(rest[-1]):
        rest.pop()
    found = [*_take_lines(rest, outlet, end=-1), *_take_sources(rest), *_take_lines(rest, outlet, end=0)]
    place = outlets_dateline(rest[0], outlet) if rest else None
    if rest and place is None:
        found += _take_opening(rest, outlet)
    if rest:
        closing, rest[-1] = take_closing(rest[-1])
        found += [closing] if closing else []
    return Credited(
        paragraphs=tuple(text for text in rest if text),
        agency=first_named([credit.agency for credit in found if credit.agency]),
        dateline=next((credit.place for credit in found if credit.place), place),
        persons=tuple(person for credit in found for person in credit.persons),
    )


def _is_editors_note(line: str) -> bool:
    """Tell «(إعداد فلان للنشرة العربية - تحرير فلان)», which names those who worked on a text, not who wrote it."""
    text = line.strip(" .")
    opened = fold(text[1:]).startswith((*labels("wrote"), *labels("edited"), *labels("translated"), "شارك", "تغطيه"))
    return len(text) <= NOTE_MAX and text[:1] == "(" and text[-1:] == ")" and opened


def _take_opening(rest: list[str], outlet: Sequence[str]) -> list[Credit]:
    """Take the opening off the first paragraph, or an agency's off one right below: a lead or a name may stand above it."""
    for index, text in enumerate(rest[:ENDS_LOOKED_AT]):
        opening, after = take_opening(text, outlet)
        is_headings = opening is not None and not opening.agency and len(after) < SENTENCE_MIN and len(rest) > 1
        if opening is not None and not is_headings and (opening.agency or all(map(_is_label, rest[:index]))):
            rest[index] = after
            return [opening]
    return []


def _is_label(text: str) -> bool:
    """Tell a section's name, a date or a name above a text from its first sentence."""
    return len(text) <= LABEL_MAX and not text.endswith((".", "؟", "!", ":"))


def _take_sources(rest: list[str]) -> list[Credit]:
    """Take out the lines near the end that a label calls the text's source, whatever stands below them."""
    near = range(max(1, len(rest) - ENDS_LOOKED_AT - 1), len(rest))
    lines = [index for index in near if is_source(rest[index])]
    return [credit for index in reversed(lines) if (credit := read_credit(rest.pop(index)))]


def _take_lines(rest: list[str], outlet: Sequence[str], *, end: int) -> list[Credit]:
    """Take the credit lines off one end of `rest`: 0 the first ones, -1 the last."""
    found = []
    for _ in range(ENDS_LOOKED_AT):
        credit = _whole(rest[end], outlet, end) if len(rest) > 1 else None
        if credit is None:
            break
        rest.pop(end)
        found.append(credit)
    return found


def _whole(line: str, outlet: Sequence[str], end: int) -> Credit | None:
    """Return what a line says when all of it is a credit; at the story's beginning who sent it is one."""
    return read_credit(line, outlet) or read_dateline(line, outlet) or (read_sender(line, outlet) if end == 0 else None)
