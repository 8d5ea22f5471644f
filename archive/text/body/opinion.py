"""A second opinion on which lines are the story's: trafilatura's, asked only where the own signals leave doubt.

It is given the story's container, already free of comments and cards, so that it costs a tenth of a whole page, and its
answer is used line by line. Imported on first use: half a second that only extraction children need to spend.
"""

from __future__ import annotations

import re
from copy import deepcopy

from lxml.html import Element, HtmlElement

from archive.text.arabic import fold

_NOT_WORD = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """Return what two readings of one line have in common: its folded words."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def second_opinion(container: HtmlElement) -> frozenset[str]:
    """Return the keys of the lines trafilatura keeps of `container`; empty when it keeps nothing."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    page = Element("html")
    body = Element("body")
    page.append(body)
    copied = deepcopy(container)
    copied.tail = None
    body.append(copied)
    document = bare_extraction(
        page, fast=True, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
    )
    text = getattr(document, "text", None)
    return frozenset(key_of(line) for line in (text or "").splitlines()) - {""}
