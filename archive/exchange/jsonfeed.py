"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), for programs that would read a feed and no XML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from archive.exchange.atom import Entry, Feed, moment, writable

MIME = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, entries: Iterable[Entry], language: str) -> bytes:
    """Return a feed of the entries, in their order, in UTF-8. `language`: BCP 47, of the feed's title."""
    told = {
        "version": VERSION,
        "title": writable(feed.title),
        "home_page_url": feed.link,
        "feed_url": feed.own,
        "language": language,
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps({name: value for name, value in told.items() if value is not None}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.link,
        "title": writable(entry.title),
        "content_text": writable(entry.summary),
        "date_published": moment(entry.published or entry.updated),
        "date_modified": moment(entry.updated),
        "tags": [writable(term) for term, _ in entry.categories],
    }
