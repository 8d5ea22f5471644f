"""The agency credited for a text and the place it was sent from: found by position, and taken out of the body.

A credit stands alone as the first or last lines, opens the first paragraph («القاهرة - د ب أ: …», «غزة/ الأناضول»),
closes the last one («… (أ ف ب)», «--(بترا)»), follows «المصدر:», or stands in the byline. A name in running text is no credit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from archive.text.agencies import UNNAMED, agency_named, is_ordinary, spelling_pattern
from archive.text.signature import is_outlet, is_place, persons_in

LINE_MAX = 90
"""A credit with its place and date; longer lines are text."""
PLACE_MAX = 40
PLACE_WORDS_MAX = 4
ENDS_LOOKED_AT = 3

_EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>\u200e\u200f\u0640ـ"
_PARTS = re.compile(r"\s{0,3}(?:[/|()\[\]،,+&:–—«»\"“”]|--|-|\s[-_]\s|\sو(?=\S))\s{0,3}")
_LABEL = re.compile(
    r"^(?:المصدر|مصدر الخبر|نقلا عن|نقلاً عن|المصادر|وكالة|عن|خاص|متابعة|متابعات|مواقع(?: إلكترونية)?|صحف|ترجمة|انتهى|source|"
    r"[\w ]{2,20}\.(?:نت|كوم|com|net|org))$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^[\W_]{0,4}(?:ال)?(?:مصدر|مصادر)(?: الخبر)?\s{0,2}[:：/-]\s{0,3}(.{2,80})$")
_DATE_PART = re.compile(r"^[\d\s]{1,8}(?:[^\W\d]{3,9}(?:\s[^\W\d]{3,9}){0,2})?[\s\d]{0,5}$")
_THE_END = re.compile(r"\s{0,3}[(/]{1,2}\s{0,2}(?:النهاية|انتهى|انتهي)\s{0,2}[)/]{1,2}\s{0,3}$")
_FULL_DATE = re.compile(
    r"\s(?:في\s)?\d{1,2}[\s/-]{1,2}[^\W\d]{2,9}(?:[\s/]{1,2}[^\W\d]{3,9}){0,2}[\s،]{1,2}\d{4}(?:\s?(?:هـ|ه|م)(?!\w))?(?:\s(?:الموافق|الموافقة))?"
)
_OPENING = re.compile(r"(?:--|[-–—/(\[«\":،,])\s{0,2}$")
_CLOSING = re.compile(r"[\s\"»]{0,2}(?:[)\]][\s.]{0,2}(?:--|[-–—:/]){0,2}|\s{0,2}(?:--|[-–—:/]){1,2})\s{0,3}")
_DATE_AFTER = re.compile(
    r"[\s،,-]{1,3}\d{1,2}\s?[./-]\s?\d{1,2}(?:[./-]\d{4})?$|"
    r"(?:\s(?:في|يوم))?[\s،,/-]{0,3}\d{1,2}[\s/-]{1,3}[^\W\d]{2,9}(?:[\s/]{1,3}[^\W\d]{3,9}){0,2}(?:[\s،,]{1,2}\d{4})?$"
)
_OUTLET_PREFIX = re.compile(r"^(?P<place>[^():\d.؟!]{2,40}?)\s{0,3}\((?P<mark>[^()]{2,30})\)\s{0,3}(?:--|[-–—:])")
_PLACE = re.compile(r"^(?P<place>[^\W\d][^():\d.؟!،,«\"–—-]{1,38}?)\s{0,2}(?:--|[-–—:])\s{1,3}")
_OWN_MARK = re.compile(r"^(?P<mark>[^\W\d_][^():\d.؟!،«\"–—-]{2,24}?)\s{1,2}(?:--|[-–—])\s{1,3}")
_PLACE_OUTLET = re.compile(
    r"^(?P<place>[^\W\d][^():\d.؟!«\"–—/-]{1,38}?)\s{0,2}[-–—/:،]\s{0,2}(?P<mark>[\"«“]?[^:\"»”]{2,40}[\"»”]?)\s{0,2}(?:--|[-–—:])\s{1,3}"
)
_SIGNED_AFTER = re.compile(r"\s{0,2}\)\s{0,2}(?P<name>[^()/:،.\d-]{5,40}?)\s{0,2}(?:--|[-–—])\s{1,3}")
_SIGNED = re.compile(r"\s{0,2}/\s{0,2}(?P<name>[^()/]{4,40})\)\s{0,2}(?:--|[-–—:/]){1,2}\s{0,2}")
_INITIALS = re.compile(r"^(?:\w{1,2}[\s.]){1,3}\w{0,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a line says of the text's origin; either may be None."""

    agency: str | None = None
    place: str | None = None
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """A body without its credits, and what they said."""

    paragraphs: tuple[str, ...]
    agency: str | None
    dateline: str | None
    persons: tuple[str, ...] = ()


