from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.room.shelf import Room, Shelf, serving


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def room(shelf: Shelf) -> Iterator[Room]:
    with serving(shelf.home) as at:
        yield at
