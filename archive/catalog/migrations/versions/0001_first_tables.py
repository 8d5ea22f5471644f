"""The first tables: pages, records, links, fetches, versions, outcomes."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, those referred to first."""
    _make_page()
    _make_record()
    _make_link()
    _make_fetch()
    _make_version()
    _make_outcome()


def downgrade() -> None:
    """Drop the tables, those that refer first."""
    for table in ("outcome", "version", "fetch", "link", "record", "page"):
        op.drop_table(table)


def _make_page() -> None:
    op.create_table(
        "page",
        Column("id", Text, nullable=False),
        Column("url", Text, nullable=False),
        PrimaryKeyConstraint("id", name="pk_page"),
    )


def _make_record() -> None:
    op.create_table(
        "record",
        Column("id", Text, nullable=False),
        Column("warc_type", Text, nullable=False),
        Column("filename", Text, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("length", BigInteger, nullable=False),
        Column("digest", Text, nullable=False),
        PrimaryKeyConstraint("id", name="pk_record"),
    )


def _make_link() -> None:
    op.create_table(
        "link",
        Column("page_id", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("listed_at", Text, nullable=False),
        Column("listed_in", Text, nullable=False),
        Column("claimed_date", Text),
        Column("claimed_utc", Text),
        Column("claimed_title", Text),
        Column("state", Text, nullable=False),
        Column("closed_at", Text),
        Column("last_listed_at", Text, nullable=False),
        Column("last_listed_in", Text, nullable=False),
        PrimaryKeyConstraint("page_id", name="pk_link"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_link_page_id"),
    )
    op.create_index("ix_link_source_state_listed_at_claimed_utc", "link", ["source", "state", "listed_at", "claimed_utc"])


def _make_fetch() -> None:
    op.create_table(
        "fetch",
        Column("record_id", Text, nullable=False),
        Column("page_id", Text, nullable=False),
        Column("date", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("source", Text),
        Column("via", Text),
        Column("status", Integer),
        Column("mime", Text),
        Column("digest", Text, nullable=False),
        Column("original_id", Text),
        Column("truncated", Text),
        Column("etag", Text),
        Column("last_modified", Text),
        PrimaryKeyConstraint("record_id", name="pk_fetch"),
        ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_fetch_record_id"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_fetch_page_id"),
        ForeignKeyConstraint(["original_id"], ["record.id"], name="fk_fetch_original_id"),
    )
    op.create_index("ix_fetch_page_id_digest_date", "fetch", ["page_id", "digest", "date"])
    op.create_index("ix_fetch_page_id_status_date", "fetch", ["page_id", "status", "date"])
    op.create_index("ix_fetch_source_date", "fetch", ["source", "date"])


def _make_version() -> None:
    op.create_table(
        "version",
        Column("page_id", Text, nullable=False),
        Column("number", Integer, nullable=False),
        Column("text_digest", Text, nullable=False),
        Column("captured_at", Text, nullable=False),
        Column("source", Text),
        Column("record_id", Text, nullable=False),
        Column("conversion_id", Text, nullable=False),
        Column("canonical_id", Text),
        Column("headline", Text, nullable=False),
        Column("publisher", Text),
        Column("source_organization", Text),
        Column("dateline", Text),
        Column("author", Text),
        Column("date_published", Text),
        Column("published_utc", Text),
        Column("date_modified", Text),
        Column("in_language", Text),
        Column("article_section", Text),
        Column("article", Text, nullable=False),
        PrimaryKeyConstraint("page_id", "number", name="pk_version"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_version_page_id"),
        ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_version_record_id"),
        ForeignKeyConstraint(["conversion_id"], ["record.id"], name="fk_version_conversion_id"),
    )
    op.create_index("ix_version_canonical_id", "version", ["canonical_id"])
    op.create_index("ix_version_source_number_captured_at", "version", ["source", "number", "captured_at"])


def _make_outcome() -> None:
    op.create_table(
        "outcome",
        Column("id", Integer, nullable=False),
        Column("page_id", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("source", Text),
        Column("outcome", Text, nullable=False),
        Column("reason", Text),
        Column("detail", Text),
        Column("fetch_id", Text),
        Column("version_page_id", Text),
        Column("version_number", Integer),
        Column("conversion_id", Text),
        PrimaryKeyConstraint("id", name="pk_outcome"),
        ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_outcome_page_id"),
        ForeignKeyConstraint(["fetch_id"], ["fetch.record_id"], name="fk_outcome_fetch_id"),
        ForeignKeyConstraint(["conversion_id"], ["record.id"], name="fk_outcome_conversion_id"),
        ForeignKeyConstraint(
            ["version_page_id", "version_number"],
            ["version.page_id", "version.number"],
            name="fk_outcome_version_page_id",
        ),
    )
    op.create_index("ix_outcome_page_id_at", "outcome", ["page_id", "at"])
    op.create_index("ix_outcome_version_page_id_at", "outcome", ["version_page_id", "at"])
    op.create_index("ix_outcome_outcome_at", "outcome", ["outcome", "at"])
    op.create_index("ix_outcome_fetch_id_page_id", "outcome", ["fetch_id", "page_id"], unique=True)
