"""The steps from each layout of the catalogue to the next (Alembic); run by `archive.catalog.opening`.

To change the tables: change `archive.catalog.schema`, raise its REVISION, and add `versions/<REVISION>_<what>.py` that leads
there from the one before (`down_revision`). A test fails until steps and schema agree. A released step is never changed.
"""
