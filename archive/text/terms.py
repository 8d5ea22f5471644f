"""What a text is found by: its words, folded and lightly stemmed, each with its place in the text as printed.

Stemming is light10 (L. Larkey, L. Ballesteros, M. Connell: Light Stemming for Arabic Information Retrieval, 2007) with four
changes. Articles and endings are taken off until none is left, so that «التزام» and «الالتزام», «لبناني» and «اللبنانيين»
come to the same. Words whose ending is their own (terms.toml) keep it: «لبنان» is not «لبن». The taa that an ending lays open
is the taa marbuta before it: «دولتين» is of «دولة», «وفاته» of «وفاة» and not of «وفا». And «و ف ب ك ل» stay on in what is
indexed, for nothing in «وزير» or «بحر» tells that they are no particles: `variants` puts them before the word asked for.

Names that are written in one or in two («عبدالله», «أبوظبي») are two words either way, and so are a word and the number
beside it («و25», «كوفيد19»); a number in groups («1,000») is one.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

from archive.text.arabic import fold

VERSION = 2
"""To be raised with any change of what `term` returns: an index written by another is made anew."""

TABLE = Path(__file__).with_name("terms.toml")
TERM_MAX = 64
"""Letters of a term; what is longer is no word."""

VARIED_MAX = 3

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u061c"
)
_TWO_IN_ONE = (
    r"[\u0641\u0648\u0628\u0644]?"  # ف و ب ل
    r"(?:عبد(?=ال\w{2})|[أا]بو(?=ظبي\b)|نيو(?=يورك|دلهي|جيرسي|زيلند)|بور(?=سعيد\b|تسودان)|كفر(?=ال\w{3}))"
)
_GROUPED = r"\d{1,3}(?:[,\u066c\u060c]\d{3}){1,6}(?!\d)"
_BESIDE_NUMBER = r"[\u0621-\u0652]++(?=\d)|\d++(?=[\u0621-\u064a])"
_PLAIN = re.compile(rf"[\w{_MARKS}]+")
_WORD = re.compile(rf"{_TWO_IN_ONE}|{_GROUPED}|{_BESIDE_NUMBER}|[\w{_MARKS}]+")
_DIGIT = re.compile(r"\d")
_GLUED = ("عبدال", "بوظبي", "نيو", "بورسعيد", "بورتسودان", "كفرال")
"""What of a text without a digit tells that not all of its words are plain ones, which are found in half the time."""
_UNSEEN = re.compile(rf"[{_MARKS}]+")
_ARABIC = re.compile(r"[\u0621-\u064a]+")
_APART = re.compile(r"[\W_]+")
_SEATS = str.maketrans("ؤئپچژڤڨگڭےۆەێڕڵ", "ءءبجزفقككيوهيرل")
"""Hamza without its seat; what Persian, Urdu, Kurdish and the Maghreb add, as Arabic spells it: «ڤيينا», «پاريس»."""
_COMMON = re.compile(r"[\u0621-\u063a\u0640-\u0652]+")
_COMMON_LETTERS = str.maketrans("أإآىةؤئ", "ااايهءء", "\u0640" + "".join(map(chr, range(0x64B, 0x653))))
"""What nearly every word is made of, folded in one step; the others go the long way, to the same end."""

_ARTICLES = ("وبال", "وكال", "فبال", "وال", "بال", "كال", "فال", "ولل", "فلل", "ال", "لل")
_ENDINGS = (("ها", 2), *((ending, 3) for ending in ("هما", "هم", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ا")))
"""Endings in light10's order, how many letters must be left before each, and the accusative's: «وزيرا»."""
_LAST = frozenset(ending[-1] for ending, _ in _ENDINGS)
_AFTER_TAA = ("ها", "ه", "هم", "هما", "ان", "ين")
"""Endings before which a taa marbuta is written open."""
_CLITICS = ("و", "ف", "ب", "ك", "ل", "وب", "ول", "وك", "فب", "فل")
_STEM_MIN = 3
"""Letters from which a word may have a particle before it: «يد» would find every «بيد»."""
_BARE_MIN = 4

_tables = tomllib.loads(TABLE.read_text("utf-8"))
_NO_ARTICLE = frozenset(_tables["no_article"].split())
_WHOLE = frozenset(_tables["whole"].split())
_LAM = tuple(_tables["lam"].split())
_SAME: dict[str, str] = _tables["same"]
_TAA = frozenset(_tables["taa"].split())
_LANDS = frozenset(_tables["lands"].split())
_KEPT = _WHOLE | _NO_ARTICLE | _TAA | _SAME.keys()


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words of a text as printed: where each begins, where it ends, and itself. Linear."""
    for found in _found(text):
        yield *found.span(), found[0]


