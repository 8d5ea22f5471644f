"""Names of persons: known ones, by a table of given and family names, and likely ones, by their shape alone.

The table (persons.toml) is evidence, not a limit: a name with rare parts is believed where its place on the page, its
markup or its neighbours say that it signs. Desks, jobs and words of news are no names anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from archive.text.arabic import fold
from archive.text.origin.words import EDGES, is_prose, is_word, known_words, labels

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
_TITLE = re.compile(
    r"^(?:(?:أ\.\s?)?[دأم]\s?[./]\s?|(?:ال)?دكتورة?\s|(?:ال)?أستاذة?\s|(?:ال)?استاذة?\s|(?:ال)?مهندسة?\s|(?:ال)?شيخ\s|(?:ال)?لواء\s|[dD]r\.?\s)"
)
_INITIAL = re.compile(r"^(?:[^\W\d_]{1,2}\.\s?(?:[^\W\d_]\.\s?)?[^\W\d_]{3,15}|[^\W\d_a-zA-Z]{3,15}\s?\.\s?[^\W\d_]\.?)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ـ-][^\W\d_]+){0,2}\.?")
_JOINTS = re.compile(r"\s{0,3}(?:،|,|;|؛|/|\||&|\s[-–—]\s|\sو(?=[^\W\d_]{3})|\sand\s)\s{0,3}")
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
    known = known_words()
    first, others = units[0][0], [word for unit in units[1:] for word in unit]
    if _is_no_name((first, *others)) or any(map(is_word, others)):
        return False
    if first in known.given and (first not in known.ordinary or name.startswith(_NOT_ON)):
        return True
    if len(units[0]) > 1 or (first.startswith(_JOINED) and len(first) > len(_JOINED[0]) + 1):
        return True
    return first in known.given and any(_is_name(unit) for unit in units[1:])


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
    known = known_words()
    words = [word for unit in units for word in unit]
    if words[0] in known.lands or _is_no_name(words):
        return False
    return words[0] in known.given or all(_may_have_article(unit[0]) for unit in units if len(unit) == 1)


def is_nameable(name: str) -> bool:
    """Return whether `name` can be a person's where a label says that one follows: words of news and desks alone bar it."""
    words = [word for unit in _units(name) for word in unit]
    return len(_units(name)) in UNITS and _is_shaped(name) and not _is_no_name(words) and not any(map(is_word, words))


@lru_cache(maxsize=2_048)
def sounds_like_person(name: str) -> bool:
    """Return whether one part at least of what may be a name is a known one, and none is like a verb."""
    units = _units(name)
    known = known_words()
    heads = {unit[0] for unit in units}
    bare = {head.removeprefix("ال") for head in heads - known.ordinary}
    is_heard = not (heads | bare).isdisjoint(known.family) or not bare.isdisjoint(known.given)
    return is_heard and may_be_person(name) and not any(is_word(word) for unit in units for word in unit)


@lru_cache(maxsize=2_048)
def has_family_name(name: str) -> bool:
    """Return whether what may be a name ends as families' do: «لين الحنيطي». A thing before «ال…ي» has its article too."""
    units = _units(name)
    words = [word for unit in units for word in unit]
    is_family = len(units[-1]) == 1 and name.rstrip(EDGES).endswith("ي") and _NISBA.match(words[-1]) is not None
    is_bare = not words[0].startswith("ال") and not words[0].endswith("ه")
    return is_family and is_bare and may_be_person(name) and not any(map(is_word, words))


def _all_in(text: str, is_one: Callable[[str], bool]) -> tuple[str, ...]:
    """Part `text` at its joints; «و» opens names too, so that a name known as a whole («لينا ووردة») may have it."""
    whole = text.strip(EDGES)
    names = tuple(name for part in _JOINTS.split(whole) if (name := part.strip(EDGES)))
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
    known = known_words()
    bare = {form for word in words for form in (word, word.removeprefix("و"))}
    return " ".join(words) in labels("phrases") or not bare.isdisjoint(known.desks) or any(map(is_prose, bare))


def _may_have_article(word: str) -> bool:
    """Return whether a part of a name may be this word: with an article only a family's name, or one made of a place's."""
    known = known_words()
    is_definite = word.startswith("ال") and len(word) > 4
    bare = word[2:] if word[2:] not in known.ordinary else word
    return not is_definite or bool({word, bare} & (known.family | known.given)) or _NISBA.match(word) is not None


def _is_name(unit: tuple[str, ...]) -> bool:
    """Return whether a part of a name can be nothing else."""
    known = known_words()
    word = unit[0]
    if len(unit) > 1 or word in known.family or _NISBA.match(word):
        return True
    return word in known.given and word not in known.ordinary
