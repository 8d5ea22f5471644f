"""Events as an Atom feed, for those who want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from archive.catalog.ids import event_id
from archive.exchange.atom import Entry, Feed
from archive.exchange.atom import atom as written
from archive.urls import readable
from archive.watching import Event
from crawler.saying.messages import KINDS, plain

ENTRIES_MAX = 100
"""The newest events stay on the feed; `warraq events` and the webhook have all."""


def atom(events: Iterable[Event], headlines: Mapping[str, str], home: Path) -> bytes:
    """Return the feed of the events, newest first, in UTF-8. `headlines`: of the stories that have one, by address."""
    feed = Feed(id=f"urn:uuid:{uuid5(NAMESPACE_URL, home.as_uri())}", title="Warraq: what became of stories and lists")
    return written(feed, (_entry(event, headlines.get(event.url)) for event in events))


def _entry(event: Event, headline: str | None) -> Entry:
    source = ((event.source, "urn:warraq:source"),) if event.source else ()
    return Entry(
        id=event_id(event),
        title=f"{KINDS[event.kind]}: {plain(headline) if headline else readable(event.url)}",
        updated=event.at,
        link=event.url,
        summary=plain(event.search or event.detail) or KINDS[event.kind],
        categories=((event.kind.value, None), *source),
    )
