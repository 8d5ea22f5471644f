"""Dataclasses to rows and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, FromClause, RowMapping, select

from archive.catalog.columns import sortable
from archive.catalog.ids import page_id
from archive.catalog.schema import NOTE_MAX, record
from archive.errors import BadUrl
from archive.identity import identity
from archive.links import Link
from archive.models import Article, Fetch, Kept, Record, Version
from archive.urls import normalize

Row = dict[str, Any]


def page_row(url: str) -> Row:
    """Return the row of an address."""
    return {"id": page_id(url), "url": url, "identity": identity(url)}


def record_row(record: Record) -> Row:
    """Return the row of a WARC record."""
    return {
        "id": record.record_id,
        "warc_type": record.warc_type,
        "filename": record.filename,
        "offset": record.offset,
        "length": record.length,
        "digest": record.digest,
    }


def link_row(link: Link) -> Row:
    """Return the row of a link as first listed."""
    return {
        "page_id": page_id(link.url),
        "source": link.source,
        "listed_at": link.listed_at,
        "listed_in": link.listed_in,
        "claimed_date": link.claim.date,
        "claimed_utc": sortable(link.claim.date),
        "claimed_title": link.claim.title,
        "claimed_text": link.claim.text,
        "claimed_author": link.claim.author,
        "state": link.state,
        "last_listed_at": link.listed_at,
        "last_listed_in": link.listed_in,
        "due_at": None,
    }


def fetch_row(fetch: Fetch) -> Row:
    """Return the row of an exchange. A validator too long to be kept whole is not kept: cut, it would match nothing."""
    return {
        "record_id": fetch.record.record_id,
        "page_id": page_id(fetch.url),
        "date": fetch.date,
        "kind": fetch.kind,
        "source": fetch.source,
        "via": fetch.via,
        "status": fetch.status,
        "mime": fetch.mime,
        "digest": fetch.digest,
        "original_id": fetch.original.record_id if fetch.original else None,
        "truncated": fetch.truncated,
        "etag": fetch.etag if len(fetch.etag or "") <= NOTE_MAX else None,
        "last_modified": fetch.last_modified if len(fetch.last_modified or "") <= NOTE_MAX else None,
    }


def version_row(version: Version, source: str | None) -> Row:
    """Return the row of a version, with the article whole and again in columns."""
    article = version.article
    return {
        "page_id": page_id(version.url),
        "number": version.number,
        "text_digest": version.text_digest,
        "captured_at": version.captured_at,
        "source": source,
        "record_id": version.record.record_id,
        "conversion_id": version.conversion.record_id,
        "canonical_id": _canonical_id(article),
        "canonical_identity": canonical_identity(article.url, article.canonical_url),
        "headline": article.headline,
        "publisher": article.publisher,
        "source_organization": article.source_organization,
        "dateline": article.dateline,
        "author": "؛ ".join(article.author) or None,
        "date_published": article.date_published,
        "published_utc": sortable(article.date_published),
        "date_modified": article.date_modified,
        "in_language": article.in_language,
        "article_section": article.article_section,
        "article": article,
    }


def outcome_row(kept: Kept, number: int | None) -> Row:
    """Return the row of an outcome that shows version `number` of its article, or none."""
    return {
        "page_id": page_id(kept.url),
        "at": kept.at,
        "source": kept.source,
        "outcome": kept.outcome,
        "reason": kept.reason,
        "detail": kept.detail,
        "fetch_id": kept.fetch.record.record_id if kept.fetch else None,
        "version_page_id": page_id(kept.article.url) if kept.article else None,
        "version_number": number,
        "conversion_id": kept.conversion.record_id if kept.conversion else None,
    }


def canonical_identity(url: str, canonical_url: str | None) -> str | None:
    """Return the identity of the canonical URL that the page at `url` states, if it is on the same site.

    Another outlet's address stands on a copy of its story, which is a printing of its own.
    """
    if canonical_url is None:
        return None
    try:
        stated = identity(normalize(canonical_url, base=url))
    except BadUrl:
        return None
    return stated if urlsplit(stated).netloc == urlsplit(identity(url)).netloc else None


def read_record(row: RowMapping, table: FromClause) -> Record | None:
    """Return the record whose columns `table` put into `row`; None where the join found none."""
    if row[table.c.id] is None:
        return None
    return Record(
        record_id=row[table.c.id],
        warc_type=row[table.c.warc_type],
        filename=row[table.c.filename],
        offset=row[table.c.offset],
        length=row[table.c.length],
        digest=row[table.c.digest],
    )


def find_record(connection: Connection, record_id: str) -> Record | None:
    """Return the record of that id."""
    row = connection.execute(select(record).where(record.c.id == record_id)).mappings().first()
    return read_record(row, record) if row else None


def sure_record(row: RowMapping, table: FromClause) -> Record:
    """Return the record of a reference that is never empty."""
    record = read_record(row, table)
    if record is None:
        raise LookupError(f"a row of the catalogue lacks its {table}")
    return record


def _canonical_id(article: Article) -> str | None:
    try:
        return page_id(normalize(article.canonical_url, base=article.url)) if article.canonical_url else None
    except BadUrl:
        return None
