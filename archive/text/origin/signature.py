"""A short line that signs a story: a person, with a place, the outlet, an agency or a date beside it, in any order.

«عدن - سامي الأحمد», «الشارقة: ريم الكعبي», «بغداد / محمد العبيدي», «خ. رحيم / وأج», a name alone. A bare line has no other
evidence than its words, so that it counts only when each of its parts is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from archive.text.arabic import fold
from archive.text.origin.agencies import agency_named
from archive.text.origin.persons import has_family_name, may_be_person, persons_in
from archive.text.origin.places import is_place, may_be_place
from archive.text.origin.words import is_calling, is_desk, is_label, is_note, labels

LENGTH_MAX = 110
PARTS_MAX = 7
MARK_MAX = 20
UNKNOWN_WORDS_MAX = 2
LABEL_WORDS_MAX = 4
END_MAX = 40

_EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f"
_MARK_EDGES = _EDGES + "#ـ"
_NUMBERS = re.compile(r"[\d\s:/.-]{3,24}(?:ت م)?")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}[\s./–-]{1,3}){1,5}[^\W\d_]{1,2}")
_PARTS = re.compile(
    r"\s(?=[\w.+-]{0,40}@)|\s{0,3}[/|()\[\]،,+&:–—―«»\"“”•·▪■●◾♦]\s{0,3}|--|\s-\s{0,3}|(?<=\w)-\s|\s[ـ_]{1,4}\s|ـ{2,4}\s"
)
_ENDED = re.compile(
    r"[\W_]{0,8}(?:انتهي|النهايه|نهايه(?: الخبر| التقرير| النشره)?|ends?)"
    r"(?:[\W\d_]{0,6}(?<![^\W\d_])[^\W\d_]{1,2}(?![^\W\d_])|\s?[/*-]{1,2}\s?[^\W\d_]{1,12}(?![^\W\d_])){0,5}[\W\d_]{0,12}",
    re.IGNORECASE,
)
_SYMBOLS = re.compile(r"^[^\w\s()\[\]«»\"“”@./-]{1,4}\s{0,3}")
_MAIL = re.compile(r"^[\w.+-]{1,40}@[\w.-]{2,40}$")
_NOTED = re.compile(r"^(?:خاص|متابعة|متابعات|مكتب|مراسلة?|مراسلو)\s(?:ب|ل)?|\s?(?:نت|أونلاين|اونلاين)$")
_TITLED = re.compile(r"[^\W\d_]\.\s?(?=[^\W\d_]{3})")
"""A letter before a name: a title or an initial."""
_WEEKDAY = re.compile(r"(?<!عبد)(?:^|\s)(?:ال)?(?:سبت|احد|أحد|اثنين|إثنين|ثلاثاء|اربعاء|أربعاء|خميس|جمعة)(?:\s.*)?$")


class Kind(StrEnum):
    """What a part of an opening or of a signature is."""

    AGENCY = "agency"
    PLACE = "place"
    PERSON = "person"
    OUTLET = "outlet"
    DATE = "date"
    NOTE = "note"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a line says: its persons in order, its places as printed, the first agency; empty or None where it says nothing.

    `is_translator`: the persons named are those who translated.
    """

    persons: tuple[str, ...]
    place: str | None
    agency: str | None
    is_translator: bool = False


def read_signature(line: str, outlet: Sequence[str] = ()) -> Signature | None:
    """Return what `line` signs when all of it is a signature, else None. `outlet`: the outlet's names.

    A signature names a person, or else the outlet with a known place or a note («خاص المثال», «متابعة/ المثال»).
    """
    text = line.strip()
    parts = _parts_of(text) if 4 <= len(text) <= LENGTH_MAX and not text.endswith((".", "؟", "!")) else []
    kinds = _kinds_of(parts, outlet)
    by_kind = {kind: [part for part, own in zip(parts, kinds, strict=False) if own is kind] for kind in Kind}
    persons = [person for part in by_kind[Kind.PERSON] for person in persons_in(unlabelled(part))]
    places, doubted, is_outlets = by_kind[Kind.PLACE], by_kind[Kind.DOUBT], Kind.OUTLET in kinds
    is_sent = is_outlets and (bool(places) or Kind.NOTE in kinds or _NOTED.match(text) is not None)
    if len(doubted) == 1 and places and not persons and _may_sign(doubted[0], is_beside_outlet=is_outlets):
        persons, doubted = doubted, []
    if len(parts) > PARTS_MAX or len(doubted) > 1 or (doubted and not _may_stand(doubted[0], kinds)):
        return None
    if not (persons or is_sent) or (doubted and (places or not persons)):
        return None
    is_translator = any(fold(text).lstrip(_EDGES).startswith(label) for label in labels("translated"))
    place = joined(places, text) or next(iter(doubted), None)
    agency = next(map(agency_named, by_kind[Kind.AGENCY]), None)
    return Signature(persons=tuple(persons), place=place, agency=agency, is_translator=is_translator)


