"""A source → the TOML that declares it: what `spiders.source.parse` reads back as the same source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from spiders.source import Feed, Section, Sitemap, Source

KEYS = (
    *("name", "title", "title_en", "kind", "country", "time_zone", "language", "home", "domains"),
    *("story_patterns", "confidence"),
)


def to_toml(source: Source, remarks: Mapping[str, str] | None = None) -> str:
    """Return the declaration of `source`, less its rules. `remarks`: comments to stand behind keys."""
    lines = ["[[source]]"]
    for key in KEYS:
        value = getattr(source, key)
        if value:
            remark = f"  # {remarks[key]}" if remarks and key in remarks else ""
            lines.append(f"{key} = {_value(value)}{remark}")
    for table, lists in (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections)):
        lines += _tables(table, lists)
    return "\n".join(lines) + "\n"


def _tables(table: str, lists: Iterable[Feed | Sitemap | Section]) -> Iterable[str]:
    for each in lists:
        yield f"\n[[source.{table}]]"
        for key in ("url", "covers", "confidence"):
            value = getattr(each, key)
            if value:
                yield f"{key} = {_value(value)}"


def _value(value: str | tuple[str, ...]) -> str:
    """Return a string or an array of them as TOML."""
    return f"[{', '.join(map(_string, value))}]" if isinstance(value, tuple) else _string(value)


def _string(text: str) -> str:
    """Return a TOML string: a literal one for what has backslashes, as patterns do; else a basic one, which is JSON's."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
