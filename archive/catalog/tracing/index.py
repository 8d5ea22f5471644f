"""The trace is written, in the transaction that writes the text: its fingerprint, and the texts it is a printing of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from archive.catalog.database import insert_new
from archive.catalog.schema import version
from archive.catalog.search.entry import Shown
from archive.catalog.tracing.candidates import (
    TEXTS_MAX,
    Candidate,
    Postings,
    Wanted,
    find_candidates,
    find_postings,
    find_relatives,
)
from archive.catalog.tracing.entry import Outlet, outlet_of, span_of, text_row, unpack
from archive.catalog.tracing.schema import OUTLET, traced_outlet, traced_pair, traced_run, traced_text
from archive.text.printings.judge import Verdict, judge
from archive.text.printings.likeness import Text, text_of

_TRACED = (traced_text.c.id, traced_text.c.appeared_s, traced_text.c.runs)

Match = tuple[Candidate, Verdict]

_ARTICLES = (
    select(traced_text.c.id, version.c.article)
    .join(version, (version.c.page_id == traced_text.c.page_id) & (version.c.number == traced_text.c.number))
    .where(traced_text.c.id.in_(bindparam("ids", expanding=True)))
)
_OUTLET = select(traced_outlet.c.id).where(*(traced_outlet.c[name] == bindparam(name) for name in OUTLET))


def trace_shown(connection: Connection, shown: Iterable[Shown]) -> None:
    """Trace the new ones among the texts that pages show."""
    add_traces(connection, [one for one in shown if one.is_new])


def add_traces(connection: Connection, texts: Sequence[Shown]) -> None:
    """Trace texts that are not traced yet, each after those before it."""
    if not texts:
        return
    outlets = [outlet_of(one.source, one.article) for one in texts]
    ids = outlet_ids(connection, outlets)
    first = (connection.scalar(select(func.max(traced_text.c.id))) or 0) + 1
    for text_id, (one, outlet) in enumerate(zip(texts, outlets, strict=True), start=first):
        row = text_row(one, text_id, ids[outlet])
        connection.execute(traced_text.insert(), [row])
        _match(connection, one, outlet, row)


def retrace(connection: Connection, page_id: str, number: int) -> None:
    """Trace a version anew whose article was rewritten; nothing happens where it is not traced yet."""
    same = (version.c.page_id == traced_text.c.page_id) & (version.c.number == traced_text.c.number)
    columns = (*_TRACED, version.c.source, version.c.captured_at, version.c.article)
    query = select(*columns).join(version, same).where(version.c.page_id == page_id, version.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        return
    _forget(connection, row.id, row.appeared_s, row.runs)
    now = Shown(page_id=page_id, number=number, source=row.source, captured_at=row.captured_at, article=row.article)
    outlet = outlet_of(now.source, now.article)
    changed = text_row(now, row.id, outlet_ids(connection, [outlet])[outlet])
    connection.execute(traced_text.update().where(traced_text.c.id == row.id).values(changed))
    _match(connection, now, outlet, changed)


def _forget(connection: Connection, text_id: int, appeared_s: int, kept: bytes) -> None:
    noted = traced_run.c.run.in_(unpack(kept)) & (traced_run.c.span == span_of(appeared_s))
    connection.execute(traced_run.delete().where(noted, traced_run.c.text_id == text_id))
    others = select(traced_pair.c.other_id).where(traced_pair.c.text_id == text_id)
    connection.execute(traced_pair.delete().where(traced_pair.c.other_id == text_id, traced_pair.c.text_id.in_(others)))
    connection.execute(traced_pair.delete().where(traced_pair.c.text_id == text_id))


def find_matches(connection: Connection, wanted: Wanted, text: Text, postings: Postings) -> list[Match]:
    """Return the texts known that it is a printing of, or they of it."""
    found = find_candidates(connection, wanted, postings)
    matches = _judged(connection, text, found)
    relatives = find_relatives(connection, wanted, [one for one, _ in matches], {one.text_id for one in found})
    return matches + _judged(connection, text, relatives)


def outlet_ids(connection: Connection, outlets: Iterable[Outlet]) -> dict[Outlet, int]:
    """Return the ids of the outlets; made, where they are new."""
    return {outlet: _outlet_id(connection, outlet) for outlet in sorted(set(outlets), key=astuple)}


def _outlet_id(connection: Connection, outlet: Outlet) -> int:
    values = dict(zip(OUTLET, astuple(outlet), strict=True))
    known: int | None = connection.scalar(_OUTLET, values)
    if known is None:
        connection.execute(traced_outlet.insert(), [values])
        known = connection.scalars(_OUTLET, values).one()
    return known


def _match(connection: Connection, shown: Shown, outlet: Outlet, row: dict[str, Any]) -> None:
    """Note what a text is found by, and what it is a printing of."""
    runs = unpack(row["runs"])
    if not runs:
        return
    wanted = Wanted(page_id=shown.page_id, outlet=outlet, appeared_s=row["appeared_s"], runs=runs, text_id=row["id"])
    postings = find_postings(connection, wanted)
    matches = find_matches(connection, wanted, text_of(shown.article.article_body), postings)
    _note_runs(connection, wanted, postings)
    if matches:
        connection.execute(traced_pair.insert(), [pair for match in matches for pair in _pairs(row["id"], *match)])


def _note_runs(connection: Connection, wanted: Wanted, postings: Postings) -> None:
    """Note the runs that lead to the text, but for those that lead to enough others."""
    told = {"span": postings.span, "text_id": wanted.text_id}
    rows = [told | {"run": run} for run in wanted.runs if postings.noted[run] < TEXTS_MAX]
    if rows:
        connection.execute(insert_new(traced_run), rows)


def _pairs(text_id: int, other: Candidate, verdict: Verdict) -> tuple[dict[str, Any], ...]:
    one_way = {"text_id": text_id, "other_id": other.text_id, "likelihood": verdict.likelihood}
    return one_way, one_way | {"text_id": other.text_id, "other_id": text_id}


def _judged(connection: Connection, text: Text, candidates: Sequence[Candidate]) -> list[Match]:
    """Return the candidates that are printings, compared word for word."""
    if not candidates:
        return []
    rows = connection.execute(_ARTICLES, {"ids": [one.text_id for one in candidates]})
    bodies = {row.id: row.article.article_body for row in rows}
    judged = [(one, judge(text, text_of(bodies[one.text_id]))) for one in candidates if one.text_id in bodies]
    return [(one, verdict) for one, verdict in judged if verdict.is_printing]
