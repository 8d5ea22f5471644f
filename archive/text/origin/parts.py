"""The parts that a text opens with, up to where it is no longer understood: «القاهرة», «3 مايو», «د ب أ».

A part ends at a mark; after an agency that a place stands before, a space is mark enough («دمشق-سانا قال …»).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named, is_ordinary, spelling_pattern
from archive.text.origin.credit import place_and_agency
from archive.text.origin.persons import may_be_person, persons_in
from archive.text.origin.places import is_place, may_be_place
from archive.text.origin.signature import Kind, is_outlet, unlabelled
from archive.text.origin.words import is_calling, is_label, is_note

PARTS_MAX = 9
PART_MAX = 40
MARK_MAX = 12

_MARKS = re.compile(
    r"(?:\s?[|/()\[\]«»\"“”•،,:~=<>]|\s?--|\s?[–—]|\s[-ـ_]{1,4}(?=\s|\()|ـ{2,4}(?=\s)|-(?=[\s(:])|(?<=\w)-(?=\w)|\s?-(?=[:(])|\.(?=\s))[\s\-–—ـ:/.(\[«\"“”»\]),،]{0,8}|\s{1,3}(?=[(\[])"
)
_SPACE = re.compile(r"\s{1,3}")
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
        "المركزيه",
        "الامم المتحده",
        "الوكاله الوطنيه",
    )
)
"""Agencies' names, folded, that begin sentences after a place as well."""
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


def read_parts(head: str, outlet: Sequence[str]) -> Iterator[Part]:
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
    if agency and after is None and is_sent and begins_no_sentence(agency[0]):
        return _SPACE.match(head, agency.end())
    return after or _MARKS.search(head, start, start + PART_MAX + MARK_MAX)


def begins_no_sentence(agency: str) -> bool:
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


@cache
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelling_pattern()})(?!\w)")
