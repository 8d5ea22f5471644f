"""What is written is what is read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spiders.source import Confidence, Feed, Source, load_all, parse
from spiders.writing import to_toml

FILE = Path("x.toml")
SHIPPED = [replace(source, rules=()) for source in load_all(None)]


def test_every_shipped_source_is_read_back_as_it_is():
    assert list(parse("\n".join(map(to_toml, SHIPPED)), FILE)) == SHIPPED


@pytest.mark.parametrize("title", ['"quoted" \\ back', "it's \\d", "tab\tand\x7f", "سطر\nآخر", "\u202eقلب", "'''", "\\"])
def test_no_letter_of_a_title_breaks_out(title):
    source: Source = replace(SHIPPED[0], title=title, feeds=(Feed(url="https://x.example/", covers=title),))
    assert parse(to_toml(source), FILE) == (source,)


def test_remarks_stand_behind_their_keys():
    text = to_toml(replace(SHIPPED[0], confidence=Confidence.LISTED), {"time_zone": "a guess"})
    assert '"  # a guess\nlanguage' in text
    assert parse(text, FILE)


def test_patterns_are_written_as_they_are_typed():
    assert r"story_patterns = ['^/news/\d+']" in to_toml(replace(SHIPPED[0], story_patterns=(r"^/news/\d+",)))
