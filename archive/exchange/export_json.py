"""JSON Lines: an object a text. JSON-LD: a Schema.org NewsArticle a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any, BinaryIO

from archive.catalog.columns import instant_text
from archive.catalog.exporting import Chosen
from archive.exchange.active import json_line
from archive.models import Article, Record
from archive.warc.jsonld import article_to_jsonld


def write_jsonl(rows: Iterable[Chosen], out: BinaryIO) -> None:
    """Write {"id", "url", "version", "source", "captured_at", "text_digest", "article", "record", "conversion"} a line."""
    out.writelines(json_line(_object(chosen)) for chosen in rows)


def write_jsonld(rows: Iterable[Chosen], out: BinaryIO) -> None:
    """Write the NewsArticle that the conversion record holds, with where it and the page that was read lie."""
    out.writelines(json_line(_news_article(chosen)) for chosen in rows)


def _object(chosen: Chosen) -> dict[str, Any]:
    version = chosen.version
    return {
        "id": chosen.id,
        "url": version.url,
        "version": version.number,
        "source": chosen.source,
        "captured_at": instant_text(version.captured_at),
        "text_digest": version.text_digest,
        "article": _article(version.article),
        "record": _fields(version.record),
        "conversion": _fields(version.conversion),
    }


def _article(article: Article) -> dict[str, Any]:
    evidence = [_fields(one) for one in article.date_evidence]
    return _fields(article) | {"extractor": _fields(article.extractor), "date_evidence": evidence}


def _fields(data: Any) -> dict[str, Any]:
    """Return the fields as JSON has them. `dataclasses.asdict` copies each, which took half of an export's time."""
    return {field.name: _plain(getattr(data, field.name)) for field in fields(data)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _news_article(chosen: Chosen) -> dict[str, Any]:
    """`archivedAt` and `isBasedOn` are Schema.org's; a record is named by its WARC-Record-ID, which is a URN."""
    version = chosen.version
    cited = {
        "identifier": chosen.id,
        "version": version.number,
        "archivedAt": _citation(version.conversion),
        "isBasedOn": _citation(version.record) | {"dateCreated": instant_text(version.captured_at)},
        "warraq:source": chosen.source,
        "warraq:textDigest": version.text_digest,
    }
    return article_to_jsonld(version.article) | {name: value for name, value in cited.items() if value is not None}


def _citation(record: Record) -> dict[str, Any]:
    return {
        "@id": record.record_id,
        "@type": "WebPage",
        "warraq:filename": record.filename,
        "warraq:offset": record.offset,
        "warraq:length": record.length,
        "warraq:digest": record.digest,
    }
