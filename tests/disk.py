"""A disk of a few megabytes, which fills as large ones do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def disk_of(megabytes: int, folder: Path) -> Iterator[Path]:
    """Mount one at `folder`, which is made; skip, loudly, where only root can."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("NOT SHOWN: only root can make a small disk (mount -t tmpfs)")
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("NOT SHOWN: no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
