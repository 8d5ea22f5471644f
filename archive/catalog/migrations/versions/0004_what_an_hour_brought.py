"""What each source listed in an hour, and what became of it: of before, counted here; from now on, as it is written."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log
from typing import Any

from alembic import op
from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    Integer,
    PrimaryKeyConstraint,
    Select,
    Text,
    case,
    column,
    exists,
    func,
    literal,
    select,
    table,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTS = ("listed", "walked", "archived", "rejected", "failed", "refused")
MORE_COUNTS = ("looks", "gaps", "polls", "polls_failed", "dateless")
ROWS_A_TIME = 5_000

_link = table("link", column("source"), column("listed_at"))
_outcome = table("outcome", *map(column, ("page_id", "at", "source", "outcome", "reason", "version_page_id", "version_number")))
_earlier = _outcome.alias("earlier")
_event = table("event", column("source"), column("at"), column("kind"))
_fetch = table("fetch", column("source"), column("date"), column("kind"), column("status"))
_version = table("version", column("page_id"), column("number"), column("article"))
_hour = table("hour", *map(column, ("hour", "source", *COUNTS, *MORE_COUNTS, "log_words")))


def upgrade() -> None:
    """Make the table, and count what is there."""
    counts = [Column(name, Integer, nullable=False) for name in (*COUNTS, *MORE_COUNTS)]
    op.create_table(
        "hour",
        Column("hour", Text, nullable=False),
        Column("source", Text, nullable=False),
        *counts,
        Column("log_words", Float, nullable=False),
        PrimaryKeyConstraint("hour", "source", name="pk_hour"),
        sqlite_with_rowid=False,
    )
    _fill()


def downgrade() -> None:
    """Drop it."""
    op.drop_table("hour")


def _fill() -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for query in (_listed(), _became(), _gaps(), _polls()):
        for at, source, name, often in op.get_bind().execute(query):
            counts[at, source][name] += often
    words = _words(counts)
    rows = [
        {"hour": at, "source": source, "log_words": words.get((at, source), 0.0)}
        | {name: counted[name] for name in (*COUNTS, *MORE_COUNTS)}
        for (at, source), counted in counts.items()
    ]
    if rows:
        op.get_bind().execute(_hour.insert(), rows)


def _hour_of(moment: ColumnElement[str]) -> ColumnElement[str]:
    return func.substr(moment, 1, len("2026-11-03T10")) + ":00:00.000000Z"


def _counted(at: ColumnElement[str], source: ColumnElement[str], name: ColumnElement[str]) -> Select[str, str, str, int]:
    return select(_hour_of(at), source, name, func.count()).where(source.is_not(None)).group_by(_hour_of(at), source, name)


def _listed() -> Select[str, str, str, int]:
    return _counted(_link.c.listed_at, _link.c.source, literal("listed"))


def _was_archived() -> ColumnElement[bool]:
    same = (_earlier.c.page_id == _outcome.c.page_id) & (_earlier.c.at < _outcome.c.at)
    return exists().where(same & _earlier.c.version_number.is_not(None))


def _became() -> Select[str, str, str, int]:
    is_read = _outcome.c.outcome.in_(("archived", "unchanged"))
    name = case((_was_archived(), "looks"), (is_read, "archived"), else_=_outcome.c.outcome)
    counted = _counted(_outcome.c.at, _outcome.c.source, name)
    return counted.where(func.coalesce(_outcome.c.reason, "") != "INTERRUPTED")


def _gaps() -> Select[str, str, str, int]:
    return _counted(_event.c.at, _event.c.source, literal("gaps")).where(_event.c.kind == "gap")


def _polls() -> Select[str, str, str, int]:
    """Count the answers to lists; those that did not answer left no exchange."""
    name = case((_fetch.c.status.in_((200, 304)), "polls"), else_="polls_failed")
    return _counted(_fetch.c.date, _fetch.c.source, name).where(_fetch.c.kind == "list")


def _words(counts: dict[tuple[str, str], Counter[str]]) -> dict[tuple[str, str], float]:
    """Return the sums of the lengths, and count what is without a date."""
    words: dict[tuple[str, str], float] = defaultdict(float)
    for at, source, text in _archived():
        article = json.loads(text)
        counts[at, source]["dateless"] += article["date_published"] is None
        words[at, source] += log(max(1, len(article["article_body"].split())))
    return words


def _archived() -> Iterator[Any]:
    same = (_version.c.page_id == _outcome.c.version_page_id) & (_version.c.number == _outcome.c.version_number)
    first = _outcome.c.source.is_not(None) & ~_was_archived()
    query = select(_hour_of(_outcome.c.at), _outcome.c.source, _version.c.article).join(_version, same).where(first)
    yield from op.get_bind().execute(query.execution_options(yield_per=ROWS_A_TIME))
