"""The articles of a story's texts, as they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.catalog.database import is_among
from archive.catalog.ids import article_id
from archive.catalog.schema import page, version
from archive.catalog.tracing.answers import Clock, Shown
from archive.catalog.tracing.entry import appeared_s, is_agencys
from archive.catalog.tracing.stories import Node
from archive.models import Article

_COLUMNS = (version.c.page_id, version.c.number, version.c.source, version.c.captured_at, version.c.article)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text with its article."""

    shown: Shown
    article: Article


def read_texts(connection: Connection, nodes: Iterable[Node], agencies: Collection[str] = ()) -> dict[int, Told]:
    """Return the texts by their ids."""
    places = {(node.page_id, node.number): node.text_id for node in nodes}
    query = select(*_COLUMNS).where(is_among(version.c.page_id, version.c.number, places))
    return {places[row.page_id, row.number]: _told(row, agencies) for row in connection.execute(query)}


def read_first(connection: Connection, page_id: str, agencies: Collection[str] = ()) -> Told | None:
    """Return the first text of a page."""
    query = select(*_COLUMNS).where(version.c.page_id == page_id).order_by(version.c.number).limit(1)
    row = connection.execute(query).first()
    return _told(row, agencies) if row else None


def read_addresses(connection: Connection, page_ids: Collection[str]) -> Mapping[str, str]:
    """Return the addresses of pages."""
    return {row.id: row.url for row in connection.execute(select(page.c.id, page.c.url).where(page.c.id.in_(sorted(page_ids))))}


def _told(row: Row[*tuple[Any, ...]], agencies: Collection[str]) -> Told:
    article: Article = row.article
    published = article.date_published
    seconds = appeared_s(published, row.captured_at)
    shown = Shown(
        id=article_id(article.url),
        url=article.url,
        number=row.number,
        outlet=article.publisher or row.source or _host(article.url),
        source=row.source,
        headline=article.headline,
        in_language=article.in_language,
        agency=article.source_organization,
        is_agencys=is_agencys(article) or row.source in agencies,
        appeared_at=_EPOCH + timedelta(seconds=seconds),
        clock=_clock(published, seconds),
        captured_at=row.captured_at,
    )
    return Told(shown=shown, article=article)


def _clock(published: object, seconds: int) -> Clock:
    if isinstance(published, datetime):
        return Clock.PUBLISHED if int((published - _EPOCH).total_seconds()) == seconds else Clock.CAPTURED
    return Clock.CAPTURED if published is None else Clock.DAY


def _host(url: str) -> str:
    return url.split("/")[2]
