"""The document keeps step with the columns."""

from __future__ import annotations

import re
from pathlib import Path

from archive.exchange.active import unguard
from archive.exchange.columns import COLUMNS
from archive.exchange.export_text import INDEX_COLUMNS

DOCUMENT = (Path(__file__).parents[3] / "docs/export.md").read_text("utf-8")


def section(title: str) -> str:
    return DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_column_is_documented_in_its_order_with_its_type():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section("Columns"), re.MULTILINE)
    assert rows == [(column.name, column.type.value) for column in COLUMNS]


def test_columns_of_the_index_of_texts_are_documented():
    rows = re.findall(r"^\| `(\w+)` \|", section("Plain text"), re.MULTILINE)
    assert tuple(rows) == INDEX_COLUMNS


def test_rule_that_undoes_guards_is_the_one_that_is_printed():
    code = re.search(r"```python\n(.*?)```", section("Characters that act"), re.DOTALL)
    printed: dict = {"re": re}
    exec(code[1], printed)  # noqa: S102 - the document's own lines
    for cell in ("'=1", "plain", "''x", r"'\u005cu0041\u001b", r"'a\u202eb"):
        assert printed["unguard"](cell) == unguard(cell)
