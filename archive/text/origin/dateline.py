"""What opens a text before its first sentence: «القاهرة - د ب أ: », «واشنطن 3 يناير (رويترز) - », «غزة/محمد ماجد/الأناضول: ».

The opening is parted at its marks, and each part must be understood: an agency, a place, a date, a person, the outlet, a
label. It ends at a mark that closes openings, and counts only when an agency, the outlet or a known town sends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named, is_ordinary, opens_reports
from archive.text.origin.credit import LINE_MAX, Credit, first_named
from archive.text.origin.parts import Part, begins_no_sentence, read_parts
from archive.text.origin.persons import may_be_person, persons_in, sounds_like_person
from archive.text.origin.places import is_place, is_town, may_be_place
from archive.text.origin.signature import Kind, joined, unlabelled
from archive.text.origin.words import labels

ASIDE_MAX = 70
"""A dash that is followed by another one so near opens an aside, not a report."""

_OPENED = re.compile(r"[-–—ـ:/»)\]]\s{0,3}([«“\"(\[]\s{0,3})$")
_ENDS = re.compile(r"[:)\]/»”\"–—ـ.-]|^\s{1,3}$")


def take_opening(paragraph: str, outlet: Sequence[str] = ()) -> tuple[Credit | None, str]:
    """Return what opens `paragraph`, and the paragraph without it; (None, paragraph) where nothing does.

    `outlet`: the outlet's names.
    """
    parts: list[Part] = []
    best: tuple[Credit, int] | None = None
    for part in read_parts(paragraph[: 2 * LINE_MAX], outlet):
        parts.append(part)
        if _ENDS.search(part.mark) and (credit := _sent(parts, paragraph)):
            best = credit, part.end - len(_opened_by(part.mark))
    return (best[0], paragraph[best[1] :].lstrip()) if best else (None, paragraph)


def read_dateline(line: str, outlet: Sequence[str] = ()) -> Credit | None:
    """Return what a line says when all of it is an agency's opening («طوباس 6-5-2024 وفا- فلان»), else None."""
    if len(line) > LINE_MAX:
        return None
    credit, rest = take_opening(f"{line.rstrip(' -–—:/')}: ", outlet)
    return credit if credit and credit.agency and not rest else None


def outlets_dateline(paragraph: str, outlet: Sequence[str] = ()) -> str | None:
    """Return the place that opens a paragraph before an outlet's mark («دمشق، سوريا (CNN) --»), which stays in the text."""
    parts: list[Part] = []
    for part in read_parts(paragraph[: 2 * LINE_MAX], outlet):
        parts.append(part)
        is_mark = part.is_inside and part.text.isascii() and part.kind is not Kind.AGENCY
        if is_mark and len(parts) > 1 and re.search(r"[-–—:]", part.mark) and _places(parts[:-1]):
            return joined(_places(parts[:-1]), paragraph)
    return None


def _opened_by(mark: str) -> str:
    """Return the end of a mark that opens what follows it: the sentence's own quotation."""
    found = _OPENED.search(mark)
    return found[1] if found else ""


def _sent(parts: Sequence[Part], paragraph: str) -> Credit | None:
    """Return what the parts say when they are an opening: an agency's, the outlet's, or a known town's; else None."""
    mark = parts[-1].mark
    is_firm = re.search(r"[:–—ـ-]", mark) is not None or _is_all_inside(parts)
    kinds = {part.kind for part in parts}
    place, persons = _place_of(parts, paragraph), _persons_of(parts)
    if persons is None:
        return None
    if Kind.AGENCY in kinds:
        named = sorted((part.text for part in parts if part.kind is Kind.AGENCY), key=is_ordinary)
        agencies = [name for text in named if (name := agency_named(text))]
        sent = Credit(agency=first_named(agencies), place=place, persons=persons)
        return sent if _is_agencys(parts, place, is_firm=is_firm) else None
    if kinds <= {Kind.OUTLET, Kind.NOTE}:
        is_own = parts[0].kind is Kind.OUTLET or fold(parts[0].text) in labels("openings")
        return Credit() if is_own and _is_own_mark(mark) else None
    if Kind.OUTLET in kinds:
        is_logo = any(part.kind is Kind.OUTLET and part.is_inside and part.text.isascii() for part in parts)
        return Credit(place=place, persons=persons) if is_firm and (place or persons) and not is_logo else None
    is_sent = parts[0].kind is Kind.PLACE or _is_from(parts[0], paragraph)
    is_known = all(part.kind is not Kind.DOUBT or _is_gloss(parts, index) for index, part in enumerate(parts))
    is_report = is_firm and is_known and is_sent and place is not None and is_town(place)
    return Credit(place=place, persons=persons) if is_report and not _is_aside(parts[-1], paragraph) else None


