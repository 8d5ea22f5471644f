"""A citation as CSL-JSON (https://github.com/citation-style-language/schema), which Zotero and pandoc read."""

from __future__ import annotations

from datetime import date
from typing import Any

from archive.exchange.active import json_line
from archive.exchange.citations.citation import Citation

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def csl(cited: Citation) -> bytes:
    """Return the citation as a list of one item."""
    return json_line([_item(cited)])


def _item(cited: Citation) -> dict[str, Any]:
    said = {
        "id": f"warraq-{cited.id}",
        "type": "article-newspaper",
        "title": cited.headline,
        "author": [{"literal": name} for name in cited.authors] or None,
        "container-title": cited.outlet,
        "issued": _parts(cited.published_on),
        "URL": cited.url,
        "accessed": _parts(cited.captured_on),
        "language": cited.language,
        "archive": "Warraq",
        "archive_location": f"{cited.filename}, {cited.record_id}",
        "note": cited.note,
    }
    return {name: value for name, value in said.items() if value is not None}


def _parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
