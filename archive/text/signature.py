"""A short line that signs a story: a person, with a place, the outlet, an agency or a date beside it, in any order.

«عدن - سامي الأحمد», «الشارقة: ريم الكعبي», «بغداد / محمد العبيدي», «خ. رحيم / وأج», a name alone. Names and places are
known ones (known.toml): a bare line has no other evidence, so that it counts only when each of its parts is understood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.text.agencies import agency_named
from archive.text.arabic import fold

TABLE = Path(__file__).with_name("known.toml")
LENGTH_MAX = 90
WORDS = range(2, 5)
PARTS_MAX = 6
MARK_MAX = 20

_EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>\u200e\u200f"
_MARK_EDGES = _EDGES + "#ـ"
_NUMBERS = re.compile(r"[\d\s:/.-]{3,24}(?:ت م)?")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}[\s./–-]{1,3}){1,5}[^\W\d_]{1,2}")
_PARTS = re.compile(r"\s(?=@)|\s{0,3}[/|()\[\]،,+&:–—«»\"“”•·]\s{0,3}|--|\s-\s{0,3}|(?<=\w)-\s")
_LABEL = re.compile(
    r"^(?:تحرير|إعداد|كتبت?|كتبه|كتبها|بقلم|تقرير|حوار|ترجمة|خاص|المصدر|دوت كوم|نشر|تم النشر|"
    r"مراسل.{0,12}|صحفي.{0,3}|كاتب.{0,12})$"
)
_OPENS = re.compile(
    r"^(?:تحرير|إعداد|كتبت?|بقلم|تقرير|ترجمة|من|(?:نشرت? )?بواسطة|(?:أ|ا)?مرسلة بواسطة|حرر من طرف|تحرير من طرف)\s"
)
_TITLE = re.compile(r"^(?:(?:أ\.\s?)?[دأم]\.\s?|الدكتورة?\s)")
_INITIAL = re.compile(r"^[^\W\d_]{1,2}\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_]{3,15}$")
_AND = re.compile(r"\sو(?=[^\W\d_]{3})")
_WEEKDAY = re.compile(r"\s(?:ال)?(?:سبت|احد|أحد|اثنين|إثنين|ثلاثاء|اربعاء|أربعاء|خميس|جمعة)(?:\s.*)?$")
_VERB_LIKE = re.compile(r"^(?:[يتن][^\W\d_]{3,}|في|من|على|الى|إلى|عن|مع|بعد|قبل|ضد|يوم|ان|أن|لا|هو|هي)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a line says: its persons in order, the first place and the first agency; empty or None where it says nothing."""

    persons: tuple[str, ...]
    place: str | None
    agency: str | None


def read_signature(line: str, outlet: Sequence[str] = ()) -> Signature | None:
    """Return what `line` signs when all of it is a signature, else None. `outlet`: the outlet's names.

    A signature names a person, or else the outlet and a known place.
    """
    text = line.strip()
    if not 4 <= len(text) <= LENGTH_MAX or text.endswith((".", "؟", "!", ":")):
        return None
    pieces = (_WEEKDAY.sub("", part.strip(_EDGES)) for part in _PARTS.split(text))
    parts = [piece for piece in pieces if piece and not any(char.isdigit() for char in piece)]
    persons: list[str] = []
    places, agencies, own = [], [], False
    for part in parts[:PARTS_MAX]:
        if name := agency_named(part):
            agencies.append(name)
        elif is_place(part):
            places.append(part)
        elif signed := persons_in(part):
            persons += signed
        elif is_outlet(part, outlet):
            own = True
        elif not (_LABEL.match(part) or part.startswith("@")):
            return None
    if len(parts) > PARTS_MAX or not (persons or (own and places)):
        return None
    return Signature(persons=tuple(persons), place=next(iter(places), None), agency=next(iter(agencies), None))


def is_mark(line: str) -> bool:
    """Return whether a line is an editor's mark below a story: initials («م.ل», «ع ف/ ا ص»), «انتهى», a drawn rule."""
    text = fold(line).strip(_MARK_EDGES)
    return (
        not text
        or _NUMBERS.fullmatch(text) is not None
        or text in {"انتهي", "النهايه"}
        or (len(text) <= MARK_MAX and _INITIALS.fullmatch(text) is not None)
    )


def persons_in(text: str) -> tuple[str, ...]:
    """Return the names when `text` is one known name or several joined by «و», with or without a label before; else ()."""
    names = tuple(_AND.split(_OPENS.sub("", text.strip(_EDGES))))
    return names if all(map(_is_person, names)) else ()


def is_place(text: str) -> bool:
    """Return whether `text` is a place that datelines name, or two of them joined."""
    plain = " ".join(fold(text).split())
    known = _known()[1]
    return plain in known or all(part.strip() in known for part in re.split(r"/|،| و(?=\S{4})", plain))


def is_outlet(part: str, outlet: Sequence[str]) -> bool:
    """Return whether `part` is one of the outlet's names, or stands in one, spaces aside."""
    plain = fold(part).replace(" ", "")
    names = (fold(own).replace(" ", "") for own in outlet)
    return len(plain) > 2 and any(plain in name or name in plain for name in names if len(name) > 2)


def _is_person(name: str) -> bool:
    if _INITIAL.match(name):
        return True
    words = _TITLE.sub("", name).split()
    if len(words) not in WORDS or any(char.isdigit() for char in name):
        return False
    given = _known()[0]
    first, *others = (fold(word) for word in words)
    return first in given and all(word in given or not _VERB_LIKE.match(word) for word in others)


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return frozenset(fold(table["given"]).split()), frozenset(map(fold, table["places"]))
