"""Each rules table of a shipped source has a page and its article in rules/: SOURCE-UNTIL.html and .json, or SOURCE-now.

The story is invented, the markup is the outlet's. A rule and its page more are no line of code more.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.models import Article
from archive.text.extract import Page, extract
from archive.text.rules import Rules, rules_at
from spiders.source import SHIPPED, Source, load

PAGES = Path(__file__).with_name("rules")
NOW = date(2026, 5, 1)
"""When pages are taken that are read with rules without an `until`."""
UNSAID = {"digest", "extractor", "date_evidence"}
"""Fields that say how an article was read, not what it holds."""

SHIPPED_RULES = {f"{source.name}-{rules.until or 'now'}": (source, rules) for source in load(SHIPPED) for rules in source.rules}


def test_every_rule_has_its_page_and_every_page_its_rule() -> None:
    assert {path.name for path in PAGES.iterdir()} == {f"{name}.{kind}" for name in SHIPPED_RULES for kind in ("html", "json")}


@pytest.mark.parametrize("name", SHIPPED_RULES)
def test_page_read_with_its_rule_gives_the_article_beside_it(name: str) -> None:
    source, rules = SHIPPED_RULES[name]
    chosen = rules_at(source.rules, rules.until or NOW)
    assert chosen is rules
    assert _read(name, source, chosen) == _expected(name)


@pytest.mark.parametrize("name", SHIPPED_RULES)
def test_page_read_without_its_rule_gives_another_article(name: str) -> None:
    assert _read(name, SHIPPED_RULES[name][0], Rules()) != _expected(name)


@pytest.mark.parametrize("name", SHIPPED_RULES)
def test_expected_article_names_every_field(name: str) -> None:
    assert set(_expected(name)) == set(Article.__dataclass_fields__) - UNSAID


@cache
def _expected(name: str) -> dict[str, Any]:
    article: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return article


def _read(name: str, source: Source, rules: Rules) -> dict[str, Any]:
    page = Page(
        url=_expected(name)["url"],
        payload=(PAGES / f"{name}.html").read_bytes(),
        content_type="text/html",
        captured_at=datetime.combine(SHIPPED_RULES[name][1].until or NOW, time(12), UTC),
        time_zone=source.time_zone,
        publisher=source.title,
    )
    read = {field: value for field, value in asdict(extract(page, rules)).items() if field not in UNSAID}
    if read.get("article_body"):
        read["article_body"] = read["article_body"].split("\n")
    plain: dict[str, Any] = json.loads(json.dumps(read, default=lambda value: value.isoformat()))
    return plain
