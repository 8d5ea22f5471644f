"""What an article's dates were read from, as it is kept with the article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DateOf(StrEnum):
    """What a date says of a story."""

    PUBLISHED = "published"
    MODIFIED = "modified"


class DateKind(StrEnum):
    """Where a date was found, the most trusted first."""

    RULE = "rule"
    JSON_LD = "json-ld"
    META = "meta"
    MICRODATA = "microdata"
    TIME_ELEMENT = "time element"
    VISIBLE = "page"
    LIST = "list"
    OPENING = "opening"
    DATA = "data"
    ADDRESS = "address"


class DateStanding(StrEnum):
    """What became of a date when all were weighed: the value taken, or why not this one.

    FALSE_UTC: its digits are the outlet's clock, marked as UTC. CLOCK: today's date on top of a page. OTHER_STORY: of another
    article on the page. CONTRADICTORY: two calendars beside each other that name different days. RELATIVE: «منذ ساعتين» on a
    page of which nobody knows when it was saved.
    """

    CHOSEN = "chosen"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    FALSE_UTC = "false UTC"
    FUTURE = "in the future"
    TOO_EARLY = "before the web"
    CLOCK = "today's clock"
    OTHER_STORY = "another story's"
    CONTRADICTORY = "contradictory"
    RELATIVE = "told from an unknown moment"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEvidence:
    """One date that was found for a story, and what became of it.

    `name`: the property that carried it ("datePublished", "article:published_time"), or None. `text`: as it stands, at most
    120 characters. `value`: what was read from it, or None where nothing could be or may be believed.
    """

    of: DateOf
    kind: DateKind
    name: str | None
    text: str
    value: datetime | date | None
    standing: DateStanding
