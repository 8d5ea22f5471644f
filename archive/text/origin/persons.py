"""Names of persons: known ones, by a table of given and family names, and likely ones, by their shape alone.

The table (persons.toml) is evidence, not a limit: a name with rare parts is believed where its place on the page, its
markup or its neighbours say that it signs. Desks, jobs and words of news are no names anywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive.text.arabic import fold

TABLE = Path(__file__).with_name("persons.toml")
UNITS = range(2, 5)
"""Parts of a name, «عبد الله» and «بن علي» being one each."""
LENGTH_MAX = 45

_PARTICLES = frozenset(
    (
        "عبد",
        "ابو",
        "ابي",
        "ابا",
        "ام",
        "ابن",
        "بن",
        "بنت",
        "ولد",
        "منت",
        "ال",
        "بو",
        "ايت",
        "ذو",
        "بني",
        "سيدي",
        "de",
        "al",
        "el",
        "van",
        "bin",
    )
)
_SECONDS = frozenset(("الدين", "الله", "الاسلام", "الرب", "السر", "النبي", "المولي", "الزهراء", "النيل", "الهدي"))
_EDGES = " \t-–—_/|\\()[]{}«»\"“”'.،,:؛*~=<>•\u200e\u200f"
_TITLE = re.compile(
    r"^(?:(?:أ\.\s?)?[دأم]\s?[./]\s?|(?:ال)?دكتورة?\s|(?:ال)?أستاذة?\s|(?:ال)?استاذة?\s|(?:ال)?مهندسة?\s|(?:ال)?شيخ\s|(?:ال)?لواء\s|[dD]r\.?\s)"
)
_INITIAL = re.compile(r"^(?:[^\W\d_]{1,2}\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_]{3,15}|[^\W\d_a-zA-Z]{3,15}\s?\.\s?[^\W\d_]\.?)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ـ-][^\W\d_]+){0,2}\.?")
_JOINTS = re.compile(r"\s{0,3}(?:،|,|;|؛|/|\||&|\s[-–—]\s|\sو(?=[^\W\d_]{3})|\sand\s)\s{0,3}")
_VERB_LIKE = re.compile(
    r"^(?:[يت][^\W\d_]{2,}[^\W\d_ينوها]|لل[^\W\d_]+|بال[^\W\d_]+|كال[^\W\d_]+|في|من|علي|الي|عن|مع|بعد|قبل|ضد|يوم|ان|لا|هو|هي|او|ثم|كل|اي)$"
)
_FUNCTION = re.compile(r"^(?:في|من|الي|عن|مع|بعد|قبل|ضد|ان|لا|هو|هي|او|ثم|كل|اي|و|the|of|and|in|on|to|for|with|at|from)$")
_NOT_ON = "علي "
"""A given name; folded it is «على» as well."""
_JOINED = ("عبدال", "ابوال")
_NISBA = re.compile(r"^ال[^\W\d_]{2,}ي$")
_OTHER_LETTERS = str.maketrans("چپڤگژ", "جبفكز")


def persons_in(text: str) -> tuple[str, ...]:
    """Return the names when `text` is one known name or several joined, else ()."""
    return _all_in(text, is_known)


def likely_persons_in(text: str) -> tuple[str, ...]:
    """Return the names when `text` is one that may be a person's, or several joined, else ()."""
    return _all_in(text, may_be_person)


@lru_cache(maxsize=2_048)
def is_known(name: str) -> bool:
    """Return whether a table says that `name` is a person's: its given name, with nothing beside it that no name holds."""
    if _INITIAL.match(name):
        return True
    units = _units(name)
    if len(units) not in UNITS or not _is_shaped(name):
        return False
    names = _names()
    first, others = units[0][0], [word for unit in units[1:] for word in unit]
    if _is_no_name((first, *others)) or any(map(is_word, others)):
        return False
    if first in names.given and (first not in names.ordinary or name.startswith(_NOT_ON)):
        return True
    if len(units[0]) > 1 or (first.startswith(_JOINED) and len(first) > len(_JOINED[0]) + 1):
        return True
    return first in names.given and any(_is_name(unit) for unit in units[1:])


@lru_cache(maxsize=2_048)
def may_be_person(name: str) -> bool:
    """Return whether `name` has the shape of a person's: two words or more in one alphabet, none of them a word of news.

    «سلسلة العواجل», «إقليم ميدلت»: a thing with its article, and the name of a land, have that shape too and are none.
    """
    units = _units(name)
    if _INITIAL.match(name):
        return True
    if len(units) not in UNITS or not _is_shaped(name) or len({char.isascii() for char in name if char.isalpha()}) > 1:
        return False
    names = _names()
    words = [word for unit in units for word in unit]
    if words[0] in names.lands or _is_no_name(words):
        return False
    return words[0] in names.given or all(_may_have_article(unit[0]) for unit in units if len(unit) == 1)


def is_nameable(name: str) -> bool:
    """Return whether `name` can be a person's where a label says that one follows: words of news and desks alone bar it."""
    words = [word for unit in _units(name) for word in unit]
    return len(_units(name)) in UNITS and _is_shaped(name) and not _is_no_name(words) and not any(map(is_word, words))


@lru_cache(maxsize=2_048)
def sounds_like_person(name: str) -> bool:
    """Return whether one part at least of what may be a name is a known one, and none is like a verb."""
    units = _units(name)
    names = _names()
    heads = {unit[0] for unit in units}
    bare = {head.removeprefix("ال") for head in heads - names.ordinary}
    is_heard = not (heads | bare).isdisjoint(names.family) or not bare.isdisjoint(names.given)
    return is_heard and may_be_person(name) and not any(is_word(word) for unit in units for word in unit)


