"""Two readings of one page beside each other: the fields that differ, and how much of the text stays. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from archive.models import Article

GIVEN = frozenset({"url", "digest", "extractor"})
"""Fields that say which page was read, and by what: not what was read on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that differs, with its values in the older and the newer reading."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How two texts compare, in words. `kept`, `lost`: of the old text's, 0 to 1; together 1. `added`: of the new text's."""

    words_old: int
    words_new: int
    kept: float
    lost: float
    added: float


def differences(old: Article, new: Article) -> tuple[Difference, ...]:
    """Return the fields in which two readings of one page differ, in the article's order."""
    pairs = ((field.name, getattr(old, field.name), getattr(new, field.name)) for field in fields(Article))
    return tuple(
        Difference(field=name, old=before, new=after) for name, before, after in pairs if name not in GIVEN and before != after
    )


def shares(old: str, new: str) -> Shares:
    """Count the words that two texts have in common, each as often as it stands in both, wherever.

    Words are what white space parts. Of no words none are lost, and none added.
    """
    before, after = Counter(old.split()), Counter(new.split())
    words_old, words_new, common = before.total(), after.total(), (before & after).total()
    kept = common / words_old if words_old else 1.0
    added = (words_new - common) / words_new if words_new else 0.0
    return Shares(words_old=words_old, words_new=words_new, kept=kept, lost=1.0 - kept, added=added)
