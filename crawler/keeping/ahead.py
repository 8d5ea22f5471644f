"""Pages that are kept, read by child processes a few ahead of who waits for them: answered in order, whatever their number."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from scrapy.settings import BaseSettings

from archive.text.child import Reading
from archive.text.children import Children
from archive.text.extract import Page
from archive.text.rules import Rules

AHEAD = 8
"""Pages given to the children before the first answer is waited for: enough to keep them busy, few enough for the memory."""

Known = TypeVar("Known")


def children_of(settings: BaseSettings) -> Children:
    """Return the children that the settings speak of; they start with the first page."""
    return Children(
        settings.getint("WARRAQ_EXTRACT_CHILDREN"),
        timeout_s=settings.getfloat("WARRAQ_EXTRACT_TIMEOUT"),
        memory_max_bytes=settings.getint("WARRAQ_EXTRACT_MEMORY_MAX"),
    )


def read_ahead(
    asked: Iterable[tuple[Known, Page | None, Rules]], children: Children
) -> Iterator[tuple[Known, Future[Reading] | None]]:
    """Yield what is known of each page with the future of its reading; None where there is no page to read."""
    waiting: deque[tuple[Known, Future[Reading] | None]] = deque()
    for known, page, rules in asked:
        waiting.append((known, children.submit(page, rules) if page is not None else None))
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting
