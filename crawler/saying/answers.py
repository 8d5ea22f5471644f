"""What programs are told: one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from archive.catalog.ids import event_id
from archive.models import Article, Kept, Record
from archive.watching import Event


def line(answer: dict[str, Any]) -> str:
    """Return `answer` as one line of JSON, Arabic letters as they are."""
    return json.dumps(answer, ensure_ascii=False, default=_plain)


def kept_answer(kept: Kept) -> dict[str, Any]:
    """Return the answer for one URL: `record` is the response's, or the revisit's."""
    return {
        "url": kept.url,
        "outcome": kept.outcome,
        "reason": kept.reason,
        "detail": kept.detail,
        "article": article_answer(kept.article),
        "record": record_answer(kept.fetch.record if kept.fetch else None),
    }


def article_answer(article: Article | None) -> dict[str, Any] | None:
    """Return the article's fields by their names, dates in ISO 8601."""
    return asdict(article) if article is not None else None


def record_answer(record: Record | None) -> dict[str, Any] | None:
    """Return where a record lies."""
    if record is None:
        return None
    return {"filename": record.filename, "offset": record.offset, "length": record.length, "digest": record.digest}


def event_answer(event: Event) -> dict[str, Any]:
    """Return an event for programs; `id` is the same wherever and however often it is told, and in a rebuilt catalogue."""
    return {
        "id": event_id(event),
        "at": event.at,
        "kind": event.kind,
        "url": event.url,
        "source": event.source,
        "version": event.version,
        "previous": event.previous,
        "detail": event.detail,
    }


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
