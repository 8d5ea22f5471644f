"""The columns of the formats that have columns (CSV, Parquet), and what stands in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from archive.catalog.columns import sortable
from archive.catalog.exporting import Chosen
from archive.exchange.active import json_line
from archive.models import Article, Record
from archive.warc.jsonld import article_to_jsonld


class Type(Enum):
    """What a column holds; any but INTEGER may be empty."""

    TEXT = "text"
    NAMES = "list of text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MOMENT = "moment, UTC"


@dataclass(frozen=True, slots=True)
class Column:
    """`value`: gives what stands in it: str, tuple[str, ...], int, bool, an aware datetime, or None."""

    name: str
    type: Type
    value: Callable[[Chosen], Any]


def _article(name: str, kind: Type = Type.TEXT) -> Column:
    return Column(name, kind, lambda chosen: getattr(chosen.version.article, name))


def _stated(name: str) -> tuple[Column, Column]:
    """Return a date as the page states it, with its own offset or without a time, and as a moment."""

    def said(chosen: Chosen) -> datetime | date | None:
        value: datetime | date | None = getattr(chosen.version.article, name)
        return value

    return (
        Column(name, Type.TEXT, lambda chosen: _iso(said(chosen))),
        Column(f"{name}_utc", Type.MOMENT, lambda chosen: _moment(said(chosen))),
    )


def _place(of: str, record: Callable[[Chosen], Record]) -> tuple[Column, ...]:
    return (
        Column(f"{of}_id", Type.TEXT, lambda chosen: record(chosen).record_id),
        Column(f"{of}_filename", Type.TEXT, lambda chosen: record(chosen).filename),
        Column(f"{of}_offset", Type.INTEGER, lambda chosen: record(chosen).offset),
        Column(f"{of}_length", Type.INTEGER, lambda chosen: record(chosen).length),
        Column(f"{of}_digest", Type.TEXT, lambda chosen: record(chosen).digest),
    )


def _iso(value: datetime | date | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment(value: datetime | date | None) -> datetime | None:
    text = sortable(value)
    return None if text is None else datetime.fromisoformat(text)


def _evidence(article: Article) -> str | None:
    said = article_to_jsonld(article).get("warraq:dateEvidence")
    return json_line(said).decode().rstrip("\n") if said else None


COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", Type.TEXT, lambda chosen: chosen.id),
    Column("url", Type.TEXT, lambda chosen: chosen.version.url),
    _article("canonical_url"),
    Column("version", Type.INTEGER, lambda chosen: chosen.version.number),
    Column("source", Type.TEXT, lambda chosen: chosen.source),
    Column("captured_at", Type.MOMENT, lambda chosen: chosen.version.captured_at.astimezone(UTC)),
    _article("headline"),
    _article("alternative_headline"),
    _article("description"),
    _article("article_body"),
    _article("author", Type.NAMES),
    _article("publisher"),
    _article("source_organization"),
    _article("dateline"),
    *_stated("date_published"),
    *_stated("date_modified"),
    _article("in_language"),
    _article("article_section"),
    _article("keywords", Type.NAMES),
    _article("image"),
    _article("is_accessible_for_free", Type.BOOLEAN),
    Column("date_evidence", Type.TEXT, lambda chosen: _evidence(chosen.version.article)),
    Column("extractor", Type.TEXT, lambda chosen: chosen.version.article.extractor.name),
    Column("extractor_version", Type.TEXT, lambda chosen: chosen.version.article.extractor.version),
    Column("rules_version", Type.TEXT, lambda chosen: chosen.version.article.extractor.rules_version),
    Column("text_digest", Type.TEXT, lambda chosen: chosen.version.text_digest),
    Column("entity_digest", Type.TEXT, lambda chosen: chosen.version.article.digest),
    *_place("record", lambda chosen: chosen.version.record),
    *_place("conversion", lambda chosen: chosen.version.conversion),
)
"""In their order. `docs/export.md` says of each what it is."""
