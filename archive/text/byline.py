"""Who wrote the story: visible bylines first, then metadata; never a URL, an outlet, an agency or a desk posing as a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from archive.text.agencies import agency_named
from archive.text.arabic import fold
from archive.text.blocks import Line
from archive.text.signature import persons_in, read_signature
from archive.text.zones import Zone

NAME_MAX = 40
WORDS_MAX = 5
AUTHORS_MAX = 6
LINE_MAX = 90

_VERBS = (
    "كتبت?", "كَتب", "كتبها?", "كتبه", "بقلم", "حوار", "أجرى الحوار", "حاوره", "حاورته", "حاورها",
    "إعداد", "اعداد", "تقرير", "تحقيق",
    "(?:أ?رسلت? |مرسلة |نشرت? )?بواسطة", "حرر من طرف", "تحرير من طرف",
    "الكاتبة?", "المؤلف", "المحررة?", "مراسلنا", "by", "written by",
)  # fmt: skip
_DESKS = (
    "تحرير", "محررين", "محرر", "محرره", "فريق",
    "قسم", "ديسك", "متابعات", "متابعه", "خاص", "موقع", "صحيفه", "جريده", "وكاله",
    "وكالات", "شبكه", "قناه", "مجله", "اداره", "غرفه الاخبار",
    "مراسل", "مراسلون", "مراسلو", "مراسلنا", "كتاب", "اخبار", "نيوز", "برس", "بوابه",
    "اونلاين", "رئيس",
)  # fmt: skip
_NAMED = r"(?P<name>[^\d:|\n]{3,60})"
_WRITTEN = re.compile(
    rf"^[\W_]{{0,3}}(?:{'|'.join(_VERBS)})(?:\s{{0,2}}(?:وإعداد|وتصوير))?\s{{0,2}}[:：/|–-]?\s{{1,3}}{_NAMED}", re.IGNORECASE
)
_WITHIN = re.compile(rf"\s(?:كتبت?|بقلم|إعداد|حوار)\s?[:：]\s{{0,2}}{_NAMED}")
_TAIL = re.compile(r"\s(?:on|at|في|بتاريخ|يوم|منذ|نشر)\s.*$|\s[-–|/•]\s.*$|\s\d.*$")
_JOINTS = re.compile(r"\s{0,3}(?:،|,|;|/|&|\s-\s|\sو(?=\S{3,20}\s\S)|\sand\s)\s{0,3}")
_TITLE = re.compile(r"^by\s{1,2}", re.IGNORECASE)
_DESK = re.compile(
    rf"(?:^|\s)(?:ال)?(?:{'|'.join(_DESKS)})(?:\s|$)|admin|editor|desk|staff|news|web|team|guest|author|user|manager|system|unknown|\.com|online|media"
)
_MARKED = re.compile(r"author|byline|writer|katib|(?:^|[\s_-])(?:by|au)(?:[\s_-]|$)")
_NAME = re.compile(r"(?:(?:أ\.?\s?)?[دأم]\.\s?)?[^\W\d_][^\W\d_'’.ـ-]*(?:[\s.'’-]{1,2}[^\W\d_][^\W\d_'’.ـ-]*){0,4}")


def read_authors(lines: Sequence[Line], named: Iterable[str], outlet: Iterable[str]) -> tuple[str, ...]:
    """Return the persons who signed: from `lines` around the story, else from `named`, the metadata's authors.

    `outlet`: the outlet's names, which no person bears.
    """
    names = tuple(fold(name).strip() for name in outlet if name)
    short = [line for line in lines if len(line.text) <= LINE_MAX]
    visible = (name for line in short for name in _signed(line))
    bare = (name for line in short if (found := read_signature(line.text, names)) for name in found.persons)
    for source in (visible, bare, named):
        persons = [person for text in source for person in _persons(text, names)]
        if persons:
            known = [person for person in persons if persons_in(person)]
            return tuple(dict.fromkeys(known or persons))[:AUTHORS_MAX]
    return ()


def is_byline(text: str) -> bool:
    """Return whether a whole line is «كتب فلان» and nothing else."""
    found = _WRITTEN.match(text) if len(text) <= LINE_MAX and not text.endswith(".") else None
    return found is not None and bool(_persons(found["name"], ()))


def _signed(line: Line) -> tuple[str, ...]:
    found = _WRITTEN.match(line.text) or _WITHIN.search(line.text)
    if found:
        return (found["name"],)
    return (line.text,) if line.zone is Zone.BYLINE and _is_marked(line) else ()


def _is_marked(line: Line) -> bool:
    """Tell a line that the markup calls a byline: its block, what opened its zone, or an element that holds just it."""
    holders = () if line.holder is None else (line.holder,)
    exact = (element for element in line.block.iter() if " ".join(element.text_content().split()) == line.text)
    return any(_MARKED.search(_names_of(element)) for element in (line.block, *holders, *exact))


def _names_of(element: HtmlElement) -> str:
    return " ".join(element.get(key, "") for key in ("class", "itemprop", "rel", "id")).lower()


def _persons(text: str, outlet: tuple[str, ...]) -> list[str]:
    if "://" in text or "@" in text or len(text) > 3 * NAME_MAX:
        return []
    parts = (_TITLE.sub("", _TAIL.sub("", part).strip(' -–—:|.()«»"')) for part in _JOINTS.split(text))
    return [part for part in parts if _is_person(part, outlet)]


def _is_person(name: str, outlet: tuple[str, ...]) -> bool:
    plain = fold(name).strip()
    words = plain.split()
    if not 2 <= len(words) <= WORDS_MAX or len(name) > NAME_MAX or not _NAME.fullmatch(name) or _is_mixed(plain):
        return False
    if agency_named(name) or any(agency_named(word) and len(word) > 3 for word in name.split()) or _DESK.search(plain):
        return False
    return not any(plain in mine or mine in plain for mine in outlet if len(mine) > 2)


def _is_mixed(plain: str) -> bool:
    """Tell a label and a name, or half a translation: persons write theirs in one alphabet."""
    return len({char.isascii() for char in plain if char.isalpha()}) > 1
