"""Room on the disk: a crawl stops while there is still some, so that what is being written can be ended well."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.errors import DiskFull


def require_room(folder: Path, free_min_bytes: int) -> None:
    """Raise DiskFull when the disk of `folder` has less than `free_min_bytes` free."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < free_min_bytes:
        raise DiskFull(folder, free_bytes)
