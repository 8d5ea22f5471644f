"""Cards of a section page: the box of one story, and the date that stands in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime

from lxml.html import HtmlElement

from spiders.claims import Clock, read_date

DATES_MAX = 1_000
DEPTH = 4
ANCHORS_MAX = 6
"""A card leads to its story, by its picture and its headline, to a section, to an author. What leads to more is no card."""
WORDS_LENGTH_MAX = 60
NO_CARDS = frozenset(("html", "body", "main", "header", "footer", "nav"))
DATE_NAMES = re.compile(r"(?:^|[\s_-])(?:date|time|timeago|published|posted|ago|تاريخ)(?:$|[\s_-])", re.IGNORECASE)


class Cards:
    """The dated cards of a page. `clock`: for dates without a zone, or in words."""

    def __init__(self, root: HtmlElement, clock: Clock) -> None:
        self._dates: dict[HtmlElement, datetime | None] = {}
        for element, date in itertools.islice(_dated(root, clock), DATES_MAX):
            for box in _boxes(element):
                self._dates[box] = date if self._dates.get(box, date) == date else None

    def date_of(self, anchor: HtmlElement) -> datetime | None:
        """Return the date in the smallest card around an anchor, or None where there is none, or more than one."""
        boxes = (anchor, *itertools.islice(anchor.iterancestors(), DEPTH))
        return next((self._dates[box] for box in boxes if box in self._dates), None)


def _boxes(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what may be a card around a date, the smallest first."""
    for box in itertools.islice(element.iterancestors(), DEPTH):
        if box.tag in NO_CARDS or len(list(itertools.islice(box.iter("a"), ANCHORS_MAX + 1))) > ANCHORS_MAX:
            return
        yield box


def _dated(root: HtmlElement, clock: Clock) -> Iterator[tuple[HtmlElement, datetime]]:
    for element in root.iter("time", "span", "div", "p", "small", "i", "li"):
        if element.tag == "time" or DATE_NAMES.search(f"{element.get('class', '')} {element.get('itemprop', '')}"):
            date = read_date(element.get("datetime"), clock) or read_date(_words(element), clock)
            if date is not None:
                yield element, date


def _words(element: HtmlElement) -> str | None:
    words = " ".join(" ".join(itertools.islice(element.itertext(), 10)).split())
    return words if len(words) <= WORDS_LENGTH_MAX else None