def _kinds_of(parts: Sequence[str], outlet: Sequence[str]) -> list[Kind]:
    """Return what the parts are, as far as one of them is in doubt and another too: then none signs."""
    kinds: list[Kind] = []
    for part in parts[:PARTS_MAX]:
        kinds.append(_kind_of(part, outlet))
        if kinds.count(Kind.DOUBT) > 1:
            break
    return kinds


def _kind_of(part: str, outlet: Sequence[str]) -> Kind:
    tests: tuple[tuple[Kind, Callable[[], object]], ...] = (
        (Kind.AGENCY, lambda: agency_named(part)),
        (Kind.PLACE, lambda: is_place(part)),
        (Kind.PERSON, lambda: persons_in(unlabelled(part))),
        (Kind.OUTLET, lambda: is_outlet(part, outlet)),
        (Kind.NOTE, lambda: _says_nothing(part)),
    )
    return next((kind for kind, test in tests if test()), Kind.DOUBT)


def _may_stand(part: str, kinds: Sequence[Kind]) -> bool:
    """Return whether an unknown part may be the place it is sent from: not after a person, unless with the outlet."""
    before = kinds[: kinds.index(Kind.DOUBT)]
    is_in_place = Kind.PERSON not in before or Kind.OUTLET in before
    return is_in_place and len(part.split()) <= UNKNOWN_WORDS_MAX and may_be_place(part) and not is_desk(part)


def _may_sign(part: str, *, is_beside_outlet: bool) -> bool:
    """Return whether an unknown part beside a known place is who sent it: «الخليل - المثال - عوض المسالمة»."""
    return has_family_name(part) or ((is_beside_outlet or _TITLED.match(part) is not None) and may_be_person(part))


def is_mark(line: str) -> bool:
    """Return whether a line is an editor's mark below a story: initials («م.ل», «ع ف/ ا ص»), «انتهى», a drawn rule."""
    text = fold(line).strip(_MARK_EDGES)
    return (
        not text
        or _NUMBERS.fullmatch(text) is not None
        or is_end(line)
        or (len(text) <= MARK_MAX and _INITIALS.fullmatch(text) is not None)
    )


def is_end(line: str) -> bool:
    """Return whether a line says that the text ended: «// انتهى //», «انتهى**3280», «--- Ends/Salma/KH»."""
    return len(line) <= END_MAX and _ENDED.fullmatch(fold(line)) is not None


def is_outlet(part: str, outlet: Sequence[str]) -> bool:
    """Return whether `part` is one of the outlet's names, or stands in one, spaces and marks aside; a place never is.

    «خاص» before a name and «نت» behind it make no other of it.
    """
    plain = _letters(_NOTED.sub("", part))
    names = (name for name in map(_letters, outlet) if len(name) > 2)
    return len(plain) > 2 and not is_place(part) and any(plain in name or name in plain for name in names)


def joined(places: Sequence[str], text: str) -> str | None:
    """Return the places as `text` prints them where they stand side by side («رام الله/ غزة»), else the first of them."""
    if not places:
        return None
    first = text.find(places[0])
    last = text.find(places[-1], first + len(places[0])) + len(places[-1]) if places[1:] else first + len(places[0])
    between = text[first:last]
    is_whole = len(between) <= sum(map(len, places)) + 3 * (len(places) - 1) and "(" not in between
    return between if is_whole else places[0]


def unlabelled(part: str) -> str:
    """Return `part` without the words that open a byline («بقلم», «إعداد», «من»)."""
    words = part.split()
    plain = fold(part).split()
    openings = (cut for cut in range(min(LABEL_WORDS_MAX, len(words) - 1), 0, -1) if is_label(" ".join(plain[:cut])))
    return " ".join(words[next(openings, 0) :])


def _parts_of(text: str) -> list[str]:
    """Return the parts of a line without its dates; none where the first says that it names who took or drew a picture."""
    bare = _SYMBOLS.sub("", text)
    pieces = (_WEEKDAY.sub("", piece.strip(_EDGES)) for part in _PARTS.split(bare) for piece in _unhyphened(part))
    parts = [piece for piece in pieces if len(piece) > 1 and not any(map(str.isdigit, piece))]
    return [] if parts and fold(parts[0]) in labels("others") else parts


def _unhyphened(part: str) -> list[str]:
    """Part «محمد عبد الله-نواكشوط», but not «جان-بيير»."""
    pieces = part.split("-")
    return pieces if any(map(is_place, pieces)) else [part]


def _says_nothing(part: str) -> bool:
    """Tell a label, a calling, an account, an address of mail, «ت.غ»: what stands beside a name and is none."""
    plain = fold(part).strip(_EDGES)
    return (
        is_label(plain)
        or is_note(plain)
        or part.startswith("@")
        or part.endswith("@")
        or is_calling(part)
        or any(pattern.fullmatch(part) for pattern in (_MAIL, _INITIALS))
    )


@lru_cache(maxsize=2_048)
def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
