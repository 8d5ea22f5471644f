"""What a list says: the links it shows, the further lists it names, and what could not be read."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from archive.errors import BadUrl
from archive.links import NO_CLAIM, Claim
from archive.urls import normalize

LINKS_MAX = 50_000
"""As many as one sitemap may hold (https://www.sitemaps.org/protocol.html#index)."""
TITLE_LENGTH_MAX = 500
NO_LINK = "it shows no link"
"""What is said of a list that could be read and is empty."""


class ListKind(StrEnum):
    """What sort of list stories are listed in."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLink:
    """A link as a list shows it, and what the list claims of it. `url`: normalised."""

    url: str
    claim: Claim = NO_CLAIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was read from one list.

    `links`: without twins, in the order of the list (a section's: the likeliest stories first). `lists`: further sitemaps,
    normalised; `modified`: when each of them last changed (aware), or None. `problem`: why nothing, or not all, could be read;
    None when all was.
    """

    links: tuple[FoundLink, ...] = ()
    lists: tuple[str, ...] = ()
    modified: tuple[datetime | None, ...] = ()
    problem: str | None = None


class Gathering:
    """Links as they are found: made absolute, told apart, counted and limited."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._links: dict[str, FoundLink] = {}
        self._lists: dict[str, datetime | None] = {}
        self._problems: Counter[str] = Counter()
        self.ended = False
        """Whether a link was left because the limit was reached."""

    def add(self, address: str | None, claim: Claim = NO_CLAIM) -> None:
        """Add a link to a page, with what is claimed of it; one without a usable address is only counted."""
        url = self._absolute(address)
        if url and url not in self._links and not self._stop():
            self._links[url] = FoundLink(url=url, claim=replace(claim, title=one_line(claim.title)))

    def add_list(self, address: str | None, modified: datetime | None = None) -> None:
        """Add the address of a further list, and when it last changed."""
        url = self._absolute(address)
        if url and url not in self._lists and not self._stop():
            self._lists[url] = modified

    def note(self, problem: str) -> None:
        """Note why something could not be read."""
        self._problems[problem] += 1

    def listing(self) -> Listing:
        """Return what was gathered."""
        problems = (f"{problem} ({count} times)" if count > 1 else problem for problem, count in self._problems.items())
        return Listing(
            links=tuple(self._links.values()),
            lists=tuple(self._lists),
            modified=tuple(self._lists.values()),
            problem="; ".join(problems) or (None if self._links or self._lists else NO_LINK),
        )

    def _absolute(self, address: str | None) -> str | None:
        if not address or not address.strip():
            self.note("an item has no address")
            return None
        try:
            url = normalize(with_host(address, self._base), self._base)
        except BadUrl:
            self.note("an item's address is none")
            return None
        return url if url.startswith(("http://", "https://")) else None

    def _stop(self) -> bool:
        if max(len(self._links), len(self._lists)) < LINKS_MAX:
            return False
        if not self.ended:
            self.note(f"it shows more than {LINKS_MAX:,} links; the rest was left")
        self.ended = True
        return True


def with_host(address: str, base: str) -> str:
    """Return `address` so that it is read from the host on, where it leaves out the scheme before the host of `base`."""
    bare, address = urlsplit(base).netloc.removeprefix("www."), address.strip()
    named = address.removeprefix("www.")
    is_host = bool(bare) and (named == bare or named.startswith((f"{bare}/", f"{bare}?")))
    return f"//{address}" if is_host else address


def one_line(title: str | None) -> str | None:
    """Return a title as a reader sees it (no tags, no character references, one space for many), or None for none."""
    if not title:
        return None
    text = html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", title[: 4 * TITLE_LENGTH_MAX]))
    return " ".join(text.split())[:TITLE_LENGTH_MAX] or None
