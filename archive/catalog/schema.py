"""The tables of the catalogue. Changed by a migration in `migrations/versions` only; a test compares the two.

page ──┬─ link      listed by a source, then closed by an outcome
       ├─ fetch     one exchange, kept in a record             ─── record   where it lies in which WARC file
       ├─ version   one distinct text, with the article        ─── record
       ├─ outcome   what became of one request for the page    ─── fetch, version
       ├─ recheck   when it is to be looked at again
       └─ event     what befell it: edited, removed, restored; or, for a list, a gap
poll    how a source's list stands                crawl   one crawl, from beginning to end
hour    what a source listed in an hour, and what became of what

The full-text index and the trace have tables of their own: `archive.catalog.search.schema`, `archive.catalog.tracing.schema`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    true,
)

from archive.catalog.columns import Choice, Instant, Names, Reading, Stated, Words
from archive.links import LinkState
from archive.models import Kind, Outcome, Reason, Truncated
from archive.urls import LENGTH_MAX
from archive.watching import EventKind

REVISION: Final = "0008"
"""The newest migration, which these tables equal. Revisions are four digits, so that a newer one is a greater one."""

NOTE_MAX: Final = 2_000
"""Characters of a title, a name, a header or a detail that are kept in a column; the record holds the rest."""

CLAIM_MAX: Final = 20_000
"""Characters of a story's text as its feed carries it; the feed's own record holds the rest."""

VOLATILE: Final = {
    ("outcome", "id"): "counts commits, and groups are committed in no fixed order",
    ("link", "last_listed_at"): "noted once an hour at most, when it happens to be polled",
    ("link", "last_listed_in"): "as last_listed_at",
    ("event", "id"): "counts commits",
}
"""Columns that the canonical dump leaves out, and why two catalogues of the same archive may differ in them."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

page = Table(
    "page",
    metadata,
    Column("id", Text, primary_key=True),  # archive.catalog.ids.page_id
    Column("url", Words(LENGTH_MAX), nullable=False),
    Column("identity", Words(LENGTH_MAX), nullable=False),  # archive.identity: the same for all addresses of one story
    Index(None, "identity"),
)

record = Table(
    "record",
    metadata,
    Column("id", Text, primary_key=True),  # WARC-Record-ID, "urn:uuid:…"
    Column("warc_type", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)

link = Table(
    "link",
    metadata,
    Column("page_id", ForeignKey("page.id"), primary_key=True),
    Column("source", Words(NOTE_MAX), nullable=False),
    Column("listed_at", Instant, nullable=False),
    Column("listed_in", Words(LENGTH_MAX), nullable=False),
    Column("claimed_date", Stated),
    Column("claimed_utc", Text),  # claimed_date for sorting
    Column("claimed_title", Words(NOTE_MAX)),
    Column("claimed_text", Words(CLAIM_MAX)),
    Column("claimed_author", Words(NOTE_MAX)),
    Column("state", Choice(LinkState), nullable=False),
    Column("closed_at", Instant),
    Column("last_listed_at", Instant, nullable=False),
    Column("last_listed_in", Words(LENGTH_MAX), nullable=False),
    Column("due_at", Instant),  # not to be fetched before: after trouble that may pass
    Index(None, "source", "state", "listed_at", "claimed_utc"),
)

fetch = Table(
    "fetch",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),  # the response or revisit
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("date", Instant, nullable=False),
    Column("kind", Choice(Kind), nullable=False),
    Column("source", Words(NOTE_MAX)),
    Column("via", Words(LENGTH_MAX)),
    Column("status", Integer),
    Column("mime", Words(NOTE_MAX)),
    Column("digest", Text, nullable=False),
    Column("original_id", ForeignKey("record.id")),  # the response a revisit refers to
    Column("truncated", Choice(Truncated)),
    Column("etag", Words(NOTE_MAX)),
    Column("last_modified", Words(NOTE_MAX)),
    Index(None, "page_id", "digest", "date"),
    Index(None, "page_id", "status", "date"),
    Index(None, "source", "date"),
)

