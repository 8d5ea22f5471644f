"""What a page showed from when to when: one of its texts, or that it was gone, by the looks at it in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from archive.catalog.questions import asked_as
from archive.catalog.removals import GONE, leads_nowhere
from archive.catalog.schema import fetch, outcome, page

LOOKS_MAX = 5_000
"""Looks at a page that are gone through, from the last one back."""

_asked = page.alias("asked")
_landed = page.alias("landed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Looks that follow each other and saw the same. `number`: of the text; None where the page was gone.

    `since`, `until`: the first and the last of them, between which it may have been otherwise. `looks`: how many.
    """

    number: int | None
    since: datetime
    until: datetime
    looks: int


def read_spans(connection: Connection, key: str) -> tuple[Span, ...]:
    """Return what the page showed, oldest first. Looks that showed nothing sure, such as time-outs, are passed over."""
    columns = (outcome.c.at, outcome.c.reason, outcome.c.version_number, outcome.c.version_page_id, _asked.c.url, _landed.c.url)
    query = (
        select(*columns)
        .join(_asked, _asked.c.id == outcome.c.page_id)
        .outerjoin(fetch, fetch.c.record_id == outcome.c.fetch_id)
        .outerjoin(_landed, _landed.c.id == fetch.c.page_id)
        .where(outcome.c.page_id.in_(asked_as(connection, key)))
    )
    newest = connection.execute(query.order_by(outcome.c.at.desc(), outcome.c.id.desc()).limit(LOOKS_MAX)).all()
    return tuple(_spans(_seen(newest[::-1], key)))


def _seen(looks: Iterable[Any], key: str) -> Iterator[tuple[datetime, int | None]]:
    for at, reason, number, article, asked, landed in looks:
        if reason in GONE or (landed is not None and leads_nowhere(asked, landed)):
            yield at, None
        elif number is not None and article == key:
            yield at, number


def _spans(seen: Iterable[tuple[datetime, int | None]]) -> Iterator[Span]:
    last: Span | None = None
    for at, number in seen:
        if last is not None and last.number == number:
            last = replace(last, until=at, looks=last.looks + 1)
            continue
        if last is not None:
            yield last
        last = Span(number=number, since=at, until=at, looks=1)
    if last is not None:
        yield last
