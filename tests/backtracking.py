"""Inputs made to make a regular expression backtrack: its own letters and classes, repeated where it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

ATTACKS_MAX = 24
BRANCHES_MAX = 3
SAMPLE_TIMES_MAX = 4
SEEDS = (
    *("ا", " ", "1", "(", "- ", "1/", "<meta ", "<!--", "تعليقات ", "اقرأ ايضا ", "كتب ", "تابع ", "x-", "أ.", "/ "),
    *("charset=", "20 يناير ", "محفوظ", "\n\t", "وكالة ", "12:3", "[(", "a="),
)
"""What pages repeat, tried on every pattern: (head, body) pairs made from a pattern alone miss what its neighbours match."""

_SAMPLES = "ا1 -x.<é\x01"
_CLASSES = {
    codes.CATEGORY_DIGIT: re.compile(r"\d"),
    codes.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    codes.CATEGORY_SPACE: re.compile(r"\s"),
    codes.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    codes.CATEGORY_WORD: re.compile(r"\w"),
    codes.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)

Pattern = re.Pattern[str] | re.Pattern[bytes]
Attack = tuple[str, str]
"""What an input begins with, and what it is then made of, again and again."""


def attacks(pattern: Pattern) -> tuple[Attack, ...]:
    """Return the attacks made from `pattern`, ATTACKS_MAX at most, then those of SEEDS."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    made = dict.fromkeys(_attacks(_parser.parse(text, pattern.flags & ~re.UNICODE), ""))
    return (*tuple(made)[:ATTACKS_MAX], *(("", seed) for seed in SEEDS))


def subject(attack: Attack, size: int) -> str:
    """Return the input of `size` characters that `attack` makes; the last is one that hardly any pattern ends with."""
    head, body = attack
    return (head + body * (size // len(body) + 1))[: size - 1] + "\x01"


def _attacks(items: Any, head: str) -> Iterator[Attack]:
    """Yield the attacks on a part of a pattern: all of it but its end, and each repeated item after what comes before it."""
    if whole := "".join(map(_sample, items)):
        yield "", whole[:-1] or whole
        yield "", whole + " "
    for operation, argument in items:
        repeated = operation in _REPEATS and argument[1] > 1
        if repeated and (body := "".join(map(_sample, argument[2]))):
            yield head, body
            yield "", head + body
        for inner in _inside(argument):
            if len(inner) > 1 or operation in _REPEATS or operation is codes.BRANCH:
                yield from _attacks(inner, head)
        head += _sample((operation, argument))


def _inside(argument: Any) -> Iterator[Any]:
    """Yield the parts of a pattern within an item; of many branches, the first."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument[:BRANCHES_MAX] if isinstance(argument, list) else argument:
            yield from _inside(one)


def _sample(item: Any) -> str:
    """Return a short text that an item of a pattern matches; nothing where it matches between characters."""
    operation, argument = item
    if operation in _REPEATS:
        times = max(argument[0], min(1, argument[1]))
        return "".join(map(_sample, argument[2])) * min(times, SAMPLE_TIMES_MAX)
    if operation in {codes.BRANCH, codes.SUBPATTERN, codes.ATOMIC_GROUP}:
        return "".join(map(_sample, next(_inside(argument), ())))
    return _char(operation, argument)


def _char(operation: Any, argument: Any) -> str:
    if operation is codes.LITERAL:
        return chr(argument)
    if operation is codes.NOT_LITERAL:
        return next(char for char in _SAMPLES if ord(char) != argument)
    if operation is codes.ANY:
        return _SAMPLES[0]
    return _one_of(argument) if operation is codes.IN else ""


def _one_of(choices: Any) -> str:
    """Return a character of a class: where it names some, the first it names."""
    if choices[0][0] is codes.NEGATE:
        return next((char for char in _SAMPLES if not any(_holds(choice, char) for choice in choices[1:])), "")
    kind, value = choices[0]
    if kind in {codes.LITERAL, codes.RANGE}:
        return chr(value if kind is codes.LITERAL else value[0])
    return next(char for char in _SAMPLES if _holds(choices[0], char))


def _holds(choice: Any, char: str) -> bool:
    kind, value = choice
    if kind is codes.CATEGORY:
        return _CLASSES[value].match(char) is not None
    first, last = (value, value) if kind is codes.LITERAL else value
    return bool(first <= ord(char) <= last)
