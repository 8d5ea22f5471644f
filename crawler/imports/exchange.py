"""What an exchange that another captured becomes here: what it was for, whose page it is, and what its records say of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.errors import BadUrl, WarcError
from archive.exchange.imports.layout import Part, walk
from archive.exchange.imports.ledger import Placed
from archive.models import Capture, Kind
from archive.urls import fetchable
from archive.warc.drafts import TRUNCATED_FIELD, WARC_FIELDS
from archive.warc.fetches import Asked
from archive.warc.http import Head, response_head
from archive.warc.pairing import Archived
from archive.warc.provenance import IMPORTED_FROM, IMPORTED_RECORD, IMPORTED_SOFTWARE
from archive.warc.record import FIELD_NAME, Fields
from archive.warc.records import Stored, parse_fields
from crawler.fetching.redirect import is_redirect
from spiders.source import Source

OURS = frozenset({"via", "warraq-source", "warraq-kind", "entity-digest", TRUNCATED_FIELD, IMPORTED_FROM, IMPORTED_RECORD})
"""Fields that are written anew."""

FIELDS_MAX, VALUE_MAX = 50, 2_000
WARCINFO_MAX_BYTES = 1_000_000
HTML = re.compile(r"html", re.IGNORECASE)
ASSET = re.compile(
    r"\.(?:css|js|mjs|json|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf|eot|mp[34]|webm|pdf|zip)$", re.IGNORECASE
)
"""Ends of paths of what is no page, where no answer says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """An exchange on its way in. `record_id`: the foreign record's. `said`: what its metadata records said."""

    placed: Placed
    capture: Capture
    asked: Asked
    archived: Archived


def brought(placed: Placed, archived: Archived, capture: Capture, sources: Sequence[Source]) -> Brought | None:
    """Return the exchange with what it was for; None where its address is none.

    `capture`: the exchange with the body that it revisits, or as archived.
    """
    try:
        url = fetchable(capture.target_uri)
    except BadUrl:
        return None
    said = dict(archived.said)
    asked = Asked(kind=_kind(said.get("warraq-kind"), url, response_head(capture.response)), source=None, via=said.get("via"))
    named = {source.name for source in sources}
    owner = said.get("warraq-source") if said.get("warraq-source") in named else _owner(url, sources)
    capture = replace(capture, target_uri=url)
    return Brought(placed=placed, capture=capture, asked=replace(asked, source=owner), archived=archived)


def fields_of(exchange: Brought, software: str | None) -> Fields:
    """Return what the copy's metadata record says: what it was for, where it is from, and what was said of it there."""
    placed, asked, archived = exchange.placed, exchange.asked, exchange.archived
    fields = (
        ("via", asked.via),
        ("warraq-source", asked.source),
        ("warraq-kind", asked.kind),
        (IMPORTED_FROM, f"{placed.part.name}@{archived.record.offset}"),
        (IMPORTED_RECORD, archived.record.record_id),
        (IMPORTED_SOFTWARE, software),
        *_carried(archived.said),
    )
    return tuple((name, value) for name, value in fields if value)


def software_of(part: Part) -> str | None:
    """Return what wrote a part, as its first record tells, if that is a warcinfo."""
    try:
        first = next(walk(part), None)
    except (WarcError, OSError):
        return None
    if not isinstance(first, Stored) or first.get("WARC-Type") != "warcinfo":
        return None
    if not (first.get("Content-Type") or "").startswith(WARC_FIELDS):
        return None
    said = {name.lower(): value for name, value in parse_fields(first.block[:WARCINFO_MAX_BYTES])}
    return said.get("software", "")[:VALUE_MAX] or None


def _kind(said: str | None, url: str, head: Head | None) -> Kind:
    """Return what an exchange was for: as Warraq's own records say, or as it looks."""
    if said in set(Kind):
        return Kind(said)
    if is_redirect(head):
        return Kind.HOP
    path = urlsplit(url).path
    if path == "/robots.txt":
        return Kind.ROBOTS
    if head is not None and head.status == 200:
        return Kind.STORY if HTML.search(head.get("content-type") or "text/html") else Kind.ASSET
    return Kind.ASSET if ASSET.search(path) else Kind.STORY


def _owner(url: str, sources: Sequence[Source]) -> str | None:
    return next((source.name for source in sources if source.owns(url)), None)


def _carried(said: Fields) -> Fields:
    fitting = ((name, value) for name, value in said if FIELD_NAME.fullmatch(name) and name not in OURS)
    return tuple((name, value[:VALUE_MAX]) for name, value in fitting)[:FIELDS_MAX]