version = Table(
    "version",
    metadata,
    Column("page_id", ForeignKey("page.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text_digest", Text, nullable=False),
    Column("captured_at", Instant, nullable=False),
    Column("source", Words(NOTE_MAX)),
    Column("record_id", ForeignKey("record.id"), nullable=False),
    Column("conversion_id", ForeignKey("record.id"), nullable=False),
    Column("canonical_id", Text),  # page_id of the canonical URL the page states
    Column("canonical_identity", Words(LENGTH_MAX)),  # of that URL, where it is on the page's own site
    # what is asked for, again in columns
    Column("headline", Words(NOTE_MAX), nullable=False),
    Column("publisher", Words(NOTE_MAX)),
    Column("source_organization", Words(NOTE_MAX)),
    Column("dateline", Words(NOTE_MAX)),
    Column("author", Words(NOTE_MAX)),  # names, "؛ " between them
    Column("date_published", Stated),
    Column("published_utc", Text),  # date_published for sorting
    Column("date_modified", Stated),
    Column("in_language", Words(NOTE_MAX)),
    Column("article_section", Words(NOTE_MAX)),
    Column("article", Reading, nullable=False),  # all of it
    Index(None, "canonical_id"),
    Index(None, "canonical_identity"),
    Index(None, "source", "number", "captured_at"),
)

outcome = Table(
    "outcome",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page_id", ForeignKey("page.id"), nullable=False),  # as asked
    Column("at", Instant, nullable=False),
    Column("source", Words(NOTE_MAX)),
    Column("outcome", Choice(Outcome), nullable=False),
    Column("reason", Choice(Reason)),
    Column("detail", Words(NOTE_MAX)),
    Column("fetch_id", ForeignKey("fetch.record_id")),
    Column("version_page_id", Text),  # the article's own URL: another than asked where a redirect led to it
    Column("version_number", Integer),
    Column("conversion_id", ForeignKey("record.id")),
    ForeignKeyConstraint(["version_page_id", "version_number"], ["version.page_id", "version.number"]),
    Index(None, "page_id", "at"),
    Index(None, "version_page_id", "at"),
    Index(None, "outcome", "at"),
    Index(None, "fetch_id", "page_id", unique=True),  # an exchange is acknowledged once for one request
)

recheck = Table(
    "recheck",
    metadata,
    Column("page_id", ForeignKey("page.id"), primary_key=True),  # as listed
    Column("source", Words(NOTE_MAX), nullable=False),
    Column("appeared_at", Instant, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("missing_at", Instant),
    Index(None, "source", "due_at"),
    sqlite_with_rowid=False,  # one tree less to write to with each story
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", Choice(EventKind), nullable=False),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("source", Words(NOTE_MAX)),
    Column("version", Integer),
    Column("previous", Integer),
    Column("detail", Words(NOTE_MAX)),
    Index(None, "page_id", "kind", "at", unique=True),  # told twice, it is one
    Index(None, "at"),
    Index(None, "kind", "at"),
    Index(None, "source", "kind", "at"),
)

poll = Table(
    "poll",
    metadata,
    Column("source", Words(NOTE_MAX), primary_key=True),
    Column("url", Words(LENGTH_MAX), primary_key=True),
    Column("polled_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", Integer),
    Column("problem", Words(NOTE_MAX)),
    Column("links", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("memory", Text),  # JSON, crawler.polling.decision's
)

crawl = Table(
    "crawl",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sources", Names, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("exit", Integer),
    Column("note", Words(NOTE_MAX)),
)

COUNTS: Final = (
    "listed",  # links of stories, when they were first listed
    "walked",  # those of them that a walk back in time listed, not a poll
    "archived",  # stories, for the first time
    "rejected",  # this and the next two: requests for stories that were not archived before
    "failed",
    "refused",
    "looks",  # requests for stories that were, whatever came of them
    "gaps",
    "polls",  # lists that could be read, or others in their place
    "polls_failed",
    "dateless",  # of the archived, those that do not say when they were published
)

hour = Table(
    "hour",
    metadata,
    Column("hour", Instant, primary_key=True),  # its beginning
    Column("source", Words(NOTE_MAX), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    Column("log_words", Float, nullable=False),  # natural logarithms of the archived stories' lengths in words, summed up
    sqlite_with_rowid=False,
)

_INDICES: Final = (
    *("shelf", "text_entry", "text_change", "search_state"),
    *("traced_outlet", "traced_text", "traced_run", "traced_pair", "trace_state"),
)

OF_LISTS: Final = (EventKind.GAP, EventKind.LIST_DEAD, EventKind.LIST_BACK)

UNDUMPED: Final[dict[str, tuple[ColumnElement[bool], str]]] = {
    "poll": (true(), "what the schedule works with: nothing of the archive"),
    "recheck": (true(), "follows from the settings, too"),
    "crawl": (true(), "what ran when"),
    "event": (event.c.kind.in_(OF_LISTS), "these follow from polls"),
    "hour": (true(), "counts the other rows, and polls"),
    **dict.fromkeys(_INDICES, (true(), "an index of the versions")),
}
"""Rows that the canonical dump leaves out, and why."""
