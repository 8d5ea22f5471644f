"""Responses → listings: the readers of `spiders.discover`, given what Scrapy brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scrapy.http import Response

from archive.links import Link
from spiders import discover
from spiders.listing import ListKind
from spiders.source import Source

__all__ = ["ListKind", "Read", "clock_of", "content_type", "link_of", "read_list"]

Read = Callable[[Response, Source], discover.Listing]


def read_list(kind: ListKind, response: Response, source: Source) -> discover.Listing:
    """Return what a list shows; never raises. Takes a while: to be called in a thread."""
    return _READERS[kind](response, source)


def content_type(response: Response) -> str | None:
    """Return the Content-Type header, or None."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def clock_of(source: Source) -> discover.Clock:
    """Return what the source's dates are read against."""
    return discover.Clock(zone=ZoneInfo(source.time_zone), now=datetime.now(UTC))


def _read_feed(response: Response, source: Source) -> discover.Listing:
    return discover.feed(response.body, url=response.url, content_type=content_type(response), clock=clock_of(source))


def _read_sitemap(response: Response, source: Source) -> discover.Listing:
    return discover.sitemap(response.body, url=response.url, content_type=content_type(response), clock=clock_of(source))


def _read_section(response: Response, source: Source) -> discover.Listing:
    served = content_type(response)
    return discover.section(response.body, url=response.url, content_type=served, source=source, clock=clock_of(source))


_READERS: dict[ListKind, Read] = {
    ListKind.FEED: _read_feed,
    ListKind.SITEMAP: _read_sitemap,
    ListKind.SECTION: _read_section,
}


def link_of(found: discover.FoundLink, source: Source, listed_in: str) -> Link:
    """Return the link as it is to be recorded: now, for this source."""
    return Link(url=found.url, source=source.name, listed_at=datetime.now(UTC), listed_in=listed_in, claim=found.claim)
