from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.newsroom import Newsroom


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    """The newsroom at its default moment; nobody changes it."""
    with Newsroom(slow_s=0.2) as room:
        yield room


@pytest.fixture
def scripted() -> Iterator[Newsroom]:
    """A newsroom of one's own, whose clock may be moved."""
    with Newsroom(slow_s=0) as room:
        yield room
