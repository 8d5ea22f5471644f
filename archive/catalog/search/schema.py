"""The tables of the full-text index. All of it follows from the versions and the outcomes: `index` writes it.

text_entry ── search_text   the same id: one text's terms, as FTS5 holds them (the text itself is the version's)
     └─ shelf               what texts are counted and chosen by, once for all that are alike in it
text_change                 entries that were rewritten, so that who has read them all need read only these
search_state                by which folding the terms were made, and how far the entries reach
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from archive.catalog.columns import Words
from archive.catalog.schema import NOTE_MAX, metadata
from archive.text import terms

COLUMNS: Final = ("headline", "body", "author", "place")
"""Of search_text, in their order."""

FULL_TEXT: Final = (
    f"CREATE VIRTUAL TABLE search_text USING fts5({', '.join(COLUMNS)}, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab(search_text, row)",
)
"""FTS5 is given terms and divides them at their spaces; no letter outside ASCII means anything to it.

It keeps no text (https://sqlite.org/fts5.html#contentless_tables): the article is the version's already.
"""

SHELF: Final = ("source", "publisher", "agency", "section", "language")
"""What a shelf is known by; "" where a text has none."""

shelf = Table(
    "shelf",
    metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, Words(NOTE_MAX), nullable=False) for name in SHELF),
    UniqueConstraint(*SHELF),
)

text_entry = Table(
    "text_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("shelf_id", ForeignKey("shelf.id"), nullable=False),
    Column("day", Integer, nullable=False),  # 20261103, where it was printed; of its capture, where it bears no date
    Column("moment", BigInteger, nullable=False),  # archive.catalog.search.index.moment_of: the order of time, without ties
    Column("is_latest", Integer, nullable=False),  # 1 where it is the text its page showed last, else 0
    Column("came", Integer, nullable=False),  # the day, in UTC, on which its page's first text was captured: 20261103
    ForeignKeyConstraint(["page_id", "number"], ["version.page_id", "version.number"]),
    UniqueConstraint("page_id", "number"),
    Index(None, "came"),
)

text_change = Table(
    "text_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text_entry_id", ForeignKey("text_entry.id"), nullable=False),
)

search_state = Table(
    "search_state",
    metadata,
    Column("terms", Integer, primary_key=True),  # archive.text.terms.VERSION
    Column("page_id", Text),  # the last version that was gone over in filling the index; null once it is whole
    Column("number", Integer),
)

every_table: Final = metadata
"""All tables of the catalogue: these with those of `archive.catalog.schema`."""


@event.listens_for(search_state, "after_create")
def _make_full_text(table: Table, connection: Connection, **_: Any) -> None:
    """Make what SQLAlchemy has no words for, in a catalogue that begins: nothing is in it, so all of it is indexed."""
    for statement in FULL_TEXT:
        connection.exec_driver_sql(statement)
    connection.execute(table.insert().values(terms=terms.VERSION))
