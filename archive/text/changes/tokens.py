"""A text as words and marks, with the space after each: cut apart and put together again, it is the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from archive.text.arabic import fold

_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d"
"""Vowel signs, tatweel and joiners are parts of a word, though none of them is a letter to `re`."""

_UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff"
"""What no reader sees: a text that differs in these alone is the same one."""

_WORD = rf"[^\W_](?:[^\W_]|[{_MARKS}]|(?:['’\-]|[{_UNSEEN}]+)(?=[^\W_]))*"
_TOKEN = re.compile(rf"(\d+(?:[.,٫٬:/]\d+)*[%٪]?|{_WORD}|[^\s{_UNSEEN}])([\s{_UNSEEN}]*)")
_UNSEEN_IN = re.compile(f"[{_UNSEEN}]")
_SPACE = re.compile(rf"[\s{_UNSEEN}]+")
_END = frozenset(".!?؟…")
_MARKS_LAST = _END | frozenset("\"”»)]'")
MARKS_MAX = 6
"""Marks after a word that are looked at."""
_WORD_MIN = 2
"""Letters before a full stop that ends a sentence: «د. محمد», «أ.ف.ب» end none."""


@dataclass(frozen=True)
class Token:
    """A word, a number or a mark. `gap`: the white space after it, and what is not seen, as printed."""

    text: str
    gap: str

    @cached_property
    def seen(self) -> str:
        """The token as a reader sees it."""
        return _UNSEEN_IN.sub("", self.text)

    @cached_property
    def folded(self) -> str:
        """The token as it is compared where spelling does not matter."""
        return fold(self.text)

    @cached_property
    def is_word(self) -> bool:
        """Whether it has a letter or a digit."""
        return any(map(str.isalnum, self.text))


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`; white space, and what is not seen, is dropped before the first."""
    return tuple(Token(*found.groups()) for found in _TOKEN.finditer(text))


def text_of(tokens: Iterable[Token]) -> str:
    """Return the text of tokens that follow each other, without the space after the last."""
    return "".join(token.text + token.gap for token in tokens).rstrip()


def is_same_unspaced(one: str, other: str) -> bool:
    """Whether two texts are the same without their white space, and what is not seen: only then can they look the same."""
    return _SPACE.sub("", one) == _SPACE.sub("", other)


def sentences_of(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Yield the sentences: a paragraph's end is one, and so is a full stop after a word, quotation marks included."""
    start = 0
    for index, token in enumerate(tokens, start=1):
        if "\n" in token.gap or (token.gap and _ends_sentence(tokens, start, index)):
            yield tuple(tokens[start:index])
            start = index
    if start < len(tokens):
        yield tuple(tokens[start:])


def ends_sentence(tokens: Sequence[Token]) -> bool:
    """Whether the last of the tokens ends a sentence, or a paragraph."""
    return bool(tokens) and ("\n" in tokens[-1].gap or _ends_sentence(tokens, 0, len(tokens)))


def _ends_sentence(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the last of `tokens[start:end]` ends a sentence."""
    last = list(takewhile(lambda token: token.text in _MARKS_LAST, reversed(tokens[max(start, end - MARKS_MAX) : end])))
    word = tokens[end - len(last) - 1] if start < end - len(last) else None
    return any(token.text in _END for token in last) and word is not None and word.is_word and len(word.text) >= _WORD_MIN
