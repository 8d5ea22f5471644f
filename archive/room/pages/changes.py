"""What outlets changed, took away and brought back, over all sources: a page of it, and a feed to follow it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import partial
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import Response

from archive.exchange.atom import MIME, Entry, Feed, atom
from archive.exchange.changes_told import ChangeTold, tell_change
from archive.room.pages.changes_asked import Asked, Which, read_asked
from archive.room.room import Room
from archive.watching import EventKind

LISTED = 25
ENTRIES = 50
EDITS = frozenset({EventKind.EDITED, EventKind.SILENT_EDIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """The page. `days`: the changes by the day (UTC) on which they were seen, the last first. `next`: the list goes on there.

    `sources`: to choose from, each with what readers call it.
    """

    asked: Asked
    days: tuple[tuple[date, tuple[ChangeTold, ...]], ...]
    next: Asked | None
    sources: tuple[tuple[str, str], ...]


def changes_page(room: Room, request: Request) -> Response:
    """Show the changes seen last."""
    view = changes_view(room, read_asked(request.query_params))
    told: dict[str, Any] = {"compared": partial(comparison_path, room), "span": partial(span, room), "titled": room.titled}
    return room.page(request, "changes.html", view=view, which=tuple(Which), **told)


def changes_feed(room: Room, request: Request) -> Response:
    """Tell them as an Atom feed."""
    asked = replace(read_asked(request.query_params), older_than=None)
    told = tuple(map(tell_change, room.catalog.changed(asked.wanted(), ENTRIES)))
    return Response(atom(_feed(room, asked), (_entry(room, one) for one in told)), media_type=MIME)


def changes_view(room: Room, asked: Asked) -> ChangesView:
    """Return what the page shows."""
    found = room.catalog.changed(asked.wanted(), LISTED + 1)
    told = tuple(map(tell_change, found[:LISTED]))
    names = {*room.outlets, *(one.source for one in told if one.source), asked.source} - {""}
    return ChangesView(
        asked=asked,
        days=tuple((day, tuple(some)) for day, some in groupby(told, key=lambda one: one.at.astimezone(UTC).date())),
        next=replace(asked, older_than=told[-1].number) if len(found) > LISTED else None,
        sources=tuple(sorted(((name, room.titled(name)) for name in names), key=lambda pair: pair[::-1])),
    )


def comparison_path(room: Room, told: ChangeTold) -> str:
    """Return the address at which a change is shown: the two texts compared, or all that the story has had."""
    path = f"{room.language.prefix}/story/{told.story}/versions"
    return f"{path}?from={told.previous}&to={told.version}" if told.kind in EDITS else path


def _feed(room: Room, asked: Asked) -> Feed:
    words, base = room.language.words, f"{room.origins.room}{room.language.prefix}/changes"
    which = words[f"which_{asked.which}" if asked.which else "changes_title"]
    about = (which, room.titled(asked.source) if asked.source else "")
    return Feed(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, asked.address('warraq:changes'))}",
        title=f"{words['name']}: {' · '.join(filter(None, about))}",
        link=asked.address(base),
        own=asked.address(f"{base}.atom"),
    )


def _entry(room: Room, told: ChangeTold) -> Entry:
    words = room.language.words
    outlet = room.titled(told.source) if told.source else None
    return Entry(
        id=told.id,
        title=f"{words[f'change_{told.kind}']}: {told.headline or told.url}",
        updated=told.at,
        link=f"{room.origins.room}{comparison_path(room, told)}",
        summary="\n".join(_sentences(room, told)) or words[f"change_{told.kind}"],
        categories=tuple((term, None) for term in (told.kind.value, outlet, *(one.of for one in told.classes or ())) if term),
    )


def _sentences(room: Room, told: ChangeTold) -> Iterator[str]:
    """Yield what the page shows of a change, a sentence a line."""
    language = room.language
    if told.headline_before is not None:
        yield f"{told.headline_before} {language.arrow} {told.headline}"
    if told.classes:
        yield _joined([language.count(f"n_class_{one.of}", one.count) for one in told.classes], language.direction)
    if told.announced:
        yield language.words[f"announced_{told.announced}"]
    if told.lag_s is not None:
        yield language.words["change_after"].format(span=span(room, told.lag_s))


def span(room: Room, seconds: int) -> str:
    """Return a span of time in the largest of its units: "3 ساعات"."""
    for name, size in (("n_days", 86_400), ("n_hours", 3_600)):
        if seconds >= 2 * size:
            return room.language.count(name, seconds // size)
    return room.language.count("n_minutes", max(1, seconds // 60))


def _joined(parts: Sequence[str], direction: str) -> str:
    return ("، " if direction == "rtl" else ", ").join(parts)
