"""What a line says of a text's origin when all of it is a credit: agencies, a place, a date, a label, the outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.arabic import fold
from archive.text.origin.agencies import UNNAMED, agency_named, is_ordinary
from archive.text.origin.persons import likely_persons_in, persons_in, sounds_like_person
from archive.text.origin.places import is_place, may_be_place
from archive.text.origin.signature import is_outlet, joined
from archive.text.origin.words import is_desk, is_label, is_note, is_prose

LINE_MAX = 90
"""A credit with its place and date; longer lines are text."""

UNKNOWN_WORDS_MAX = 3
SOURCES_MAX = 3
SOURCE_WORDS_MAX = 4
"""Other sources that a line names beside an agency, and words of each; more is prose."""

EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f\u0640ـ"
_PARTS = re.compile(r"\s{0,3}(?:[/|()\[\]،,+&:–—―«»\"“”•]|-{1,3}|\s[_ـ]{1,4}|ـ{2,4}(?=\s)|\sو(?!كال)(?=\S))\s{0,3}")
_OUTLETS = re.compile(r"^[\w ]{2,20}(?:\.(?:com|net|org)|[. ](?:نت|كوم))$", re.IGNORECASE)
_QUOTED_OUTLET = re.compile(r"[«\"“][^«»\"“”]{2,25}[»\"”]\s{0,2}(?:دوت كوم|نت(?!\w)|\.كوم)")
_SOURCE = re.compile(r"^[\W_]{0,4}(?:ال)?(?:مصدر|مصادر)(?: الخبر| الأصلي| النص)?\s{0,2}[:：/|-]\s{0,3}(.{2,80})$")
_BRACKETED = re.compile(r"^[(\[][^()\[\]]{5,80}[)\]][\s.]{0,3}$")
_DASH = re.compile(r"[-–—ـ/:]")
_PARTNER = re.compile(r"^(?P<partner>(?:\S{2,20}\s){0,2})(?:مع|نقلاً? عن|عن)\s")
_DATE_PART = re.compile(r"^[\d\s]{1,8}(?:[^\W\d]{3,9}(?:\s[^\W\d]{3,9}){0,2})?[\s\d]{0,5}$")
_FULL_DATE = re.compile(
    r"\s(?:في\s)?\d{1,2}[\s/-]{1,2}[^\W\d]{2,9}(?:[\s/]{1,2}[^\W\d]{3,9}){0,2}[\s،]{1,2}\d{4}(?:\s?(?:هـ|ه|م)(?!\w))?(?:\s(?:الموافق|الموافقة))?"
)
_INITIALS = re.compile(r"^(?:(?:\w{1,2}[\s.]){1,3}\w{0,2}|[^\W\d_a-z])$")
_SIZES = re.compile(r"(?:[aا أ]{1,2}[+-]\s?){1,3}[aاأ]?[+-]?", re.IGNORECASE)
"""Buttons for the size of letters: «A-AA+» names no agency."""
_NUMBERED = re.compile(r"^[^\W\d_]{3,15}\s?\d{2,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a line says of the text's origin; each may be None. `place`: one place or several, as printed."""

    agency: str | None = None
    place: str | None = None
    persons: tuple[str, ...] = ()


def read_credit(line: str, outlet: Sequence[str] = ()) -> Credit | None:
    """Return what a line says when all of it is a credit that names an agency; else None."""
    text = line.strip()
    if len(text) > LINE_MAX or _SIZES.fullmatch(text):
        return None
    source = _SOURCE.match(text)
    if source:
        text = source[1]
    whole = agency_named(text)
    if whole:
        return Credit(agency=whole)
    parts = _parts_of(text)
    named = [name for part in parts if (name := agency_named(part))]
    others = [part for part in parts if not agency_named(part) and not _is_label(part) and not is_outlet(part, outlet)]
    if not named:
        return None
    is_list = source is not None or "+" in text or _is_bracketed(text, parts[0])
    return _of_sources(named, others, text) if is_list else _of_line(named, others, parts, text)


def is_source(line: str) -> bool:
    """Return whether a line says by a label that it is the text's source: «المصدر: وكالات»."""
    return _SOURCE.match(line.strip()) is not None and read_credit(line) is not None


