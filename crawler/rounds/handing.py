"""What a schedule hands to its crawls: the sources as it read them, whatever has become of their files since.

A file that is being edited, or is wrong, keeps nobody from crawling: the schedule goes on with what it knows.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from spiders.source import Source

VARIABLE = "WARRAQ_ALIVE_FD"
"""Names the descriptor that a crawl writes its signs of life to (crawler.scheduling.alive)."""


@contextmanager
def hand(sources: Sequence[Source]) -> Generator[BinaryIO]:
    """Give a file to be the standard input of a crawl."""
    with tempfile.TemporaryFile() as file:
        pickle.dump(tuple(sources), file)
        file.seek(0)
        yield file


def handed() -> tuple[Source, ...]:
    """Return the sources handed to this process by the schedule that began it."""
    sources: tuple[Source, ...] = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    return sources
