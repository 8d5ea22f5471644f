"""What was read from which capture, so that it can be read again: texts of articles, and pages that were none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, Join, RowMapping, func, select, tuple_

from archive.catalog.ids import page_id
from archive.catalog.links import read_row
from archive.catalog.questions import find_original
from archive.catalog.rows import sure_record
from archive.catalog.schema import fetch, link, outcome, page, record, version
from archive.links import NO_CLAIM, Claim
from archive.models import Article, Outcome, Reason, Record

BATCH = 200
"""Readings asked for at once: a transaction that stays open would keep the write-ahead log from being folded in."""

_conversion = record.alias("conversion")
_exchange = record.alias("exchange")
_answered = page.alias("answered")
_later = outcome.alias("later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which readings. `since`, `until`: captured from the one to before the other. `sources`, `keys`: any of them; () for all.

    `keys`: of pages (archive.catalog.ids.page_id): of articles, or of what was asked for and gave none.
    """

    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a capture was last read as.

    `asked`: the address asked for; `url`: the one that answered. `exchange`: the record of what was received; `record`: the
    response that holds the payload, another where the exchange is a revisit. `digest`: "sha256:hex" of what was read, where it
    is known. `claim`: of the list that showed it. `place`: where in the walk it stands. Of an article: `number` of its
    version, `article`, `conversion`. Of a page that was none: the `reason`.
    """

    asked: str
    url: str
    source: str | None
    captured_at: datetime
    exchange: Record
    record: Record
    digest: str | None
    claim: Claim
    place: tuple[str, int] | tuple[datetime, int]
    number: int | None = None
    article: Article | None = None
    conversion: Record | None = None
    reason: Reason | None = None


Walk = Callable[[Connection, Choice, Standing | None], tuple[Standing, ...]]
"""Returns the readings that follow on one, BATCH at most; none at the end."""


def read_texts(connection: Connection, choice: Choice, after: Standing | None) -> tuple[Standing, ...]:
    """Return the next readings that are articles, page by page, the versions of each by number."""
    first_shown = (
        select(func.min(outcome.c.id))
        .where(outcome.c.version_page_id == version.c.page_id, outcome.c.version_number == version.c.number)
        .correlate(version)
        .scalar_subquery()
    )
    query = (
        select(version, _answered.c.url, record, _exchange, _conversion, page.c.url, link)
        .join(_answered, _answered.c.id == version.c.page_id)
        .join(record, record.c.id == version.c.record_id)
        .join(_conversion, _conversion.c.id == version.c.conversion_id)
        .join(outcome, outcome.c.id == first_shown)
        .join(_exchange, _exchange.c.id == outcome.c.fetch_id)
        .join(page, page.c.id == outcome.c.page_id)
        .outerjoin(link, link.c.page_id == outcome.c.page_id)
        .where(*_chosen(choice, version.c.captured_at, version.c.source, version.c.page_id))
        .order_by(version.c.page_id, version.c.number)
        .limit(BATCH)
    )
    if after is not None:
        query = query.where(tuple_(version.c.page_id, version.c.number) > after.place)
    found = [_text(row) for row in connection.execute(query).mappings()]
    return tuple(_with_original(connection, one) for one in found)


def read_refusals(connection: Connection, choice: Choice, after: Standing | None) -> tuple[Standing, ...]:
    """Return the next pages that came whole and gave no article, then or since: each as it was last looked at."""
    query = (
        select(outcome, fetch, _answered.c.url, record, _exchange, page.c.url, link)
        .select_from(_refused())
        .join(_answered, _answered.c.id == fetch.c.page_id)
        .join(record, record.c.id == func.coalesce(fetch.c.original_id, fetch.c.record_id))
        .join(_exchange, _exchange.c.id == fetch.c.record_id)
        .join(page, page.c.id == outcome.c.page_id)
        .outerjoin(link, link.c.page_id == outcome.c.page_id)
        .where(*_is_refused(choice))
        .order_by(outcome.c.at, outcome.c.id)
        .limit(BATCH)
    )
    if after is not None:
        query = query.where(tuple_(outcome.c.at, outcome.c.id) > after.place)
    found = [_refusal(row) for row in connection.execute(query).mappings()]
    return tuple(_with_original(connection, one) for one in found)


def count_readings(connection: Connection, choice: Choice) -> int:
    """Return how many readings there are to walk."""
    chosen = _chosen(choice, version.c.captured_at, version.c.source, version.c.page_id)
    texts = connection.scalar(select(func.count()).select_from(version).where(*chosen)) or 0
    return texts + (connection.scalar(select(func.count()).select_from(_refused()).where(*_is_refused(choice))) or 0)


def _refused() -> Join:
    return outcome.join(fetch, fetch.c.record_id == outcome.c.fetch_id)


def _is_refused(choice: Choice) -> tuple[ColumnElement[bool], ...]:
    is_last = ~select(_later.c.id).where(_later.c.page_id == outcome.c.page_id, _later.c.id > outcome.c.id).exists()
    has_text = select(version.c.number).where(version.c.page_id.in_((outcome.c.page_id, fetch.c.page_id))).exists()
    chosen = _chosen(choice, fetch.c.date, outcome.c.source, outcome.c.page_id)
    return (outcome.c.outcome == Outcome.REJECTED, is_last, ~has_text, *chosen)


def _chosen(
    choice: Choice, captured: Column[datetime], source: Column[str], key: Column[str]
) -> tuple[ColumnElement[bool], ...]:
    conditions: list[ColumnElement[bool]] = []
    if choice.since:
        conditions.append(captured >= choice.since)
    if choice.until:
        conditions.append(captured < choice.until)
    if choice.sources:
        conditions.append(source.in_(choice.sources))
    if choice.keys:
        conditions.append(key.in_(choice.keys))
    return tuple(conditions)


def _text(row: RowMapping) -> Standing:
    article: Article = row[version.c.article]
    return Standing(
        asked=row[page.c.url],
        url=row[_answered.c.url],
        source=row[version.c.source],
        captured_at=row[version.c.captured_at],
        exchange=sure_record(row, _exchange),
        record=sure_record(row, record),
        digest=article.digest,
        claim=_claim(row),
        place=(row[version.c.page_id], row[version.c.number]),
        number=row[version.c.number],
        article=article,
        conversion=sure_record(row, _conversion),
    )


def _refusal(row: RowMapping) -> Standing:
    return Standing(
        asked=row[page.c.url],
        url=row[_answered.c.url],
        source=row[outcome.c.source],
        captured_at=row[fetch.c.date],
        exchange=sure_record(row, _exchange),
        record=sure_record(row, record),
        digest=row[fetch.c.digest] if row[fetch.c.original_id] is None else None,  # a 304's is of no octets
        claim=_claim(row),
        place=(row[outcome.c.at], row[outcome.c.id]),
        reason=row[outcome.c.reason],
    )


def _with_original(connection: Connection, standing: Standing) -> Standing:
    """Return the reading of a revisit, whose original nobody named, with the response that it repeats."""
    if standing.record.warc_type != "revisit" or standing.digest is None:
        return standing
    original = find_original(connection, page_id(standing.url), standing.digest)
    return replace(standing, record=original.record) if original else standing


def _claim(row: RowMapping) -> Claim:
    return read_row(row).claim if row[link.c.page_id] is not None else NO_CLAIM
