"""What Alembic runs: all steps in the transaction it was given, so that a kill leaves the old layout or the new one."""

from __future__ import annotations

from alembic import context

from archive.catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
