"""The identity of addresses, the schedule (polls, rechecks, crawls), and the events of stories and lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    TableClause,
    Text,
    bindparam,
    column,
    select,
    table,
    tuple_,
)

from archive.catalog.rows import canonical_identity
from archive.identity import identity

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROWS_A_TIME = 5_000

_page = table("page", column("id"), column("url"), column("identity"))
_version = table(
    "version", column("page_id"), column("number"), column("canonical_id"), column("canonical_identity"), column("article")
)


def upgrade() -> None:
    """Add what is asked by, and fill it for what is there; make the new tables."""
    _add_identity()
    _add_canonical_identity()
    op.add_column("link", Column("due_at", Text))
    _make_recheck()
    _make_event()
    _make_poll()
    _make_crawl()


def downgrade() -> None:
    """Drop the tables and columns."""
    for name in ("crawl", "poll", "event", "recheck"):
        op.drop_table(name)
    op.drop_column("link", "due_at")
    op.drop_index("ix_version_canonical_identity", "version")
    op.drop_column("version", "canonical_identity")
    op.drop_index("ix_page_identity", "page")
    op.drop_column("page", "identity")


def _add_identity() -> None:
    op.add_column("page", Column("identity", Text))
    for rows in _portions(_page, "id"):
        filled = [{"key": row["id"], "name": identity(row["url"])} for row in rows]
        op.get_bind().execute(_page.update().where(_page.c.id == bindparam("key")).values(identity=bindparam("name")), filled)
    with op.batch_alter_table("page") as batch:
        batch.alter_column("identity", existing_type=Text(), nullable=False)
    op.create_index("ix_page_identity", "page", ["identity"])


def _add_canonical_identity() -> None:
    op.add_column("version", Column("canonical_identity", Text))
    same = (_version.c.page_id == bindparam("key")) & (_version.c.number == bindparam("which"))
    for rows in _portions(_version, "page_id", "number"):
        read = ((row, json.loads(row["article"])) for row in rows if row["canonical_id"])
        filled = [
            {
                "key": row["page_id"],
                "which": row["number"],
                "name": canonical_identity(article["url"], article["canonical_url"]),
            }
            for row, article in read
        ]
        if filled:
            op.get_bind().execute(_version.update().where(same).values(canonical_identity=bindparam("name")), filled)
    op.create_index("ix_version_canonical_identity", "version", ["canonical_identity"])


def _canonical(row: dict[str, Any]) -> dict[str, Any]:
    article = json.loads(row["article"])
    name = canonical_identity(article["url"], article["canonical_url"])
    return {"key": row["page_id"], "which": row["number"], "name": name}


def _portions(rows: TableClause, *key: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in the order of their key, so many at a time: a catalogue may hold more than memory does."""
    columns = [rows.c[name] for name in key]
    query = select(rows).order_by(*columns).limit(ROWS_A_TIME)
    found = op.get_bind().execute(query).mappings().all()
    while found:
        yield [dict(row) for row in found]
        last = tuple(found[-1][name] for name in key)
        found = op.get_bind().execute(query.where(tuple_(*columns) > last)).mappings().all()


def _make_recheck() -> None:
    op.create_table(
        "recheck",
        Column("page_id", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("appeared_at", Text, nullable=False),
        Column("step", Integer, nullable=False),
        Column("due_at", Text, nullable=False),
        Column("missing_at", Text),
        PrimaryKeyConstraint("page_id", name="pk_recheck"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_recheck_page_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recheck_source_due_at", "recheck", ["source", "due_at"])


def _make_event() -> None:
    op.create_table(
        "event",
        Column("id", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("page_id", Text, nullable=False),
        Column("source", Text),
        Column("version", Integer),
        Column("previous", Integer),
        Column("detail", Text),
        PrimaryKeyConstraint("id", name="pk_event"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_event_page_id"),
    )
    op.create_index("ix_event_page_id_kind_at", "event", ["page_id", "kind", "at"], unique=True)
    op.create_index("ix_event_at", "event", ["at"])


def _make_poll() -> None:
    op.create_table(
        "poll",
        Column("source", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("polled_at", Text, nullable=False),
        Column("due_at", Text, nullable=False),
        Column("status", Integer),
        Column("problem", Text),
        Column("links", Integer, nullable=False),
        Column("new", Integer, nullable=False),
        Column("errors", Integer, nullable=False),
        Column("gaps", Integer, nullable=False),
        Column("memory", Text),
        PrimaryKeyConstraint("source", "url", name="pk_poll"),
    )


def _make_crawl() -> None:
    op.create_table(
        "crawl",
        Column("id", Integer, nullable=False),
        Column("sources", Text, nullable=False),
        Column("started_at", Text, nullable=False),
        Column("ended_at", Text),
        Column("exit", Integer),
        Column("note", Text),
        PrimaryKeyConstraint("id", name="pk_crawl"),
    )