@lru_cache(maxsize=2_048)
def has_family_name(name: str) -> bool:
    """Return whether what may be a name ends as families' do: «لين الحنيطي». A thing before «ال…ي» has its article too."""
    units = _units(name)
    words = [word for unit in units for word in unit]
    is_family = len(units[-1]) == 1 and name.rstrip(_EDGES).endswith("ي") and _NISBA.match(words[-1]) is not None
    is_bare = not words[0].startswith("ال") and not words[0].endswith("ه")
    return is_family and is_bare and may_be_person(name) and not any(map(is_word, words))


def is_desk(name: str) -> bool:
    """Return whether a name is a desk's, a machine's or an outlet's: it has a word that no person is called."""
    plain = fold(name).lower()
    return not _names().desks.isdisjoint(re.split(r"[^\w]+|_", plain)) or re.search(r"\.(?:com|net|org)\b", plain) is not None


@lru_cache(maxsize=2_048)
def is_calling(text: str) -> bool:
    """Return whether `text` says what someone is by profession: «مراسل الجزيرة نت», «كاتب وباحث سوري»."""
    plain = fold(text).strip(_EDGES)
    return any(plain == calling or plain.startswith((f"{calling} ", f"{calling} و")) for calling in labels("callings"))


def is_word(word: str) -> bool:
    """Return whether a folded word is one of news, or like a verb: neither persons nor places are called so."""
    names = _names()
    return word in names.prose or (word not in names.given and word not in names.family and _VERB_LIKE.match(word) is not None)


def is_prose(word: str) -> bool:
    """Return whether a folded word is one of news and its pages, or joins others: «مقابلة», «في»."""
    return word in _names().prose or _FUNCTION.match(word) is not None


def is_label(plain: str) -> bool:
    """Return whether folded words open a byline: «بقلم», «ترجمة», «من»."""
    return plain in _names().openings


def is_note(plain: str) -> bool:
    """Return whether folded words beside a name or a place say how a text came to be: «خاص», «متابعات»."""
    return plain in _names().notes


@cache
def labels(name: str) -> tuple[str, ...]:
    """Return the words of the table's `[labels]`, folded and longest first: wrote, edited, genres, notes and the like."""
    return tuple(sorted({fold(label) for label in _read()["labels"][name]}, key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    given: frozenset[str]
    family: frozenset[str]
    ordinary: frozenset[str]
    prose: frozenset[str]
    desks: frozenset[str]
    lands: frozenset[str]
    openings: frozenset[str]
    notes: frozenset[str]


def _all_in(text: str, is_one: Callable[[str], bool]) -> tuple[str, ...]:
    """Part `text` at its joints; «و» opens names too, so that a name known as a whole («لينا ووردة») may have it."""
    whole = text.strip(_EDGES)
    names = tuple(name for part in _JOINTS.split(whole) if (name := part.strip(_EDGES)))
    if all(map(is_one, names)):
        return names
    return (whole,) if is_known(whole) else ()


def _units(name: str) -> list[tuple[str, ...]]:
    """Part a name: particles go with the word that follows them, «الدين» and the like with the one before."""
    units: list[list[str]] = []
    is_open = False
    for word in re.split(r"[\s.-]+", fold(_TITLE.sub("", name)).translate(_OTHER_LETTERS).strip(" .-")):
        if is_open or (units and word in _SECONDS):
            units[-1].append(word)
        else:
            units.append([word])
        is_open = word in _PARTICLES
    return [tuple(unit) for unit in units]


def _is_shaped(name: str) -> bool:
    words = fold(_TITLE.sub("", name)).split()
    return len(name) <= LENGTH_MAX and all(_WORD.fullmatch(word) and not (len(word) == 1 and word.isascii()) for word in words)


def _is_no_name(words: Sequence[str]) -> bool:
    """Return whether folded words are a phrase of names' words, or one of them, «و» before it or not, is of no name."""
    names = _names()
    bare = {form for word in words for form in (word, word.removeprefix("و"))}
    return " ".join(words) in labels("phrases") or not bare.isdisjoint(names.desks) or any(map(is_prose, bare))


def _may_have_article(word: str) -> bool:
    """Return whether a part of a name may be this word: with an article only a family's name, or one made of a place's."""
    names = _names()
    is_definite = word.startswith("ال") and len(word) > 4
    bare = word[2:] if word[2:] not in names.ordinary else word
    return not is_definite or bool({word, bare} & (names.family | names.given)) or _NISBA.match(word) is not None


def _is_name(unit: tuple[str, ...]) -> bool:
    """Return whether a part of a name can be nothing else."""
    names = _names()
    word = unit[0]
    if len(unit) > 1 or word in names.family or _NISBA.match(word):
        return True
    return word in names.given and word not in names.ordinary


@cache
def _names() -> _Names:
    table = _read()
    return _Names(
        given=_folded(table["given"].values()),
        family=_folded((table["other"]["family"],)),
        ordinary=_folded((table["other"]["ordinary"],)),
        prose=_folded((table["other"]["prose"],)),
        desks=frozenset(labels("desks")),
        lands=_folded((table["other"]["lands"],)),
        openings=frozenset((*labels("wrote"), *labels("edited"), *labels("translated"), "من")),
        notes=frozenset(labels("notes")),
    )


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(" ".join(texts)).split())


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text("utf-8"))
