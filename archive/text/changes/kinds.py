"""What kind of change it is that put some words in the place of others: told by the words, from a table (kinds.toml).

Where several kinds fit, the one that weighs most with who checks facts is told: a number before a name, a name before
who said it, that before wording.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from archive.text.arabic import fold
from archive.text.changes.tokens import Token, ends_sentence, text_of
from archive.text.origin.agencies import agency_named, is_ordinary
from archive.text.origin.places import is_place
from archive.text.origin.words import known_words

TABLE = Path(__file__).with_name("kinds.toml")
NAME_MAX = 4
"""Words that came or went alone, and are read as a name; more are an addition, or a removal."""

ATTRIBUTION_MAX = 8
"""The same of words that say who answers for something, where they are no sentence: «وفق ما نقلت وكالة الأنباء»."""

REWRITTEN_MIN = 30
"""Words on one side from which on a change is a passage written anew: what it is about, its numbers do not tell."""

LOOKED_AT_MAX = 10_000
"""Words and marks of one change that are gone through for numbers and names: in one that is longer there are always some."""

_CLITICS = re.compile(r"^(?:و|ف)?(?:لل|(?:ب|ل|ك)?(?:ال)?)(?=\w{2})")
_AND = re.compile("^[وف]")
_THOUSANDS = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_SIGNS = str.maketrans("٫٪", ".%")
_DIGITS = re.compile(r"\d+")
_OPENING = re.compile(r"^[\W_]*(\w+)")
_IN_BRACKETS = re.compile(r"^[(\[]\s*+\w")


class ChangeKind(StrEnum):
    """What was changed."""

    NUMBER = "number"
    NAME = "name"
    ATTRIBUTION = "attribution"
    CORRECTION = "correction"
    ADDITION = "addition"
    REMOVAL = "removal"
    MOVE = "move"
    WORDING = "wording"
    SPELLING = "spelling"
    WHITESPACE = "whitespace"


def kind_of(removed: Sequence[Token], added: Sequence[Token], before: Sequence[Token] = ()) -> ChangeKind:
    """Return the kind of a change that put `added` in the place of `removed`; `before`: what stands before both."""
    if len(removed) + len(added) > LOOKED_AT_MAX:
        return _unread(removed, added)
    if _words(removed) == _words(added):
        return ChangeKind.WHITESPACE if _texts(removed) == _texts(added) else ChangeKind.SPELLING
    if is_correction(added):
        return ChangeKind.CORRECTION
    if removed and added:
        is_rewritten = max(len(_words(removed)), len(_words(added))) >= REWRITTEN_MIN
        return ChangeKind.WORDING if is_rewritten else _of_replaced(removed, added, before)
    return _of_one_side(removed or added, before) or _unread(removed, added)


def _unread(removed: Sequence[Token], added: Sequence[Token]) -> ChangeKind:
    """Return the kind of a change of which only its sides are looked at."""
    return ChangeKind.WORDING if removed and added else ChangeKind.ADDITION if added else ChangeKind.REMOVAL


def is_correction(tokens: Sequence[Token]) -> bool:
    """Whether a text owns up to a mistake or says that it was changed: «تصحيح:», «ورد خطأ في»."""
    if len(tokens) < 3:
        return False
    text = fold(text_of(tokens))
    opening = _OPENING.match(text)
    is_named = opening is not None and opening[1] in _table("correction_opens")
    is_opened = is_named and (_IN_BRACKETS.match(text) or text[opening.end() if opening else 0 :].lstrip()[:1] in set(":-–،("))
    return bool(is_opened) or any(phrase in text for phrase in _phrases())


def speaks_of_corrections(text: str) -> bool:
    """Whether any of the words is in a text that `is_correction` goes by: without them there can be no notice in it."""
    folded = fold(text)
    return any(word in folded for word in (*_table("correction_opens"), *_phrases()))


def numbers(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the numbers in their order, in digits or words, each as it is compared: «١٢» as "12", «والثلاثين» as «ثلاثين»."""
    folded = (token.folded for token in tokens)
    return tuple(found for word in folded if (found := _number(word)))


def names(tokens: Sequence[Token], before: Sequence[Token] = ()) -> frozenset[str]:
    """Return the folded words that are parts of names: of persons and places that tables know, of agencies, after titles.

    Without their prefixes where a table knows them: «القاهرة» of «بالقاهرة».
    """
    found = set()
    last = next((token.folded for token in reversed(before) if token.is_word), "")
    for token in filter(lambda token: token.is_word, tokens):
        is_titled = last in _table("titles") and token.folded not in _table("titles")
        if (name := _name(token)) or is_titled:
            found.add(name or token.folded)
        last = token.folded
    return frozenset(found)


def _of_replaced(removed: Sequence[Token], added: Sequence[Token], before: Sequence[Token]) -> ChangeKind:
    if numbers(removed) != numbers(added):
        return ChangeKind.NUMBER
    if names(removed, before) != names(added, before):
        return ChangeKind.NAME
    return ChangeKind.ATTRIBUTION if _attributions(removed) != _attributions(added) else ChangeKind.WORDING


def _of_one_side(tokens: Sequence[Token], before: Sequence[Token]) -> ChangeKind | None:
    """Return the kind of a few words that came or went without another in their place; None where it is only that."""
    words = [token for token in tokens if token.is_word]
    if len(words) <= NAME_MAX:
        if numbers(words):
            return ChangeKind.NUMBER
        if words and len(names(words, before)) * 2 > len(words):
            return ChangeKind.NAME
    most = NAME_MAX if ends_sentence(tokens) else ATTRIBUTION_MAX
    return ChangeKind.ATTRIBUTION if len(words) <= most and _attributions(words) else None


def _number(folded: str) -> str:
    if _DIGITS.search(folded):
        return _figure(folded)
    bare = _bare(folded)
    return next((word for word in (folded, bare, "ا" + bare) if word in _table("numbers")), "")


def _figure(folded: str) -> str:
    """Return a number without what only parts its thousands, its signs in ASCII; another word as it is."""
    return _THOUSANDS.sub("", folded).translate(_SIGNS) if folded[:1].isdigit() else folded


def _name(token: Token) -> str | None:
    """Return the name that a word is, its prefixes aside; Latin letters in an Arabic text are one when they are capital."""
    forms = (token.folded, _bare(token.folded, keep_article=True), _bare(token.folded))
    named = next(filter(_is_known, forms), None)
    if named is None and token.text[:1].isascii() and token.text[:1].isupper():
        return token.folded
    return named or (token.folded if agency_named(token.text) and not is_ordinary(token.text) else None)


def _is_known(form: str) -> bool:
    known = known_words()
    return ((form in known.given or form in known.family) and form not in known.ordinary) or is_place(form)


def _bare(folded: str, *, keep_article: bool = False) -> str:
    found = _CLITICS.match(folded)
    bare = folded[found.end() :] if found else folded
    return "ال" + bare if keep_article and found and found[0].endswith(("ال", "لل")) else bare


def _attributions(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the words that say who answers for what, «قال» for «وقال» too."""
    table = _table("attribution")
    forms = ((_AND.sub("", token.folded), token.folded) for token in tokens)
    return tuple(found for pair in forms if (found := next((form for form in pair if form in table), None)))


def _words(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(_figure(token.folded) for token in tokens if token.is_word)


def _texts(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.seen for token in tokens)


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(fold(_read()[name]).split())


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in fold(_read()["correction_says"]).replace("\n", " ").split("؛"))


@cache
def _read() -> dict[str, str]:
    return tomllib.loads(TABLE.read_text("utf-8"))
