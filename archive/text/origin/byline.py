"""Who wrote the story: visible bylines first, then metadata; never a URL, an outlet, an agency or a desk posing as a person.

What a line says («كتب: فلان»), what its markup says (class, rel, an author's page), whether its words are known names, and
where it stands agree or not; the surer evidence is asked first. Translators count only where nobody else signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named
from archive.text.origin.persons import (
    has_family_name,
    is_known,
    is_nameable,
    likely_persons_in,
    may_be_person,
    sounds_like_person,
)
from archive.text.origin.pieces import Spot, before_date, signable
from archive.text.origin.places import is_place
from archive.text.origin.signature import is_outlet, read_signature, unlabelled
from archive.text.origin.words import is_calling, is_desk, labels
from archive.text.page.blocks import HEADINGS
from archive.text.page.zones import Zone

AUTHORS_MAX = 6
LINE_MAX = 120
LINKED_MAX = 0.9
SIGNS_MAX = 4
"""Words of a name that nothing but its place says to be one."""

_MARK = r"\s{0,2}[:：/|–—-]\s{0,3}"
_UNMARKED = (
    "كتب",
    "كتبت",
    "كتبه",
    "كتبها",
    "بقلم",
    "حاوره",
    "حاورته",
    "حاورها",
    "بواسطة",
    "by",
    "written by",
    "posted by",
    "من طرف",
)
"""Labels that need no mark between them and the name."""
_TAIL = re.compile(
    r"\s(?:[-–|/]\s?)?(?:تصوير|عدسة|تحرير|ترجمة|إشراف|مونتاج)\s{0,2}[:/|-].*$|\s(?:on|at|في|بتاريخ|يوم|منذ|نشر|تم)\s.*$|\s[|•]\s.*$|\s\d.*$|[\[(@].*$"
)
_BY = re.compile(r"\sبقلم\s{1,3}(?=\S)")
_AFTER_DASH = re.compile(r"\s[-–—/]\s[^-–—/]{2,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A text that may name who wrote. `is_sure`: what says so says it of a name and of nothing else."""

    text: str
    is_sure: bool = False


def read_authors(
    near: Sequence[Spot], above: Sequence[Spot], named: Sequence[str], outlet: Sequence[str], ends: Sequence[Spot] = ()
) -> tuple[str, ...]:
    """Return the persons who signed: from the lines `near` the story and `above` its headline, else `named` by metadata.

    `outlet`: the outlet's names, which no person bears. `ends`: of the lines near, the story's own first and last. A name of
    which no part is known, and that nothing sure nor a second sign speaks for, counts only where there is no other.
    """
    dated = [spot for spot in above if spot.is_dated]
    told = frozenset(fold(person) for text in named for person in _persons(text, outlet))
    sources: tuple[Callable[[], Iterable[Claim]], ...] = (
        lambda: _labelled((*near, *above), "wrote"),
        lambda: _marked((*near, *above)),
        lambda: _signed((*near, *dated), outlet),
        lambda: _alone(ends),
        lambda: (Claim(text=text) for text in named),
        lambda: _labelled(near, "edited"),
        lambda: _standing(near),
        lambda: _labelled(near, "translated"),
    )
    likely: tuple[str, ...] = ()
    for source in sources:
        claims = [(claim, persons) for claim in source() if (persons := _claimed(claim, outlet))]
        sure = [persons for claim, persons in claims if claim.is_sure or any(_is_named(person, told) for person in persons)]
        if sure:
            return _distinct(sure)
        likely = likely or _distinct(persons for _, persons in claims)
    return likely


def _is_named(person: str, told: frozenset[str]) -> bool:
    """Return whether something beside its place says that `person` is one: a part of it that is a known name, or metadata."""
    return is_known(person) or sounds_like_person(person) or fold(person) in told


