"""One text as the trace knows it: when it appeared, whose it is, its fingerprint. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from archive.catalog.columns import storable
from archive.catalog.schema import NOTE_MAX
from archive.catalog.search.entry import Shown
from archive.identity import identity
from archive.models import Article
from archive.text.arabic import fold
from archive.text.origin.agencies import agency_at, agency_named
from archive.text.printings.likeness import text_of
from archive.text.printings.shingles import fingerprint, shingles

WITHIN = timedelta(days=4)
"""How far apart two printings of one text may appear: a weekly's Friday edition prints Monday's story."""

SPAN_S = int(WITHIN.total_seconds())
"""Texts are kept in spans of so many seconds: what may be printed from each other is in the same span, or in the next."""

RUN_BYTES = 4
"""Of a run in a fingerprint that is written down."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who shows a text; "" for what is not known. `host`: with the port, without www. `publisher`: folded."""

    source: str
    host: str
    publisher: str


def is_same_outlet(one: Outlet, other: Outlet) -> bool:
    """Whether two texts are one outlet's, under several addresses perhaps: such a text is no printing by another."""
    sources = one.source and other.source
    publishers = one.publisher and other.publisher
    if one.host == other.host:
        return not (sources and one.source != other.source and publishers and one.publisher != other.publisher)
    return bool((sources and one.source == other.source) or (publishers and one.publisher == other.publisher))


def outlet_of(source: str | None, article: Article) -> Outlet:
    """Return who shows the article."""
    return Outlet(
        source=storable(source or "", NOTE_MAX),
        host=storable(urlsplit(identity(article.url)).netloc, NOTE_MAX),
        publisher=storable(" ".join(fold(article.publisher or "").split()), NOTE_MAX),
    )


def text_row(shown: Shown, text_id: int, outlet_id: int) -> dict[str, Any]:
    """Return the row of a text."""
    return {
        "id": text_id,
        "page_id": shown.page_id,
        "number": shown.number,
        "outlet_id": outlet_id,
        "appeared_s": appeared_s(shown.article.date_published, shown.captured_at),
        "is_agencys": int(is_agencys(shown.article)),
        "runs": pack(fingerprint(shingles(text_of(shown.article.article_body).words))),
    }


def is_agencys(article: Article) -> bool:
    """Whether the article stands on a news agency's own site, as far as the address or the publisher's name tell."""
    return agency_at(article.url) is not None or bool(article.publisher and agency_named(article.publisher))


def appeared_s(published: datetime | date | None, captured_at: datetime) -> int:
    """Return when a text appeared, in seconds of UTC: as it says; a plain date at its midnight; else when it was captured.

    What says that it was published after it was captured appeared when it was captured.
    """
    captured_s = int((captured_at - _EPOCH).total_seconds())
    if isinstance(published, datetime):
        return min(captured_s, int((published - _EPOCH).total_seconds()))
    if published is not None:
        return min(captured_s, int((published - _EPOCH.date()).total_seconds()))
    return captured_s


def span_of(seconds: int) -> int:
    """Return the span in which a text is kept that appeared then."""
    return seconds // SPAN_S


def pack(runs: tuple[int, ...]) -> bytes:
    """Write a fingerprint down: RUN_BYTES a run."""
    return struct.pack(f">{len(runs)}I", *runs)


def unpack(kept: bytes) -> tuple[int, ...]:
    """Read it back."""
    return struct.unpack(f">{len(kept) // RUN_BYTES}I", kept)
