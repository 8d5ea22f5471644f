"""All pages of pages/ as one corpus: a rule that costs a little on many of them shows here as one number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.text.extract import Page, extract
from benchmarks.scoring import Scored, averages, score, told
from tests.archive.text.test_pages import NOW, PAGES

FLOORS = dict.fromkeys(("f1", "precision", "recall", "headline", "day", "minute", "agency", "byline", "dateline"), 0.99)
STORIES_MIN = 60


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    return [found for path in sorted(PAGES.glob("*.json")) if (found := _scored(path))]


def test_the_pages_read_at_or_above_the_floors(scored: list[Scored]) -> None:
    means = averages(scored)
    worst = [(page.slug, page.outcome, page.scores) for page in scored if min(page.scores.values()) < 1]
    assert {name: means[name] for name, floor in FLOORS.items() if means[name] < floor} == {}, worst


def test_the_floors_stand_on_many_pages(scored: list[Scored]) -> None:
    assert len(scored) >= STORIES_MIN


def _scored(path: Path) -> Scored | None:
    expected = json.loads(path.read_text("utf-8"))
    if "article_body" not in expected:
        return None
    gold = {"text": "\n".join(expected["article_body"]), "headline": expected.get("headline")}
    known = {"agency": "source_organization", "dateline": "dateline", "date_published": "date_published"}
    gold |= {field: expected[theirs] for field, theirs in known.items() if theirs in expected}
    gold |= {"byline": next(iter(expected["author"]), None)} if "author" in expected else {}
    payload = path.with_suffix(".html").read_bytes()
    page = Page(url=expected["url"], payload=payload, content_type=expected["content_type"], captured_at=NOW)
    return score(path.stem, gold, told(extract(page)))