def _distinct(found: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return each person once, as first written and in that order."""
    by_name: dict[str, str] = {}
    for persons in found:
        for person in persons:
            by_name.setdefault(fold(person), person)
    return tuple(by_name.values())[:AUTHORS_MAX]


def is_byline(text: str) -> bool:
    """Return whether a whole line is «كتب فلان» and nothing else."""
    if len(text) > LINE_MAX or text.endswith("."):
        return False
    return any(_persons(claim.text, ()) for kind in ("wrote", "edited", "translated") for claim in _after_label(text, kind))


def _labelled(spots: Sequence[Spot], kind: str) -> Iterable[Claim]:
    return (name for spot in spots for text in _phrases(spot) for name in _after_label(text, kind))


def _phrases(spot: Spot) -> tuple[str, ...]:
    """Return a line, its pieces, and each two of them: a label and a name may stand in two elements."""
    pieces = [piece.text for piece in spot.pieces]
    return (*(f"{one} {other}" for one, other in pairwise(pieces)), *spot.texts[::-1])


def _after_label(text: str, kind: str) -> tuple[Claim, ...]:
    """Return what follows a label that opens `text`; without a mark between, only verbs and what sounds like a name."""
    found = _opening(kind).match(text)
    if not found:
        inside = _within(kind).search(text) or (_BY.search(text) if kind == "wrote" else None)
        return (Claim(text=text[inside.end() :]),) if inside else ()
    name = text[found.end() :].strip()
    label = fold(found["label"]).strip()
    if found["mark"]:
        return (Claim(text=name, is_sure=label not in labels("genres")),)
    is_verb = label in map(fold, _UNMARKED)
    if is_verb and name.isascii():
        return (Claim(text=name),) if name.istitle() else ()
    parts = likely_persons_in(_trimmed(name))
    return (Claim(text=name),) if parts and all(map(sounds_like_person if is_verb else is_known, parts)) else ()


@cache
def _opening(kind: str) -> re.Pattern[str]:
    ways = "|".join(map(_any_form, labels(kind)))
    return re.compile(
        rf"^[\W_]{{0,3}}(?P<label>{ways})(?:\s{{0,2}}(?:و[^\W\d_]{{4,8}})){{0,2}}(?:(?P<mark>{_MARK})|\s{{1,3}})(?=\S)",
        re.IGNORECASE,
    )


@cache
def _within(kind: str) -> re.Pattern[str]:
    """Match a label within a line that begins with something else, such as a date: there only with a colon."""
    ways = "|".join(map(_any_form, labels(kind)))
    return re.compile(rf"\s(?:{ways})\s{{0,2}}[:：]\s{{0,3}}(?=\S)", re.IGNORECASE)


def _any_form(label: str) -> str:
    """Write a folded label so that it matches any form of its letters, marked or not."""
    forms = {"ا": "[اأإآ]", "ي": "[يى]", "ه": "[هة]"}
    return "".join(forms.get(char, re.escape(char)) + "[\u064b-\u0652]?" for char in label)


def _marked(spots: Sequence[Spot]) -> Iterable[Claim]:
    for spot in spots:
        marked = [piece for piece in spot.pieces if piece.is_authors]
        yield from (Claim(text=piece.text, is_sure=piece.is_sure) for piece in marked)
        if not marked and spot.line.zone is Zone.BYLINE and any(piece.is_in_authors_box for piece in spot.pieces):
            named = [piece.text for piece in spot.pieces if may_be_person(piece.text) and not is_calling(piece.text)]
            yield from (Claim(text=text) for text in (named if len(spot.pieces) > 1 and named else [spot.line.text]))


def _signed(spots: Sequence[Spot], outlet: Sequence[str]) -> Iterable[Claim]:
    """Yield who signs in a bare line, or in a piece of one that holds a date as well."""
    for spot in spots:
        if _is_link(spot):
            continue
        found = read_signature(spot.line.text, outlet)
        parts = () if found else spot.texts[1:] if spot.is_dated else signable(spot)[len(spot.texts) :]
        signed = [found, *(read_signature(text, outlet) for text in parts)]
        yield from (Claim(text=person) for one in signed if one and not one.is_translator for person in one.persons)


def _alone(ends: Iterable[Spot]) -> Iterable[Claim]:
    """Yield what is all of the story's first or last line and shaped as a name and its family's: «لين الحنيطي»."""
    for spot in ends:
        if spot.line.tag not in HEADINGS and not spot.line.linked and has_family_name(unlabelled(spot.line.text)):
            yield Claim(text=spot.line.text, is_sure=True)


def _standing(spots: Sequence[Spot]) -> Iterable[Claim]:
    """Yield what nothing but its place beside a date says to be a name: short, with no word of news."""
    for index, spot in enumerate(spots):
        is_beside_date = any(other.is_dated for other in spots[max(0, index - 1) : index + 2])
        if _is_link(spot) or spot.line.tag in HEADINGS or not is_beside_date:
            continue
        for piece in spot.pieces:
            name = unlabelled(piece.text)
            is_sure = spot.line.zone is Zone.BYLINE or sounds_like_person(name)
            if is_sure and len(name.split()) <= SIGNS_MAX and may_be_person(name) and not name.isascii():
                yield Claim(text=name)


def _is_link(spot: Spot) -> bool:
    """Return whether a line leads elsewhere, and not to an author's page."""
    return spot.line.link_density > LINKED_MAX and not any(piece.is_authors for piece in spot.pieces)


def _persons(text: str, outlet: Sequence[str]) -> tuple[str, ...]:
    """Return the persons that a text names: it is a name, several joined, or a signature with a place or the outlet."""
    if "://" in text or len(text) > LINE_MAX:
        return ()
    plain = _trimmed(unlabelled(text))
    whole = likely_persons_in(plain) or likely_persons_in(_AFTER_DASH.sub("", plain))
    persons = tuple(part for part in whole if _is_person(part, outlet))
    signed = None if persons else read_signature(text, outlet)
    return persons or (tuple(part for part in signed.persons if _is_person(part, outlet)) if signed else ())


def _claimed(claim: Claim, outlet: Sequence[str]) -> tuple[str, ...]:
    """Return the persons that a claim names; where it is sure, a name that is shaped as no other."""
    name = _trimmed(claim.text)
    is_given = claim.is_sure and is_nameable(name) and _is_person(name, outlet)
    return _persons(claim.text, outlet) or ((name,) if is_given else ())


def _trimmed(text: str) -> str:
    return before_date(_TAIL.sub("", text)).strip(' -–—:|.()«»"،,')


def _is_person(name: str, outlet: Sequence[str]) -> bool:
    if agency_named(name) or any(agency_named(word) and len(word) > 3 and not is_known(name) for word in name.split()):
        return False
    return not is_desk(name) and not is_place(name) and not is_outlet(name, outlet)
