"""An edit as people and programs are told it: what changed, by classes, and whether the outlet said so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive.catalog.edits import edit
from archive.models import Article
from archive.text.changes.changes import HEADLINE, LENGTH_MAX, Change, Comparison, compare_within
from archive.text.changes.kinds import ChangeKind
from archive.watching import EventKind

FACTS = ("author", "source_organization", "dateline", "date_published", "date_modified")
"""Fields beside the words of a story that readers are told of."""

LISTED_MAX = 40_000
"""Characters of two texts together whose words are compared where a page lists many: 50 ms of work."""


class ChangeClass(StrEnum):
    """What a change is, in the order in which a reader wants to know of it."""

    HEADLINE = "headline"
    CORRECTION = "correction"
    NUMBER = "number"
    NAME = "name"
    ATTRIBUTION = "attribution"
    ADDITION = "addition"
    REMOVAL = "removal"
    MOVE = "move"
    WORDING = "wording"
    SPELLING = "spelling"
    WHITESPACE = "whitespace"


class Announced(StrEnum):
    """How an outlet told of an edit. UNKNOWN: the two were not read by the same extractor; the reading may have changed."""

    NOTICE = "notice"
    DATE = "date"
    SILENTLY = "silently"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many changes there are of a class."""

    of: ChangeClass
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """A field of the article, one of FACTS, that is not as it was. Of several authors the names are one text."""

    field: str
    before: str | datetime | date | None
    after: str | datetime | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Two texts of a story compared. `classes`: how many changes there are of each, those that weigh most first.

    `announced`: None where nothing changed but white space, or nothing at all. `facts`: what differs beside the words.
    """

    comparison: Comparison
    classes: tuple[Counted, ...]
    announced: Announced | None
    facts: tuple[FactChange, ...]


def read_edit(before: Article, after: Article) -> Edit:
    """Return what led from the one text to the other."""
    return _edit(before, after, LENGTH_MAX)


def read_edit_briefly(before: Article, after: Article) -> Edit | None:
    """Return the same where many are listed, of long texts by paragraphs; None of those too long for that."""
    is_long = len(before.article_body) + len(after.article_body) > LENGTH_MAX
    return None if is_long else _edit(before, after, LISTED_MAX)


def class_of(change: Change) -> ChangeClass:
    """Return the class of a change: all that is changed in a headline is of one, unless nobody sees it."""
    in_headline = change.where == HEADLINE and change.kind is not ChangeKind.WHITESPACE
    return ChangeClass.HEADLINE if in_headline else ChangeClass(change.kind.value)


def _edit(before: Article, after: Article, length_max: int) -> Edit:
    comparison = compare_within(before, after, length_max)
    counts = Counter(map(class_of, comparison.changes))
    pairs = ((field, _value(before, field), _value(after, field)) for field in FACTS)
    return Edit(
        comparison=comparison,
        classes=tuple(Counted(of=one, count=counts[one]) for one in ChangeClass if counts[one]),
        announced=_announced(before, after, comparison),
        facts=tuple(FactChange(field=field, before=was, after=now) for field, was, now in pairs if was != now),
    )


def _value(article: Article, field: str) -> str | datetime | date | None:
    value: str | datetime | date | tuple[str, ...] | None = getattr(article, field)
    return "، ".join(value) or None if isinstance(value, tuple) else value


def _announced(before: Article, after: Article, comparison: Comparison) -> Announced | None:
    if comparison.is_whitespace_only:
        return None
    if comparison.has_notice:
        return Announced.NOTICE
    found = edit(before, after)
    if found is None:
        return Announced.UNKNOWN
    return Announced.DATE if found[0] is EventKind.EDITED else Announced.SILENTLY
