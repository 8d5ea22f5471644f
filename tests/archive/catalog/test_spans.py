"""What a page showed from when to when."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive.room.library import DAY, filled
from tests.archive.room.shelf import NOW, Shelf

URL = "https://news.example/story"


@pytest.fixture
def shelf(tmp_path: Path):
    made = Shelf(tmp_path)
    yield made
    made.close()


def test_looks_that_saw_the_same_are_one_span(shelf):
    for minutes, body in ((0, "أول"), (5, "أول"), (9, "ثان"), (30, "أول")):
        shelf.tell(shelf.put(URL, f"{minutes}", minutes=minutes), body)
    spans = shelf.catalog.spans(URL)
    assert [(one.number, one.looks) for one in spans] == [(1, 2), (2, 1), (1, 1)]
    assert (spans[0].until - spans[0].since).seconds == 5 * 60


def test_a_page_that_was_gone_and_came_back_has_a_span_of_absence(shelf):
    shelf.tell(shelf.put(URL, "0"), "نص")
    shelf.miss(shelf.put(URL, "gone", minutes=10, status=404))
    shelf.tell(shelf.put(URL, "1", minutes=20), "نص")
    assert [one.number for one in shelf.catalog.spans(URL)] == [1, None, 1]


def test_a_removal_is_two_looks_of_absence(tmp_path):
    shelf = Shelf(tmp_path / "library")
    filled(shelf)
    last = shelf.catalog.spans("https://jusur.example/news/gone")[-1]
    assert (last.number, last.looks, (last.since - NOW).days) == (None, 2, DAY // DAY)
    shelf.close()


def test_of_a_page_nobody_looked_at_there_are_no_spans(shelf):
    assert shelf.catalog.spans("https://news.example/other") == ()
