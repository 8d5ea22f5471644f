"""One text as the full-text index knows it: its terms, its day and moment, the shelf it stands on. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from archive.catalog.columns import storable
from archive.catalog.schema import NOTE_MAX
from archive.models import Article
from archive.text.terms import terms

TEXT_MAX = 1_000_000
"""Characters of a body that are indexed."""

_LEADS = {"headline": "§", "author": "©", "place": "¤"}
"""Before the terms of these fields, where they stand a second time; FTS5 takes each for a letter, and no term has one."""

TIE_BITS = 24
"""Of a moment, beneath its seconds: of a digest, so that texts of one second have the same order in any catalogue."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text that was read from a page. `is_new`: never before. `is_first`: the page had none, so that it shows this one."""

    page_id: str
    number: int
    source: str | None
    captured_at: datetime
    article: Article
    is_new: bool = True
    is_first: bool = True


def entry_row(shown: Shown, entry_id: int, shelf_id: int) -> dict[str, Any]:
    """Return the row of a text that its page shows."""
    published = shown.article.date_published
    return {
        "id": entry_id,
        "page_id": shown.page_id,
        "number": shown.number,
        "shelf_id": shelf_id,
        "day": day_of(published, shown.captured_at),
        "moment": moment_of(published, shown.captured_at, f"{shown.page_id} {shown.number}"),
        "is_latest": 1,
    }


def terms_row(entry_id: int, article: Article) -> dict[str, Any]:
    """Return the terms of an article by the columns of the full-text table; the same on any database."""
    body = article.article_body[:TEXT_MAX]
    description = article.description or ""
    return {
        "id": entry_id,
        "headline": _twice("headline", f"{article.headline}\n{article.alternative_headline or ''}"),
        "body": terms("\n".join((body, "" if description in body else description, *article.keywords))),
        "author": _twice("author", "\n".join(article.author)),
        "place": _twice("place", article.dateline or ""),
    }


def led(field: str, term: str) -> str:
    """Return what a term is in this field alone: few texts have it, which are found in a tenth of the time."""
    return _LEADS[field] + term


def shelf_of(shown: Shown) -> tuple[str, ...]:
    """Return what the text's shelf is known by, in the order of `schema.SHELF`."""
    article = shown.article
    values = (shown.source, article.publisher, article.source_organization, article.article_section, article.in_language)
    return tuple(storable(value or "", NOTE_MAX) for value in values)


def moment_of(published: datetime | date | None, captured_at: datetime, tie: str) -> int:
    """Return when a text appeared, as a number that sorts: seconds of UTC, and beneath them 24 bits of the digest of `tie`.

    A plain date is its midnight. What says that it was published after it was captured appeared when it was captured.
    """
    appeared_s = captured_at.timestamp()
    if isinstance(published, datetime):
        appeared_s = min(appeared_s, (published - _EPOCH).total_seconds())
    elif published is not None:
        appeared_s = min(appeared_s, (published - _EPOCH.date()).total_seconds())
    digest = hashlib.blake2b(tie.encode(), digest_size=TIE_BITS // 8).digest()
    return (int(appeared_s) << TIE_BITS) + int.from_bytes(digest, "big")


def day_of(published: datetime | date | None, captured_at: datetime) -> int:
    """Return the day a text bears, as its page prints it: 20261103. Of its capture, where it bears none or one yet to come."""
    day = published.date() if isinstance(published, datetime) else published
    if day is None or day > captured_at.date() + timedelta(days=1):
        day = captured_at.date()
    return number_of(day)


def number_of(day: date) -> int:
    """Return a day as the number that it is counted by: 20261103."""
    return day.year * 10_000 + day.month * 100 + day.day


def _twice(field: str, text: str) -> str:
    plain = terms(text)
    return f"{plain} {' '.join(led(field, term) for term in plain.split())}"
