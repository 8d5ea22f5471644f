"""What the page of a story's texts shows: each of them, when it stood there, and two of them compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import QueryParams

from archive.catalog.past import Past
from archive.catalog.spans import Span
from archive.exchange.edited import ChangeClass, Edit, class_of, read_edit, read_edit_briefly
from archive.models import Version
from archive.room.pages.versions_lines import Block, Line, anchor_of, lay_out, one_line
from archive.text.changes.changes import Change
from archive.text.changes.kinds import ChangeKind

LISTED = 25
"""Texts on a page."""

CHANGES_TOLD = 100
"""Changes that are told one by one, above the text."""

NUMBER_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for. `before`, `after`: the numbers of two texts, or None. `skip`: texts that were listed before.

    `is_unknown`: whether it names what is no text of the story.
    """

    before: int | None
    after: int | None
    is_side: bool
    skip: int
    is_unknown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text in the list. `spans`: when it was seen, oldest first. `is_now`: whether the page shows it still.

    `previous`: the text before it, and `edit`: what led from that to this one; None for the first, `edit` also where the two
    are too long to be compared in a list.
    """

    version: Version
    words: int
    spans: tuple[Span, ...]
    previous: Version | None
    edit: Edit | None
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change in the summary. `anchor`: its place in the text; None for one that nobody sees."""

    of: ChangeClass
    change: Change
    anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two texts laid out. `told`: the changes, those that weigh most first; `untold`: how many more there are.

    `is_backwards`: whether the first was captured after the second. `is_same`: whether they are one text.
    """

    before: Version
    after: Version
    edit: Edit
    headline: Line
    deck: Line
    body: tuple[Block, ...]
    told: tuple[Told, ...]
    untold: int
    is_backwards: bool

    @property
    def is_same(self) -> bool:
        """Whether they are one text, white space and all."""
        return not self.edit.comparison.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsView:
    """The page. `texts`: all of them, oldest first, to choose from; `rows`: those listed and absences, newest first.

    `compared`: None where there is but one text. `older`: how many to skip for the next texts, or None. `gone_since`: when the
    page was first seen to be gone, where it is.
    """

    past: Past
    asked: Asked
    texts: tuple[Version, ...]
    rows: tuple[Shown | Span, ...]
    older: int | None
    gone_since: datetime | None
    compared: Compared | None


def read_asked(parameters: QueryParams, past: Past) -> Asked:
    """Return what an address asks for, whatever it says: the last two texts, where it names none."""
    texts = past.found.versions
    numbers = [_number(parameters.get(name, "")) for name in ("from", "to")]
    known = [number if number and past.text(number) else None for number in numbers]
    before, after = known
    if after is None:
        after = next((one.number for one in reversed(texts) if one.number != before), None)
    if before is None:
        before = _before(texts, after)
    return Asked(
        before=before,
        after=after,
        is_side=parameters.get("view") == "side",
        skip=min(_number(parameters.get("skip", "")), len(texts)),
        is_unknown=any(parameters.get(name, "") and not one for name, one in zip(("from", "to"), known, strict=True)),
    )


def versions_view(past: Past, spans: Sequence[Span], asked: Asked) -> VersionsView:
    """Return what the page shows. `spans`: what the story's page showed, oldest first."""
    texts = past.found.versions
    end = len(texts) - asked.skip
    start = max(0, end - LISTED)
    last = spans[-1] if spans else None
    before, after = past.text(asked.before or 0), past.text(asked.after or 0)
    return VersionsView(
        past=past,
        asked=asked,
        texts=texts,
        rows=tuple(_rows(past, spans, start, end)),
        older=asked.skip + LISTED if start else None,
        gone_since=last.since if last and last.number is None else None,
        compared=compare_versions(before, after) if before and after else None,
    )


def compare_versions(before: Version, after: Version) -> Compared:
    """Return two texts laid out."""
    edit = read_edit(before.article, after.article)
    changes = sorted(edit.comparison.changes, key=lambda one: (list(ChangeClass).index(class_of(one)), one.number))
    return Compared(
        before=before,
        after=after,
        edit=edit,
        headline=one_line(edit.comparison.headline),
        deck=one_line(edit.comparison.deck),
        body=lay_out(edit.comparison.body),
        told=tuple(_told(one) for one in changes[:CHANGES_TOLD]),
        untold=max(0, len(changes) - CHANGES_TOLD),
        is_backwards=before.captured_at > after.captured_at,
    )


def _told(change: Change) -> Told:
    is_seen = change.kind is not ChangeKind.WHITESPACE
    anchor = anchor_of(change.number, is_move=change.kind is ChangeKind.MOVE) if is_seen else None
    return Told(of=class_of(change), change=change, anchor=anchor)


def _rows(past: Past, spans: Sequence[Span], start: int, end: int) -> Iterator[Shown | Span]:
    """Yield the texts from `start` to `end`, the newest first, and when the page was gone between them."""
    texts, seen = past.found.versions, _by_number(spans)
    now = None if spans and spans[-1].number is None else past.shown.number
    listed = [_shown(past, place, seen, now) for place in range(start, end)]
    opens = texts[start].captured_at if start and end else None
    closes = texts[end].captured_at if end < len(texts) else None
    absences = [one for one in spans if one.number is None and _is_between(one.since, opens, closes)]
    rows: list[tuple[datetime, Shown | Span]] = [(one.version.captured_at, one) for one in listed]
    rows += [(one.since, one) for one in absences]
    yield from (row for _, row in sorted(rows, key=lambda each: each[0], reverse=True))


def _is_between(at: datetime, opens: datetime | None, closes: datetime | None) -> bool:
    return (opens is None or at >= opens) and (closes is None or at < closes)


def _shown(past: Past, place: int, seen: Mapping[int | None, tuple[Span, ...]], now: int | None) -> Shown:
    version = past.found.versions[place]
    previous = past.found.versions[place - 1] if place else None
    return Shown(
        version=version,
        words=len(version.article.article_body.split()),
        spans=seen.get(version.number, ()),
        previous=previous,
        edit=read_edit_briefly(previous.article, version.article) if previous else None,
        is_now=version.number == now,
    )


def _by_number(spans: Sequence[Span]) -> dict[int | None, tuple[Span, ...]]:
    numbers = {one.number for one in spans}
    return {number: tuple(one for one in spans if one.number == number) for number in numbers}


def _before(texts: Sequence[Version], number: int | None) -> int | None:
    """Return the number of the text before another; for the first one that of the second; None where there is no other."""
    place = next((place for place, one in enumerate(texts) if one.number == number), 0)
    others = (*reversed(texts[:place]), *texts[place + 1 :])
    return others[0].number if others else None


def _number(text: str) -> int:
    """Return a number that an address says; 0 for what is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(NUMBER_MAX))
    return int(text) if is_number else 0
