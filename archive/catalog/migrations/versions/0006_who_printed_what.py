"""Whose story is printed where. Texts of before are traced in batches: `archive.catalog.tracing.filling`."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    column,
    table,
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OUTLET = ("source", "host", "publisher")
NO_RULE = 0
"""No rule is of this number: all is begun anew."""

_state = table("trace_state", column("rule"), column("page_id"), column("number"))


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "traced_outlet",
        Column("id", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in OUTLET),
        PrimaryKeyConstraint("id", name="pk_traced_outlet"),
        UniqueConstraint(*OUTLET, name="uq_traced_outlet_" + "_".join(OUTLET)),
    )
    op.create_table(
        "traced_text",
        Column("id", Integer, nullable=False),
        Column("page_id", Text, nullable=False),
        *(Column(name, Integer, nullable=False) for name in ("number", "outlet_id")),
        Column("appeared_s", BigInteger, nullable=False),
        Column("is_agencys", Integer, nullable=False),
        Column("runs", LargeBinary, nullable=False),
        ForeignKeyConstraint(["page_id", "number"], ["version.page_id", "version.number"], name="fk_traced_text_page_id"),
        ForeignKeyConstraint(["outlet_id"], ["traced_outlet.id"], name="fk_traced_text_outlet_id"),
        PrimaryKeyConstraint("id", name="pk_traced_text"),
        UniqueConstraint("page_id", "number", name="uq_traced_text_page_id_number"),
    )
    op.create_index("ix_traced_text_appeared_s", "traced_text", ["appeared_s"])
    op.create_table(
        "traced_run",
        Column("span", Integer, nullable=False),
        Column("run", BigInteger, nullable=False),
        Column("text_id", Integer, nullable=False),
        PrimaryKeyConstraint("span", "run", "text_id", name="pk_traced_run"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "traced_pair",
        Column("text_id", Integer, nullable=False),
        Column("other_id", Integer, nullable=False),
        Column("likelihood", Float, nullable=False),
        PrimaryKeyConstraint("text_id", "other_id", name="pk_traced_pair"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trace_state",
        Column("rule", Integer, nullable=False),
        Column("page_id", Text),
        Column("number", Integer),
        PrimaryKeyConstraint("rule", name="pk_trace_state"),
    )
    op.get_bind().execute(_state.insert().values(rule=NO_RULE, page_id="", number=0))


def downgrade() -> None:
    """Drop them."""
    for name in ("trace_state", "traced_pair", "traced_run", "traced_text", "traced_outlet"):
        op.drop_table(name)
