"""Short, stable names. Of addresses: an Arabic letter in one is six bytes, and a catalogue names each many times. Of events."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC
from uuid import NAMESPACE_URL, uuid5

from archive.watching import Event

SHORT_LENGTH = 12
"""Hexadecimal digits of an article's id: 48 bits, two of a million articles share one with a chance of 0.2 %."""

PREFIX_MIN = 6
"""Fewer digits than this name too many articles to be worth looking up."""

_HEX = re.compile(r"[0-9a-fA-F]+")


def page_id(url: str) -> str:
    """Return the key of a page: the first 32 hexadecimal digits of the SHA-256 of its normalised URL."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def article_id(url: str) -> str:
    """Return the id people see and type: the first 12 hexadecimal digits of the SHA-256 of the article's URL."""
    return page_id(url)[:SHORT_LENGTH]


def event_id(event: Event) -> str:
    """Return the event's lasting name, the same in a rebuilt catalogue: a UUID made of its kind, time, address, and search."""
    said = f"{event.kind} {event.at.astimezone(UTC).isoformat(timespec='microseconds')} {event.url}"
    said += f" {event.search}" if event.search is not None else ""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, said)}"


def is_id(text: str) -> bool:
    """Whether `text` may be an id or the beginning of one."""
    return PREFIX_MIN <= len(text) <= 32 and _HEX.fullmatch(text) is not None
