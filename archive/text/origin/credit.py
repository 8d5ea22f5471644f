"""What a line says of a text's origin when all of it is a credit: agencies, a place, a date, a label, the outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.arabic import fold
from archive.text.origin.agencies import UNNAMED, agency_named, is_ordinary
from archive.text.origin.persons import is_label, is_note, persons_in
from archive.text.origin.places import is_place, may_be_place
from archive.text.origin.signature import is_outlet, joined

LINE_MAX = 90
"""A credit with its place and date; longer lines are text."""

EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f\u0640ـ"
_PARTS = re.compile(r"\s{0,3}(?:[/|()\[\]،,+&:–—«»\"“”•]|--|-|\s[-_ـ]\s|\sو(?=\S))\s{0,3}")
_OUTLETS = re.compile(r"^[\w ]{2,20}\.(?:نت|كوم|com|net|org)$", re.IGNORECASE)
_QUOTED_OUTLET = re.compile(r"[«\"“][^«»\"“”]{2,25}[»\"”]\s{0,2}(?:دوت كوم|نت(?!\w)|\.كوم)")
_SOURCE = re.compile(r"^[\W_]{0,4}(?:ال)?(?:مصدر|مصادر)(?: الخبر)?\s{0,2}[:：/-]\s{0,3}(.{2,80})$")
_DATE_PART = re.compile(r"^[\d\s]{1,8}(?:[^\W\d]{3,9}(?:\s[^\W\d]{3,9}){0,2})?[\s\d]{0,5}$")
_FULL_DATE = re.compile(
    r"\s(?:في\s)?\d{1,2}[\s/-]{1,2}[^\W\d]{2,9}(?:[\s/]{1,2}[^\W\d]{3,9}){0,2}[\s،]{1,2}\d{4}(?:\s?(?:هـ|ه|م)(?!\w))?(?:\s(?:الموافق|الموافقة))?"
)
_INITIALS = re.compile(r"^(?:\w{1,2}[\s.]){1,3}\w{0,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a line says of the text's origin; each may be None. `place`: one place or several, as printed."""

    agency: str | None = None
    place: str | None = None
    persons: tuple[str, ...] = ()


def read_credit(line: str, outlet: Sequence[str] = ()) -> Credit | None:
    """Return what a line says when all of it is a credit that names an agency; else None."""
    text = line.strip()
    if len(text) > LINE_MAX:
        return None
    source = _SOURCE.match(text)
    if source:
        text = source[1]
    whole = agency_named(text)
    if whole:
        return Credit(agency=whole)
    text = _FULL_DATE.sub(" / ", _QUOTED_OUTLET.sub("/", text))
    parts = [part for piece in _PARTS.split(text) if (part := piece.strip(EDGES))]
    parts = [word for part in parts for word in place_and_agency(part)]
    named = [name for part in parts if (name := agency_named(part))]
    others = [part for part in parts if not agency_named(part) and not _is_label(part) and not is_outlet(part, outlet)]
    if not named or (len(others) > 1 and not all(map(is_place, others))) or not all(map(may_be_place, others)):
        return None
    if others and not is_place(others[0]) and not _sends(parts, text):
        return None
    if others and text.rstrip().endswith((".", "؟", "!")) and not text.rstrip(". ").endswith((")", "»")):
        return None
    return Credit(agency=first_named(named), place=joined(others, text))


def read_source(line: str, outlet: Sequence[str]) -> Credit | None:
    """Return the text's source as a line beside the headline says it («المصدر: …», «(أبوظبي - البيان)»), or None.

    `outlet`: the outlet's names, which are no agency, but beside which a place is a dateline.
    """
    text = line.strip()
    if len(text) > LINE_MAX:
        return None
    credit = read_credit(text, outlet)
    if credit is not None:
        return credit
    source = _SOURCE.match(text)
    parts = [part for piece in _PARTS.split(source[1] if source else text) if (part := piece.strip(EDGES))]
    rest = [part for part in parts if not is_outlet(part, outlet) and not _is_label(part)]
    if len(rest) != 1 or len(parts) != 2 or persons_in(rest[0]):
        return None
    return Credit(place=rest[0]) if may_be_place(rest[0]) else None


def first_named(names: Sequence[str]) -> str | None:
    """Return the first agency by name; «وكالات» only when no name stands beside it."""
    return next((name for name in names if name != UNNAMED), names[0] if names else None)


def place_and_agency(part: str) -> tuple[str, ...]:
    """Part «الرياض واس» and «2026 وفا», which have no mark between the place or the date and the agency."""
    words = part.split()
    for cut in range(1, min(len(words), 4)):
        before, agency = " ".join(words[:cut]), " ".join(words[cut:])
        if agency_named(agency) and (is_place(before) or _DATE_PART.match(before)):
            return before, agency
    return (part,)


def _sends(parts: Sequence[str], text: str) -> bool:
    """Return whether position shows an unknown place: before an agency that is no everyday word, with a mark between."""
    is_plain = any(agency_named(part) and not is_ordinary(part) for part in parts)
    return is_plain and re.search(r"[-–—/|:(ـ]", text) is not None


def _is_label(part: str) -> bool:
    plain = fold(part)
    return (
        is_note(plain)
        or is_label(plain)
        or any(pattern.match(part) is not None for pattern in (_OUTLETS, _DATE_PART, _INITIALS))
    )