def take_credits(paragraphs: Sequence[str], outlet: Sequence[str] = ()) -> Credited:
    """Return `paragraphs` without credit lines, prefixes and suffixes, with the agency and the dateline they gave.

    `outlet`: the outlet's own names, which are no agency credit; a place beside one still is a dateline.
    """
    rest = list(paragraphs)
    found: list[Credit] = []
    _take_last(rest, found, outlet)
    _take_first(rest, found, outlet)
    if rest:
        rest[0] = _take_prefix(rest[0], found)
    if rest:
        rest[-1] = _take_suffix(rest[-1], found)
    named = [credit.agency for credit in found if credit.agency]
    place = next((credit.place for credit in found if credit.place), None)
    if place is None and rest:
        place = dateline_of(rest[0], next(iter(outlet), None))
    if place is None and rest:
        place, rest[0] = _take_place(rest[0], outlet)
    persons = tuple(person for credit in found for person in credit.persons)
    return Credited(
        paragraphs=tuple(text for text in rest if text), agency=_first_named(named), dateline=place, persons=persons
    )


def read_credit(line: str, outlet: Sequence[str] = ()) -> Credit | None:
    """Return what a line says when all of it is a credit: agencies, a place, a date, a label, the outlet; else None."""
    text = line.strip()
    if len(text) > LINE_MAX:
        return None
    source = _SOURCE.match(text)
    if source:
        text = source[1]
    whole = agency_named(text)
    if whole:
        return Credit(agency=whole)
    text = _FULL_DATE.sub(" / ", text)
    parts = [part for part in (part.strip(_EDGES) for part in _PARTS.split(text)) if part]
    named = [name for part in parts if (name := _part_agency(part))]
    others = [
        part
        for part in parts
        if not _part_agency(part) and not _LABEL.match(part) and not _DATE_PART.match(part) and not _INITIALS.match(part)
    ]
    others = [part for part in others if not is_outlet(part, outlet)]
    if not named or (len(others) > 1 and not all(map(is_place, others))) or not all(map(_may_be_place, others)):
        return None
    if others and (text.rstrip().endswith((".", "؟", "!")) and not text.rstrip(". ").endswith((")", "»"))):
        return None
    return Credit(agency=_first_named(named), place=others[0] if others else None)


def read_source(line: str, outlet: Sequence[str]) -> Credit | None:
    """Return the text's source as a line beside the headline says it («المصدر: …», «(أبوظبي - البيان)»), or None.

    `outlet`: the outlet's names, which are no agency, but beside which a place is a dateline.
    """
    text = line.strip()
    source = _SOURCE.match(text)
    credit = read_credit(text, outlet)
    if credit is not None:
        return credit
    parts = [part for part in (part.strip(_EDGES) for part in _PARTS.split(source[1] if source else text)) if part]
    own = {part for part in parts if part in outlet}
    rest = [part for part in parts if part not in own]
    return Credit(place=rest[0]) if own and len(rest) == 1 and len(parts) == 2 and _may_be_place(rest[0]) else None


def dateline_of(paragraph: str, publisher: str | None = None) -> str | None:
    """Return the place that opens a paragraph before an outlet's mark («دمشق، سوريا (CNN) --»), which stays in the text."""
    found = _OUTLET_PREFIX.match(paragraph[: LINE_MAX * 2])
    if not found or not _may_be_place(found["place"]):
        return None
    mark = found["mark"].strip()
    is_own = publisher is not None and (mark in publisher or publisher in mark)
    return found["place"].strip(_EDGES) if is_own or mark.isascii() or agency_named(mark) else None


def _take_last(rest: list[str], found: list[Credit], outlet: Sequence[str]) -> None:
    for _ in range(ENDS_LOOKED_AT):
        credit = read_credit(rest[-1], outlet) if len(rest) > 1 else None
        if credit is None:
            return
        rest.pop()
        found.append(credit)


def _take_first(rest: list[str], found: list[Credit], outlet: Sequence[str]) -> None:
    for _ in range(ENDS_LOOKED_AT):
        credit = read_credit(rest[0], outlet) if len(rest) > 1 else None
        if credit is None:
            return
        rest.pop(0)
        found.append(credit)


