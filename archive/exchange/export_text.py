"""A tree of plain text: SOURCE/YYYY/MM/DD/ID.txt, each with its fields above the text, and index.tsv, a line a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from archive.catalog.columns import instant_text
from archive.catalog.exporting import Chosen
from archive.exchange.active import guard
from archive.exchange.columns import COLUMNS
from archive.exchange.export_csv import BETWEEN_NAMES
from archive.models import Record

INDEX = "index.tsv"
INDEX_COLUMNS = (
    "path",
    "id",
    "version",
    "url",
    "headline",
    "date_published",
    "record_filename",
    "record_offset",
    "record_digest",
)

BY_HAND = "by-hand"
"""The folder of stories that no source listed."""

FOLDER_MAX = 60
"""Letters of a source's name in that of its folder."""

_UNSAFE = re.compile(r"[^a-z0-9_-]+")
_BREAKS = re.compile(r"[\t\n]+")
_VALUES = {column.name: column.value for column in COLUMNS}


def write_text(rows: Iterable[Chosen], folder: Path) -> None:
    """Write the tree into `folder`, in UTF-8. Names are made of our own ids and of dates, never of what a page says."""
    with (folder / INDEX).open("w", encoding="utf-8", newline="\n") as index:
        index.write("\t".join(INDEX_COLUMNS) + "\n")
        for chosen in rows:
            path = text_path(chosen)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(text_lines(chosen))
            _write_line(index, path, chosen)


def text_path(chosen: Chosen) -> Path:
    """Return where a text goes: by the day of its publication, by the page's own clock, else of its capture (UTC)."""
    day = chosen.version.article.date_published or chosen.version.captured_at
    name = f"{chosen.id}-{chosen.version.number}.txt"
    return Path(_folder(chosen.source), f"{day.year:04}", f"{day.month:02}", f"{day.day:02}", name)


def _folder(source: str | None) -> str:
    return _UNSAFE.sub("_", (source or BY_HAND).lower())[:FOLDER_MAX] or "_"


def text_lines(chosen: Chosen) -> Iterator[str]:
    """Yield "Name: value" lines of what is said, an empty line, and the text."""
    article, version = chosen.version.article, chosen.version
    fields = (
        ("Headline", article.headline),
        ("Description", article.description),
        ("Author", BETWEEN_NAMES.join(article.author)),
        ("Publisher", article.publisher),
        ("Agency", article.source_organization),
        ("Dateline", article.dateline),
        ("Published", article.date_published and article.date_published.isoformat()),
        ("Modified", article.date_modified and article.date_modified.isoformat()),
        ("Section", article.article_section),
        ("Keywords", BETWEEN_NAMES.join(article.keywords)),
        ("URL", version.url),
        ("Source", chosen.source),
        ("Version", str(version.number)),
        ("Captured", instant_text(version.captured_at)),
        ("Text-Digest", version.text_digest),
        ("Record", _cited(version.record)),
        ("Conversion", _cited(version.conversion)),
    )
    yield from (f"{name}: {guard(_one_line(value), formulas=False)}\n" for name, value in fields if value)
    yield f"\n{guard(article.article_body, formulas=False)}\n"


def _cited(record: Record) -> str:
    return f"{record.filename} at {record.offset}, {record.length} bytes, {record.digest}, {record.record_id}"


def _write_line(index: TextIO, path: Path, chosen: Chosen) -> None:
    cells = (str(path), *(_VALUES[name](chosen) for name in INDEX_COLUMNS[1:]))
    index.write("\t".join(guard(_one_line(_text(cell))) for cell in cells) + "\n")


def _text(value: object) -> str:
    if value is None:
        return ""
    return instant_text(value) if isinstance(value, datetime) else str(value)


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text)
