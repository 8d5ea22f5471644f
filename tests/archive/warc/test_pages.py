"""A file read by blocks is sliced and searched as if it were in memory."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.warc.pages import BLOCK_BYTES, Pages

OCTETS = random.Random(5).randbytes(3 * BLOCK_BYTES + 77)


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    path = tmp_path / "file"
    path.write_bytes(OCTETS)
    opened = os.open(path, os.O_RDWR)
    yield opened
    os.close(opened)


def test_slices_are_those_of_the_octets(descriptor: int) -> None:
    pages, chance = Pages(descriptor), random.Random(6)
    assert len(pages) == len(OCTETS)
    for start in (0, BLOCK_BYTES - 1, len(OCTETS) - 1, len(OCTETS), len(OCTETS) + 9, *chance.sample(range(len(OCTETS)), 200)):
        for size in (0, 5, 70_000, 2 * BLOCK_BYTES):
            assert pages[start : start + size] == OCTETS[start : start + size]


def test_what_lies_across_two_blocks_is_found(descriptor: int) -> None:
    for place in (0, 3, BLOCK_BYTES - 3, BLOCK_BYTES, 2 * BLOCK_BYTES - 1, len(OCTETS) - 6):
        pages, sought = Pages(descriptor), OCTETS[place : place + 6]
        assert pages.find(sought, 0) == OCTETS.find(sought)
        assert pages.find(sought, place) == place
        assert pages.find(sought, place + 1) == OCTETS.find(sought, place + 1)


def test_hash_is_that_of_the_file_whatever_was_read(descriptor: int) -> None:
    heard: list[int] = []
    pages = Pages(descriptor, hashes=True, heard=heard.append)
    assert pages[BLOCK_BYTES * 2 : BLOCK_BYTES * 2 + 10]
    assert pages[10:20]
    assert pages[5 : BLOCK_BYTES + 20]
    assert pages.sha256() == hashlib.sha256(OCTETS).hexdigest()
    assert sum(heard) == len(OCTETS)


def test_file_that_is_cut_while_it_is_read_ends_there(descriptor: int) -> None:
    pages = Pages(descriptor, hashes=True)
    assert pages[0:10] == OCTETS[:10]
    os.ftruncate(descriptor, 2 * BLOCK_BYTES)
    assert pages[2 * BLOCK_BYTES : 2 * BLOCK_BYTES + 10] == b""
    assert len(pages) == 2 * BLOCK_BYTES
    assert pages.sha256() == hashlib.sha256(OCTETS[: 2 * BLOCK_BYTES]).hexdigest()
