"""What the newsroom is made of: stories, their printings, the pages an outlet serves, and what a reader should find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote


class BlockKind(StrEnum):
    """What one line of a body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    ROW = "row"
    VERSE = "verse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of a body. A table's row is its cells joined by " | "."""

    kind: BlockKind
    text: str


class CreditStyle(StrEnum):
    """How a page credits the agency whose text it prints."""

    NONE = "none"
    LINE = "line"  # the last line of the body is the credit alone
    DATELINE = "dateline"  # the first paragraph opens with place and agency
    BYLINE = "byline"  # the agency stands where an author would


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to a printing at `at`: `edit` shows dateModified, `correction` is silent, `deletion` answers 410.

    `replace`: pairs (old, new) applied to the body; `headline`: the new headline, or None.
    """

    at: datetime
    kind: str
    replace: tuple[tuple[str, str], ...] = ()
    headline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A story as one outlet prints it. None or empty: as the story has it.

    `keep`: how many blocks remain after the cut from the bottom. `lead`: replaces the first block. `replace`: pairs (old, new)
    that its editors altered.
    `credit`: the words of the credit; `lead_in`: what stands glued before the first paragraph ("عمّان - (بترا) - ").
    `date_shown`: the words of the date, where the page shows nothing else; None lets the outlet write it.
    """

    outlet: str
    path: str
    headline: str | None = None
    published: datetime | None = None
    keep: int | None = None
    lead: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    credit_style: CreditStyle = CreditStyle.NONE
    credit: str = ""
    lead_in: str = ""
    author: tuple[str, ...] = ()
    date_shown: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story with its gold. `agency`: canonical name, or None for an outlet's own. `length`: flash, brief, full, long."""

    id: str
    headline: str
    description: str
    section: str
    keywords: tuple[str, ...]
    dateline: str | None
    agency: str | None
    published: datetime
    length: str
    body: tuple[Block, ...]
    printings: tuple[Printing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printing as it stands at a moment: what a page is rendered from and what an expectation is read from."""

    story: Story
    printing: Printing
    path: str
    headline: str
    body: tuple[Block, ...]
    published: datetime
    modified: datetime | None
    touched: datetime

    @property
    def author(self) -> tuple[str, ...]:
        return self.printing.author

    @property
    def agency(self) -> str | None:
        return None if self.printing.credit_style is CreditStyle.NONE else self.story.agency

    @property
    def dateline(self) -> str | None:
        return self.story.dateline if self.printing.lead_in else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What reading one page should give.

    `body`: paragraphs, one a line, without the closing credit line and without the opening dateline.
    `path`: as addresses carry it (ASCII). `agency`: canonical name. `date_published`: ISO 8601, a plain date where the page
    shows no time. `date_modified`: None where no change was claimed.
    `optional`: lines of the body a reader may leave out (rows of tables). `leaks`: words on the page that are not the story's.
    """

    outlet: str
    path: str
    story: str
    headline: str
    body: str
    agency: str | None
    dateline: str | None
    author: tuple[str, ...]
    date_published: str
    date_modified: str | None
    section: str
    keywords: tuple[str, ...]
    optional: tuple[str, ...]
    leaks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one address answers. `modified`: when given, the answer carries validators and a 304 is possible.

    `chunked`: sent in chunks, its length not told before (RFC 9112 section 7.1).
    `over_s`: seconds over which the body dribbles out (a slow server); 0 sends it at once.
    """

    body: bytes
    content_type: str | None
    status: int = 200
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    compress: bool = True
    chunked: bool = False
    over_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What an outlet's renderer sees: its address, the moment, what it has printed (newest first), and what it has withdrawn.

    `slow_s`, `huge_bytes`: how slow the slow page and how large the over-size page are.
    """

    base_url: str
    now: datetime
    printed: tuple[Printed, ...]
    withdrawn: tuple[str, ...]
    slow_s: float
    huge_bytes: int

    def url(self, path: str) -> str:
        """Return the absolute address of `path`, Arabic letters percent-encoded."""
        return self.base_url.rstrip("/") + encode_path(path)


Pages = Mapping[str, Page]
"""Every address of an outlet at one moment: path with its query, percent-encoding undone; "404" is for all the others."""


def encode_path(path: str) -> str:
    """Return a path and query in ASCII, as addresses carry them; what is encoded already stays as it is."""
    return quote(path, safe="/?=&%,.:-_~+")