def _is_all_inside(parts: Sequence[Part]) -> bool:
    """Tell «(المثال – كيفه) », whose brackets hold several parts and all of the opening."""
    return len(parts) > 1 and parts[0].is_inside and not parts[1].is_inside and parts[-1].mark.strip() in {")", "]"}


def _is_from(first: Part, paragraph: str) -> bool:
    """Tell «من سمير بوشناق - وهران: », which names a reporter first."""
    return first.kind is Kind.PERSON and fold(paragraph[:LINE_MAX]).startswith("من ")


def _is_agencys(parts: Sequence[Part], place: str | None, *, is_firm: bool) -> bool:
    """Return whether position shows that the agency named sends the text: the weaker its name, the firmer the marks."""
    named = [part for part in parts if part.kind is Kind.AGENCY]
    is_plain = any(not is_ordinary(part.text) for part in named)
    if place is not None and not is_place(place):
        return is_firm and (is_plain or named[0] is not parts[0])
    if parts[0].kind is Kind.NOTE and is_plain and named[0] is parts[1]:
        return True  # «محافظات-سانا »
    if parts[-1].mark.startswith((".", " ")) and not re.search(r"[^\s.]", parts[-1].mark):
        return place is not None and (is_plain or (is_town(place) and begins_no_sentence(parts[-1].text)))
    if place is not None:
        return is_firm or re.search(r"[)\]/]", parts[-1].mark) is not None
    may_open = is_plain or (opens_reports(named[0].text) and ":" not in parts[-1].mark)
    return named[0].is_inside or (may_open and (is_firm or parts[-1].mark.startswith("/")))


def _is_own_mark(mark: str) -> bool:
    """Return whether a mark after the outlet's name alone makes it one («المثال - »); a colon may begin what it says."""
    return ":" not in mark and re.search(r"[-–—]", mark) is not None


def _place_of(parts: Sequence[Part], paragraph: str) -> str | None:
    """Return the places as printed: known ones, else the part in doubt that stands where places do."""
    known = [part.text for part in parts if part.kind is Kind.PLACE]
    if known:
        return joined(known, paragraph)
    others = (part for index, part in enumerate(parts) if not _is_month(parts, index))
    first = next((part for part in others if part.kind not in {Kind.AGENCY, Kind.OUTLET, Kind.DATE, Kind.NOTE}), None)
    is_place_like = first is not None and first.kind is Kind.DOUBT and may_be_place(first.text)
    return first.text if first and is_place_like and not sounds_like_person(first.text) else None


def _persons_of(parts: Sequence[Part]) -> tuple[str, ...] | None:
    """Return who signs; None when a part in doubt can be neither the place nor, beside a place, a person.

    What stands in brackets right after a place says where that lies; what is quoted beside an agency is a paper.
    """
    is_agencys = any(part.kind is Kind.AGENCY for part in parts)
    persons = [person for part in parts if part.kind is Kind.PERSON for person in persons_in(unlabelled(part.text))]
    has_place = any(part.kind is Kind.PLACE for part in parts)
    doubts = [
        part.text
        for index, part in enumerate(parts)
        if part.kind is Kind.DOUBT
        and not _is_month(parts, index)
        and not _is_gloss(parts, index)
        and not (is_agencys and part.is_quoted)
    ]
    unknown = doubts if has_place else doubts[1:]
    if len(unknown) > 1 or not all(map(may_be_person, unknown)):
        return None
    return (*persons, *unknown)


def _is_month(parts: Sequence[Part], index: int) -> bool:
    """Tell the second name of a month («3 أيار/ مايو»)."""
    return index > 0 and parts[index - 1].kind is Kind.DATE and " " not in parts[index].text


def _is_gloss(parts: Sequence[Part], index: int) -> bool:
    """Tell where a place lies («إملشيل (إقليم ميدلت)») from a name in brackets."""
    is_after_place = index > 0 and parts[index - 1].kind in {Kind.PLACE, Kind.DOUBT}
    text = parts[index].text
    return (parts[index].is_inside or text.isascii()) and is_after_place and not sounds_like_person(text)


def _is_aside(last: Part, paragraph: str) -> bool:
    """Return whether a dash opens an aside («القاهرة - التي تستضيف القمة - …»): another one closes it."""
    after = paragraph[last.end : last.end + ASIDE_MAX]
    return ":" not in last.mark and re.search(r"\s[-–—]\s", after) is not None


def _places(parts: Sequence[Part]) -> list[str]:
    return [part.text for part in parts if part.kind in {Kind.PLACE, Kind.DOUBT}]
