"""On which day a story came in: of each text in the full-text index, the day on which its page's first one was captured."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FILL = """
UPDATE text_entry SET came = (
    SELECT CAST(replace(substr(captured_at, 1, 10), '-', '') AS INTEGER)
    FROM version WHERE version.page_id = text_entry.page_id AND version.number = 1
)
"""


def upgrade() -> None:
    """Add the day, of all that are there, and what finds the stories of a day."""
    op.add_column("text_entry", Column("came", Integer))
    op.execute(_FILL)
    with op.batch_alter_table("text_entry") as batch:
        batch.alter_column("came", existing_type=Integer(), nullable=False)
    op.create_index("ix_text_entry_came", "text_entry", ["came"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_text_entry_came", "text_entry")
    op.drop_column("text_entry", "came")
