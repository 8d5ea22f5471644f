"""JSON Feed (https://www.jsonfeed.org/version/1.1/) → links, as far as its JSON goes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from archive.links import Claim
from spiders.claims import Clock, read_date
from spiders.excerpts import json_author, json_text
from spiders.listing import Gathering

VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
ITEMS = re.compile(r'"items"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")
DECODER = json.JSONDecoder(strict=False)
"""Line breaks stand unescaped in titles."""


def read_json(text: str, clock: Clock, found: Gathering) -> None:
    """Add the links of a JSON Feed to `found`, or note why there are none."""
    document = _document(text, found)
    if not VERSION.match(str(document.get("version"))) or not isinstance(document.get("items"), list):
        found.note("it is JSON, but no JSON Feed")
        return
    for item in document["items"]:
        texts = {key: value for key, value in item.items() if isinstance(value, str)} if isinstance(item, dict) else {}
        date = read_date(texts.get("date_published") or texts.get("date_modified"), clock)
        claim = Claim(date=date, title=texts.get("title"), text=json_text(texts), author=json_author(item) if texts else None)
        found.add(_address(texts), claim)


def _address(texts: dict[str, str]) -> str | None:
    """Return where an item is to be read; its id is best the address too, as the format says."""
    named = texts.get("url") or texts.get("external_url")
    return named or (texts["id"] if texts.get("id", "").startswith(("http://", "https://")) else None)


def _document(text: str, found: Gathering) -> dict[str, Any]:
    """Return the feed; of one that is cut off, its version and the items that are whole."""
    try:
        document = DECODER.raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError) as error:
        found.note(f"its JSON is malformed ({error!s:.120}); read as far as it goes")
        version = VERSION.search(text)
        return {"version": version[0] if version else None, "items": list(_whole_items(text))}
    return document if isinstance(document, dict) else {}


def _whole_items(text: str) -> Iterator[Any]:
    start = ITEMS.search(text)
    at = start.end() if start else len(text)
    while at < len(text):
        try:
            item, at = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield item
        at += len(BETWEEN.match(text, at)[0])  # type: ignore[index]  # it matches nothing too
