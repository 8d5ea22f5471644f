"""What lists show: links to stories, with what is claimed of them, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkState(StrEnum):
    """A link's life: listed, then closed by the outcome of its fetch."""

    LISTED = "listed"
    ARCHIVED = "archived"
    REJECTED = "rejected"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a list says of a story that it shows: evidence beside the page's own.

    `date`: aware, UTC. `title`: one line. `text`: its teaser, or all of it: paragraphs, one a line, without markup.
    `author`: as printed, a person, a desk or an agency; several are joined by "، ".
    """

    date: datetime | None = None
    title: str | None = None
    text: str | None = None
    author: str | None = None


NO_CLAIM = Claim()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A story's address as a source listed it, with what the list claims of it.

    `url`: normalised (archive.urls.normalize). `listed_in`: the URL of the feed, sitemap or page.
    """

    url: str
    source: str
    listed_at: datetime
    listed_in: str
    claim: Claim = NO_CLAIM
    state: LinkState = LinkState.LISTED
