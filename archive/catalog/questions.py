"""What is asked of the catalogue about one address, and its newest articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, ScalarSelect, Select, func, or_, select

from archive.catalog.rows import read_record, sure_record
from archive.catalog.schema import fetch, outcome, page, record, version
from archive.models import Fetch, Kept, Original, Outcome, Validators, Version

VERSIONS_MAX = 1_000
"""Texts of one page that are handed out: a live page may have hundreds."""

OUTCOMES_MAX = 1_000
"""Looks at one page that are handed out."""

ADDRESSES_MAX = 100
"""Addresses that led to one article, whose outcomes are looked through."""

_latest = fetch.alias("latest")
_fetch_page = page.alias("fetch_page")
_original = record.alias("original")
_conversion = record.alias("conversion")


def find_original(connection: Connection, key: str, digest: str) -> Original | None:
    """Return the earliest whole response of the page with this entity; never a revisit."""
    query = (
        select(fetch.c.date, fetch.c.digest, page.c.url, record)
        .join(page, page.c.id == fetch.c.page_id)
        .join(record, record.c.id == fetch.c.record_id)
        .where(fetch.c.page_id == key, fetch.c.digest == digest, fetch.c.truncated.is_(None))
        .where(record.c.warc_type == "response")
        .order_by(fetch.c.date)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return _read_original(row) if row else None


def find_validators(connection: Connection, key: str) -> Validators | None:
    """Return the validators of the page's last whole 200, with the response that it is, or that it revisits.

    None where the server gave none, or where the response revisited is not in this catalogue.
    """
    query = (
        select(_latest.c.etag, _latest.c.last_modified, fetch.c.date, fetch.c.digest, page.c.url, record)
        .join(fetch, fetch.c.record_id == func.coalesce(_latest.c.original_id, _latest.c.record_id))
        .join(page, page.c.id == fetch.c.page_id)
        .join(record, record.c.id == fetch.c.record_id)
        .where(_latest.c.page_id == key, _latest.c.status == 200, _latest.c.truncated.is_(None))
        .order_by(_latest.c.date.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None or (row[_latest.c.etag] is None and row[_latest.c.last_modified] is None):
        return None
    return Validators(etag=row[_latest.c.etag], last_modified=row[_latest.c.last_modified], original=_read_original(row))


def last_kept(connection: Connection, key: str) -> Kept | None:
    """Return the latest outcome of the page: asked for by this address, or led to it by a redirect."""
    asked, led_to = _latest_id(outcome.c.page_id, key), _latest_id(outcome.c.version_page_id, key)
    newest = _kept().where(or_(outcome.c.id == asked, outcome.c.id == led_to))
    return _first(connection, newest.order_by(outcome.c.at.desc(), outcome.c.id.desc()))


def last_reading(connection: Connection, key: str, digest: str) -> Kept | None:
    """Return what was read, last time, from this entity at this address: the article as first kept, and where that lies."""
    same = _kept(version.c.conversion_id).where(fetch.c.page_id == key, fetch.c.digest == digest)
    return _first(connection, same.order_by(fetch.c.date.desc(), outcome.c.id.desc()))


def newest_kept(connection: Connection, limit: int) -> tuple[Kept, ...]:
    """Return the outcomes that showed a new text, newest first."""
    query = _kept().where(outcome.c.outcome == Outcome.ARCHIVED).order_by(outcome.c.at.desc(), outcome.c.id.desc())
    return tuple(_read_kept(row) for row in connection.execute(query.limit(limit)).mappings())


def last_outcomes(connection: Connection, limit: int) -> tuple[Kept, ...]:
    """Return the latest outcome of each page that was asked for, newest first."""
    later = outcome.alias("later")
    is_later = (later.c.at > outcome.c.at) | ((later.c.at == outcome.c.at) & (later.c.id > outcome.c.id))
    superseded = select(later.c.id).where(later.c.page_id == outcome.c.page_id, is_later).exists()
    query = _kept().where(~superseded).order_by(outcome.c.at.desc(), outcome.c.id.desc())
    return tuple(_read_kept(row) for row in connection.execute(query.limit(limit)).mappings())


def asked_as(connection: Connection, key: str) -> tuple[str, ...]:
    """Return the page and those that led to the article on it."""
    led = select(outcome.c.page_id).where(outcome.c.version_page_id == key, outcome.c.page_id != key).distinct()
    return (key, *connection.scalars(led.order_by(outcome.c.page_id).limit(ADDRESSES_MAX)))


def outcomes_of(connection: Connection, keys: Sequence[str]) -> tuple[Kept, ...]:
    """Return what became of each look at the pages, oldest first; of too many, the last OUTCOMES_MAX."""
    query = _kept().where(outcome.c.page_id.in_(keys)).order_by(outcome.c.at.desc(), outcome.c.id.desc())
    newest = connection.execute(query.limit(OUTCOMES_MAX)).mappings().all()
    return tuple(_read_kept(row) for row in reversed(newest))


def list_versions(connection: Connection, key: str) -> tuple[Version, ...]:
    """Return the texts of the article at this address, oldest first."""
    query = (
        select_versions().where(version.c.page_id == key).order_by(version.c.captured_at, version.c.number).limit(VERSIONS_MAX)
    )
    return tuple(read_version(row) for row in connection.execute(query).mappings())


def select_versions() -> Select[Any]:
    """Return texts with all that `read_version` needs."""
    return (
        select(version, page.c.url, record, _conversion)
        .join(page, page.c.id == version.c.page_id)
        .join(record, record.c.id == version.c.record_id)
        .join(_conversion, _conversion.c.id == version.c.conversion_id)
    )


def read_version(row: RowMapping) -> Version:
    """Return the text of a row of `select_versions`."""
    return Version(
        url=row[page.c.url],
        number=row[version.c.number],
        text_digest=row[version.c.text_digest],
        captured_at=row[version.c.captured_at],
        article=row[version.c.article],
        record=sure_record(row, record),
        conversion=sure_record(row, _conversion),
    )


def _first(connection: Connection, query: Select[Any]) -> Kept | None:
    row = connection.execute(query.limit(1)).mappings().first()
    return _read_kept(row) if row else None


def _latest_id(column: Column[str], key: str) -> ScalarSelect[int]:
    """Return the latest outcome by one index alone: a page looked at every few minutes has thousands."""
    latest = select(outcome.c.id).where(column == key).order_by(outcome.c.at.desc(), outcome.c.id.desc())
    return latest.limit(1).correlate(None).scalar_subquery()


def _kept(conversion: Column[str] = outcome.c.conversion_id) -> Select[Any]:
    """Return outcomes with all they refer to. A text that returned may have a conversion of its own beside its version's."""
    shown = (version.c.page_id == outcome.c.version_page_id) & (version.c.number == outcome.c.version_number)
    return (
        select(outcome, page.c.url, fetch, _fetch_page.c.url, record, _original, version.c.article, _conversion)
        .join(page, page.c.id == outcome.c.page_id)
        .outerjoin(fetch, fetch.c.record_id == outcome.c.fetch_id)
        .outerjoin(_fetch_page, _fetch_page.c.id == fetch.c.page_id)
        .outerjoin(record, record.c.id == fetch.c.record_id)
        .outerjoin(_original, _original.c.id == fetch.c.original_id)
        .outerjoin(version, shown)
        .outerjoin(_conversion, _conversion.c.id == conversion)
    )


def _read_kept(row: RowMapping) -> Kept:
    return Kept(
        url=row[page.c.url],
        at=row[outcome.c.at],
        source=row[outcome.c.source],
        outcome=row[outcome.c.outcome],
        reason=row[outcome.c.reason],
        detail=row[outcome.c.detail],
        fetch=_read_fetch(row),
        article=row[version.c.article],
        conversion=read_record(row, _conversion),
    )


def _read_fetch(row: RowMapping) -> Fetch | None:
    if row[fetch.c.record_id] is None:
        return None
    return Fetch(
        url=row[_fetch_page.c.url],
        date=row[fetch.c.date],
        kind=row[fetch.c.kind],
        source=row[fetch.c.source],
        via=row[fetch.c.via],
        status=row[fetch.c.status],
        mime=row[fetch.c.mime],
        digest=row[fetch.c.digest],
        record=sure_record(row, record),
        original=read_record(row, _original),
        truncated=row[fetch.c.truncated],
        etag=row[fetch.c.etag],
        last_modified=row[fetch.c.last_modified],
    )


def _read_original(row: RowMapping) -> Original:
    return Original(
        record=sure_record(row, record), target_uri=row[page.c.url], date=row[fetch.c.date], digest=row[fetch.c.digest]
    )
