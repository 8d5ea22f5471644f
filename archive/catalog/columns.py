"""Column types: how times, words, choices and articles are written in the catalogue, on any database.

Text is what outlives programs: times are ISO 8601, an article is JSON. What a page may hold and a database may not (NUL,
lone surrogates) is replaced in the columns one asks by, and escaped, thus kept, in the article's JSON.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields as fields_of
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.models import Article, Extractor

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DATES = ("date_published", "date_modified")
_TUPLES = ("author", "keywords")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, as UTC text of fixed width, so that the order of the text is the order of time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write `value` as 2026-11-03T10:00:00.000000Z. Raises ValueError for a naive datetime."""
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Stated(TypeDecorator[datetime | date]):
    """A date as a page states it: with its own offset, or a plain date where there is no time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write `value` in ISO 8601."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | date | None:  # noqa: ARG002
        """Read it back: a date stays a date, a datetime keeps its offset."""
        return None if value is None else _read_date(value)


class Words(TypeDecorator[str]):
    """Text from outside: at most `length_max` characters, without what a database cannot hold."""

    impl = Text
    cache_ok = True

    def __init__(self, length_max: int) -> None:
        super().__init__()
        self.length_max = length_max

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write what of `value` can be kept."""
        return None if value is None else storable(value, self.length_max)


class Choice(TypeDecorator[StrEnum]):
    """A member of an enumeration, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[StrEnum]) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the value alone."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read the member back."""
        return None if value is None else self.of(value)


class Reading(TypeDecorator[Article]):
    """An article, whole, as JSON in its own field names."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Article | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the article, lone surrogates escaped."""
        return None if value is None else article_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Article | None:  # noqa: ARG002
        """Read the identical article back."""
        return None if value is None else read_article(value)


class Names(TypeDecorator[tuple[str, ...]]):
    """Names of sources, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the list."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else tuple(json.loads(value))


def storable(value: str, length_max: int) -> str:
    """Return `value` cut, with U+FFFD for NUL and lone surrogates: as it is read from the column again."""
    return _UNSTORABLE.sub("\ufffd", value[:length_max])


def instant_text(value: datetime) -> str:
    """Return `value` in UTC with microseconds; 27 characters, always. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def sortable(value: datetime | date | None) -> str | None:
    """Return a stated date as UTC text for sorting, a plain date as its midnight; None at the edges of the calendar."""
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        return instant_text(moment)
    except OverflowError:  # 0001-01-01T00:00+03:00, which some sites print for "never", lies before all UTC
        return None


def article_json(article: Article) -> str:
    """Return the article as one line of JSON: Arabic as itself, lone surrogates and control characters escaped."""
    fields = _shallow(article)
    for name in _DATES:
        fields[name] = fields[name] and fields[name].isoformat()
    fields["extractor"] = _shallow(article.extractor)
    fields["date_evidence"] = [_evidence_fields(one) for one in article.date_evidence]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _evidence_fields(evidence: DateEvidence) -> dict[str, Any]:
    return _shallow(evidence) | {"value": evidence.value and evidence.value.isoformat()}


def _shallow(data: Article | Extractor | DateEvidence) -> dict[str, Any]:
    """Return the fields as they are: `dataclasses.asdict` copies each, which took a tenth of an acknowledgement."""
    return {field.name: getattr(data, field.name) for field in fields_of(data)}


def read_article(text: str) -> Article:
    """Return the article that `article_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    for name in _DATES:
        fields[name] = fields[name] and _read_date(fields[name])
    for name in _TUPLES:
        fields[name] = tuple(fields[name])
    fields["extractor"] = Extractor(**fields["extractor"])
    fields["date_evidence"] = tuple(map(_read_evidence, fields.get("date_evidence", ())))
    return Article(**fields)


def _read_evidence(fields: dict[str, Any]) -> DateEvidence:
    return DateEvidence(
        of=DateOf(fields["of"]),
        kind=DateKind(fields["kind"]),
        name=fields["name"],
        text=fields["text"],
        value=fields["value"] and _read_date(fields["value"]),
        standing=DateStanding(fields["standing"]),
    )


def _read_date(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) == len("2026-11-03") else datetime.fromisoformat(text)
