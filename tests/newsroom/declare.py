"""The outlets as the sources a crawler is told of: TOML, one table a source."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from tests.newsroom.house import Outlet


def to_toml(outlets: tuple[Outlet, ...]) -> str:
    """Return the declarations of `outlets` in one text."""
    return "\n".join(_source(outlet) for outlet in outlets)


def _source(outlet: Outlet) -> str:
    fields = {
        "name": outlet.name,
        "title": outlet.title,
        "title_en": outlet.title_en,
        "kind": outlet.kind,
        "country": outlet.country,
        "time_zone": outlet.time_zone,
        "language": "ar",
        "home": outlet.base_url,
        "domains": [urlsplit(outlet.base_url).netloc],
        "story_patterns": list(outlet.story_patterns),
    }
    lines = ["[[source]]", *(f"{key} = {_value(value)}" for key, value in fields.items() if value)]
    for table, urls in (("feed", outlet.feeds), ("sitemap", outlet.sitemaps), ("section", outlet.sections)):
        lines += [f"[[source.{table}]]\nurl = {_value(url)}" for url in urls]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Return a string or a list of strings as TOML, whose basic strings are JSON's."""
    return json.dumps(value, ensure_ascii=False)
