"""What pages need to be shown, as it was kept: for whichever page it was fetched first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from archive.catalog.database import is_among
from archive.catalog.schema import fetch, page
from archive.models import Kind

SOON = timedelta(hours=1)
"""What is fetched for a page comes after it: a crawl is polite."""


def nearest_assets(connection: Connection, keys: Iterable[str], at: datetime) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the address and the records of each page of `keys` that was fetched because another needs it.

    Of its captures the last that an exchange of `at` may have led to; where there is none, the first after that. Of a revisit,
    the original too.
    """
    wanted = set(keys)
    places = _dates(connection, wanted, at, before=True)
    places |= _dates(connection, wanted - places.keys(), at, before=False)
    query = select(page.c.url, fetch.c.record_id, fetch.c.original_id).join(page, page.c.id == fetch.c.page_id)
    found = connection.execute(query.where(is_among(fetch.c.page_id, fetch.c.date, places.items())))
    for url, record_id, original_id in found:
        yield url, (record_id, original_id) if original_id else (record_id,)


def _dates(connection: Connection, keys: set[str], at: datetime, *, before: bool) -> dict[str, datetime]:
    if not keys:
        return {}
    is_near = fetch.c.date <= at + SOON if before else fetch.c.date > at + SOON
    date = (func.max if before else func.min)(fetch.c.date, type_=fetch.c.date.type)
    query = select(fetch.c.page_id, date).where(fetch.c.page_id.in_(keys), fetch.c.kind == Kind.ASSET, is_near)
    return {row[0]: row[1] for row in connection.execute(query.group_by(fetch.c.page_id))}
