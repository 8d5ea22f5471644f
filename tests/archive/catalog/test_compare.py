"""Whether a catalogue that was changed is found out by itself, and none that was not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalog.compare import look_into
from archive.catalog.groups import Group
from archive.catalog.schema import NOTE_MAX
from tests.archive.catalog.keeping import Keeping

ODD = ("خبر\0 من \ud800 السطر", "ن" * (NOTE_MAX + 7), "عنوان")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Path]:
    """Return a catalogue of stories with headlines that a column cannot hold as they are."""
    kept = Keeping(tmp_path)
    for number, headline in enumerate(ODD):
        story = kept.story(f"http://a.example/{number}", "قال المتحدث إن الطريق مفتوح.", headline=headline)
        kept.commit(Group(kept=(story,)))
    kept.close()
    return tmp_path / "catalog.sqlite"


def told(catalog: Path) -> list[str]:
    return [fault.why for fault in look_into(catalog) if fault.is_damage]


def change(catalog: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(catalog)) as raw, raw:
        assert raw.execute(statement, values).rowcount == 1


def test_catalogue_as_it_was_written_has_no_fault(catalog: Path) -> None:
    assert told(catalog) == []


def test_text_that_was_changed_is_named(catalog: Path) -> None:
    with closing(sqlite3.connect(catalog)) as raw:
        (article,) = raw.execute("SELECT article FROM version ORDER BY page_id LIMIT 1").fetchone()
    forged = json.dumps(json.loads(article) | {"article_body": "لم يقل المتحدث شيئا."})
    change(catalog, "UPDATE version SET article = ? WHERE article = ?", forged, article)
    (why,) = told(catalog)
    assert "has another text than was kept" in why


def test_headline_that_was_changed_is_named(catalog: Path) -> None:
    change(catalog, "UPDATE version SET headline = 'آخر' WHERE headline = 'عنوان'")
    (why,) = told(catalog)
    assert "has another text than was kept" in why


def test_row_that_names_none_is_told(catalog: Path) -> None:
    change(catalog, "DELETE FROM record WHERE id = (SELECT conversion_id FROM version LIMIT 1)")
    assert any("names a row of record that is not there" in why for why in told(catalog))


def test_damaged_page_of_the_file_is_told(catalog: Path) -> None:
    with closing(sqlite3.connect(catalog)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'version'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with catalog.open("r+b") as file:
        file.seek((page - 1) * size + 5)
        file.write(b"\xff\xff")
    assert told(catalog)
