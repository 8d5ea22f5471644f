"""The days a walk back in time is after, and what of a sitemap or an index lies within: pure decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from spiders.listing import FoundLink
from spiders.shapes import is_no_story
from spiders.source import Source
from spiders.spans import Span, span_of_story, spans_of_lists

NO_STORIES = re.compile(
    r"(?:^|[_.=-])(?:categor(?:y|ies)|post_tag|tags?|topics?|authors?|users?|pages?(?![-_.]?\d)|images?|videos?|photos?"
    r"|galler(?:y|ies)|attachments?|taxonom(?:y|ies)|products?|sections|menus?|static|misc|forums?|comments?)"
    r"(?:[-_.]?(?:sitemaps?|index|map))?(?:[-_.]?\d+)?(?=[_.&?-]|$)",
    re.IGNORECASE,
)
"""Parts of the names of sitemaps that list no stories, as the common site builders name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days in the outlet's own zone, both within; None for no bound. `undated`: whether links of no known day are taken too."""

    since: date | None
    until: date | None
    zone: tzinfo = UTC
    undated: bool = False

    def meets(self, span: Span) -> bool:
        """Return whether any of these days may be within."""
        return (self.until is None or span.first <= self.until) and (self.since is None or span.last >= self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherList:
    """A sitemap that an index names. `span`: the days its name says. `modified`: aware, or None. Both where known."""

    url: str
    span: Span | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What of a list is taken. `links`: the newest first. `undated`: how many were left because nothing says of which day."""

    links: tuple[FoundLink, ...]
    undated: int = 0


def choose_links(links: Iterable[FoundLink], window: Window, source: Source, inside: Span | None = None) -> Chosen:
    """Return the links of stories within `window`. `inside`: the days that the sitemap's own name says.

    A story's day is the one in its address, else the one the list claims, else its month in the address, else `inside`.
    """
    taken: list[tuple[date, FoundLink]] = []
    undated = 0
    for link in links:
        if source.is_story(link.url) is False or is_no_story(link.url):
            continue
        span = days_of(link.url, link.claim.date, window.zone) or inside
        if span is None and not window.undated:
            undated += 1
        elif span is None or window.meets(span):
            taken.append((span.last if span else date.min, link))
    taken.sort(key=lambda pair: (pair[0], _moment(pair[1])), reverse=True)
    return Chosen(links=tuple(link for _, link in taken), undated=undated)


def days_of(url: str, claimed: datetime | None, zone: tzinfo) -> Span | None:
    """Return the days a story may be of: a day or a month, or None where nothing says."""
    named = span_of_story(url)
    if claimed is None or (named is not None and named.first == named.last):
        return named
    day = claimed.astimezone(zone).date()
    agrees = named is None or named.first <= day <= named.last
    return Span(first=day, last=day) if agrees else named


def choose_lists(lists: Sequence[str], modified: Sequence[datetime | None], window: Window) -> tuple[FurtherList, ...]:
    """Return the sitemaps of an index that may hold stories of `window`, the newest first; those of no known date last.

    Left out are those whose name says other days, those not changed since the window began, and lists of no stories.
    """
    spans = spans_of_lists(lists)
    further = [
        FurtherList(url=url, span=spans.get(url), modified=at)
        for url, at in zip(lists, modified, strict=True)
        if not NO_STORIES.search(url.rpartition("/")[2])
    ]
    return tuple(sorted((one for one in further if _may_hold(one, window)), key=_newest, reverse=True))


def _may_hold(one: FurtherList, window: Window) -> bool:
    if one.span is not None and not window.meets(one.span):
        return False
    changed = one.modified.astimezone(window.zone).date() if one.modified else None
    return changed is None or window.since is None or changed >= window.since


def _newest(one: FurtherList) -> date:
    if one.span is not None:
        return one.span.last
    return one.modified.date() if one.modified else date.min


def _moment(link: FoundLink) -> datetime:
    return link.claim.date or datetime.min.replace(tzinfo=UTC)
