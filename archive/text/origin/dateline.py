"""What opens a text before its first sentence: «القاهرة - د ب أ: », «واشنطن 3 يناير (رويترز) - », «غزة/محمد ماجد/الأناضول: ».

The opening is parted at its marks, and each part must be understood: an agency, a place, a date, a person, the outlet, a
label. It ends at a mark that closes openings, and counts only when an agency, the outlet or a known town sends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named, is_ordinary, opens_reports, spelling_pattern
from archive.text.origin.credit import LINE_MAX, Credit, first_named, place_and_agency
from archive.text.origin.persons import is_calling, is_label, is_note, labels, may_be_person, persons_in, sounds_like_person
from archive.text.origin.places import is_place, is_town, may_be_place
from archive.text.origin.signature import Kind, is_outlet, joined, unlabelled

PARTS_MAX = 9
PART_MAX = 40
MARK_MAX = 12
ASIDE_MAX = 70
"""A dash that is followed by another one so near opens an aside, not a report."""

_MARKS = re.compile(
    r"(?:\s?[|/()\[\]«»\"“”•،,:~=<>]|\s?--|\s?[–—]|\s[-ـ_]{1,4}(?=\s|\()|ـ{2,4}(?=\s)|-(?=[\s(:])|(?<=\w)-(?=\w)|\s?-(?=[:(])|\.(?=\s))[\s\-–—ـ:/.(\[«\"“”»\]),،]{0,8}|\s{1,3}(?=[(\[])"
)
_BEGINNINGS = frozenset(
    (
        "معا",
        "بنا",
        "ومع",
        "وما",
        "وال",
        "فارس",
        "مهر",
        "شهاب",
        "متابعات",
        "وطنيه",
        "الامم المتحده",
        "الوكاله الوطنيه",
        "المركزيه",
    )
)
"""Agencies' names, folded, that begin sentences after a place as well."""
_OPENED = re.compile(r"[-–—ـ:/»)\]]\s{0,3}([«“\"(\[]\s{0,3})$")
_SPACE = re.compile(r"\s{1,3}")
_ENDS = re.compile(r"[:)\]/»”\"–—ـ.-]|^\s{1,3}$")
_DATE = re.compile(
    r"^(?:(?:ال)?(?:سبت|أحد|احد|اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة)|\d{1,4}|\d{1,2}\s[^\W\d_]{3,9}(?:\s[^\W\d_]{3,9})?(?:\s\d{4})?|"
    r"\d{4}\s?(?:م|هـ|ه)|[^\W\d_]{3,9}\s(?:\d{4}|\d{1,2})|\d{1,2}\.\d{1,2}(?:\.\d{4})?)$"
)
_DATE_AFTER = re.compile(
    r"\s(?:في\s|يوم\s)?\d{1,2}(?:\s?[./]\s?\d{1,2}(?:[./]\d{4})?|\s[^\W\d_]{2,9}(?:\s[^\W\d_]{3,9}){0,2}(?:\s\d{4})?)?$"
)
_TO = ("لـ", " ل")
"""«قال فلان لـ(وات): …» names whom he told, not who sends the text."""
_INITIALS = re.compile(r"^(?:[^\W\d_]{1,2}[\s.]{1,2}){1,3}[^\W\d_]{0,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an opening, and the mark after it, with the index at which that ends.

    `is_inside`: in brackets. `is_quoted`: in quotation marks, as papers write their own and others' names.
    """

    text: str
    kind: Kind
    mark: str
    end: int
    is_inside: bool
    is_quoted: bool


def take_opening(paragraph: str, outlet: Sequence[str] = ()) -> tuple[Credit | None, str]:
    """Return what opens `paragraph`, and the paragraph without it; (None, paragraph) where nothing does.

    `outlet`: the outlet's names.
    """
    parts: list[Part] = []
    best: tuple[Credit, int] | None = None
    for part in _parts(paragraph[: 2 * LINE_MAX], outlet):
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
    for part in _parts(paragraph[: 2 * LINE_MAX], outlet):
        parts.append(part)
        is_mark = part.is_inside and part.text.isascii() and part.kind is not Kind.AGENCY
        if is_mark and len(parts) > 1 and re.search(r"[-–—:]", part.mark) and _places(parts[:-1]):
            return joined(_places(parts[:-1]), paragraph)
    return None


def _opened_by(mark: str) -> str:
    """Return the end of a mark that opens what follows it: the sentence's own quotation."""
    found = _OPENED.search(mark)
    return found[1] if found else ""


def _parts(head: str, outlet: Sequence[str]) -> Iterator[Part]:
    """Yield the parts that `head` opens with, as far as they are understood."""
    start = len(head) - len(head.lstrip(' "«“(-–—[•*'))
    opened = head[:start].rstrip()[-1:]
    for _ in range(PARTS_MAX):
        mark = _next_mark(head, start, is_sent=opened in {"-", "–", "—", "ـ", "/"})
        if mark is None:
            return
        is_inside, is_quoted = opened in {"(", "["}, opened in {"«", '"', "“"}
        for text in place_and_agency(_without_and(head[start : mark.start()].strip())):
            kind = _kind(text, outlet, is_inside=is_inside)
            if kind is None or (mark[0].startswith(".") and kind is not Kind.AGENCY):
                return
            place = _DATE_AFTER.sub("", text).strip() if kind in {Kind.PLACE, Kind.DOUBT} else text
            yield Part(text=place, kind=kind, mark=mark[0], end=mark.end(), is_inside=is_inside, is_quoted=is_quoted)
        start, opened = mark.end(), mark[0].rstrip()[-1:]


def _without_and(text: str) -> str:
    """Return the agency that «و» joins to what stands before («المثال» ووكالات); any other text as it is."""
    return text[1:] if text.startswith("و") and agency_named(text) is None and agency_named(text[1:]) else text


def _next_mark(head: str, start: int, *, is_sent: bool) -> re.Match[str] | None:
    """Return the mark after the part at `start`; those within an agency's name («أ. ف. ب») are none.

    `is_sent`: a place stands before («دمشق-سانا قال …»), so that after an agency's name a space is mark enough.
    """
    agency = _agency().match(head, start)
    after = _MARKS.match(head, agency.end()) if agency else None
    if agency and after is None and is_sent and _begins_no_sentence(agency[0]):
        return _SPACE.match(head, agency.end())
    return after or _MARKS.search(head, start, start + PART_MAX + MARK_MAX)


def _begins_no_sentence(agency: str) -> bool:
    """Tell «خانيونس - صفا قالت …» from «القاهرة - معا نبني …»."""
    return not is_ordinary(agency) or fold(agency) not in _BEGINNINGS


def _kind(text: str, outlet: Sequence[str], *, is_inside: bool) -> Kind | None:
    """Return what a part is; DOUBT for what only its position can tell, None for what is text."""
    if not text or len(text) > PART_MAX or text.endswith(_TO):
        return None
    place = _DATE_AFTER.sub("", text).strip()
    tests: tuple[tuple[Kind, Callable[[], object]], ...] = (
        (Kind.AGENCY, lambda: agency_named(text)),
        (Kind.PLACE, lambda: is_place(place)),
        (Kind.DATE, lambda: _DATE.match(text)),
        (Kind.PERSON, lambda: persons_in(unlabelled(text))),
        (Kind.OUTLET, lambda: is_outlet(text, outlet) or (is_inside and text.isascii() and text.isupper())),
        (Kind.NOTE, lambda: _says_nothing(text)),
        (Kind.DOUBT, lambda: may_be_place(place) or may_be_person(text)),
    )
    return next((kind for kind, test in tests if test()), None)


def _says_nothing(text: str) -> bool:
    plain = fold(text)
    return is_note(plain) or is_label(plain) or is_calling(text) or _INITIALS.match(text) is not None


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
    is_report = is_firm and Kind.DOUBT not in kinds and is_sent and place is not None and is_town(place)
    return Credit(place=place, persons=persons) if is_report and not _is_aside(parts[-1], paragraph) else None


def _is_all_inside(parts: Sequence[Part]) -> bool:
    """Tell «(المثال – كيفه) », whose brackets hold several parts and all of the opening."""
    return len(parts) > 1 and parts[0].is_inside and not parts[1].is_inside and parts[-1].mark.strip() in {")", "]"}


def _is_from(first: Part, paragraph: str) -> bool:
    """Tell «من سمير بوشناق - وهران: », which names a reporter first."""
    return first.kind is Kind.PERSON and fold(paragraph[:PART_MAX]).startswith("من ")


def _is_agencys(parts: Sequence[Part], place: str | None, *, is_firm: bool) -> bool:
    """Return whether position shows that the agency named sends the text: the weaker its name, the firmer the marks."""
    named = [part for part in parts if part.kind is Kind.AGENCY]
    is_plain = any(not is_ordinary(part.text) for part in named)
    if place is not None and not is_place(place):
        return is_firm and (is_plain or named[0] is not parts[0])
    if parts[0].kind is Kind.NOTE and is_plain and named[0] is parts[1]:
        return True  # «محافظات-سانا »
    if parts[-1].mark.startswith((".", " ")) and not re.search(r"[^\s.]", parts[-1].mark):
        return place is not None and (is_plain or (is_town(place) and _begins_no_sentence(parts[-1].text)))
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


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelling_pattern()})(?!\w)")
