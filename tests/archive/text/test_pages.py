"""Pages and their articles, side by side in pages/: NAME.html and NAME.json. A page more is no line of code more."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.text.extract import Page, extract

PAGES = Path(__file__).with_name("pages")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.json")))
def test_page_gives_what_stands_beside_it(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    assert _read(PAGES / f"{name}.html", expected.pop("url"), expected.pop("content_type"), expected) == expected


def _read(path: Path, url: str, content_type: str, fields: dict[str, Any]) -> dict[str, Any]:
    read = asdict(extract(Page(url=url, payload=path.read_bytes(), content_type=content_type, captured_at=NOW)))
    if read.get("article_body"):
        read["article_body"] = read["article_body"].split("\n")
        read["author"] = list(read["author"])
        read["date_published"] = read["date_published"].isoformat() if read["date_published"] else None
    return {field: read.get(field) for field in fields}
