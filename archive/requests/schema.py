"""The tables of `<home>/requests.sqlite`. Nothing of the archive is in it: `warraq rebuild` neither reads nor writes it.

asked   an address that a reader wants archived, until it is, and a while longer
saved   a search that a reader wants to be told of
 └─ found   a story that it found
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from archive.catalog.columns import Choice, Instant, Words
from archive.catalog.schema import NOTE_MAX
from archive.models import Outcome, Reason
from archive.requests.answers import NAME_MAX, QUERY_MAX, State
from archive.urls import LENGTH_MAX

VERSION: Final = 1
"""Of the layout, in the file's `user_version` (https://sqlite.org/pragma.html#pragma_user_version)."""

metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})

asked = Table(
    "asked",
    metadata,
    Column("id", Text, primary_key=True),  # UUID
    Column("url", Words(LENGTH_MAX), nullable=False),  # normalised
    Column("asked_at", Instant, nullable=False),
    Column("state", Choice(State), nullable=False),
    Column("taken_at", Instant),
    Column("tries", Integer, nullable=False, default=0),
    Column("ended_at", Instant),
    Column("outcome", Choice(Outcome)),
    Column("reason", Choice(Reason)),
    Column("detail", Words(NOTE_MAX)),
    Column("article_id", Text),  # archive.catalog.ids.article_id of the story that came of it
    Index(None, "state", "asked_at"),
    Index(None, "asked_at"),
    Index(None, "url"),
)

saved = Table(
    "saved",
    metadata,
    Column("id", Text, primary_key=True),  # UUID
    Column("name", Words(NAME_MAX), nullable=False, unique=True),
    Column("query", Words(QUERY_MAX), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("seen", BigInteger, nullable=False, default=0),  # the last of `found` that a reader has seen
    # the last text that was held against it (archive.catalog.search.news.Reach); null where the archive had none
    Column("reach_id", Integer),
    Column("reach_page", Text),
    Column("reach_number", Integer),
)

found = Table(
    "found",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("saved_id", ForeignKey("saved.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("url", Words(LENGTH_MAX), nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", Words(NOTE_MAX)),
    Column("headline", Words(NOTE_MAX), nullable=False),
    Index(None, "saved_id", "url", unique=True),  # told once
    sqlite_autoincrement=True,
)
