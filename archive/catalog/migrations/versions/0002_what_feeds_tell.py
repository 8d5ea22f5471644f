"""What a feed tells of a story: its text and its author, kept with the link."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; links of before have none."""
    op.add_column("link", Column("claimed_text", Text))
    op.add_column("link", Column("claimed_author", Text))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("link", "claimed_author")
    op.drop_column("link", "claimed_text")