def places(text: str, forms: Collection[str]) -> list[tuple[int, int]]:
    """Return where the words begin and end whose term is one of `forms`, in order: as `words`, for many texts at once."""
    return [found.span() for found in _found(text) if term(found[0]) in forms]


def terms(text: str) -> str:
    """Return the terms of a text in order, a space between two: what a full-text index is given, on any database."""
    return " ".join(term(found[0]) for found in _found(text))


def _found(text: str) -> Iterator[re.Match[str]]:
    is_plain = not _DIGIT.search(text) and not any(part in text for part in _GLUED)
    return (_PLAIN if is_plain else _WORD).finditer(text.replace("_", " "))


@lru_cache(maxsize=65_536)
def term(word: str) -> str:
    """Return what one word is indexed as; "" for what holds no letter. Its letters and digits alone, small, without spaces."""
    folded = _folded(word)
    return _stem(folded) if _ARABIC.fullmatch(folded) else folded


@lru_cache(maxsize=4_096)
def variants(word: str) -> tuple[str, ...]:
    """Return the terms that are looked for when `word` is: itself, and with «و ف ب ك ل» before it. None for no word.

    «مصر» finds «بمصر» and «ولمصر»; «ريم» does not find «كريم», for that is a word of its own (terms.toml).
    """
    itself = term(word)
    folded = _folded(word)
    if not itself or not _ARABIC.fullmatch(folded) or len(itself) < _STEM_MIN:
        return (itself,) if itself else ()
    bare = _without_article(folded)
    led = (form for clitic in _CLITICS for form in (clitic + itself, term(clitic + bare)) if not _is_own(form, clitic))
    return tuple(dict.fromkeys((itself, *led, *_without_clitic(folded, itself))))


def runs(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return the terms that are looked for, one after the other, when one word is: several where signs divide it, or a name.

    What stands before the first of few (VARIED_MAX) is told from it, as `variants` does: «لعبدالله» is found by «عبد-الله».
    """
    parts = [word for _, _, word in words(typed)]
    rest = tuple(filter(None, map(term, parts[1:])))
    heads = variants(parts[0]) if len(parts) <= VARIED_MAX else (term(parts[0]),)
    return tuple((head, *rest) for head in heads)


def holds(text: str, phrase: str) -> bool:
    """Return whether the words of `phrase` stand in `text` as printed, one after the other.

    Letters are compared as printed: «أ» is not «ا», «ة» not «ه». Vowel marks, tatweel, signs, spaces and the case of Latin
    letters are not compared, and a letter is the same on a Persian keyboard.
    """
    at = text.find(phrase)
    if at >= 0 and _stands_alone(text, at, at + len(phrase)):
        return True
    wanted, compared = _wanted(phrase), _compared(text)
    return all(word in compared for word in wanted) and f" {' '.join(wanted)} " in f" {_APART.sub(' ', compared)} "


@lru_cache(maxsize=256)
def _wanted(phrase: str) -> tuple[str, ...]:
    return tuple(_APART.sub(" ", _compared(phrase)).split())


def _compared(text: str) -> str:
    """Return a text as phrases are compared, but for its signs."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("ک", "ك").replace("ی", "ي")
    return text.lower()


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start] or " ").isalnum() and not _WORD.match(text, end)