def _take_prefix(paragraph: str, found: list[Credit]) -> str:
    """Take «القاهرة - د ب أ: », «واشنطن (رويترز) - » or «عمان 24 نيسان (بترا)-- » off the paragraph it opens."""
    head = paragraph[: LINE_MAX * 2]
    agency = _agency().search(head, 0, LINE_MAX)
    if not agency:
        return paragraph
    before, closing = head[: agency.start()], _CLOSING.match(head, agency.end())
    bracketed = before.rstrip().endswith(("(", "[", "/"))
    place = _DATE_AFTER.sub("", before.strip(_EDGES)).strip(_EDGES)
    is_dated = place != before.strip(_EDGES)
    if not closing or (place and not ((is_dated or _OPENING.search(before)) and _may_be_place(place))):
        return paragraph
    signed = (_SIGNED.match(head, agency.end()) or _SIGNED_AFTER.match(head, agency.end())) if bracketed else None
    persons = persons_in(signed["name"]) if signed else ()
    end = signed.end() if signed and persons else closing.end()
    if not place:
        after = _PLACE.match(paragraph[end : end + LINE_MAX])
        if after and is_place(after["place"]):
            place, end = after["place"], end + after.end()
        elif not bracketed and is_ordinary(agency[0]):
            return paragraph
    found.append(Credit(agency=agency_named(agency[0]), place=place or None, persons=persons))
    return paragraph[end:]


def _take_place(paragraph: str, outlet: Sequence[str]) -> tuple[str | None, str]:
    """Take «الرباط – », «تل الرمان- "المثال": », «المثال (نواكشوط) - » off: a known place, or any by the outlet's name.

    The outlet's own mark alone («المثال - ») goes too.
    """
    head = paragraph[: LINE_MAX * 2]
    found = _PLACE.match(head)
    if found and is_place(found["place"]):
        return found["place"], paragraph[found.end() :]
    found = _PLACE_OUTLET.match(head)
    if found and found["mark"].strip(_EDGES) in outlet and _may_be_place(found["place"]):
        return found["place"], paragraph[found.end() :]
    found = _OUTLET_PREFIX.match(head)
    if found and is_place(found["mark"]) and found["place"].strip() in " ".join(outlet):
        return found["mark"].strip(), paragraph[found.end() :].lstrip()
    found = _OWN_MARK.match(head)
    return None, paragraph[found.end() :] if found and is_outlet(found["mark"], outlet) else paragraph


def _take_suffix(paragraph: str, found: list[Credit]) -> str:
    paragraph = paragraph[:-LINE_MAX] + _THE_END.sub("", paragraph[-LINE_MAX:])
    tail = paragraph[-LINE_MAX:]
    suffix = _suffix().search(tail)
    if not suffix:
        return paragraph
    inside = suffix["bracketed"] or suffix["bare"]
    name = agency_named(inside)
    if name is None or (suffix["bare"] and is_ordinary(inside) and name != "الأناضول"):
        return paragraph
    found.append(Credit(agency=name))
    return paragraph[: len(paragraph) - len(tail) + suffix.start()].rstrip(" -–—/")


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelling_pattern()})(?!\w)")


@cache
def _suffix() -> re.Pattern[str]:
    agency = spelling_pattern()
    return re.compile(
        rf"[\s-]{{0,3}}(?:--|[-–—/]){{0,3}}\s{{0,2}}[(\[]\s{{0,2}}(?:[^\W\d]{{2,12}}[\s/-]{{1,3}})?(?P<bracketed>{agency})\s{{0,2}}[)\]][\s.]{{0,3}}$"
        rf"|(?<=[.؟!»\"])\s{{0,3}}(?:[-–—/]{{1,2}}\s{{0,2}})?(?P<bare>{agency})[\s.]{{0,2}}$"
    )


def _first_named(names: Sequence[str]) -> str | None:
    """Return the first agency by name; «وكالات» only when no name stands beside it."""
    return next((name for name in names if name != UNNAMED), names[0] if names else None)


def _part_agency(part: str) -> str | None:
    return agency_named(part)


def _may_be_place(text: str) -> bool:
    words = text.strip(_EDGES).split()
    return (
        0 < len(words) <= PLACE_WORDS_MAX and len(text) <= PLACE_MAX and not any(char.isdigit() or char == "." for char in text)
    )
