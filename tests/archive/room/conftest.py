from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.archive.room.browser import CHROMIUM, FLAGS, opened
from tests.archive.room.library import Library, filled
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


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A room over an archive that has some of everything, the same for all tests of a file: not to be written to."""
    shelf = Shelf(tmp_path_factory.mktemp("library"))
    ids = filled(shelf)
    with serving(shelf.home) as at:
        yield Library(home=shelf.home, room=at, ids=ids)
    shelf.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Chromium, launched once; closed when the tests of the room are through, for others want the event loop of the thread."""
    if not CHROMIUM:
        pytest.skip("NOT SHOWN: no Chromium here to open the room in (apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="NOT SHOWN: the browser extra is not installed")
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, room: Room) -> Iterator[Any]:
    """A page at the room over `shelf`, watched."""
    with opened(browser, room) as made:
        yield made


@pytest.fixture
def visitor(browser: Any, library: Library) -> Iterator[Any]:
    """A page at the room over `library`, watched."""
    with opened(browser, library.room) as made:
        yield made