def _folded(word: str) -> str:
    if _COMMON.fullmatch(word):
        return word.translate(_COMMON_LETTERS)[:TERM_MAX]
    folded = _APART.sub("", fold(word)).translate(_SEATS)
    if not folded.isascii() and not _ARABIC.fullmatch(folded):
        folded = _APART.sub(
            "", "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
        )
    return folded[:TERM_MAX]


def _stem(word: str) -> str:
    if word in _SAME:
        return _SAME[word]
    bare = _without_article(word)
    stem = _without_endings(bare[:-1] if bare in _LANDS else bare)
    return _SAME.get(stem, stem)


def _without_article(word: str) -> str:
    """Take off the article, and a second one: what is left of «الالتزام» begins as one does, and so does «التزام»."""
    if word in _NO_ARTICLE:
        return word
    if not word.startswith(_ARTICLES):
        return word
    found = next((article for article in _ARTICLES if word.startswith(article) and len(word) - len(article) >= 2), "")
    rest = word[len(found) :]
    if found.endswith("لل") and ("ل" + rest).startswith(_LAM):
        return "ل" + rest
    while found and rest.startswith("ال") and len(rest) >= 4 and rest not in _NO_ARTICLE:
        rest = rest[2:]
    return rest


def _without_endings(word: str) -> str:
    if len(word) < 4 or word[-1] not in _LAST or _is_whole(word):
        return _hamza(word)
    if word.endswith("اه"):  # «وفاة»: an open taa, as in «وفاته»
        return _without_endings(word[:-1] + "ت")
    rests = [
        (word[: -len(ending)], ending) for ending, left in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= left
    ]
    if not rests:
        return word
    kept = ((rest, ending) for rest, ending in rests if _is_whole(rest) and not (ending == "ا" and rest in _TAA))
    rest, ending = next(kept, rests[0])
    return _without_endings(_closed(rest, ending))


def _closed(rest: str, ending: str) -> str:
    """Return what is left before an ending, without its taa marbuta; with it, where that tells it from another word."""
    bare = rest[:-1] if ending in _AFTER_TAA and rest.endswith("ت") and not rest.endswith("ات") and len(rest) >= 4 else rest
    if (bare != rest or ending == "ات") and bare + "ه" in _TAA:
        return bare + "ه"
    return rest if _is_whole(rest) else bare


def _hamza(word: str) -> str:
    """Return a word with its last hamza in one spelling: «شاطئ» is printed «شاطيء» as well."""
    return word[:-2] + "ء" if len(word) > 3 and word.endswith("يء") else word


def _is_whole(word: str) -> bool:
    """Return whether the word, or what follows a particle at its head, keeps its ending."""
    if word in _KEPT:
        return True
    return word[:1] in _CLITICS and (word[1:] in _KEPT or (word[:2] in _CLITICS and word[2:] in _KEPT))


def _is_own(form: str, clitic: str) -> bool:
    """Return whether what looks like a word with particles is a word of its own, or one with a particle: «كريم», «وكريم»."""
    return form in _OWN_LETTER or (len(clitic) > 1 and form[1:] in _OWN_LETTER)


def _without_clitic(folded: str, itself: str) -> tuple[str, ...]:
    """Return the term without the particle that the word asked for may itself have been written with."""
    rest = folded[1:]
    has_own = folded in _OWN_LETTER or itself in _OWN_LETTER or itself in _WHOLE
    return (term(rest),) if folded[0] in _CLITICS and len(rest) >= _BARE_MIN and not has_own else ()


_OWN_LETTER = frozenset(form for word in _tables["own_letter"].split() for form in (word, _without_endings(word)))
