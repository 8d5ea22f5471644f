"""The steps from each layout of the catalogue to the next (Alembic); run by `archive.catalog.opening`."""
