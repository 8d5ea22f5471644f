"""The log: one line a page, with its fields, in <home>/logs/warraq.log. Nothing of a page can forge a line."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from scrapy.settings import Settings

from archive.models import Kept

LOG_BYTES_MAX = 10_000_000
LOG_FILES_MAX = 5

logger = logging.getLogger("warraq")


def log_to(home: Path, settings: Settings) -> None:
    """Send the log to the home's file."""
    logging.raiseExceptions = False  # a log that cannot be written (a full disk) is no reason to stop, nor to print about
    folder = home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "warraq.log", maxBytes=LOG_BYTES_MAX, backupCount=LOG_FILES_MAX, encoding="utf-8")
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(settings["LOG_LEVEL"])
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(settings["LOG_LEVEL"])


def quiet() -> None:
    """Keep Scrapy's own chatter out of the log; to be called when Scrapy has set its levels."""
    for chatty in ("scrapy", "twisted", "asyncio", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def log_kept(kept: Kept) -> None:
    """Log what became of one URL."""
    record = kept.fetch.record if kept.fetch else None
    logger.info(
        "kept outcome=%s reason=%s url=%s source=%s record=%s@%s detail=%r",
        kept.outcome,
        kept.reason,
        kept.url,
        kept.source,
        record and record.filename,
        record and record.offset,
        kept.detail,
    )


class OneLine(logging.Formatter):
    """Writes an event as one line, whatever its message holds: control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        text = super().format(record)
        return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
