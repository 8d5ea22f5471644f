from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.archive.room.shelf import NO_TLS

ANEW = httpx.Limits(max_keepalive_connections=0)
"""A connection a question: one that is kept may be closed by the room, for being idle, at the moment when it is used again."""


@pytest.fixture(scope="module")
def client(library) -> Iterator[httpx.Client]:
    """A program that asks the room over `library`."""
    with httpx.Client(base_url=library.room.room, trust_env=False, verify=NO_TLS, timeout=20, limits=ANEW) as opened:
        yield opened


@pytest.fixture
def program(room) -> Iterator[httpx.Client]:
    """A program that asks the room over `shelf`, which it may write to."""
    with httpx.Client(base_url=room.room, trust_env=False, verify=NO_TLS, timeout=20, limits=ANEW) as opened:
        yield opened
