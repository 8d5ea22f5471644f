from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.exchange.homes import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Return an empty archive, to be filled and closed."""
    made = Home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def filled(home: Home) -> Home:
    """Return an archive of five stories: plain and revisited, in two texts, redirected to, without a date, of another agency."""
    home.add("plain")
    home.add("changed", "نص أول.", headline="عنوان أول")
    home.add("changed", "نص ثان.", headline="عنوان ثان")
    home.add("moved", hops=("older",))
    home.add("plain")
    home.add("undated", date_published=None, source=None)
    home.add("afp", source="other", source_organization="فرانس برس")
    home.close()
    return home


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return an empty folder to write into."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
