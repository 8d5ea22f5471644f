"""Who is told of events: the readers of <home>/events.atom, and the webhook."""

from __future__ import annotations

from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.errors import CatalogError, DiskFull
from archive.requests.events import newest_events
from archive.requests.requests import Requests
from archive.watching import Event
from crawler.home.log import logger
from crawler.home.replacing import write_whole
from crawler.notifying.atom import ENTRIES_MAX, atom
from crawler.notifying.webhook import Webhook, address_of

FEED = "events.atom"


class Telling:
    """Tells after each crawl what is new. `webhook`: the setting. Raises BadSettings for one that is no address."""

    def __init__(self, catalog: Catalog, home: Path, webhook: str) -> None:
        self._catalog, self._home = catalog, home
        address = address_of(webhook)
        self._webhook = Webhook(address, catalog, home) if address else None
        self._requests = Requests(home)
        self._told: tuple[Event, ...] | None = None

    def begin(self) -> None:
        """Write the feed as it stands, and begin to post."""
        self.tell()
        if self._webhook:
            self._webhook.start()

    def tell(self) -> None:
        """Tell what is new; a disk that is full tells it later."""
        try:
            self._write_feed()
        except (OSError, DiskFull, CatalogError) as problem:
            logger.error("%s cannot be written: %s", FEED, problem)
        if self._webhook:
            self._webhook.notice()

    def end(self) -> None:
        """Tell nobody any more."""
        if self._webhook:
            self._webhook.stop()

    def _write_feed(self) -> None:
        events = newest_events(self._catalog, self._requests, ENTRIES_MAX)
        if events != self._told:
            write_whole(self._home / FEED, atom(events, headlines(self._catalog, events), self._home))
            self._told = events


def headlines(catalog: Catalog, events: tuple[Event, ...]) -> dict[str, str]:
    """Return the headlines of the stories that the events are about, as last read."""
    kept = ((event.url, catalog.versions(event.url)[-1:]) for event in {event.url: event for event in events}.values())
    return {url: versions[0].article.headline for url, versions in kept if versions}
