"""Opening an archive to write to it: together with others, and what killed processes left seen to first."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.warc.store import Recovered, recover
from crawler.home.lock import shared

WRITING = "writing.lock"
"""Shared by all that write to an archive; held by who must be alone with it (`crawler.upkeep.repairing.working_alone`)."""


def writing(home: Path) -> AbstractContextManager[None]:
    """Keep `warraq rebuild` and the like away while the block runs. Raises Busy where one is at work."""
    return shared(home / WRITING)


def open_to_write(home: Path) -> tuple[Catalog, tuple[Recovered, ...]]:
    """Return the catalogue, once the files of dead processes are closed and what their last journals tell is committed."""
    folder = home / "warc"
    folder.mkdir(parents=True, exist_ok=True)
    catalog = Catalog.open(home / "catalog.sqlite")
    try:
        return catalog, recover(folder, now=datetime.now(UTC), redo=catalog.redo)
    except BaseException:
        catalog.close()
        raise
