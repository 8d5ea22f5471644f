"""An edit as people and programs are told it: what changed, by classes, and whether the outlet said so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from archive.catalog.edits import edit
from archive.models import Article
from archive.text.changes.changes import HEADLINE, Change, Comparison, compare_within
from archive.text.changes.kinds import ChangeKind
from archive.watching import EventKind


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
class Edit:
    """Two texts of a story compared. `classes`: how many changes there are of each, those that weigh most first.

    `announced`: None where nothing changed but white space, or nothing at all.
    """

    comparison: Comparison
    classes: tuple[tuple[ChangeClass, int], ...]
    announced: Announced | None


def read_edit(before: Article, after: Article) -> Edit:
    """Return what led from the one text to the other."""
    comparison = compare_within(before, after)
    return Edit(
        comparison=comparison, classes=count_classes(comparison.changes), announced=_announced(before, after, comparison)
    )


def class_of(change: Change) -> ChangeClass:
    """Return the class of a change: all that is changed in a headline is of one, unless nobody sees it."""
    in_headline = change.where == HEADLINE and change.kind is not ChangeKind.WHITESPACE
    return ChangeClass.HEADLINE if in_headline else ChangeClass(change.kind.value)


def count_classes(changes: tuple[Change, ...]) -> tuple[tuple[ChangeClass, int], ...]:
    """Return how many changes there are of each class."""
    counts = Counter(map(class_of, changes))
    return tuple((one, counts[one]) for one in ChangeClass if counts[one])


def _announced(before: Article, after: Article, comparison: Comparison) -> Announced | None:
    if comparison.is_whitespace_only:
        return None
    if comparison.has_notice:
        return Announced.NOTICE
    found = edit(before, after)
    if found is None:
        return Announced.UNKNOWN
    return Announced.DATE if found[0] is EventKind.EDITED else Announced.SILENTLY
