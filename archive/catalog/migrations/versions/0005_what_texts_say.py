"""The full-text index. What older versions say is put into it in batches: `archive.catalog.search.filling`."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    column,
    table,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SHELF = ("source", "publisher", "agency", "section", "language")
FIRST_TERMS = 1
"""The version of archive.text.terms when this was written. An index of another is begun anew."""

_state = table("search_state", column("terms"), column("page_id"), column("number"))


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "shelf",
        Column("id", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in SHELF),
        PrimaryKeyConstraint("id", name="pk_shelf"),
        UniqueConstraint(*SHELF, name="uq_shelf_" + "_".join(SHELF)),
    )
    op.create_table(
        "text_entry",
        Column("id", Integer, nullable=False),
        Column("page_id", Text, nullable=False),
        *(Column(name, Integer, nullable=False) for name in ("number", "shelf_id", "day")),
        Column("moment", BigInteger, nullable=False),
        Column("is_latest", Integer, nullable=False),
        ForeignKeyConstraint(["page_id", "number"], ["version.page_id", "version.number"], name="fk_text_entry_page_id"),
        ForeignKeyConstraint(["shelf_id"], ["shelf.id"], name="fk_text_entry_shelf_id"),
        PrimaryKeyConstraint("id", name="pk_text_entry"),
        UniqueConstraint("page_id", "number", name="uq_text_entry_page_id_number"),
    )
    op.create_table(
        "text_change",
        Column("id", Integer, nullable=False),
        Column("text_entry_id", Integer, nullable=False),
        ForeignKeyConstraint(["text_entry_id"], ["text_entry.id"], name="fk_text_change_text_entry_id"),
        PrimaryKeyConstraint("id", name="pk_text_change"),
    )
    op.create_table(
        "search_state",
        Column("terms", Integer, nullable=False),
        Column("page_id", Text),
        Column("number", Integer),
        PrimaryKeyConstraint("terms", name="pk_search_state"),
    )
    op.execute("CREATE VIRTUAL TABLE search_text USING fts5(headline, body, author, place, content='', tokenize='ascii')")
    op.execute("CREATE VIRTUAL TABLE search_word USING fts5vocab(search_text, row)")
    op.get_bind().execute(_state.insert().values(terms=FIRST_TERMS, page_id="", number=0))


def downgrade() -> None:
    """Drop them."""
    for name in ("search_word", "search_text", "search_state", "text_change", "text_entry", "shelf"):
        op.drop_table(name)