def names_source(line: str) -> bool:
    """Return whether a line names by a label a source that is no agency, in few words: «المصدر: صحيفة الغارديان»."""
    text = line.strip()
    source = _SOURCE.match(text)
    if source is None or _is_sentence(text) or read_credit(text) is not None:
        return False
    parts = [part for piece in _PARTS.split(source[1]) if (part := piece.strip(EDGES))]
    return len(parts) <= SOURCES_MAX and all(part.count(" ") < SOURCE_WORDS_MAX for part in parts)


def is_signed(part: str) -> bool:
    """Return whether a part of a credit is a person and no place: a known name, or one that has a known name in it."""
    return not is_place(part) and bool(persons_in(part) or (sounds_like_person(part) and likely_persons_in(part)))


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
    if len(rest) != 1 or len(parts) != 2 or is_signed(rest[0]):
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


def _parts_of(text: str) -> list[str]:
    """Part a credit at its marks, a place from the agency after it, and an agency from whom it works with."""
    text = _FULL_DATE.sub(" / ", _QUOTED_OUTLET.sub("/", text))
    pieces = (part for piece in _PARTS.split(text) if (part := piece.strip(EDGES)))
    return [word for piece in pieces for word in place_and_agency(_without_partner(piece))]


def _without_partner(part: str) -> str:
    """Return the agency of «يورونيوز مع أ ب» and «نقلا عن رويترز»; any other part as it is."""
    found = _PARTNER.match(part)
    if found is None or any(map(is_prose, fold(found["partner"]).split())):
        return part
    rest = part[found.end() :]
    return rest if agency_named(rest) else part


def _of_sources(named: Sequence[str], others: Sequence[str], text: str) -> Credit | None:
    """Return the credit of a line that says by its label to be one: what stands beside the agency is another source."""
    if len(others) > SOURCES_MAX or any(part.count(" ") >= SOURCE_WORDS_MAX for part in others):
        return None
    return Credit(agency=first_named(named), place=joined([part for part in others if is_place(part)], text))


def _is_bracketed(text: str, first: str) -> bool:
    """Tell «(رويترز، المثال)», which names an agency and whoever else had the story."""
    return _BRACKETED.match(text) is not None and agency_named(first) is not None and not is_ordinary(first)


def _of_line(named: Sequence[str], others: Sequence[str], parts: Sequence[str], text: str) -> Credit | None:
    """Return the credit of a line all of whose other parts are places and persons."""
    signed = [part for part in others if is_signed(part)]
    places = [part for part in others if part not in signed]
    if not _may_stand(places, parts, text) or (others and _is_sentence(text)):
        return None
    is_editors = agency_named(parts[0]) is not None
    persons = (person for part in signed for person in likely_persons_in(part))
    return Credit(agency=first_named(named), place=joined(places, text), persons=() if is_editors else tuple(persons))


def _may_stand(places: Sequence[str], parts: Sequence[str], text: str) -> bool:
    """Return whether all of them may be places: known ones, or one that is not, with the country it lies in.

    Several unknown words before an agency in brackets caption its photo.
    """
    unknown = [part for part in places if not is_place(part)]
    if not unknown:
        return True
    is_short = places[0].count(" ") < UNKNOWN_WORDS_MAX and (" " not in places[0] or _DASH.search(text) is not None)
    return unknown == [places[0]] and is_short and may_be_place(places[0]) and _sends(parts, text)


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "؟", "!")) and not text.rstrip(". ").endswith((")", "»"))


def _sends(parts: Sequence[str], text: str) -> bool:
    """Return whether position shows an unknown place: before an agency that is no everyday word, with a mark between."""
    is_plain = any(agency_named(part) and not is_ordinary(part) for part in parts)
    return is_plain and re.search(r"[-–—/|:(ـ]", text) is not None


def _is_label(part: str) -> bool:
    plain = fold(part)
    return (
        is_note(plain)
        or is_label(plain)
        or is_desk(part)
        or any(pattern.match(part) is not None for pattern in (_OUTLETS, _DATE_PART, _INITIALS, _NUMBERED))
    )
