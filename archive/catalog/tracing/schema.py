"""The tables of the trace. All of it follows from the versions: `index` writes it.

traced_text ── traced_run    the runs of words by which a text is found again among others of its days
     ├─ traced_outlet        whose it is, once for all its texts
     └─ traced_pair          two texts of which one was printed from the other; each pair stands there both ways round
trace_state                  by which fingerprints and which judge it was made, and how far it reaches
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from archive.catalog.columns import Words
from archive.catalog.schema import NOTE_MAX, metadata
from archive.catalog.search import schema as searched
from archive.text.printings import shingles
from archive.text.printings.judge import JUDGE
from archive.urls import LENGTH_MAX

RULE: Final = shingles.VERSION * 1_000 + JUDGE
"""Of fingerprints and judge: a trace made by others is made anew."""

OUTLET: Final = ("source", "host", "publisher")
"""What an outlet is known by; "" where it is not."""

traced_outlet = Table(
    "traced_outlet",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words(NOTE_MAX), nullable=False),
    Column("host", Words(LENGTH_MAX), nullable=False),
    Column("publisher", Words(NOTE_MAX), nullable=False),  # folded
    UniqueConstraint(*OUTLET),
)

traced_text = Table(
    "traced_text",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("outlet_id", ForeignKey("traced_outlet.id"), nullable=False),
    Column("appeared_s", BigInteger, nullable=False),  # seconds of UTC
    Column("is_agencys", Integer, nullable=False),  # 1 where its address or its publisher is a news agency's, else 0
    Column("runs", LargeBinary, nullable=False),  # its fingerprint: archive.catalog.tracing.entry.pack
    ForeignKeyConstraint(["page_id", "number"], ["version.page_id", "version.number"]),
    UniqueConstraint("page_id", "number"),
    Index(None, "appeared_s"),
)

traced_run = Table(
    "traced_run",
    metadata,
    Column(
        "span", Integer, primary_key=True, autoincrement=False
    ),  # days around which the text appeared: what is asked together lies together
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("text_id", Integer, primary_key=True, autoincrement=False),  # of traced_text: undeclared, for speed
    sqlite_with_rowid=False,
)

traced_pair = Table(
    "traced_pair",
    metadata,
    Column("text_id", Integer, primary_key=True, autoincrement=False),  # of traced_text, both of them
    Column("other_id", Integer, primary_key=True, autoincrement=False),
    Column("likelihood", Float, nullable=False),
    sqlite_with_rowid=False,
)

trace_state = Table(
    "trace_state",
    metadata,
    Column("rule", Integer, primary_key=True),
    Column("page_id", Text),  # the last version that was gone over in filling; null once it is whole
    Column("number", Integer),
)

every_table: Final = searched.every_table
"""All tables of the catalogue: these with those of the index and the others."""


@event.listens_for(trace_state, "after_create")
def _begin(table: Table, connection: Connection, **_: Any) -> None:
    """Note in a catalogue that begins that nothing is missing: all that will be in it is traced."""
    connection.execute(table.insert().values(rule=RULE))
