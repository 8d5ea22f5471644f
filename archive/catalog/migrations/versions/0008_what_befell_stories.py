"""Two indices of events: the newest of a kind, over all sources and of one."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_index("ix_event_kind_at", "event", ["kind", "at"])
    op.create_index("ix_event_source_kind_at", "event", ["source", "kind", "at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_event_source_kind_at", "event")
    op.drop_index("ix_event_kind_at", "event")
