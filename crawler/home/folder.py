"""Where an archive lies, and who works in it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from crawler.home.lock import held

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings  # slow to import, and `warraq --help` needs none of it


def home_folder(given: Path | None) -> Path:
    """Return where the archive lies: `--home`, else $WARRAQ_HOME, else the platform's folder for user data."""
    if given is not None:
        return given.expanduser().resolve()
    named = os.environ.get("WARRAQ_HOME")
    return Path(named).expanduser().resolve() if named else Path(platformdirs.user_data_dir("warraq"))


def home_of(settings: BaseSettings) -> Path:
    """Return where the archive of a crawl with these settings lies."""
    return home_folder(Path(settings["WARRAQ_HOME"]) if settings["WARRAQ_HOME"] else None)


def alone(home: Path | None, command: str) -> AbstractContextManager[None]:
    """Let one `warraq <command>` at a time work in the home. Raises Busy, before anything slow is imported."""
    return held(home_folder(home) / f"{command}.lock", f"warraq {command}")
